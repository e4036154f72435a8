/*
 * table - what the parts of group share: the pairs of one worker, or of all.
 */
#ifndef GROUP_TABLE_H
#define GROUP_TABLE_H

#include <stdbool.h>

#include "core/index.h"
#include "group/pairs.h"

enum { BLOCK_FLOWS = 65536 };

/* The flows of a worker in the order they came. */
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

struct pairs {
	struct pair *pairs; /* their times and sizes are not set before the merge */
	size_t n;
	size_t capacity;
	struct index index;
	struct block *blocks;
	struct open_flow *open;
	size_t n_open;
	size_t open_capacity;
	int64_t oldest_us;
	int64_t newest_us;
	int64_t last_us; /* the last moment of any flow */
	const struct address *others; /* sources of flows that were not read; borrowed */
	size_t n_others;
};

/* The number of the pair with the key's addresses, port and name, which is
 * added as the key is if it was not there. */
uint32_t table_intern(struct pairs *pairs, const struct pair *key);

/* Adds a pair's sums to another's, its flows' times and sizes aside. */
void table_add_sums(struct pair *to, const struct pair *from);

/* Takes one flow's numbers into the pair's sums. */
void table_add_flow(struct pair *pair, int64_t time_us, int64_t duration_us,
		    uint64_t bytes_out, uint64_t bytes_in);

/* Makes one pair of those that the key does not tell apart; pair i of `from` is
 * then numbers[i], which the caller frees. */
struct pairs *collapse(const struct pairs *from, enum pairs_key key, uint32_t **numbers);

/* Counts the sources of each pair's destination and of all, over all pairs; of all,
 * the others that workers know of as well. */
void count_sources(struct pairs *sum, struct pairs *const *workers, size_t n_workers,
		   struct pair_list *list);

#endif
