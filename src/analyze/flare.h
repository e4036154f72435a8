/*
 * flare - how regular a pair is by Flare's rule: the share of its gaps that lie
 * in the best window around the most frequent one.
 *
 * Source: austin-taylor/flare, command_control.py, find_beacon and
 * percent_grouping. With gaps in whole seconds, those under min_interval left
 * out, N of them, m the most frequent and W the window:
 *
 *     P(i) = 100 * (gaps in [i, i + W)) / N     for i = m - W .. m
 *     percent = the largest P(i), interval = i + W / 2
 *
 * Where several gaps are equally frequent, Flare takes whichever its sort
 * leaves first; here each is tried, the largest P wins and of equals the
 * smallest i.
 */
#ifndef ANALYZE_FLARE_H
#define ANALYZE_FLARE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/config.h"
#include "model/pair.h"

struct flare_rating {
	int64_t occurrences; /* N */
	double percent;	     /* 0 to 100, not truncated */
	int64_t interval_s;
	int64_t bytes_out; /* of all flows but the earliest */
};

/* False, and *rating untouched, if too few gaps are left to say anything. */
bool flare_rate(const struct pair *pair, const struct config *config,
		struct flare_rating *rating);

/* Does Flare report it? The comparison comes before truncation. */
bool flare_reports(const struct flare_rating *rating, const struct config *config);

#endif
