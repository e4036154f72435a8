/*
 * explain - the one pair of --explain: where it is among all, what there is instead if it
 * is not, and how it stands to the rules by which pairs are listed.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "core/error.h"
#include "core/memory.h"
#include "gather.h"
#include "model/config.h"
#include "model/pick.h"
#include "model/result.h"
#include "model/table.h"

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

/* How the only row stands to each rule; how many there are, at most MOST_RULES. */
enum { MOST_RULES = 6 };
size_t explain_rules(const struct config *config, const struct beacon *beacon,
		     struct arena *arena, struct rule rules[MOST_RULES]);

#endif
