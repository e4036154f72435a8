/*
 * lag - whether two events are often just a period apart, whatever came between
 * them. Gaps alone miss a beacon that loses half of its beats, that beats under
 * many other flows, or several hosts that beat behind one address; all
 * later-minus-earlier lags do not.
 *
 * At each scale S of a grid (ratio 1.1) only events after a silence of S/6
 * count. Of a person's visit that leaves the first flow, but of the beats nearly
 * all that fall outside a visit: thousands of flows become hundreds of visits,
 * and the beat stands out. (To keep one event every S/6, as the sweep does,
 * would fill the visits with events that are only ours.)
 *
 * Visits have no favourite distance; a bump in the density of lags is a clock.
 * Lags up to 2S are counted in bins of S/50. For w = 0.06, 0.10, 0.20, 0.36, C
 * are those within [S(1-w), S(1+w)] and B those in the denser of the two
 * neighbourhoods, up to 1.5 w wide each. If the band were no denser than that,
 * C would be a share q of C + B, their widths compared, and near E = B q/(1-q):
 *
 *     V = E / (1-q) + 1
 *     L = (C+B) KL(C/(C+B) || q) / (1 + (0.075 E)^2 / V)
 *         - ln(number of scales and bands tried), at least 6
 *     bump = sqrt((C - E)/C * min(1, (C - E)/m)) * (1 - exp(-L/8))
 *
 * for m events. The divisor says that densities vary by 7.5 % for no reason.
 * As lags share events their number overstates what is known: fewer than 50 too
 * many are not believed.
 * Scales at which the events left are closer than S/5 on average are passed
 * over. A bump explains less than half of what it sees, so it is never better
 * founded than a fair result of the sweep: score = 0.55 + bump / 5, from a bump
 * of 0.10. Multiples of a period bump too: the period is that of the shortest
 * scale whose bump is 0.3 of the highest.
 *
 * Two things have a favourite distance and no beat, and are kept out: a retry
 * some seconds after each visit, since nothing follows after as long again; and
 * retries that wait longer each time, though the whole repeats itself. Beyond
 * sixteen hours nothing is asked: days are everybody's clock.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/score.h"
#include "core/memory.h"

enum {
	N_BINS = 101,
	BINS_A_SCALE = 50,
	FIRST_BIN = 8,
	FEWEST_LAGS = 50,
	FEWEST = 11, /* events; fewer don't have so many lags */
};

/* Bins to each side of the middle, and how far the middle is off the scale: the
 * grid is coarser than the narrowest bands are. */
struct band {
	int reach;
	int shift;
};

static const struct band bands[] = {
	{ 3, -2 }, { 3, 0 }, { 3, 2 }, { 5, 0 }, { 10, 0 }, { 18, 0 },
};

enum { N_BANDS = sizeof(bands) / sizeof(*bands) };

static const double RATIO = 1.1;
static const double LEAST_BUMP = 0.10;
static const double LONGEST_S = 16 * 3600;

struct event {
	double at_s;
	double silence_s; /* since the one before, kept or not */
	bool followed;	  /* by another, a period later */
};

struct bump {
	double height;
	double excess; /* lags too many */
	double low_s;  /* the lags it is made of */
	double high_s;
};

/* The highest bump so far, and the one that tells the period. */
struct finding {
	double height;
	struct bump bump;
};

static size_t keep_after_silence(struct event *events, size_t n, double silence_s)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (events[i].silence_s >= silence_s)
			events[kept++] = events[i];
	}
	return kept;
}

/* As many as a bump must have. */
static bool has_lags(const struct event *events, size_t n, double scale_s)
{
	size_t n_lags = 0;

	for (size_t i = 0, end = 1; i < n && n_lags < FEWEST_LAGS; i++) {
		while (end < n && events[end].at_s - events[i].at_s < 2 * scale_s)
			end++;
		n_lags += end - i - 1;
	}
	return n_lags >= FEWEST_LAGS;
}

/* below[i]: how many lags lie below bin i. */
static void count_lags(const struct event *events, size_t n, double scale_s,
		       uint64_t below[N_BINS + 1])
{
	double bins_a_second = BINS_A_SCALE / scale_s;

	memset(below, 0, (N_BINS + 1) * sizeof(*below));
	for (size_t i = 0; i < n; i++) {
		for (size_t j = i + 1; j < n; j++) {
			double lag_s = events[j].at_s - events[i].at_s;

			if (lag_s >= 2 * scale_s)
				break;
			below[(int)(lag_s * bins_a_second) + 1]++;
		}
	}
	for (int i = 1; i <= N_BINS; i++)
		below[i] += below[i - 1];
}

/* Height and excess; no height if there is no more than chance would give. */
static struct bump measure(const uint64_t below[N_BINS + 1], const struct band *band,
			   double n, double trials)
{
	struct bump bump = { .height = 0 };
	int from = BINS_A_SCALE + band->shift - band->reach;
	int to = BINS_A_SCALE + band->shift + band->reach;
	/* Shorter lags were thinned away, and the last bin is for rounding. */
	int low = from - 3 * band->reach > FIRST_BIN ? from - 3 * band->reach : FIRST_BIN;
	int high = to + 3 * band->reach < N_BINS - 1 ? to + 3 * band->reach : N_BINS - 1;
	double inside = (double)(below[to] - below[from]);
	double left = (double)(below[from] - below[low]);
	double right = (double)(below[high] - below[to]);
	bool by_left = left * (high - to) > right * (from - low);
	double beside = by_left ? left : right;
	double ratio = (to - from) / (double)(by_left ? from - low : high - to);
	double expected = beside * ratio;
	double evidence;

	bump.excess = inside - expected;
	if (bump.excess < FEWEST_LAGS)
		return bump;
	evidence = (inside + beside) *
		   score_entropy(inside / (inside + beside), ratio / (1 + ratio));
	evidence /= 1 + 0.005625 * expected * expected / (expected * (1 + ratio) + 1);
	evidence -= log(trials);
	if (evidence >= 6)
		bump.height = sqrt(bump.excess / inside * fmin(1, bump.excess / n)) *
			      (1 - exp(-evidence / 8));
	return bump;
}

