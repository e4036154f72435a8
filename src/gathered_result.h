/*
 * gathered_result - what was gathered, told as a result: how much there was of it, and
 * what its rows and places are called once the pairs are gone.
 */
#ifndef GATHERED_RESULT_H
#define GATHERED_RESULT_H

#include "core/memory.h"
#include "gather.h"
#include "model/beacon.h"
#include "model/config.h"
#include "model/result.h"

/* All but the rows and places; texts are of the run, here and below. */
struct result gathered_result(const struct config *config,
			      const struct gathered *gathered, struct arena *arena);

/* Rows have the numbers of names; only these few need their texts. Who has no name is
 * called by the address, or all of them would be one group. */
void gathered_name_rows(struct beacon_list *list, const struct names *names,
			struct arena *arena);

/* Reported addresses behind names: rows outlive their pairs. */
void gathered_tell_behind(struct beacon_list *list, const struct pair_list *pairs,
			  struct arena *arena);

/* Of a part: who merges it must know how many sources there are in each. */
void gathered_note_places(struct result *result, const struct gathered *gathered,
			  struct arena *arena);

#endif
