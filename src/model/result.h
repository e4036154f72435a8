/*
 * result - the rows of a run and what it looked at: what is reported, and what
 * --save keeps for --merge. All texts are of the run.
 */
#ifndef MODEL_RESULT_H
#define MODEL_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/beacon.h"
#include "model/tally.h"

/* Where flows go: a name, or an address without one. */
struct place {
	struct address dst;
	const char *name; /* NULL: none */
	uint64_t n_sources; /* that talk to it, whatever the port */
};

struct result {
	const char *source;     /* one clause: "3 files" */
	const char *key;        /* what makes a pair, as --key has it */
	const char *list_rule;  /* by which rows are listed; NULL: by Flare's rule alone */
	const char *flare_rule;
	const char *incomplete; /* what is missing; NULL: nothing */
	bool from_ecs;          /* the records have names of Elastic's Common Schema */
	bool focus_outbound;

	/* A share of the sources, from 1, of how many; 0: it is the whole. */
	int64_t part;
	int64_t parts;
	bool part_read_all; /* the tally is of all records, not of the share's */

	int64_t from_us; /* the period looked at */
	int64_t to_us;
	int64_t oldest_us; /* times of the earliest and latest flow */
	int64_t newest_us;
	struct tally tally;
	uint64_t n_flows;
	uint64_t n_pairs;
	uint64_t n_sources;

	/* Flows to destinations with fewer than `least`, or that are not public, were not
	 * read; 0: none. */
	uint64_t n_left_out;
	uint64_t left_out_least;
	bool left_out_not_public;

	struct place *places; /* owned; of a part, all it saw; else NULL */
	size_t n_places;
	struct beacon_list list;
};

void result_free(struct result *result); /* accepts a zeroed one */

/* Is it by --key src,name? */
bool result_is_by_name(const struct result *result);

#endif