/* Whether what comes a period after an event is followed in turn, at least 0.8
 * times as often as events are. */
static bool goes_on(struct event *events, size_t n, const struct bump *bump)
{
	size_t n_followed = 0, n_chained = 0, first = n, end = n;

	/* Backwards, so that those a period later are known. */
	for (size_t i = n; i-- > 0;) {
		bool chained = false;

		while (first > 0 &&
		       events[first - 1].at_s - events[i].at_s >= bump->low_s)
			first--;
		while (end > first &&
		       events[end - 1].at_s - events[i].at_s > bump->high_s)
			end--;
		events[i].followed = first < end;
		for (size_t j = first; j < end && !chained; j++)
			chained = events[j].followed;
		n_followed += events[i].followed;
		n_chained += chained;
	}
	return (double)n_chained * (double)n >=
	       0.8 * (double)n_followed * (double)n_followed;
}

/* A bump at a longer scale is the same one, or a multiple of its period unless
 * much higher. */
static void note(struct finding *found, const struct bump *bump)
{
	bool same = bump->low_s < 1.4 * found->bump.low_s;

	if (bump->height > found->bump.height / (same ? 1 : 0.3))
		found->bump = *bump;
	found->height = fmax(found->height, bump->height);
}

static void rate_scale(struct event *events, size_t n, double scale_s, double trials,
		       struct finding *found)
{
	uint64_t below[N_BINS + 1];

	if (!has_lags(events, n, scale_s))
		return;
	count_lags(events, n, scale_s, below);
	for (size_t i = 0; i < N_BANDS; i++) {
		double middle = 1 + (double)bands[i].shift / BINS_A_SCALE;
		double reach = (double)bands[i].reach / BINS_A_SCALE;
		struct bump bump = measure(below, &bands[i], (double)n, trials);

		bump.low_s = scale_s * (middle - reach);
		bump.high_s = scale_s * (middle + reach);
		if (bump.height > found->height && goes_on(events, n, &bump))
			note(found, &bump);
	}
}

/* The first scale that can have lags enough: at larger ones all events together have
 * more, those that are kept of them never. */
static double first_dense_scale(const struct event *events, size_t n, double first_s,
				double last_s)
{
	enum { MOST_SCALES = 128 }; /* from 0.9 s to LONGEST_S there are 118 */
	double scales[MOST_SCALES];
	size_t n_scales = 0, low = 0;

	for (double s = first_s; s <= last_s && n_scales < MOST_SCALES; s *= RATIO)
		scales[n_scales++] = s;
	for (size_t high = n_scales; low < high;) {
		size_t middle = (low + high) / 2;

		if (has_lags(events, n, scales[middle]))
			high = middle;
		else
			low = middle + 1;
	}
	return low < n_scales ? scales[low] : INFINITY;
}

static struct finding search(const struct beats *beats, struct event *events)
{
	struct finding found = { .height = 0 };
	/* Below a second it is one program's connections; and a bin must not be
	 * finer than the clock, or its ticks look like bumps. */
	double first_s = fmax(0.9, BINS_A_SCALE * beats->clock_s);
	double last_s = fmin(beats->span_s / 4, LONGEST_S);
	double trials = (double)(score_count_scales(first_s, beats, RATIO) * N_BANDS);
	size_t n = beats->n;

	for (double s = first_dense_scale(events, n, first_s, last_s); s <= last_s;
	     s *= RATIO) {
		n = keep_after_silence(events, n, s / 6);
		if (n < FEWEST)
			break;
		/* So dense that what is left has the rhythm of the thinning. */
		if (events[n - 1].at_s - events[0].at_s >= 0.2 * s * (double)(n - 1))
			rate_scale(events, n, s, trials, &found);
	}
	return found;
}

/* Whether most gaps are longer than the one before, as when retries wait twice
 * as long each time. */
static bool backs_off(const struct beats *beats)
{
	const double *times_s = beats->times_s;
	size_t n = 0;

	for (size_t i = 2; i < beats->n; i++) {
		double before = times_s[i - 1] - times_s[i - 2];
		double gap = times_s[i] - times_s[i - 1];

		n += gap >= 1.2 * before && gap <= 3.5 * before;
	}
	return (double)n >= 0.6 * (double)beats->n;
}

struct score_result lag_rate(const struct beats *beats)
{
	struct score_result result = { .period_s = NAN, .jitter_percent = NAN };
	struct event *events;
	struct finding found;

	if (backs_off(beats))
		return result;
	events = memory_alloc((beats->n + 1) * sizeof(*events));
	for (size_t i = 0; i < beats->n; i++) {
		events[i].at_s = beats->times_s[i];
		events[i].silence_s =
			i > 0 ? beats->times_s[i] - beats->times_s[i - 1] : INFINITY;
	}
	found = search(beats, events);
	free(events);
	if (found.height < LEAST_BUMP)
		return result;
	result.score = 0.55 + found.height / 5;
	score_measure(beats->times_s, beats->n, found.bump.low_s, found.bump.high_s,
		      &result);
	/* Most beats have another flow before they have the next beat. */
	result.n_beats = floor(found.bump.excess) + 1;
	if (isnan(result.period_s))
		result.period_s = (found.bump.low_s + found.bump.high_s) / 2;
	return result;
}
