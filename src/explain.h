/*
 * explain - the one pair of --explain: where it is among all, and what there is instead
 * if it is not. How it stands to the rules is in rules.h.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "core/error.h"
#include "core/memory.h"
#include "gather.h"
#include "model/config.h"
#include "model/pick.h"
#include "model/result.h"

/* What can't be had together with it. */
int explain_check(const struct config *config, struct error *err);

/* Sets `explained` of the pairs, or says what there is instead. */
int explain_find(const struct config *config, const struct pick *pick,
		 struct gathered *gathered, struct error *err);

/* The like among the rows there are, whose number is *row. */
int explain_find_row(const struct config *config, const struct pick *pick,
		     const struct result *result, size_t *row, struct error *err);

/* The row is still among all that are listed, in their order: where, in words. */
const char *explain_place(const struct config *config, const struct beacon_list *list,
			  size_t row, struct arena *arena);

#endif
