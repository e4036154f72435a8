/*
 * gamma - few beats, well spaced: the sweep must pay for every scale it tries
 * and cannot believe six calls two hours apart, but their likelihood can.
 *
 * At each scale S, with events thinned to S/4 and the mean gap mu within a step
 * of S, the m gaps (5 to 100) are held to be gamma-distributed with their own
 * mean and spread (shape 1/c^2, c the coefficient of variation, at least 0.02),
 * against Poisson arrivals with the dead time S/4:
 *
 *     L = ln likelihood(gamma) - ln likelihood(Poisson) - ln(number of scales)
 *
 * must reach 3, and score = (1 - c) (1 - exp(-L/6)): c alone keeps people out, so
 * the evidence is trusted sooner than the sweep's. Below 10 s no scale is tried:
 * six calls a second or so apart are a page and its pictures. Beyond sixteen
 * hours none is either: who comes once a day comes every 24 hours.
 */
#include <math.h>

#include "analyze/score.h"

enum { FEWEST_GAPS = 5, MOST_GAPS = 100 };

static const double FIRST_S = 10;
static const double LONGEST_S = 16 * 3600;

static double variation(const double *times_s, size_t n_gaps, double mean_s)
{
	double squares = 0;

	for (size_t i = 0; i < n_gaps; i++) {
		double off = times_s[i + 1] - times_s[i] - mean_s;

		squares += off * off;
	}
	return sqrt(squares / (double)(n_gaps - 1)) / mean_s;
}

/* ln Gamma(k) for k >= 1, by Stirling, to 0.001: lgamma() writes to a global
 * variable, which threads must not share. */
static double log_gamma(double k)
{
	return (k - 0.5) * log(k) - k + 0.918939 + 1 / (12 * k) - 1 / (360 * k * k * k);
}

static double evidence_of(const double *times_s, size_t n_gaps, double mean_s,
			  double variation_, double dead_s)
{
	double c = fmax(variation_, 0.02);
	double shape = 1 / (c * c);
	double n = (double)n_gaps;
	double gamma = n * (shape * log(shape / mean_s) - log_gamma(shape));
	double poisson = -n * (log(mean_s - dead_s) + 1);

	for (size_t i = 0; i < n_gaps; i++) {
		double gap = times_s[i + 1] - times_s[i];

		gamma += (shape - 1) * log(gap) - gap * shape / mean_s;
	}
	return gamma - poisson;
}

static double rate_scale(const double *times_s, size_t n, double scale_s, double n_scales)
{
	size_t n_gaps = n - 1;
	double mean_s = (times_s[n - 1] - times_s[0]) / (double)n_gaps;
	double c, evidence;

	if (n_gaps > MOST_GAPS || mean_s < scale_s / SCORE_SCALE_RATIO ||
	    mean_s > scale_s * SCORE_SCALE_RATIO)
		return 0;
	c = variation(times_s, n_gaps, mean_s);
	evidence = evidence_of(times_s, n_gaps, mean_s, c, scale_s / 4) - log(n_scales);
	return evidence < 3 || c >= 1 ? 0 : (1 - c) * (1 - exp(-evidence / 6));
}

struct score_result gamma_rate(const struct beats *beats)
{
	struct score_result result = { .period_s = NAN, .jitter_percent = NAN };
	struct thinned thinned = thinned_of(beats);
	double first_s = fmax(score_first_scale(beats), FIRST_S);
	double last_s = fmin(beats->span_s / 4, LONGEST_S);
	double n_scales = log(fmax(last_s / first_s, 1)) / log(SCORE_SCALE_RATIO) + 1;

	for (double s = first_s; s <= last_s; s *= SCORE_SCALE_RATIO) {
		double score;

		score_thin(&thinned, s / 4);
		if (thinned.n <= FEWEST_GAPS)
			break;
		score = rate_scale(thinned.times_s, thinned.n, s, n_scales);
		if (score > result.score) {
			result.score = score;
			score_measure(thinned.times_s, thinned.n, 0, INFINITY, &result);
		}
	}
	thinned_free(&thinned);
	return result;
}
