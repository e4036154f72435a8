/*
 * parallel - shares numbered pieces of work among threads.
 */
#ifndef CORE_PARALLEL_H
#define CORE_PARALLEL_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

/* Does piece `item`; `worker` is 0 .. n_workers-1, one call at a time each. */
typedef int parallel_fn(void *context, size_t worker, size_t item, struct error *err);

/*
 * Runs the function for each item, 0 .. n_items-1, in any order. After a
 * failure no new item is begun; of several failures the one with the lowest
 * item is returned, so that the message does not depend on the timing more
 * than it must.
 */
int parallel_run(size_t n_workers, size_t n_items, parallel_fn *run, void *context,
		 struct error *err);

/* How many processors this process may use; at least 1. */
size_t parallel_processors(void);

/* How many workers there are to be, if so many threads were asked for; 0: one for each
 * processor. */
size_t parallel_workers(int64_t threads);

#endif
