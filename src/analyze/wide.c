/*
 * wide - beats whose jitter comes near their period. Gaps of a sleep that is
 * jittered by up to 80 % spread over [0.2, 1.8] of it, which is wider than any
 * band of the sweep; but they never leave it. People's do, at both ends.
 *
 * At each scale S, with events thinned to S/20, mu is the mean of the gaps up to
 * 4S (longer ones are breaks), and must be within a step of S. p, the share of
 * all m gaps within [0.18 mu, 1.82 mu], is held against p0 = 0.87: polls that
 * wait anything from 5 to 240 s have 0.86, gamma-distributed waits of shape 2
 * 0.83, Poisson arrivals 0.68. With the relative entropy KL(p || p0)
 *
 *     L = m KL - ln(number of scales), at least 3
 *     score = (p - p0) / (1 - p0) * (1 - exp(-L/8))
 *
 * p0 is so high that it takes a hundred gaps or so. Below 20 s no scale is
 * tried: a film that is loaded in pieces 2 to 10 s apart looks just the same.
 */
#include <math.h>

#include "analyze/score.h"

enum { FEWEST_GAPS = 20, THINNING = 20 };

static const double REACH = 0.82;
static const double CHANCE = 0.87;
static const double FIRST_S = 20;

static double mean_gap(const double *times_s, size_t n, double break_s)
{
	double total_s = 0;
	size_t n_gaps = 0;

	for (size_t i = 1; i < n; i++) {
		double gap_s = times_s[i] - times_s[i - 1];

		if (gap_s <= break_s) {
			total_s += gap_s;
			n_gaps++;
		}
	}
	return n_gaps > 0 ? total_s / (double)n_gaps : 0;
}

static double share_inside(const struct thinned *thinned, double mean_s)
{
	const double *times_s = thinned->times_s;
	size_t inside = 0;

	for (size_t i = 1; i < thinned->n; i++)
		inside += fabs(times_s[i] - times_s[i - 1] - mean_s) <= REACH * mean_s;
	return (double)inside / (double)(thinned->n - 1);
}

struct score_result wide_rate(const struct beats *beats)
{
	struct score_result result = { .period_s = NAN, .jitter_percent = NAN };
	struct thinned thinned = thinned_of(beats);
	double first_s = fmax(FIRST_S, THINNING * beats->clock_s);
	double n_scales = (double)score_count_scales(first_s, beats, SCORE_SCALE_RATIO);

	for (double s = first_s; s <= beats->span_s / 4; s *= SCORE_SCALE_RATIO) {
		double mean_s, score;

		score_thin(&thinned, s / THINNING);
		if (thinned.n <= FEWEST_GAPS)
			break;
		if (thinned.least_s > 4 * s)
			continue;
		mean_s = mean_gap(thinned.times_s, thinned.n, 4 * s);
		if (mean_s > s * SCORE_SCALE_RATIO || mean_s < s / SCORE_SCALE_RATIO)
			continue;
		score = score_excess(share_inside(&thinned, mean_s), CHANCE,
				     (double)(thinned.n - 1), n_scales);
		if (score > result.score) {
			result.score = score;
			score_measure(thinned.times_s, thinned.n, (1 - REACH) * mean_s,
				      (1 + REACH) * mean_s, &result);
		}
	}
	thinned_free(&thinned);
	return result;
}
