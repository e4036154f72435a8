/*
 * units - reads all units of a source, several at once, and shows how far it is. See
 * pipeline.h.
 */
#ifndef UNITS_H
#define UNITS_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "source/source.h"

/* Stands for a unit: what a worker has kept back of those that it read. */
#define UNITS_KEPT_BACK SIZE_MAX

struct units {
	const struct source *source;
	void *state; /* of the source, which is open */
	size_t n_workers;

	/* Where it goes what the worker reads of the unit; without a tally nothing is
	 * kept back. */
	struct sink (*sink)(void *context, size_t worker, size_t unit);
	void *context;
};

/* *seconds is how long it took, also after a failure. */
int units_read(const struct units *units, double *seconds, struct error *err);

#endif
