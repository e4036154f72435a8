/*
 * fields - how each field of a flow is best fetched from an index.
 * Doc values cost the server a third of what _source costs it, but a text has
 * none (its .keyword may), a 32-bit float has too few digits, and indices of one
 * pattern need not agree. So _field_caps is asked what each index has, and
 * indices that are to be asked the same way are asked together.
 */
#ifndef ELASTIC_FIELDS_H
#define ELASTIC_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/memory.h"
#include "source/record.h"

/* What an index is asked for; strings are of the run. */
struct elastic_plan {
	const char *doc_value[N_RECORD_FIELDS]; /* NULL: not that way */
	const char *source[N_RECORD_FIELDS]; /* likewise; a field goes one way, or none */
	bool is_date[N_RECORD_FIELDS];	     /* of a doc value */
	bool has_source;
	const char **indices; /* those it is for; NULL: all of the pattern */
	size_t n_indices;
};

struct elastic_plans {
	struct elastic_plan *plans; /* of the run */
	size_t n;
};

/* The one plan that fits every index: all of _source. */
struct elastic_plans elastic_plan_source(const char *const field[N_RECORD_FIELDS],
					 struct arena *arena);

/*
 * From the reply of _field_caps to elastic_caps_fields(). An index that lacks
 * the source or destination is left out; n is 0 if all do. What can't be made
 * sense of gives the plan of _source.
 */
struct elastic_plans elastic_plan(const char *caps,
				  const char *const field[N_RECORD_FIELDS],
				  struct arena *arena);

/* The fields to ask _field_caps for, joined by commas: each and its variants. */
const char *elastic_caps_fields(const char *const field[N_RECORD_FIELDS],
				struct arena *arena);

#endif
