/*
 * baseline - how the rows of a run stand to what earlier runs have listed:
 *
 *   new      its key was never listed
 *   known    it was, and its period is still about the same
 *   changed  it was, and its period is another one: off by more than a fifth of the shorter
 *            one, by more than either jitters, and by more than the clock
 *   back     it was, but not in the latest run; since when it is known stays
 *   gone     the latest run has it, this one has not
 *
 * "The latest run" is the latest that looked at about as long a time, if there is one:
 * what an hour does not list was not all of the day's.
 */
#ifndef ANALYZE_BASELINE_H
#define ANALYZE_BASELINE_H

#include "model/baseline.h"
#include "model/result.h"

struct baseline_counts {
	size_t n_new;
	size_t n_known;
	size_t n_changed;
	size_t n_back;
};

/*
 * Sets the status of all rows, shown or not, and the gone rows of the result, which are in
 * order of last_seen, latest first; texts stay the baseline's. Of --focus_outbound only
 * what that would show is gone. The counts are of the rows to be shown.
 */
void baseline_compare(struct baseline *baseline, struct result *result,
		      struct baseline_counts *counts);

/* Leaves out what is known and as it was: behind the rows to be shown. */
void baseline_hide_known(struct beacon_list *list);

/* Is this a change of period? */
bool baseline_has_changed(double before_s, double before_jitter_percent, double period_s,
			  double jitter_percent, double clock_s);

#endif
