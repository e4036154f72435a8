/*
 * pair - everything one source said to one service: the flows of one source
 * address, destination address and destination port, or of what --key says.
 */
#ifndef MODEL_PAIR_H
#define MODEL_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/address.h"

/* Of one flow, as codes: see size.h. */
struct flow_sizes {
	uint16_t out;
	uint16_t in;
};

/* Of many flows: times in microseconds, and the same flows' sizes. */
struct pair_flows {
	int64_t *times_us;
	struct flow_sizes *sizes;
	/* And of the pairs: reported addresses behind their names */
	struct address *behind;
};

struct pair {
	struct address src;
	struct address dst; /* of several, the one with most flows */
	uint64_t bytes_out; /* sums over all flows */
	uint64_t bytes_in;
	uint64_t first_bytes_out;	/* of the earliest flow, see pairs_add() */
	int64_t first_ms;		/* its time */
	int64_t connected_us;		/* sum of all durations */
	int64_t longest_us;		/* the longest of them */
	const int64_t *times_us;	/* of all flows, ascending; n_flows of them */
	const struct flow_sizes *sizes; /* of the same flows */
	/* Reported ones behind its name; n_behind of them */
	const struct address *behind;
	uint32_t n_flows;
	uint32_t n_open;     /* flows of which the end was not seen, see pairs_finish() */
	uint32_t n_sources;  /* that talk to this destination, whatever the port */
	uint32_t n_services; /* addresses and ports that the key made one: 1 or more */
	uint32_t name;	     /* of the destination: number of struct names; 0: none */
	uint16_t port;	     /* of several, the one with most flows */
	uint8_t protocols; /* of all flows: flags of enum flow_protocol; 0: not recorded */
	uint8_t n_behind;
	bool is_reported; /* a list of pairs_wanted's says something of the destination */
};

struct intel;

/* Which pairs are worth keeping: those that fulfil one of these. */
struct pairs_wanted {
	uint64_t min_flows;
	int64_t min_longest_us;	   /* of the longest flow; 0: not by that */
	const struct address *src; /* all of this one, however small; NULL: of none */
	/* And those it reports the destination of; NULL: none */
	const struct intel *intel;
	const struct intel *behind; /* of the addresses behind a name those it reports are
				       noted; NULL: none */
	const bool *reported_names; /* likewise, by the number of the name; NULL: none */
	bool places; /* the sources of all places, too: this is a part of a run */
	bool again;  /* the source is asked again, when it is known which are listed */
	bool names;  /* what records beside the flows call addresses, whatever the key */
	bool mentions; /* addresses without flows, too */
};

/* A destination's name, or the address of one that has none. */
struct pair_place {
	struct address dst;
	uint32_t name; /* as of a pair */
	uint32_t n_sources;
};

/* Pairs in the order of their addresses and ports. */
struct pair_list {
	struct pair *pairs; /* owned */
	size_t n;
	struct pair_flows *flows; /* owned: what the pairs' times and sizes point into */
	size_t n_parts;
	uint64_t n_flows;   /* of all pairs, also of those too small to be kept */
	uint64_t n_pairs;   /* likewise */
	uint64_t n_sources; /* distinct ones, likewise */
	int64_t oldest_us;  /* time of the earliest and latest flow; 0 if none */
	int64_t newest_us;
	int64_t clock_us; /* that all times keep, coarser than a second; 0: none */
	/* Of these: it is reported, listed or not; NULL: none */
	const struct pair *explained;
	struct pair_place *places; /* owned; in no order; of all pairs, if wanted */
	size_t n_places;
};

void pair_list_free(struct pair_list *list);

#endif
