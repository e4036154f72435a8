/*
 * elastic_prefilter - which flows need not be read. A pair is only listed if it has
 * min_flows flows or a long one, so what goes to a destination that has fewer in all,
 * and none that is long, changes no row. The server is asked which destinations may
 * matter, and the windows then ask for their flows alone. A destination is kept whole
 * or left out whole.
 *
 * It is exact or not done at all: counts that a server with several shards can't
 * vouch for, texts that several spellings of an address share, and the like make the
 * run go on without.
 */
#ifndef SOURCE_ELASTIC_PREFILTER_H
#define SOURCE_ELASTIC_PREFILTER_H

#include "source/elastic.h"

struct elastic_prefilter {
	const char *only;    /* for the windows, of the run; NULL: all is to be read */
	uint64_t n_kept;     /* flows; 0 if all are */
	uint64_t n_sources;  /* distinct ones, of all flows */
	const char *verdict; /* what was decided, and why; of the run */
};

/* -1 only if the user did not want to wait: whatever else fails makes it not be done. */
int elastic_prefilter(struct elastic *elastic, struct http *http,
		      const struct elastic_window *whole, uint64_t n_flows,
		      uint64_t n_shards, struct elastic_prefilter *prefilter,
		      struct error *err);

/* The counts of an aggregation "d" by terms. */
struct buckets {
	const char **keys; /* all of the arena */
	uint64_t *counts;
	size_t n;
	uint64_t n_unseen; /* a term that is not among them may have so many; and so
			      many may be missing in a count */
	uint64_t n_other;  /* records of terms that are not among them */
};

/* False if it is no such reply, or a partial one. */
bool buckets_read(const char *reply, struct buckets *buckets, struct arena *arena);

/* Likewise, of one number; false if there is none. */
bool buckets_value(const char *reply, const char *name, double *value);

/* In a request; the server's search.max_buckets and index.max_terms_count allow it. */
enum { BUCKETS_MOST = 65535 };

/* What a sample says: all flows of one of n_parts of the destinations. */
struct prefilter_sample {
	uint64_t n_flows;	 /* of the period */
	uint64_t n_destinations; /* about so many */
	uint64_t n_shards;
	uint64_t min_flows;
	uint64_t n_parts;
	uint64_t n_kept;      /* destinations of the part with min_flows or more */
	uint64_t n_dropped;   /* flows of the part to other destinations */
	uint64_t n_key_bytes; /* of its destinations with min_flows or more */
};

/* May a quarter of the flows be left out, by the number of destinations alone? */
bool prefilter_may_pay(uint64_t n_flows, uint64_t n_destinations, uint64_t min_flows);

/* How many requests are needed so that each can give all that its part has; 0: more
 * than are sensible. */
size_t prefilter_n_pieces(const struct prefilter_sample *sample);

/* Why it does not pay, or NULL if it does. */
const char *prefilter_objection(const struct prefilter_sample *sample,
				struct arena *arena);

#endif
