/*
 * analyze - from pairs to the beacons among them.
 */
#ifndef ANALYZE_ANALYZE_H
#define ANALYZE_ANALYZE_H

#include <stddef.h>

#include "model/beacon.h"
#include "model/config.h"
#include "model/pair.h"

/*
 * Rates every pair, in n_workers threads, and lists those whose score reaches
 * min_score or that Flare's rule reports, ordered by the column, best first.
 * The list is freed by beacon_list_free().
 */
void analyze(const struct pair_list *pairs, const struct config *config, size_t n_workers,
	     const struct column *order, struct beacon_list *list);

/* A pair of fewer flows can never be reported. */
uint64_t analyze_min_flows(const struct config *config);

#endif
