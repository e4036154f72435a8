/*
 * merge_saved - --merge: instead of flows, what others made of them. See pipeline.h.
 */
#ifndef MERGE_SAVED_H
#define MERGE_SAVED_H

#include "core/error.h"
#include "model/result.h"
#include "run.h"

/* The rows that are reported, in their order; result_free() is due also after a failure.
 */
int merge_saved(const struct run *run, struct result *result, struct error *err);

#endif
