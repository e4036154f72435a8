/*
 * saved - reads back what --save kept.
 */
#ifndef SOURCE_SAVED_H
#define SOURCE_SAVED_H

#include "core/error.h"
#include "core/memory.h"
#include "model/result.h"

/* Reads one file, plain or packed; texts go into the arena. The result is freed by
 * result_free(), also after a failure. */
int saved_load(const char *path, struct arena *arena, struct result *result,
	       struct error *err);

#endif
