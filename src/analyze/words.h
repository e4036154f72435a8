/*
 * words - what the numbers of a row say, in words: how regular, since when, how
 * much, and who else. For people; every number in it is a column, too.
 */
#ifndef ANALYZE_WORDS_H
#define ANALYZE_WORDS_H

#include <stddef.h>

#include "core/memory.h"
#include "model/beacon.h"

/* Clauses joined by "; ", of the arena. */
const char *words_of(const struct beacon *beacon, struct arena *arena);

/* Fills in those of the first n rows. */
void words_fill(struct beacon_list *list, size_t n, struct arena *arena);

#endif
