/*
 * context_values - the distinct values of a row and kind, and how often each was seen;
 * see context.h for which are kept.
 */
#ifndef GROUP_CONTEXT_VALUES_H
#define GROUP_CONTEXT_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/memory.h"
#include "model/context.h"
#include "model/sighting.h"

enum {
	CONTEXT_KEPT = 20, /* values of a row and kind in the end */
	CONTEXT_SAMPLE =
		1024, /* flows of a pair that are looked at for what came before */
};

struct context_value {
	uint64_t hash;
	/* Of queries as they were asked, and as they were logged again with the answer:
	 * sensors log either or both. Else only the first counts. */
	int64_t count[2];
	int64_t first_us;
	int64_t last_us;
	int64_t severity;
	int64_t payload_us;
	char *payload; /* owned; of the earliest sighting that has one */
	/* Owned; a bit for each flow of the sample that it came before */
	uint64_t *before;
	size_t len; /* 0: these are the others */
	char text[];
};

/* Starts zeroed. */
struct context_values {
	struct context_value **list; /* owned; by hash, of equals by text */
	size_t n;
	size_t capacity;
	struct context_value *others; /* owned; of all that are not kept; NULL: all are */
};

void context_values_free(struct context_values *values);
void context_value_free(struct context_value *value); /* accepts NULL */

/* Counts what was seen, as of this kind; no more than `most` values are kept. Returns
 * what it was counted in. */
struct context_value *context_values_count(struct context_values *values, size_t most,
					   enum context_kind kind,
					   const struct sighting *sighting);

/* It came before that flow of the sample. */
void context_value_came_before(struct context_value *value, size_t flow);
size_t context_value_n_before(const struct context_value *value);

/* Takes over what `from` has, which is empty then. */
void context_values_join(struct context_values *to, struct context_values *from,
			 size_t most);

/* Has it one of the same text? */
bool context_values_have(const struct context_values *values,
			 const struct context_value *value);

/* The most frequent ones, then the others together: at most CONTEXT_KEPT + 1; returns how
 * many. Once, at the end; texts go into the arena. */
size_t context_values_take(struct context_values *values, enum context_kind kind,
			   struct arena *arena, struct context_entry *entries);

#endif
