/*
 * guess - what a field of a flow seems to be called in an index that does
 * not have it under the configured name: by how the index's fields are called, and
 * as what they are indexed. Rather none than a wrong one: most indices of an ECS
 * have thousands of fields, with addresses and times of everything.
 */
#ifndef ELASTIC_GUESS_H
#define ELASTIC_GUESS_H

#include "source/elastic/mapping.h"
#include "source/record.h"

enum { ELASTIC_MOST_GUESSES = 3 };

/* The likeliest names, best first; how many. They are the mapping's. */
size_t elastic_guess(const struct elastic_mapping *mapping, enum record_field field,
		     const char *names[ELASTIC_MOST_GUESSES]);

/* The same as "a", "a or b", "a, b or c"; NULL if nothing looks like it. */
const char *elastic_guess_text(const struct elastic_mapping *mapping,
			       enum record_field field, struct arena *arena);

#endif
