/*
 * rules - by which pairs are listed, in words: what a rule is, and how a row stands to
 * it.
 */
#ifndef RULES_H
#define RULES_H

#include <stddef.h>

#include "core/memory.h"
#include "model/beacon.h"
#include "model/config.h"
#include "model/table.h"

/* All but Flare's rule; NULL: there is none. Texts are of the arena, here and below. */
const char *rules_list_text(const struct config *config, struct arena *arena);
const char *rules_flare_text(const struct config *config, struct arena *arena);

/* How the row stands to each rule; how many there are, at most MOST_RULES. */
enum { MOST_RULES = 6 };
size_t rules_tell(const struct config *config, const struct beacon *beacon,
		  struct arena *arena, struct rule rules[MOST_RULES]);

#endif
