/*
 * outputs - where the result goes: each file or other place that an option
 * names, with its exporter. All of them are tried before the work begins, and
 * all files are complete before the first one is seen. If another place fails the
 * files are written all the same, and the run has failed.
 */
#ifndef OUTPUTS_H
#define OUTPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/config.h"
#include "model/table.h"

struct destination;

struct outputs {
	struct destination *destinations;
	size_t n;
	const struct config *config; /* borrowed */
};

/* Without any option text goes to standard output. outputs_free() is due in any
 * case. */
int outputs_open(struct outputs *outputs, const struct config *config,
		 struct arena *arena, struct error *err);

int outputs_write(struct outputs *outputs, const struct table *table, struct error *err);

/* Has somebody seen the text, with its summary, on a terminal? */
bool outputs_are_seen(const struct outputs *outputs);

/* Accepts a zeroed one. */
void outputs_free(struct outputs *outputs);

#endif
