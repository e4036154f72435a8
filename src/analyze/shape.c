/*
 * shape - see shape.h.
 */
#include "analyze/shape.h"

#include <math.h>

static int bin_of(int64_t gap_us)
{
	double octaves = log2((double)gap_us / 250000);
	int bin = gap_us > 0 && octaves > 0 ? (int)(2 * octaves) : 0;

	return bin < INTERVAL_BINS ? bin : INTERVAL_BINS - 1;
}

void shape_intervals(const struct pair *pair, struct series *series)
{
	*series = (struct series){ .n = INTERVAL_BINS };
	for (size_t i = 1; i < pair->n_flows; i++)
		series->counts[bin_of(pair->times_us[i] - pair->times_us[i - 1])]++;
}

void shape_strip(const struct pair *pair, const struct pair_list *pairs,
		 struct series *series)
{
	/* The last moment is in the last part. */
	double part_us = (double)(pairs->newest_us - pairs->oldest_us + 1) / STRIP_PARTS;

	*series = (struct series){ .n = STRIP_PARTS };
	for (size_t i = 0; i < pair->n_flows; i++) {
		double part = (double)(pair->times_us[i] - pairs->oldest_us) / part_us;

		series->counts[part < STRIP_PARTS ? (int)part : STRIP_PARTS - 1]++;
	}
}
