/*
 * pairs - gathers flows into pairs. Each worker fills its own; they are merged
 * once. A flow costs 12 bytes while it is gathered and 8 in the result; of a
 * pair too small to be rated only its existence is kept.
 */
#ifndef GROUP_PAIRS_H
#define GROUP_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "model/flow.h"
#include "model/pair.h"

struct pairs;

struct pairs *pairs_new(void);
void pairs_free(struct pairs *pairs); /* accepts NULL */

/*
 * Adds a flow. The earliest flow of a pair, whose bytes Flare leaves out, is
 * the one of the earliest millisecond and, among those, of the fewest bytes,
 * so that the order of reading does not matter.
 */
void pairs_add(struct pairs *pairs, const struct flow *flow);

/*
 * Empties the workers' pairs into one list, ordered by source, destination and
 * port, with each pair's times ascending; pairs of fewer than min_flows flows
 * are counted but left out. The result does not depend on which worker had
 * which flow. Freed by pair_list_free().
 */
void pairs_merge(struct pairs **workers, size_t n_workers, uint64_t min_flows,
		 struct pair_list *list);

#endif
