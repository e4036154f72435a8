/*
 * sweep - the scale sweep: at the right time scale S a beacon has far more gaps
 * of that size than chance would give.
 *
 * At each scale of a geometric grid, events closer than S/4 to the last one kept
 * are dropped, which swallows bursts and most browsing. Of the m gaps left,
 * with mean mu, p is the share within [S(1-w), S(1+w)], w = 0.10, 0.25, 0.50.
 * Poisson arrivals with that dead time and mean would give
 *
 *     p0 = exp(-lambda (S(1-w) - S/4)) - exp(-lambda (S(1+w) - S/4)),
 *     lambda = 1 / (mu - S/4)
 *
 * but it is never taken for less than 0.15, 0.35, 0.65: people are not Poisson,
 * nor is a film that is loaded in pieces 2 to 10 s apart. With the relative
 * entropy KL(p || p0) the evidence is
 *
 *     L = m KL - ln(number of scales and bands tried)
 *
 * which must reach 3, and score = (p - p0) / (1 - p0) * (1 - exp(-L/8)); the
 * largest over all S and w counts. Its period is measured in the narrowest band
 * among those that come within 85 % of it.
 */
#include <math.h>
#include <stdlib.h>

#include "analyze/score.h"
#include "core/memory.h"

enum { N_BANDS = 3 };

static const double width[N_BANDS] = { 0.10, 0.25, 0.50 };
static const double least_chance[N_BANDS] = { 0.15, 0.35, 0.65 };

struct candidate {
	double score;
	double evidence;
	double scale_s;
	int band;
};

static double chance(double mean_s, double scale_s, int band)
{
	double dead_s = scale_s / 4;
	double wait_s = fmax(mean_s - dead_s, 0.02 * scale_s);
	double p0 = exp(-(scale_s * (1 - width[band]) - dead_s) / wait_s) -
		    exp(-(scale_s * (1 + width[band]) - dead_s) / wait_s);

	return fmax(p0, least_chance[band]);
}

static struct candidate rate_band(double p, double n_gaps, double mean_s, double scale_s,
				  int band, double trials)
{
	struct candidate candidate = { .scale_s = scale_s, .band = band };
	double p0;

	if (p <= least_chance[band]) /* hardly any scale of most pairs is above it */
		return candidate;
	p0 = chance(mean_s, scale_s, band);
	if (p > p0)
		candidate.evidence = n_gaps * score_entropy(p, p0) - log(trials);
	if (candidate.evidence >= 3)
		candidate.score =
			(p - p0) / (1 - p0) * (1 - exp(-candidate.evidence / 8));
	return candidate;
}

static void rate_scale(const struct thinned *thinned, double scale_s, double trials,
		       struct candidate candidates[N_BANDS])
{
	double n_gaps = (double)(thinned->n - 1);
	double mean_s = (thinned->times_s[thinned->n - 1] - thinned->times_s[0]) / n_gaps;
	double p = 1;

	/* A band has no more than the wider one: hardly any need be counted. */
	for (int band = N_BANDS; band-- > 0;) {
		if (p > least_chance[0])
			p = (double)score_count_gaps(thinned, scale_s,
						     width[band] * scale_s) /
			    n_gaps;
		candidates[band] = rate_band(p, n_gaps, mean_s, scale_s, band, trials);
	}
}

static struct candidate choose(const struct candidate *candidates, size_t n)
{
	struct candidate chosen = { .score = 0, .band = N_BANDS };
	double best = 0;

	for (size_t i = 0; i < n; i++)
		best = fmax(best, candidates[i].score);
	for (size_t i = 0; i < n && best > 0; i++) {
		const struct candidate *candidate = &candidates[i];

		if (candidate->score < 0.85 * best || candidate->band > chosen.band)
			continue;
		if (candidate->band < chosen.band ||
		    candidate->evidence > chosen.evidence)
			chosen = *candidate;
	}
	chosen.score = best;
	return chosen;
}

/* The sweep again, up to the chosen scale: what was thinned away is not kept. */
static void measure(const struct beats *beats, const struct candidate *chosen,
		    struct score_result *result)
{
	struct thinned thinned = thinned_of(beats);

	for (double s = score_first_scale(beats); s <= chosen->scale_s;
	     s *= SCORE_SCALE_RATIO)
		score_thin(&thinned, s / 4);
	score_measure(thinned.times_s, thinned.n,
		      chosen->scale_s * (1 - width[chosen->band]),
		      chosen->scale_s * (1 + width[chosen->band]), result);
	thinned_free(&thinned);
}

/* Gaps that are all in the narrowest band, where chance would have the fewest of them,
 * give this much evidence: with fewer there is none. */
static double fewest_gaps(double trials)
{
	return (3 + log(trials)) / log(1 / least_chance[0]) - 1e-6;
}

struct score_result sweep_rate(const struct beats *beats)
{
	struct score_result result = { .period_s = NAN, .jitter_percent = NAN };
	size_t n_scales =
		score_count_scales(score_first_scale(beats), beats, SCORE_SCALE_RATIO);
	size_t n_candidates = 0;
	struct thinned thinned = thinned_of(beats);
	struct candidate *candidates =
		memory_zero(n_scales * N_BANDS, sizeof(*candidates));
	double scale_s = score_first_scale(beats);
	double trials = (double)(n_scales * N_BANDS);
	double fewest = fmax(fewest_gaps(trials), 2);
	struct candidate chosen;

	for (size_t i = 0; i < n_scales; i++, scale_s *= SCORE_SCALE_RATIO) {
		score_thin(&thinned, scale_s / 4);
		if ((double)thinned.n < fewest + 1)
			break;
		if (thinned.least_s > (1 + width[N_BANDS - 1]) * scale_s)
			continue;
		rate_scale(&thinned, scale_s, trials, candidates + n_candidates);
		n_candidates += N_BANDS;
	}
	chosen = choose(candidates, n_candidates);
	result.score = chosen.score;
	if (chosen.score > 0)
		measure(beats, &chosen, &result);
	free(candidates);
	thinned_free(&thinned);
	return result;
}
