/*
 * result - the rows of a run and what it looked at: what is reported, and what
 * --save keeps for --merge. All texts are of the run.
 */
#ifndef MODEL_RESULT_H
#define MODEL_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/beacon.h"

/* Where flows go: a name, or an address without one. */
struct place {
	struct address dst;
	const char *name;  /* NULL: none */
	int64_t n_sources; /* that talk to it, whatever the port */
};

/* A rule of an allowlist, and how many rows it hid in this report. */
struct hidden {
	const char *rule; /* where it stands, what it says and why */
	int64_t n;
};

struct result {
	const char *source;    /* one clause: "3 files" */
	const char *key;       /* what makes a pair, as --key has it */
	const char *list_rule; /* by which rows are listed; NULL: by Flare's rule alone */
	const char *flare_rule;
	const char *incomplete; /* what is missing; NULL: nothing */
	int64_t is_ecs;		/* 1: the records have names of Elastic's Common Schema */
	int64_t focus_outbound; /* 1: only rows from internal to external addresses count */
	const char *internal_networks; /* of inside_text() */

	/* A share of the sources, from 1, of how many; 0: it is the whole. */
	int64_t part;
	int64_t parts;
	int64_t read_all; /* 1: a part that met the others' records too, and counts them */

	int64_t from_us; /* the period looked at */
	int64_t to_us;
	int64_t oldest_us; /* times of the earliest and latest flow */
	int64_t newest_us;
	int64_t clock_us; /* as of struct pair_list */

	int64_t n_flows;
	int64_t n_pairs;
	int64_t n_sources;
	/* What was read and is no flow here, as in struct tally: */
	int64_t n_other;
	int64_t n_no_port;
	int64_t n_outside;
	int64_t n_dropped;
	int64_t n_bad;
	/* Flows to destinations with fewer than `left_out_least`, or that are not public,
	 * were not read; 0: none. */
	int64_t n_left_out;
	int64_t left_out_least;
	int64_t left_out_not_public;

	/* Of --intel, what was read and asked; NULL: none. Not saved */
	const char *lists;
	const char *baseline; /* what it was compared with; NULL: nothing */
	const char *news;     /* what came of that: "3 new, 57 known, ..." */
	struct beacon *gone;  /* owned; rows that the baseline has instead */
	size_t n_gone;

	/* Of --explain: where its row is in the whole; NULL: not that */
	const char *in_list;

	struct place *places; /* owned; of a part, all it saw; else NULL */
	size_t n_places;
	struct beacon_list list;

	/* Of this report, and not kept: */
	int64_t n_rules;	     /* of allowlists; 0: there is none */
	int64_t n_hidden;	     /* rows that they hold for, */
	int64_t n_away;		     /* and of these those not shown */
	const struct hidden *hidden; /* by whom, the most first; of the run */
	size_t n_hiding;
};

/* All but places and list, for who keeps them. */
extern const struct column result_columns[];
extern const size_t n_result_columns;

void result_free(struct result *result); /* accepts a zeroed one */

/* How long the time is that was looked at: begun hours. */
int64_t result_hours(const struct result *result);

/* Is it by --key src,name? */
bool result_is_by_name(const struct result *result);

#endif
