/*
 * part - a table that is being finished: its share of the result.
 */
#ifndef GROUP_PART_H
#define GROUP_PART_H

#include "group/behind.h"
#include "group/table.h"

enum { NOT_WANTED = 0 }; /* of `filled`, whose places are counted from 1 */

struct part {
	struct table *table;
	size_t *filled; /* next place of each pair that is wanted */
	struct behind behind;
	struct part_open *open; /* one a pair; NULL: none of the table is open */
	struct pair_flows flows;
	struct pair *pairs; /* those that are wanted, in their order; owned */
	size_t n;
	struct pair_place *places; /* all of the table, if they are wanted; owned */
	size_t n_places;
	uint64_t n_pairs; /* all of the table */
	uint64_t n_flows; /* of all */
};

struct part_open {
	uint32_t n_reserved; /* places for flows that may not be logged again */
	uint32_t n_open;     /* flows of which the end was not seen */
};

/* Takes the next of the pair's places. */
void part_place(struct part *part, size_t number, int64_t time_us,
		struct flow_sizes sizes);

/* The first of the pair's places: n_flows of them are taken. */
size_t part_begin(const struct part *part, size_t number);

/* Sorts the flows of a pair by time. */
void part_sort(struct part *part, size_t number);

/* Before the places are given: orders the open flows, leaves out repeated reports, and
 * counts what may need a place. */
void part_collect_open(struct part *part);

/* When all other flows have theirs: the open ones that were not logged at their end
 * become flows. last_us is the last moment of any flow of the run. */
void part_settle_open(struct part *part, int64_t last_us);

#endif
