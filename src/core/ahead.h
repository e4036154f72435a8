/*
 * ahead - reads ahead in a thread of its own, so that unpacking does not wait for who
 * reads what was unpacked, nor the other way round.
 */
#ifndef CORE_AHEAD_H
#define CORE_AHEAD_H

#include <stddef.h>

#include "core/error.h"

struct ahead;

/* Reads some: at most `size` bytes, 0 at the end; -1 if it fails. */
typedef int ahead_read_fn(void *context, char *buffer, size_t size, size_t *got,
			  struct error *err);

/* Begins to read. Until ahead_free() only its thread calls the function. NULL: there is
 * no thread to be had. */
struct ahead *ahead_new(ahead_read_fn *read, void *context);

/* What the function gave, in its order, and at the end its error. */
int ahead_read(struct ahead *ahead, char *buffer, size_t size, size_t *got,
	       struct error *err);

/* Waits until the function has come back: who may wait long in it must be told before.
 * Accepts NULL. */
void ahead_free(struct ahead *ahead);

#endif
