/*
 * saved - reads back what --save kept.
 */
#ifndef SOURCE_SAVED_H
#define SOURCE_SAVED_H

#include "core/error.h"
#include "core/memory.h"
#include "core/stream.h"
#include "model/result.h"

/* Reads one file, plain or packed; texts go into the arena. The result is freed by
 * result_free(), also after a failure. */
int saved_load(const char *path, struct arena *arena, struct result *result,
	       struct error *err);

/* Likewise, of one that is open, from where it stands. */
int saved_read(struct stream *stream, struct arena *arena, struct result *result,
	       struct error *err);

/* Does a file begin so? */
bool saved_is(const char *head, size_t len);

#endif
