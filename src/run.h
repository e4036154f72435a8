/*
 * run - what a run goes by, and the steps that it takes whether its rows are made of
 * flows or of saved results. See pipeline.h.
 */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "core/memory.h"
#include "hide.h"
#include "model/config.h"
#include "model/inside.h"
#include "model/pick.h"
#include "model/result.h"
#include "since.h"
#include "threats.h"

struct run {
	const struct config *config;
	char *const *paths;
	size_t n_paths;
	struct hiding hiding;
	struct threats threats;
	const struct pick *pick; /* the pair that is explained; NULL: all */
	const struct column *order;
	struct since *since;
	struct arena *arena;
};

/* Does an allowlist go by whose addresses they are? */
bool run_asks_owners(const struct run *run);

/* Of one pair that is explained, `row` alone. */
int run_ask_services(const struct run *run, const struct inside *inside,
		     const struct beacon_list *list, size_t row, struct error *err);

/* What is known of the rows, and which of them are to be shown, in their order. */
void run_choose_rows(const struct run *run, struct result *result);

/* Where the pair came out among all, and then nothing but that. */
void run_single_out(const struct config *config, struct result *result, size_t row,
		    struct arena *arena);

#endif
