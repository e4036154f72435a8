/*
 * join - makes one result of the parts of a run, as if it had been one run: each
 * source is in one part alone, so what is counted by sources adds up.
 */
#ifndef ANALYZE_JOIN_H
#define ANALYZE_JOIN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/result.h"

/*
 * Takes the rows of all parts; one whole result is taken as it is. `names` tell the
 * files apart in errors. Parts that are missing are an error, or, if that is allowed,
 * noted in the result. Rows have a new rank, rarity and prevalence; what they have in
 * common is not counted yet, see listing_compare().
 */
int saved_join(struct result *parts, const char *const *names, size_t n,
	       bool allow_partial, struct arena *arena, struct result *result,
	       struct error *err);

#endif
