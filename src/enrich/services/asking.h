/*
 * asking - the work of services_ask(): sends what the lanes have waiting, and takes the
 * replies, until nothing is left.
 */
#ifndef ENRICH_SERVICES_ASKING_H
#define ENRICH_SERVICES_ASKING_H

#include <stddef.h>

#include "core/error.h"
#include "core/http_many.h"
#include "enrich/services/cache.h"
#include "enrich/services/known.h"
#include "enrich/services/lane.h"

struct asking {
	struct lane *lanes;
	size_t n_lanes; /* as many as each subject has answers */
	struct known *known;
	struct cache *cache; /* NULL: none */
	struct http_many *many;
};

/* Fills in the answers, and settles them. Answers are in the cache a second later. Fails
 * only if the user interrupts; then what is left is not settled. */
int asking_run(struct asking *asking, struct error *err);

#endif
