/*
 * report - from a result to what is shown: the table that exporters write, with the
 * facts above it, and the line on the terminal. The right end of the pipeline.
 */
#ifndef REPORT_H
#define REPORT_H

#include "core/error.h"
#include "core/memory.h"
#include "model/config.h"
#include "model/result.h"
#include "outputs.h"

int report_write(const struct config *config, const struct result *result,
		 struct outputs *outputs, struct arena *arena, struct error *err);

/* What was read and found, for who waits for it; if the text was seen, what stands below
 * it is not said again. */
void report_summary(const struct result *result, bool is_seen, struct arena *arena);

#endif
