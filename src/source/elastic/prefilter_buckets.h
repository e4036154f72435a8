/*
 * prefilter_buckets - what the server counted by the terms of a field.
 */
#ifndef ELASTIC_PREFILTER_BUCKETS_H
#define ELASTIC_PREFILTER_BUCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/memory.h"

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

/* In a request; the server's search.max_buckets and index.max_terms_count allow it. */
enum { BUCKETS_MOST = 65535 };

#endif
