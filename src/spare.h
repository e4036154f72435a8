/*
 * spare - no output may take the place of what the run reads: a log that is
 * written over is gone, and it may have been evidence.
 */
#ifndef SPARE_H
#define SPARE_H

#include <stddef.h>

#include "core/error.h"
#include "model/config.h"

/* Fails if a file to write is one of these, or a list, an ini file or a result that the
 * settings name, by whatever path. A baseline is read and then written by design. */
int spare_inputs(const struct config *config, char *const *paths, size_t n_paths,
		 struct error *err);

#endif
