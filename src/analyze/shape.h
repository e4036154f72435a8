/*
 * shape - what a pair looks like over time, in few numbers, for those who draw
 * it: see INTERVAL_BINS, STRIP_PARTS and TICK_SLOTS.
 */
#ifndef ANALYZE_SHAPE_H
#define ANALYZE_SHAPE_H

#include <stdbool.h>

#include "model/beacon.h"
#include "model/pair.h"

/*
 * Over the time that all pairs were seen in; with `drawn` also what only a picture
 * shows. A series without anything in it has n = 0: then nothing is known. To be
 * freed by free().
 */
struct shape *shape_of(const struct pair *pair, const struct pair_list *pairs,
		       bool drawn);

#endif
