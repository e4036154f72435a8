/*
 * reported - what threat intelligence says of each row: of its destination, of a public
 * source, and of the names and fingerprints that other records have of it.
 */
#ifndef ENRICH_REPORTED_H
#define ENRICH_REPORTED_H

#include "core/memory.h"
#include "model/beacon.h"
#include "model/intel.h"

/* Fills in intel and intel_hits of all rows, anew; texts go into the arena. What it says
 * of names in the context is only there once that is. */
void reported_fill(const struct intel *intel, struct beacon_list *list,
		   struct arena *arena);

#endif
