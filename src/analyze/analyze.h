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
 * min_score, that Flare's rule reports, whose lag reaches min_lag, that have a
 * connection of min_long hours, that strobe for min_strobe minutes or whose destination
 * is_reported; in no order
 * yet, see listing.h. The list is freed by beacon_list_free().
 */
void analyze(const struct pair_list *pairs, const struct config *config, size_t n_workers,
	     struct beacon_list *list);

/* Fills in the series of the first n rows of the list: they are large, so that it is
 * done when the list is final; those that are only `drawn` if somebody does. */
void analyze_shapes(const struct pair_list *pairs, size_t n_workers,
		    struct beacon_list *list, size_t n, bool drawn);

/* The pairs that can be listed at all; others need not be kept. */
struct pairs_wanted analyze_wanted(const struct config *config);

#endif
