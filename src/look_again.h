/*
 * look_again - a second look at the source, when it is known which pairs are listed: what
 * the records beside the flows say of them. See pipeline.h.
 */
#ifndef LOOK_AGAIN_H
#define LOOK_AGAIN_H

#include "core/error.h"
#include "core/memory.h"
#include "gather.h"
#include "model/beacon.h"
#include "model/config.h"

/* Sets the context of the first n rows, which are made of what was gathered; texts go
 * into the arena. */
int look_again(const struct config *config, struct gathered *gathered,
	       struct beacon_list *list, size_t n, size_t n_workers, struct arena *arena,
	       struct error *err);

#endif
