/*
 * cut - see cut.h.
 */
#include "source/elastic/cut.h"

#include <assert.h>

/* More windows than workers, so that a busy hour does not keep one waiting; of a
 * size to be staged, and not too long to begin anew after a fault. */
enum { WINDOWS_A_WORKER = 4, MOST_WINDOWS = 10000 };

struct cut {
	const struct elastic_window *whole;
	const struct elastic_prefilter *prefilter;
	size_t n_least;	  /* so many windows in any case, */
	uint64_t n_flows; /* of so many flows together */
	struct elastic_windows result;
};

int64_t elastic_cell(const struct elastic_window *window, size_t i, size_t n)
{
	int64_t span_ms = (window->to_us - window->from_us) / 1000;

	assert(n > 0);
	return window->from_us + (span_ms / (int64_t)n * (int64_t)i +
				  span_ms % (int64_t)n * (int64_t)i / (int64_t)n) *
					 1000;
}

/* The cells from `begin` to before `end` of n; nothing if they are too small to be. */
static void add_window(struct cut *cut, size_t begin, size_t end, size_t n, bool names,
		       const struct elastic_plan *plan)
{
	struct elastic_window window = {
		.from_us = elastic_cell(cut->whole, begin, n),
		.to_us = elastic_cell(cut->whole, end, n),
		.names = names,
		.plan = plan,
		.only = names ? NULL : cut->prefilter->only,
	};

	if (window.from_us < window.to_us)
		cut->result.windows[cut->result.n++] = window;
}

static size_t n_windows(const struct cut *cut)
{
	size_t least = (size_t)(cut->n_flows / ELASTIC_A_WINDOW) + 1;
	size_t n = cut->n_least > least ? cut->n_least : least;

	return n < MOST_WINDOWS ? n : MOST_WINDOWS;
}

static void cut_evenly(struct cut *cut, bool names, const struct elastic_plan *plan)
{
	size_t n = n_windows(cut);

	for (size_t i = 0; i < n; i++)
		add_window(cut, i, i + 1, n, names, plan);
}

/*
 * A request that names destinations is large, so there are to be few: windows as large
 * as can be staged, where it is known when the flows are. What arrives meanwhile must
 * fit in as well.
 */
static void join_cells(struct cut *cut, const struct elastic_plan *plan)
{
	const struct elastic_prefilter *prefilter = cut->prefilter;
	uint64_t most = cut->n_flows / cut->n_least + 1, n = 0;
	size_t begin = 0;

	if (most > ELASTIC_MOST_A_WINDOW / 10 * 9)
		most = ELASTIC_MOST_A_WINDOW / 10 * 9;
	for (size_t i = 0; i < prefilter->n_cells; i++) {
		if (n > 0 && n + prefilter->cells[i] > most) {
			add_window(cut, begin, i, prefilter->n_cells, false, plan);
			begin = i;
			n = 0;
		}
		n += prefilter->cells[i];
	}
	add_window(cut, begin, prefilter->n_cells, prefilter->n_cells, false, plan);
}

struct elastic_windows elastic_cut(const struct elastic *elastic,
				   const struct elastic_window *whole, uint64_t n_flows,
				   const struct elastic_prefilter *prefilter)
{
	const struct elastic_plans *flows = &elastic->flow_plans;
	const struct elastic_plans *names = &elastic->name_plans;
	size_t n_workers = elastic->request->n_workers;
	struct cut cut = { .whole = whole,
			   .prefilter = prefilter,
			   .n_least = n_workers > 1 ? n_workers * WINDOWS_A_WORKER : 1,
			   .n_flows = n_flows };
	size_t most = n_windows(&cut);

	if (most < prefilter->n_cells)
		most = prefilter->n_cells;
	cut.result.windows =
		memory_zero((flows->n + names->n) * most, sizeof(*cut.result.windows));
	for (size_t i = 0; i < flows->n; i++) {
		if (prefilter->n_cells > 0)
			join_cells(&cut, &flows->plans[i]);
		else
			cut_evenly(&cut, false, &flows->plans[i]);
	}
	for (size_t i = 0; i < names->n; i++)
		cut_evenly(&cut, true, &names->plans[i]);
	return cut.result;
}

void elastic_cut_more(const struct elastic *elastic, const struct elastic_window *whole,
		      struct elastic_windows *windows)
{
	size_t n_workers = elastic->request->n_workers;
	size_t n = n_workers > 1 ? n_workers * WINDOWS_A_WORKER : 1;

	windows->windows = memory_resize(windows->windows, windows->n + n,
					 sizeof(*windows->windows));
	for (size_t i = 0; i < n; i++) {
		struct elastic_window window = *whole;

		window.from_us = elastic_cell(whole, i, n);
		window.to_us = elastic_cell(whole, i + 1, n);
		if (window.from_us < window.to_us)
			windows->windows[windows->n++] = window;
	}
}
