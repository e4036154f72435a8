/*
 * pipeline - the one way through the house: source, filter, group, analyze,
 * enrich, export. Only this file, its left half, gather.c, and merge_saved.c, which
 * begins with what others have made, know the order; what it ends in is outputs.c.
 */
#ifndef PIPELINE_H
#define PIPELINE_H

#include <stddef.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/config.h"

/* One whole run; its texts go into the arena. */
int pipeline_run(const struct config *config, char *const *paths, size_t n_paths,
		 struct arena *arena, struct error *err);

#endif
