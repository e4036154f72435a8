/*
 * nearest - the known name that was probably meant, for "did you mean".
 */
#ifndef CORE_NEAREST_H
#define CORE_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *name; /* what was typed; borrowed */
	const char *best; /* of those offered so far; NULL: none is near. Borrowed */
	size_t distance;  /* of it; one that is as far off, or further, is a guess */
};

void nearest_begin(struct nearest *nearest, const char *name);

/* A known name; NULL is none. */
void nearest_offer(struct nearest *nearest, const char *known);

#endif
