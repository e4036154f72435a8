/*
 * shape - what a pair looks like over time, in few numbers, for those who draw
 * it: see INTERVAL_BINS and STRIP_PARTS.
 */
#ifndef ANALYZE_SHAPE_H
#define ANALYZE_SHAPE_H

#include "model/beacon.h"
#include "model/pair.h"

void shape_intervals(const struct pair *pair, struct series *series);

/* Over the time that all pairs were seen in. */
void shape_strip(const struct pair *pair, const struct pair_list *pairs,
		 struct series *series);

#endif
