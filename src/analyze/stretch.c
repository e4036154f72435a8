/*
 * stretch - the sweep, on the part of the time that suits it best: a beacon that
 * was active for three hours, that beats by night under what people do by day,
 * or whose period changed, is judged by its own stretch of the gaps.
 *
 * At each scale S of the sweep's grid, with events thinned to S/4, gaps within
 * [S(1-w), S(1+w)], w = 0.10 or 0.25, count ln(p1/p0) each, others
 * ln((1-p1)/(1-p0)): p0 = 0.15 or 0.42 is what chance gives, p1 = 0.70 or 0.80
 * what is looked for. The stretch with the largest sum is the likeliest (the
 * maximal scoring segment of Karlin and Altschul 1990), found in one pass. For
 * its m gaps, a share p of them in the band, of n in all, the evidence pays for
 * having chosen one of all stretches:
 *
 *     L = m KL(p || p0) - ln(number of scales and bands) - ln(n (n+1) / 2)
 *     x = (p - p0) / (1 - p0) * (1 - exp(-L/8))
 *
 * L must reach 3 and x 0.5; score = 0.3 + x/2, since a stretch is not the whole.
 * More than 50,000 gaps are not looked at, which would take longer than all else.
 * The sweep's band of 0.50 has no place here: half an hour of one person's
 * reading fills it.
 */
#include <math.h>

#include "analyze/score.h"

enum { FEWEST_GAPS = 8, MOST_GAPS = 50000 };

struct band {
	double width;
	double chance;
	double gain; /* ln(wanted / chance) */
	double loss; /* ln((1 - wanted) / (1 - chance)) */
};

/* Wanted: 0.70 and 0.80. */
static const struct band bands[] = {
	{ 0.10, 0.15, 1.540445040947149, -1.0414538748281608 },
	{ 0.25, 0.42, 0.6443570163905133, -1.0647107369924287 },
};

enum { N_BANDS = sizeof(bands) / sizeof(*bands) };

static const double LEAST = 0.5;

/* Gaps from `from` to the one before `to`; `inside` of them are in the band. */
struct stretch {
	double sum;
	size_t from, to;
	size_t inside;
};

static struct stretch likeliest(const struct thinned *thinned, double scale_s,
				const struct band *band)
{
	double low_s = scale_s * (1 - band->width), high_s = scale_s * (1 + band->width);
	struct stretch best = { .sum = 0 }, now = { .sum = 0 };

	for (size_t i = 1; i < thinned->n; i++) {
		double gap_s = thinned->gaps_s[i - 1];

		if (gap_s >= low_s && gap_s <= high_s) {
			now.sum += band->gain;
			now.inside++;
			now.to = i;
			if (now.sum > best.sum)
				best = now;
		} else {
			now.sum += band->loss;
			if (now.sum <= 0)
				now = (struct stretch){ .from = i };
		}
	}
	return best;
}

/* Whether a stretch can be found at all. One of nothing but gaps in the band gives the
 * most evidence; they are counted in a loop that is a fraction of the search. */
static bool is_possible(const struct thinned *thinned, double scale_s,
			const struct band *band, double trials)
{
	size_t inside =
		score_count_gaps(thinned, scale_s, band->width * scale_s * (1 + 1e-9));
	double evidence = -(double)inside * log(band->chance) - log(trials);

	return inside > 0 && 1 - exp(-evidence / 8) >= LEAST;
}

static void rate_scale(const struct thinned *thinned, double scale_s, double trials,
		       struct score_result *result)
{
	trials *= (double)thinned->n * (double)(thinned->n - 1) / 2;
	for (size_t i = 0; i < N_BANDS; i++) {
		const struct band *band = &bands[i];
		struct stretch stretch;
		double m, x;

		if (!is_possible(thinned, scale_s, band, trials))
			continue;
		stretch = likeliest(thinned, scale_s, band);
		m = (double)(stretch.to - stretch.from);
		if (m < FEWEST_GAPS)
			continue;
		x = score_excess((double)stretch.inside / m, band->chance, m, trials);
		if (x < LEAST || 0.3 + x / 2 <= result->score)
			continue;
		result->score = 0.3 + x / 2;
		score_measure(thinned->times_s + stretch.from,
			      stretch.to - stretch.from + 1, scale_s * (1 - band->width),
			      scale_s * (1 + band->width), result);
	}
}

struct score_result stretch_rate(const struct beats *beats)
{
	static const struct score_walk walk = {
		.ratio = SCORE_SCALE_RATIO,
		.n_bands = N_BANDS,
		.reach = 1.25,
		.fewest_gaps = FEWEST_GAPS,
		.most_gaps = MOST_GAPS,
		.rate = rate_scale,
	};

	return score_over_scales(beats, &walk);
}
