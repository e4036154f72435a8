/*
 * flare - see flare.h.
 */
#include "analyze/flare.h"

#include <stdlib.h>

#include "core/memory.h"
#include "core/sort.h"
#include "model/timestamp.h"

/* Ascending; Flare cuts the times, not the gaps, to whole seconds. */
static size_t collect_gaps(const struct pair *pair, int64_t min_interval_s, int64_t *gaps)
{
	size_t n = 0;

	for (size_t i = 1; i < pair->n_flows; i++) {
		int64_t gap =
			pair->times_us[i] / SECOND_US - pair->times_us[i - 1] / SECOND_US;

		if (gap >= min_interval_s)
			gaps[n++] = gap;
	}
	sort_numbers(gaps, n);
	return n;
}

/* The end of the run of equal gaps that begins at `start`. */
static size_t run_end(const int64_t *gaps, size_t n, size_t start)
{
	size_t end = start + 1;

	while (end < n && gaps[end] == gaps[start])
		end++;
	return end;
}

static size_t longest_run(const int64_t *gaps, size_t n)
{
	size_t longest = 0;

	for (size_t i = 0; i < n;) {
		size_t end = run_end(gaps, n, i);

		if (end - i > longest)
			longest = end - i;
		i = end;
	}
	return longest;
}

/* A window that slides over the ascending gaps and only moves up. */
struct window {
	const int64_t *gaps;
	size_t n;
	int64_t width_s;
	int64_t next_s; /* where it may be put next */
	size_t low;	/* first gap not below it */
	size_t high;	/* first gap above it */
	size_t best;	/* most gaps it held */
	int64_t best_s; /* where that was */
};

static void slide_to(struct window *window, int64_t at_s)
{
	while (window->low < window->n && window->gaps[window->low] < at_s)
		window->low++;
	while (window->high < window->n &&
	       window->gaps[window->high] < at_s + window->width_s)
		window->high++;
	if (window->high - window->low > window->best) {
		window->best = window->high - window->low;
		window->best_s = at_s;
	}
}

/* All positions from m - W to m that were not tried for a smaller m. */
static void try_mode(struct window *window, int64_t mode_s)
{
	int64_t at_s = mode_s - window->width_s;

	if (at_s < window->next_s)
		at_s = window->next_s;
	for (; at_s <= mode_s; at_s++)
		slide_to(window, at_s);
	window->next_s = mode_s + 1;
}

static void find_best(struct window *window)
{
	size_t most = longest_run(window->gaps, window->n);

	for (size_t i = 0; i < window->n;) {
		size_t end = run_end(window->gaps, window->n, i);

		if (end - i == most)
			try_mode(window, window->gaps[i]);
		i = end;
	}
}

bool flare_rate(const struct pair *pair, const struct config *config,
		struct flare_rating *rating)
{
	struct window window = { .width_s = config->window_s, .next_s = INT64_MIN };
	int64_t *gaps;
	size_t n;

	if ((int64_t)pair->n_flows <= config->min_occur || pair->n_flows < 2)
		return false;
	gaps = memory_alloc(pair->n_flows * sizeof(*gaps));
	n = collect_gaps(pair, config->min_interval_s, gaps);
	if (n > 0 && (int64_t)n > config->min_occur) {
		window.gaps = gaps;
		window.n = n;
		find_best(&window);
		rating->occurrences = (int64_t)n;
		/* In this order, as Flare does: another one rounds differently. */
		rating->percent = (double)window.best / (double)n * 100;
		rating->interval_s = window.best_s + config->window_s / 2;
		rating->bytes_out = (int64_t)(pair->bytes_out - pair->first_bytes_out);
	}
	free(gaps);
	return n > 0 && (int64_t)n > config->min_occur;
}

bool flare_reports(const struct flare_rating *rating, const struct config *config)
{
	return rating->percent > (double)config->min_percent;
}
