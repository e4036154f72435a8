/*
 * lag - whether two events are often just a period apart, whatever came between
 * them. Gaps alone miss a beacon that loses half of its beats, or several hosts
 * that beat behind one address; all later-minus-earlier lags do not.
 *
 * People's traffic comes in bursts, so the density of its lags only falls with
 * their length; a bump in it is a clock. At each scale S of a grid (ratio 1.1),
 * with events thinned to S/10, lags up to 2S are counted in bins of S/50. For
 * w = 0.10, 0.20, 0.35, C are those within [S(1-w), S(1+w)], and E what the
 * denser of the two neighbourhoods, 1.5 w wide each, would put there:
 *
 *     z = (C - E) / sqrt(max(C, E) (1 + bins inside / bins beside) + 1 + (0.075 E)^2)
 *     L = z^2 / 2 - ln(number of scales and widths tried), at least 3
 *     bump = sqrt((C - E)/C * min(1, (C - E)/m)) * (1 - exp(-L/8))
 *
 * Scales at which the events left are closer than S/5 on average are passed
 * over. A bump explains less than half of what it sees, and is no better founded than
 * the middle of the sweep's scale: score = 0.5 + bump / 4, from a bump of 0.15.
 *
 * The form of z follows the lag histogram that was measured on emulated-APT
 * traffic; its comparison with the denser side is what keeps people out.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/score.h"
#include "core/memory.h"

enum { N_WIDTHS = 3, N_BINS = 101, BINS_A_SCALE = 50, FEWEST = 8 };

static const double width[N_WIDTHS] = { 0.10, 0.20, 0.35 };
static const double RATIO = 1.1;
static const double LEAST_BUMP = 0.15;

struct bump {
	double height;
	double scale_s;
	double width;
};

static void count_lags(const double *times_s, size_t n, double scale_s, double bins[N_BINS])
{
	memset(bins, 0, N_BINS * sizeof(*bins));
	for (size_t i = 0; i < n; i++) {
		for (size_t j = i + 1; j < n && times_s[j] - times_s[i] < 2 * scale_s; j++)
			bins[(int)((times_s[j] - times_s[i]) / scale_s * BINS_A_SCALE)]++;
	}
}

static double sum(const double *bins, int from, int to)
{
	double total = 0;

	for (int i = from; i < to; i++)
		total += bins[i];
	return total;
}

static int bin_of(double share)
{
	return (int)(BINS_A_SCALE * share + 0.5);
}

static double height_of(const double bins[N_BINS], double w, double n, double trials)
{
	int from = bin_of(1 - w), to = bin_of(1 + w);
	int low = bin_of(1 - 2.5 * w), high = bin_of(1 + 2.5 * w);
	double inside = sum(bins, from, to);
	double below, above, beside, expected, z, evidence;

	low = low < 6 ? 6 : low; /* closer ones were thinned away */
	high = high > N_BINS - 2 ? N_BINS - 2 : high;
	below = sum(bins, low, from) / (from - low);
	above = sum(bins, to, high) / (high - to);
	beside = below > above ? from - low : high - to;
	expected = fmax(below, above) * (to - from);
	z = (inside - expected) / sqrt(fmax(inside, expected) * (1 + (to - from) / beside) + 1 +
				       0.005625 * expected * expected);
	evidence = z > 0 ? z * z / 2 - log(trials) : 0;
	if (evidence < 3)
		return 0;
	return sqrt((inside - expected) / inside * fmin(1, (inside - expected) / n)) *
	       (1 - exp(-evidence / 8));
}

/* A bin must not be finer than the clock, or its ticks look like bumps. */
static double first_scale(const struct beats *beats)
{
	return fmax(score_first_scale(beats), BINS_A_SCALE * beats->clock_s);
}

static struct bump highest(const struct beats *beats, double *times_s)
{
	struct bump best = { .height = 0 };
	double bins[N_BINS];
	double trials = (double)(score_count_scales(first_scale(beats), beats, RATIO) *
				 N_WIDTHS);
	size_t n = beats->n;

	for (double s = first_scale(beats); s <= beats->span_s / 4; s *= RATIO) {
		n = score_thin(times_s, n, s / 10);
		if (n < FEWEST)
			break;
		/* So dense that what is left has the rhythm of the thinning. */
		if (times_s[n - 1] - times_s[0] < 0.2 * s * (double)(n - 1))
			continue;
		count_lags(times_s, n, s, bins);
		for (int i = 0; i < N_WIDTHS; i++) {
			double height = height_of(bins, width[i], (double)n, trials);

			if (height > best.height)
				best = (struct bump){ height, s, width[i] };
		}
	}
	return best;
}

struct score_result lag_rate(const struct beats *beats)
{
	struct score_result result = { .period_s = NAN, .jitter_percent = NAN };
	double *times_s = memory_alloc((beats->n + 1) * sizeof(*times_s));
	struct bump bump;

	memcpy(times_s, beats->times_s, beats->n * sizeof(*times_s));
	bump = highest(beats, times_s);
	free(times_s);
	if (bump.height < LEAST_BUMP)
		return result;
	result.score = 0.5 + bump.height / 4;
	score_measure(beats->times_s, beats->n, bump.scale_s * (1 - bump.width),
		      bump.scale_s * (1 + bump.width), &result);
	if (isnan(result.period_s))
		result.period_s = bump.scale_s;
	return result;
}
