/*
 * prefilter_only - the clause of the flows that are read after all, when they were, and
 * whose the others are. See prefilter_asking.h.
 */
#include <stdlib.h>
#include <string.h>

#include "source/elastic/gen.h"
#include "source/elastic/prefilter_asking.h"

static void put_destinations(yajl_gen json, const struct asking *asking)
{
	const char *field = asking->field[RECORD_DST];

	for (size_t i = 0; i < asking->n_kept; i += BUCKETS_MOST) {
		gen_open_map(json, NULL);
		gen_open_map(json, "terms");
		gen_open_array(json, field);
		for (size_t j = i; j < asking->n_kept && j < i + BUCKETS_MOST; j++)
			gen_text(json, asking->kept[j]);
		yajl_gen_array_close(json);
		gen_close_maps(json, 2);
	}
	if (!asking->is_ip)
		gen_clause(json, "wildcard", field, "*:*");
}

/*
 * The first and the last flow are read in any case, since the report tells their
 * times, and what ends last, which tells how long ago an open flow was alive. By
 * durations that is among those that begin last or are long. A millisecond more, as
 * servers may keep times that are finer, and tell them rounded.
 */
static void put_extremes(yajl_gen json, const struct asking *asking)
{
	enum { LONG_S = 600 };
	int64_t last_ms = asking->last_ms - 1;

	asking_put_range(json, asking->field[RECORD_TIME], ASKING_NO_BOUND,
			 asking->first_ms + 1);
	if (asking->end_ms >= 0)
		asking_put_range(json, asking->field[RECORD_END], asking->end_ms - 1,
				 ASKING_NO_BOUND);
	if (asking->field[RECORD_DURATION]) {
		asking_put_duration(json, asking, LONG_S);
		last_ms -= LONG_S * 1000;
	}
	asking_put_range(json, asking->field[RECORD_TIME], last_ms, ASKING_NO_BOUND);
}

const char *asking_make_clause(const struct asking *asking)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	asking_open_any(json, NULL);
	put_destinations(json, asking);
	put_extremes(json, asking);
	asking_close_any(json);
	return gen_finish(json, asking->elastic->request->arena);
}

enum { N_CELLS = 256 };

/* As texts: numbers are taken for years by some, whatever the format. */
static void put_moment(yajl_gen json, const char *key, int64_t time_us,
		       struct arena *arena)
{
	gen_text(json, key);
	gen_text(json, arena_print(arena, "%lld", (long long)(time_us / 1000)));
}

static const char *cells_body(const struct asking *asking, const char *clause,
			      struct arena *arena)
{
	struct elastic_window window = *asking->whole;
	yajl_gen json = gen_begin_aggs();

	window.only = clause;
	gen_open_map(json, "cells");
	gen_open_map(json, "date_range");
	gen_text(json, "field");
	gen_text(json, asking->elastic->names.field[RECORD_LOGGED]);
	gen_text(json, "format");
	gen_text(json, "epoch_millis");
	gen_open_array(json, "ranges");
	for (size_t i = 0; i < N_CELLS; i++) {
		gen_open_map(json, NULL);
		put_moment(json, "from", elastic_cell(&window, i, N_CELLS), arena);
		put_moment(json, "to", elastic_cell(&window, i + 1, N_CELLS), arena);
		gen_close_maps(json, 1);
	}
	yajl_gen_array_close(json);
	gen_close_maps(json, 2);
	return gen_end_aggs(
		json, elastic_count_body(asking->elastic, &window, CLAUSE_FILTER, arena),
		arena);
}

/* "1,2,3"; answers end with NUL, as texts of an arena do. */
static size_t read_counts(const char *text, uint64_t *counts)
{
	size_t n = 0;

	while (*text && n < N_CELLS) {
		char *end;

		counts[n++] = strtoull(text, &end, 10);
		text = end + (*end == ',');
	}
	return n;
}

int asking_count_cells(struct asking *asking, const char *clause)
{
	static const char *const paths[] = { "aggregations.cells.buckets.doc_count[]" };
	struct elastic_prefilter *result = asking->result;
	struct arena arena = { NULL };
	struct value answer;
	int r = asking_ask_values(asking, cells_body(asking, clause, &arena), paths, 1,
				  &answer, &arena);

	result->cells = arena_alloc(asking->elastic->request->arena,
				    N_CELLS * sizeof(*result->cells));
	if (r == 0 && answer.text)
		result->n_cells = read_counts(answer.text, result->cells);
	if (r == 0 && result->n_cells != N_CELLS)
		r = asking_give_up(asking, "the server can't count by %s",
				   asking->elastic->names.field[RECORD_LOGGED]);
	for (size_t i = 0; i < result->n_cells; i++)
		result->n_kept += result->cells[i];
	arena_free(&arena);
	return r;
}

/* What the clause leaves out, and the filter would pass. */
static const char *others_clause(const struct asking *asking, const char *clause,
				 struct arena *arena)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	gen_open_map(json, NULL);
	gen_open_map(json, "bool");
	gen_open_array(json, "must_not");
	gen_as_it_is(json, clause);
	yajl_gen_array_close(json);
	gen_open_array(json, "filter");
	asking_put_passed(json, NULL, asking);
	yajl_gen_array_close(json);
	gen_close_maps(json, 2);
	return gen_finish(json, arena);
}

/* Rarity goes by all sources, also those whose flows are all left out. */
int asking_find_sources(struct asking *asking, const char *clause)
{
	const struct asking_terms terms = { .min_count = 1 };
	const char *field = asking->field[RECORD_SRC];
	struct arena arena = { NULL };
	struct buckets buckets = { .n = 0 };
	struct address *sources;
	int r = asking_ask_terms(asking, others_clause(asking, clause, &arena), field,
				 &terms, &buckets, &arena);

	if (r == 0 && (buckets.n >= BUCKETS_MOST || buckets.n_other > 0))
		r = asking_give_up(asking, "too many sources to be counted");
	sources = arena_alloc(asking->elastic->request->arena,
			      (buckets.n + 1) * sizeof(*sources));
	for (size_t i = 0; r == 0 && i < buckets.n; i++) {
		if (!address_parse(buckets.keys[i], strlen(buckets.keys[i]), &sources[i]))
			r = asking_give_up(asking, "some texts in %s are no addresses",
					   field);
	}
	asking->result->sources = sources;
	asking->result->n_sources = buckets.n;
	arena_free(&arena);
	return r;
}
