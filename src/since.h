/*
 * since - what is new since earlier runs: reads what --baseline names, compares, and says
 * so in words. A part of the pipeline.
 */
#ifndef SINCE_H
#define SINCE_H

#include "analyze/baseline.h"
#include "core/error.h"
#include "core/memory.h"
#include "model/baseline.h"
#include "model/config.h"
#include "model/result.h"

struct since {
	bool is_asked; /* there is a --baseline */
	struct baseline baseline;
	struct baseline_counts counts;
};

/* What can't be had together with it. */
int since_check(const struct config *config, struct error *err);

/* Before the flows are read: what is wrong with it shows at once. since_free() is due in
 * any case, but not before the result was written, as gone rows have its texts. */
int since_read(const struct config *config, const char *key, size_t n_workers,
	       struct arena *arena, struct since *since, struct error *err);
void since_free(struct since *since); /* accepts a zeroed one */

/* When all rows are known, and before they are put in order: statuses and gone rows; */
void since_compare(struct since *since, struct result *result);

/* and when it is known which are shown: the news, and what --new_only leaves out. Texts
 * go into the arena. */
void since_tell(const struct config *config, struct since *since, struct result *result,
		struct arena *arena);

#endif
