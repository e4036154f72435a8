/*
 * reported - what threat intelligence says of each row: of its destination, of a public
 * source, and of the names and fingerprints that other records have of it.
 */
#ifndef ENRICH_REPORTED_H
#define ENRICH_REPORTED_H

#include "core/error.h"
#include "core/memory.h"
#include "enrich/services/services.h"
#include "model/beacon.h"
#include "model/inside.h"
#include "model/intel.h"

/*
 * Asks services on the internet about n rows, those of the highest rank first: about the
 * destination, if it is public, and then the names that it is known by; about the source,
 * if that is. What lies in `inside` is not public. Names in the context are only asked
 * about once that is there; what was asked before is not asked again.
 */
int reported_ask(struct services *services, const struct inside *inside,
		 const struct beacon *rows, size_t n, struct arena *arena,
		 struct error *err);

/*
 * Fills in intel and intel_hits of all rows, anew: what lists say (NULL: there are none)
 * and what services have answered (likewise); texts go into the arena. Who vouches for a
 * row is told only where somebody else reports it.
 */
void reported_fill(const struct intel *intel, const struct services *services,
		   struct beacon_list *list, struct arena *arena);

#endif
