/*
 * score - how machine-like a pair's timing is. A score is one file with one
 * pure function, and one row in score.c: no input or output, no state, the
 * same times give the same number.
 */
#ifndef ANALYZE_SCORE_H
#define ANALYZE_SCORE_H

#include <stddef.h>

#include "model/pair.h"

/* What a score looks at. */
struct beats {
	double *times_s; /* ascending, from the first one on */
	size_t n;
	double span_s;	/* the time looked at, of all pairs */
	double clock_s; /* what the times are multiples of, at the coarsest */
};

struct score_result {
	double score;	       /* 0 (chance) to 1 (clockwork) */
	double period_s;       /* NAN if the score is 0 */
	double jitter_percent; /* of the period: half of the range of the middle
				  80 % of the gaps that count */
	double n_beats;	       /* gaps that count, and one */
};

/* The pair's times as the scores want them, which a clock keeps that is common to all
 * pairs, see group/clock.h; freed by beats_free(). */
struct beats beats_of(const struct pair *pair, double span_s, double common_clock_s);
void beats_free(struct beats *beats);

/* The highest of all scores, with its period. */
struct score_result score_beats(const struct beats *beats);

/* Shared by the scores: the scales that they try, each this much larger, from
 * the first one to a quarter of the span. */
#define SCORE_SCALE_RATIO 1.15
double score_first_scale(const struct beats *beats);
size_t score_count_scales(double first_s, const struct beats *beats, double ratio);

/*
 * Events that get fewer from scale to scale. Most pairs have a few flows, and most
 * scales are far below the gaps between them: the least gap tells that there is
 * nothing to drop, and nothing of that size to be found.
 */
struct thinned {
	double *times_s;
	double *gaps_s; /* between them: one less */
	size_t n;
	double least_s; /* gap; INFINITY if there is none */
};

/* A copy, freed by thinned_free(). */
struct thinned thinned_of(const struct beats *beats);
void thinned_free(struct thinned *thinned);

/* Keeps an event if it is at least dead_s after the last one kept. */
void score_thin(struct thinned *thinned, double dead_s);

/* How many gaps are off scale_s by at most reach_s. */
size_t score_count_gaps(const struct thinned *thinned, double scale_s, double reach_s);

/* The relative entropy KL(p || q) of a share p, held against q, 0 < q < 1. */
double score_entropy(double p, double q);

/*
 * How far a share p of n gaps exceeds the chance p0, having looked `trials` times:
 *
 *     L = n KL(p || p0) - ln(trials), at least 3
 *     (p - p0) / (1 - p0) * (1 - exp(-L/8))
 */
double score_excess(double p, double chance, double n_gaps, double trials);

/*
 * The walk that is the same for scores that rate each scale by itself: events
 * thinned to a quarter of the scale, until fewest_gaps are left or less; scales at
 * which more than most_gaps are left, or all gaps are too long, are passed over.
 */
struct score_walk {
	double ratio;	/* from scale to scale */
	size_t n_bands; /* tried at each, which is paid for */
	double reach;	/* the longest gap that counts, in scales */
	size_t fewest_gaps;
	size_t most_gaps;
	void (*rate)(const struct thinned *thinned, double scale_s, double trials,
		     struct score_result *result);
};
struct score_result score_over_scales(const struct beats *beats,
				      const struct score_walk *walk);

/* Fills in period and jitter from the gaps that lie in [low_s, high_s]. */
void score_measure(const double *times_s, size_t n, double low_s, double high_s,
		   struct score_result *result);

struct score_result sweep_rate(const struct beats *beats);
struct score_result lag_rate(const struct beats *beats);
struct score_result gamma_rate(const struct beats *beats);
struct score_result wide_rate(const struct beats *beats);
struct score_result stretch_rate(const struct beats *beats);
struct score_result lost_rate(const struct beats *beats);

#endif
