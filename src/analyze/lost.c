/*
 * lost - the sweep, for a beacon that loses many of its beats: a gap of two or
 * three periods is as good as one of one.
 *
 * At each scale S of a grid (ratio 1.1), with events thinned to S/4, p is the
 * share of the m gaps that are off kS, k = 1, 2 or 3 whichever is nearest, by at
 * most w S sqrt(k): the jitter of the beats between adds up. If half the beats
 * are lost, that holds for seven gaps in eight. For w = 0.07, 0.12, 0.22 chance
 * is taken to give p0 = 0.30, 0.36, 0.52; Poisson arrivals of the worst mean
 * give 0.13, 0.21, 0.39.
 *
 *     L = m KL(p || p0) - ln(number of scales and bands), at least 3
 *     score = 0.8 (p - p0) / (1 - p0) * (1 - exp(-L/8))
 *
 * It stays below the sweep's, since with three beats in one there is more to fit.
 * Where there are more than 2000 gaps the lags tell as much.
 */
#include <math.h>
#include <string.h>

#include "analyze/score.h"
#include "core/lanes.h"

enum { N_BANDS = 3, FEWEST_GAPS = 10, MOST_GAPS = 2000 };

static const double width[N_BANDS] = { 0.07, 0.12, 0.22 };
static const double chance[N_BANDS] = { 0.30, 0.36, 0.52 };
static const double MOST = 0.8;

/* How far a gap is from the nearest multiple, in scales, for the jitter of one. */
static inline double off_beat(double gap)
{
	double near = gap < 1.5 ? 1 : gap < 2.5 ? 2 : 3;
	double root = gap < 1.5 ? 1 : gap < 2.5 ? 1.41421356 : 1.73205081;

	return fabs(gap - near) / root;
}

WIDE_LANES static void count_inside(const struct thinned *thinned, double scale_s,
				    size_t inside[N_BANDS])
{
	size_t n[N_BANDS] = { 0 };

	for (size_t i = 0; i + 1 < thinned->n; i++) {
		double off = off_beat(thinned->gaps_s[i] / scale_s);

		n[0] += off <= width[0];
		n[1] += off <= width[1];
		n[2] += off <= width[2];
	}
	memcpy(inside, n, sizeof(n));
}

static void rate_scale(const struct thinned *thinned, double scale_s, double trials,
		       struct score_result *result)
{
	double n_gaps = (double)(thinned->n - 1);
	size_t inside[N_BANDS];

	count_inside(thinned, scale_s, inside);
	for (int band = 0; band < N_BANDS; band++) {
		double score = MOST * score_excess((double)inside[band] / n_gaps,
						   chance[band], n_gaps, trials);

		if (score <= result->score)
			continue;
		result->score = score;
		result->period_s = scale_s;
		score_measure(thinned->times_s, thinned->n, scale_s * (1 - width[band]),
			      scale_s * (1 + width[band]), result);
	}
}

struct score_result lost_rate(const struct beats *beats)
{
	static const struct score_walk walk = {
		.ratio = 1.1,
		.n_bands = N_BANDS,
		.reach = 4, /* three beats and their jitter are less */
		.fewest_gaps = FEWEST_GAPS,
		.most_gaps = MOST_GAPS,
		.rate = rate_scale,
	};

	return score_over_scales(beats, &walk);
}
