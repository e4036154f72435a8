/*
 * filter - which flows go on to be grouped. A filter is one function and one
 * row in filter.c; it sees one flow, in the thread that read it.
 */
#ifndef FILTER_FILTER_H
#define FILTER_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "model/config.h"
#include "model/flow.h"
#include "model/tally.h"

struct filter_bounds {
	int64_t from_us; /* the period, both ends in it, to the millisecond: */
	int64_t to_us;	 /* servers keep no finer time */
};

/* True if the flow is to be grouped; else it is counted in the tally. */
bool filter_pass(const struct flow *flow, const struct config *config,
		 const struct filter_bounds *bounds, struct tally *tally);

#endif
