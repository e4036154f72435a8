/*
 * score - see score.h.
 */
#include "analyze/score.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/lanes.h"
#include "core/memory.h"
#include "core/sort.h"
#include "model/timestamp.h"

/* The costly ones last: a score that cannot exceed the best one is not asked. */
static const struct {
	struct score_result (*rate)(const struct beats *beats);
	double most;
} scores[] = {
	{ sweep_rate, 1 },     { gamma_rate, 1 },  { wide_rate, 1 },
	{ stretch_rate, 0.8 }, { lost_rate, 0.8 }, { lag_rate, 0.75 },
};

double score_first_scale(const struct beats *beats)
{
	/* Below 0.4 s it is one program's connections, not its clock. */
	return beats->clock_s * 4 > 0.4 ? beats->clock_s * 4 : 0.4;
}

size_t score_count_scales(double first_s, const struct beats *beats, double ratio)
{
	size_t n = 0;

	for (double s = first_s; s <= beats->span_s / 4; s *= ratio)
		n++;
	return n;
}

WIDE_LANES static void measure_gaps(struct thinned *thinned)
{
	thinned->least_s = INFINITY;
	for (size_t i = 1; i < thinned->n; i++) {
		double gap_s = thinned->times_s[i] - thinned->times_s[i - 1];

		thinned->gaps_s[i - 1] = gap_s;
		thinned->least_s = gap_s < thinned->least_s ? gap_s : thinned->least_s;
	}
}

struct thinned thinned_of(const struct beats *beats)
{
	struct thinned thinned = { .n = beats->n };

	thinned.times_s = memory_alloc((2 * beats->n + 1) * sizeof(*thinned.times_s));
	thinned.gaps_s = thinned.times_s + beats->n;
	memcpy(thinned.times_s, beats->times_s, beats->n * sizeof(*thinned.times_s));
	measure_gaps(&thinned);
	return thinned;
}

void thinned_free(struct thinned *thinned)
{
	free(thinned->times_s);
}

void score_thin(struct thinned *thinned, double dead_s)
{
	double *times_s = thinned->times_s;
	double last_s = -INFINITY;
	size_t kept = 0;

	if (thinned->least_s >= dead_s)
		return;
	for (size_t i = 0; i < thinned->n; i++) {
		if (times_s[i] - last_s >= dead_s) {
			last_s = times_s[i];
			times_s[kept++] = last_s;
		}
	}
	thinned->n = kept;
	measure_gaps(thinned);
}

/* A loop that compilers make do several gaps at once. */
WIDE_LANES size_t score_count_gaps(const struct thinned *thinned, double scale_s,
				   double reach_s)
{
	size_t n = 0;

	for (size_t i = 0; i + 1 < thinned->n; i++)
		n += fabs(thinned->gaps_s[i] - scale_s) <= reach_s;
	return n;
}

struct score_result score_over_scales(const struct beats *beats,
				      const struct score_walk *walk)
{
	struct score_result result = { .period_s = NAN, .jitter_percent = NAN };
	struct thinned thinned = thinned_of(beats);
	double first_s = score_first_scale(beats);
	double trials =
		(double)(score_count_scales(first_s, beats, walk->ratio) * walk->n_bands);

	for (double s = first_s; s <= beats->span_s / 4; s *= walk->ratio) {
		score_thin(&thinned, s / 4);
		if (thinned.n <= walk->fewest_gaps)
			break;
		if (thinned.n <= walk->most_gaps && thinned.least_s <= walk->reach * s)
			walk->rate(&thinned, s, trials, &result);
	}
	thinned_free(&thinned);
	return result;
}

double score_entropy(double p, double q)
{
	double sum = p > 0 ? p * log(p / q) : 0;

	return p < 1 ? sum + (1 - p) * log((1 - p) / (1 - q)) : sum;
}

double score_excess(double p, double chance, double n_gaps, double trials)
{
	double evidence;

	if (p <= chance)
		return 0;
	evidence = n_gaps * score_entropy(p, chance) - log(trials);
	if (evidence < 3)
		return 0;
	return (p - chance) / (1 - chance) * (1 - exp(-evidence / 8));
}

void score_measure(const double *times_s, size_t n, double low_s, double high_s,
		   struct score_result *result)
{
	double *gaps = memory_alloc((n + 1) * sizeof(*gaps));
	size_t n_gaps = 0;

	for (size_t i = 1; i < n; i++) {
		double gap = times_s[i] - times_s[i - 1];

		if (gap >= low_s && gap <= high_s)
			gaps[n_gaps++] = gap;
	}
	sort_spans(gaps, n_gaps);
	if (n_gaps > 0) {
		double median = gaps[n_gaps / 2];

		result->period_s = median;
		result->n_beats = (double)n_gaps + 1;
		result->jitter_percent =
			50 * (gaps[n_gaps * 9 / 10] - gaps[n_gaps / 10]) / median;
	}
	free(gaps);
}

/* Some exports keep whole seconds, some milliseconds. */
static double clock_of(const struct pair *pair)
{
	bool seconds = true, milliseconds = true;

	for (size_t i = 0; i < pair->n_flows && milliseconds; i++) {
		seconds = seconds && pair->times_us[i] % SECOND_US == 0;
		milliseconds = pair->times_us[i] % 1000 == 0;
	}
	if (!milliseconds)
		return 1e-6;
	return seconds ? 1 : 1e-3;
}

struct beats beats_of(const struct pair *pair, double span_s, double common_clock_s)
{
	double *times_s = memory_alloc((pair->n_flows + 1) * sizeof(*times_s));

	for (size_t i = 0; i < pair->n_flows; i++)
		times_s[i] = (double)(pair->times_us[i] - pair->times_us[0]) / 1e6;
	return (struct beats){ .times_s = times_s,
			       .n = pair->n_flows,
			       .span_s = span_s,
			       .clock_s = fmax(clock_of(pair), common_clock_s) };
}

void beats_free(struct beats *beats)
{
	free(beats->times_s);
	beats->times_s = NULL;
}

struct score_result score_beats(const struct beats *beats)
{
	struct score_result best = { .score = 0, .period_s = NAN, .jitter_percent = NAN };

	for (size_t i = 0; i < sizeof(scores) / sizeof(*scores); i++) {
		struct score_result result;

		if (scores[i].most <= best.score)
			continue;
		result = scores[i].rate(beats);
		if (result.score > best.score)
			best = result;
	}
	return best;
}
