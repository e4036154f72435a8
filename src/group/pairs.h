/*
 * pairs - gathers flows into pairs, from several threads at once. A flow costs 16
 * bytes while it is gathered and 12 in the result, a pair about 110 and 120; of a pair
 * too small to be rated only its existence is kept.
 */
#ifndef GROUP_PAIRS_H
#define GROUP_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "model/flow.h"
#include "model/pair.h"

struct pairs;

/* What flows must have in common to be one pair, beside the source. */
enum pairs_key {
	PAIRS_BY_PORT, /* destination and port */
	PAIRS_BY_HOST, /* destination, whatever the port */
	PAIRS_BY_NAME, /* the destination's name; where there is none, its address */
};

/* For workers that are numbered 0 .. n_workers-1. */
struct pairs *pairs_new(size_t n_workers);
void pairs_free(struct pairs *pairs); /* accepts NULL */

/*
 * Adds a flow; different workers may do so at once. The earliest flow of a pair, whose
 * bytes Flare leaves out, is the one of the earliest millisecond and, among those, of the
 * fewest bytes, so that the order of reading does not matter.
 */
void pairs_add(struct pairs *pairs, size_t worker, const struct flow *flow);

/* Sources of flows that were not read: they count among all sources. Borrowed until
 * the end. */
void pairs_note_sources(struct pairs *pairs, const struct address *sources, size_t n);

/* Of a part (--part): a flow of any, which tells what time was looked at and by which
 * clock, whether or not it is then added. Different workers may do so at once. */
void pairs_meet(struct pairs *pairs, size_t worker, const struct flow *flow);

/* Likewise of flows that did not even come: the earliest and latest start, and the last
 * moment of any. Not for several threads at once. */
void pairs_note_span(struct pairs *pairs, int64_t oldest_us, int64_t newest_us,
		     int64_t last_us);

/*
 * Empties them into one list, in as many threads as there are workers, ordered by
 * source, destination and port, with each pair's times ascending; what is not wanted is
 * counted but left out. The result does not depend on which worker had which flow. Freed by
 * pair_list_free().
 *
 * Several reports on the way of one flow (FLOW_OPEN, told by its start) are one
 * flow, and none if the same pair has a flow of that start that was logged at
 * its end. A flow counts as open if its end was not seen and it was alive in the
 * ten minutes before the last moment that any flow saw.
 */
void pairs_finish(struct pairs *pairs, enum pairs_key key,
		  const struct pairs_wanted *wanted, struct pair_list *list);

#endif
