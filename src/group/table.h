/*
 * table - what the parts of group share. All pairs of a run lie in some dozens of
 * tables, each with a lock, so that threads seldom meet and a pair is kept once.
 * Which table a pair is in goes by the place it talks to (the destination's name, or
 * else its address), so that pairs that --key makes one, and all sources of a place,
 * are in one table: each table can be finished by itself.
 */
#ifndef GROUP_TABLE_H
#define GROUP_TABLE_H

#include <pthread.h>
#include <stdbool.h>

#include "core/index.h"
#include "group/pairs.h"

enum { BLOCK_FLOWS = 8192, N_TABLES = 64 };

/* Flows in the order they came. A page of memory and more, so that it goes back to
 * the system when it is freed, see memory_set_up(). */
struct block {
	struct block *next;
	size_t n;
	int64_t times_us[BLOCK_FLOWS];
	struct flow_sizes sizes[BLOCK_FLOWS];
	uint32_t pair[BLOCK_FLOWS];
};

/* A flow of which the end was not seen; few are, so they are kept aside. */
struct open_flow {
	int64_t time_us;
	int64_t end_us;
	int64_t duration_us;
	uint64_t bytes_out;
	uint64_t bytes_in;
	uint32_t pair;
	bool again; /* the same flow may be logged again: FLOW_OPEN */
};

/* A pair while its flows are gathered: there may be millions that come to nothing.
 * Its parts are explained at struct pair. */
struct entry {
	struct address src; /* what is looked for comes first, beside each other */
	struct address dst;
	uint32_t name;
	uint16_t port;
	uint8_t protocols;
	uint32_t n_flows;
	uint32_t n_services;
	uint64_t bytes_out;
	uint64_t bytes_in;
	uint64_t first_bytes_out;
	int64_t first_ms;
	int64_t connected_us;
	int64_t longest_us;
};

struct table {
	pthread_mutex_t mutex;
	struct entry *entries;
	size_t n;
	size_t capacity;
	struct index index; /* its slots are there with the first entry */
	struct block *blocks;
	struct open_flow *open;
	size_t n_open;
	size_t open_capacity;
	int64_t oldest_us;
	int64_t newest_us;
	int64_t last_us; /* the last moment of any flow */
	char apart[64];	 /* the next table's lock is on another line of the cache */
};

/* A flow on its way to a table. */
struct bound_flow {
	uint64_t hash; /* of its pair */
	struct flow flow;
};

void table_init(struct table *table, uint64_t seed);
void table_empty(struct table *table); /* gives back all it has */
void table_free(struct table *table);

/* Of a pair's key; the table goes by its upper bits. */
uint64_t table_hash(uint64_t seed, const struct address *src, const struct address *dst,
		    uint16_t port, uint32_t name);
size_t table_of(uint64_t hash);

/* Adds flows that belong here. Takes the lock. */
void table_add(struct table *table, const struct bound_flow *flows, size_t n);

/* The number of the pair with the key's addresses, port and name, which is added as
 * the key is if it was not there. */
uint32_t table_intern(struct table *table, uint64_t hash, const struct entry *key);

/* Adds a pair's sums to another's, its flows' times and sizes aside. */
void table_add_sums(struct entry *to, const struct entry *from);

/* Takes one flow's numbers into the pair's sums. */
void table_add_flow(struct entry *entry, int64_t time_us, int64_t duration_us,
		    uint64_t bytes_out, uint64_t bytes_in);

/* Makes one pair of those that the key does not tell apart; notes what is behind names. */
struct behind;
void collapse(struct table *table, enum pairs_key key, struct behind *behind);

#endif
