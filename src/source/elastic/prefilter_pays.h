/*
 * prefilter_pays - does it pay to ask which destinations may matter, and to name them
 * in each request? By figures that were measured, see prefilter_pays.c.
 */
#ifndef ELASTIC_PREFILTER_PAYS_H
#define ELASTIC_PREFILTER_PAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/memory.h"

/* What a sample says: all flows of one of n_parts of the destinations. */
struct prefilter_sample {
	uint64_t n_flows;	 /* of the period */
	uint64_t n_destinations; /* about so many */
	uint64_t n_shards;
	uint64_t min_flows;
	uint64_t n_parts;
	uint64_t n_kept;       /* destinations of the part that may be listed */
	uint64_t n_dropped;    /* flows of the part to other destinations */
	uint64_t n_key_bytes;  /* of its destinations that may be listed */
	double bytes_a_second; /* how fast the reply came; 0: too little to tell */
};

/* May a quarter of the flows be left out, by the number of destinations alone? */
bool prefilter_may_pay(uint64_t n_flows, uint64_t n_destinations, uint64_t min_flows);

/* How many requests are needed so that each can give all that its part has; 0: more
 * than are sensible. */
size_t prefilter_n_pieces(const struct prefilter_sample *sample);

/* Why it does not pay, or NULL if it does. */
const char *prefilter_objection(const struct prefilter_sample *sample,
				struct arena *arena);

/* Now that it is known what is to be read? */
bool prefilter_still_pays(uint64_t n_flows, uint64_t n_kept, size_t n_names);

#endif
