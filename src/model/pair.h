/*
 * pair - everything one source said to one service: the flows of one source
 * address, destination address and destination port.
 */
#ifndef MODEL_PAIR_H
#define MODEL_PAIR_H

#include <stddef.h>
#include <stdint.h>

#include "model/address.h"

struct pair {
	struct address src;
	struct address dst;
	uint64_t bytes_out;       /* sum over all flows */
	uint64_t first_bytes_out; /* of the earliest flow, see pairs_add() */
	int64_t first_ms;         /* its time */
	const int64_t *times_us;  /* of all flows, ascending; n_flows of them */
	uint32_t n_flows;
	uint32_t n_sources; /* that talk to this destination, whatever the port */
	uint16_t port;
};

/* Pairs in the order of their addresses and ports. */
struct pair_list {
	struct pair *pairs; /* owned */
	size_t n;
	int64_t *times_us; /* owned: what the pairs' times point into */
	uint64_t n_flows;  /* of all pairs, also of those too small to be kept */
	uint64_t n_pairs;  /* likewise */
	uint64_t n_sources; /* distinct ones, likewise */
	int64_t oldest_us; /* time of the earliest and latest flow; 0 if none */
	int64_t newest_us;
};

void pair_list_free(struct pair_list *list);

#endif
