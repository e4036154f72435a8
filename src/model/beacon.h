/*
 * beacon - a pair that is reported, with the numbers that say why. One row of
 * the result; its columns are described in beacon.c.
 */
#ifndef MODEL_BEACON_H
#define MODEL_BEACON_H

#include <stddef.h>
#include <stdint.h>

#include "model/address.h"
#include "model/table.h"

struct beacon {
	struct address src;
	struct address dst;
	int64_t port;
	int64_t bytes_out;   /* Flare's sum: without the earliest flow's */
	int64_t dest_degree; /* listed pairs with the same destination */
	/* Flare's numbers; CELL_NO_INTEGER if too few gaps are left for them: */
	int64_t occurrences; /* gaps that were looked at */
	int64_t percent;     /* of them that are alike, 0 to 100, truncated */
	int64_t interval_s;  /* the usual gap */
	const char *listed; /* by which rule: "score", "flare" or "both" */
	double rank;        /* score^2 * rarity * persistence */
	double score;       /* 0 (chance) to 1 (clockwork); NAN: too few flows */
	double period_s;
	double jitter_percent; /* of the period */
	int64_t beats;          /* gaps of about a period, and one */
	int64_t beats_expected; /* if it had called all the time it was active */
	struct moment first_seen;
	struct moment last_seen;
	int64_t hours_active;      /* hours of the clock with a call in them */
	double prevalence_percent; /* share of all sources that talk to the destination */
	const char *src_whois;  /* of the run; NULL: not asked or not known */
	const char *dest_whois;
};

struct beacon_list {
	struct beacon *beacons; /* owned */
	size_t n;
	size_t n_found; /* before --top cut the list */
};

extern const struct column beacon_columns[];
extern const size_t n_beacon_columns;

void beacon_list_free(struct beacon_list *list);

#endif
