/*
 * pipeline - see pipeline.h.
 */
#include "pipeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/analyze.h"
#include "analyze/join.h"
#include "analyze/listing.h"
#include "analyze/words.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/parallel.h"
#include "enrich/enrich.h"
#include "explain.h"
#include "filter/period.h"
#include "gather.h"
#include "look_again.h"
#include "model/result.h"
#include "outputs.h"
#include "report.h"
#include "server/server.h"
#include "since.h"
#include "source/saved.h"

static const struct column *find_order(const struct config *config)
{
	const struct table all = { .columns = beacon_columns, .n_columns = n_beacon_columns };
	const struct column *column = table_column(&all, config->sort ? config->sort : "rank");

	return column && column_has_order(column) ? column : NULL;
}

static int no_such_column(const struct config *config, struct error *err)
{
	char names[1024];
	size_t len = 0;

	for (size_t i = 0; i < n_beacon_columns && len < sizeof(names); i++) {
		if (!column_has_order(&beacon_columns[i]))
			continue;
		len += (size_t)snprintf(names + len, sizeof(names) - len, " %s",
					beacon_columns[i].name);
	}
	return error_set(err, ERROR_USAGE, "--sort: there is no column \"%.100s\" to order by; there are%s",
			 config->sort, names);
}

/* Rows have the numbers of names; only these few need their texts. Who has no
 * name is called by the address, or all of them would be one group. */
static void set_names(struct beacon_list *list, const struct names *names,
		      struct arena *arena)
{
	char address[ADDRESS_TEXT];

	for (size_t i = 0; names && i < list->n_all; i++) {
		struct beacon *beacon = &list->beacons[i];
		const char *name = names_text(names, (uint32_t)beacon->name);

		if (!name)
			name = address_format(&beacon->dst, address);
		beacon->dest_name = arena_text(arena, name, strlen(name));
	}
}

/* The span looked at: as asked, or for whole files the flows' own. */
static void note_span(struct result *result, const struct gathered *gathered)
{
	const struct pair_list *pairs = &gathered->pairs;

	result->from_us = gathered->bounds.from_us;
	result->to_us = gathered->bounds.to_us;
	if (result->from_us == PERIOD_BEGINNING)
		result->from_us = pairs->oldest_us;
	if (result->to_us == PERIOD_END)
		result->to_us = pairs->newest_us;
	/* A period goes by when flows were logged, which may all have begun before it. */
	if (result->to_us < result->from_us)
		result->to_us = result->from_us;
	result->oldest_us = pairs->oldest_us;
	result->newest_us = pairs->newest_us;
	result->clock_us = pairs->clock_us;
}

/* Of a part: who merges it must know how many sources there are in each. */
static void note_places(struct result *result, const struct gathered *gathered,
			struct arena *arena)
{
	const struct pair_list *pairs = &gathered->pairs;

	result->places = memory_zero(pairs->n_places, sizeof(*result->places));
	result->n_places = pairs->n_places;
	for (size_t i = 0; i < pairs->n_places; i++) {
		const struct pair_place *place = &pairs->places[i];
		const char *name =
			gathered->names ? names_text(gathered->names, place->name) : NULL;

		result->places[i] = (struct place){
			.dst = place->dst,
			.name = name ? arena_text(arena, name, strlen(name)) : NULL,
			.n_sources = place->n_sources,
		};
	}
}

static struct result result_of(const struct config *config, const struct gathered *gathered,
			       struct arena *arena)
{
	const char *source_field = gathered->config->field_source_ip;
	struct result result = {
		.source = gathered->description,
		.key = config->key ? config->key : "src,dst,port",
		.list_rule = report_list_rule(config, arena),
		.flare_rule = report_flare_rule(config, arena),
		.incomplete = gathered->incomplete,
		.is_ecs = source_field && strcmp(source_field, "source.ip") == 0,
		.focus_outbound = config->focus_outbound,
		.part = gathered->share.part,
		.parts = gathered->share.parts,
		.read_all = gathered->read_all,
		.n_flows = (int64_t)gathered->pairs.n_flows,
		.n_pairs = (int64_t)gathered->pairs.n_pairs,
		.n_sources = (int64_t)gathered->pairs.n_sources,
		.n_other = (int64_t)gathered->tally.other,
		.n_no_port = (int64_t)gathered->tally.no_port,
		.n_outside = (int64_t)gathered->tally.outside,
		.n_dropped = (int64_t)gathered->tally.dropped,
		.n_bad = (int64_t)gathered->tally.bad,
		.n_left_out = (int64_t)gathered->left_out.n_flows,
		.left_out_least = (int64_t)gathered->left_out.least,
		.left_out_not_public = gathered->left_out.not_public,
	};

	note_span(&result, gathered);
	return result;
}

/* Where the pair came out among all, and then nothing but that. */
static void single_out(const struct config *config, struct result *result, size_t row,
		       struct arena *arena)
{
	result->in_list = explain_place(config, &result->list, row, arena);
	listing_keep(&result->list, row);
	result->n_gone = 0;
	result->news = NULL;
	enrich(&result->list, config, arena); /* it may have been hidden until now */
}

static size_t row_of_explained(const struct pair_list *pairs, const struct beacon_list *list)
{
	size_t row = 0;

	while (list->beacons[row].pair != (size_t)(pairs->explained - pairs->pairs))
		row++;
	return row;
}

/* From the flows to the rows that are reported, in their order. */
static int look(const struct config *config, char *const *paths, size_t n_paths,
		const struct pick *pick, const struct column *order, struct since *since,
		struct arena *arena, struct result *result, struct error *err)
{
	size_t n_workers = config->threads > 0 ? (size_t)config->threads
					       : parallel_processors();
	struct pairs_wanted wanted = analyze_wanted(config);
	struct gathered gathered = { .description = NULL };
	size_t n_kept;
	int r;

	wanted.src = pick ? &pick->src : NULL;
	r = since_read(config, config->key ? config->key : "src,dst,port", n_workers, arena, since,
		       err);
	if (r == 0)
		r = gather(config, paths, n_paths, &wanted, n_workers, arena, &gathered, err);
	if (r == 0 && pick)
		r = explain_find(config, pick, &gathered, err);
	if (r == 0) {
		*result = result_of(config, &gathered, arena);
		analyze(&gathered.pairs, config, n_workers, &result->list);
		set_names(&result->list, gathered.names, arena);
		enrich(&result->list, config, arena);
		since_compare(config, since, result, arena);
		listing_order(&result->list, config, order);
		if (pick)
			single_out(config, result,
				   row_of_explained(&gathered.pairs, &result->list), arena);
		words_fill(&result->list, result->list.n, arena);
		n_kept = config_saves(config) ? result->list.n_all : result->list.n;
		analyze_shapes(&gathered.pairs, n_workers, &result->list, n_kept,
			       config_draws(config));
		note_places(result, &gathered, arena);
		if (config->context)
			r = look_again(config, &gathered, &result->list, n_kept, n_workers,
				       arena, err);
		result->incomplete = gathered.incomplete;
	}
	gathered_free(&gathered);
	return r;
}

/* What was settled when the results were made. */
static int refuse_settled(const struct config *config, struct error *err)
{
	static const struct {
		const char *option;
		size_t offset;
	} settled[] = {
		{ "part", offsetof(struct config, part) },
		{ "from", offsetof(struct config, from) },
		{ "to", offsetof(struct config, to) },
		{ "period", offsetof(struct config, period_h) },
		{ "key", offsetof(struct config, key) },
		{ "min_score", offsetof(struct config, min_score) },
		{ "min_beats", offsetof(struct config, min_beats) },
		{ "min_lag", offsetof(struct config, min_lag) },
		{ "min_long", offsetof(struct config, min_long_h) },
		{ "min_strobe", offsetof(struct config, min_strobe) },
		{ "min_occur", offsetof(struct config, min_occur) },
		{ "min_percent", offsetof(struct config, min_percent) },
		{ "min_interval", offsetof(struct config, min_interval_s) },
		{ "window", offsetof(struct config, window_s) },
	};

	const char *option = config->flare ? "flare" : NULL;

	for (size_t i = 0; i < sizeof(settled) / sizeof(*settled) && config->settings; i++) {
		const char *member = (const char *)config + settled[i].offset;

		if (settings_origin(config->settings, member) == ORIGIN_COMMAND)
			option = settled[i].option;
	}
	return !option ? 0
		       : error_set(err, ERROR_USAGE,
				   "--%s does nothing with --merge: it was settled when the "
				   "results were saved", option);
}

static int load_parts(char *const *paths, size_t n, struct result *parts,
		      struct arena *arena, struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		if (interrupt_check(err) != 0 ||
		    saved_load(paths[i], arena, &parts[i], err) != 0)
			return -1;
	}
	return 0;
}

/* There is nothing here to look it up in. */
static void warn_of_context(const struct config *config, const struct beacon_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->beacons[i].context)
			return;
	}
	if (config->context && config->explain.n == 0)
		log_warn("--context: no result was saved with any");
}

/* Instead of flows, what others made of them. */
static int merge(const struct config *config, char *const *paths, size_t n_paths,
		 const struct pick *pick, const struct column *order, struct since *since,
		 struct arena *arena, struct result *result, struct error *err)
{
	struct result *parts;
	size_t row = 0;
	int r;

	if (n_paths == 0)
		return error_set(err, ERROR_USAGE, "--merge: name the files that --save wrote");
	if (refuse_settled(config, err) != 0)
		return -1;
	parts = memory_zero(n_paths, sizeof(*parts));
	r = load_parts(paths, n_paths, parts, arena, err);
	if (r == 0)
		r = saved_join(parts, (const char *const *)paths, n_paths,
			       config->allow_partial, arena, result, err);
	if (r == 0)
		r = since_read(config, result->key, parallel_processors(), arena, since, err);
	if (r == 0) {
		result->focus_outbound = result->focus_outbound || config->focus_outbound;
		warn_of_context(config, &result->list);
		listing_compare(&result->list, result->focus_outbound);
		enrich(&result->list, config, arena);
		since_compare(config, since, result, arena);
		listing_order(&result->list, config, order);
	}
	if (r == 0 && pick)
		r = explain_find_row(config, pick, result, &row, err);
	if (r == 0 && pick)
		single_out(config, result, row, arena);
	if (r == 0)
		words_fill(&result->list, result->list.n, arena);
	for (size_t i = 0; i < n_paths; i++)
		result_free(&parts[i]);
	free(parts);
	return r;
}

static int explain_query(const struct config *config, char *const *paths, size_t n_paths,
		   struct arena *arena, struct error *err)
{
	const struct pairs_wanted wanted = analyze_wanted(config);

	return gather_explain(config, paths, n_paths, &wanted, arena, stdout, err);
}

int pipeline_run(const struct config *config, char *const *paths, size_t n_paths,
		 struct arena *arena, struct error *err)
{
	const struct column *order = find_order(config);
	struct outputs outputs = { .n = 0 };
	struct result result = { .source = NULL };
	struct since since = { .is_asked = false };
	struct pick pick, *only = config->explain.n > 0 ? &pick : NULL;
	int r;

	if (only && (explain_check(config, err) != 0 || pick_parse(config, &pick, err) != 0))
		return -1;
	if (since_check(config, err) != 0)
		return -1;
	if ((n_paths == 0 && !config->merge) || config_needs_server(config))
		server_warn(config, arena);
	if (config->explain_query)
		return explain_query(config, paths, n_paths, arena, err);
	r = order ? outputs_open(&outputs, config, arena, err) : no_such_column(config, err);
	if (r == 0)
		r = config->merge ? merge(config, paths, n_paths, only, order, &since, arena,
					&result, err)
				  : look(config, paths, n_paths, only, order, &since, arena,
					 &result, err);
	if (r == 0)
		r = report_write(config, &result, &outputs, arena, err);
	if (r == 0)
		report_summary(&result, outputs_are_seen(&outputs), arena);
	if (r == 0 && result.incomplete)
		log_warn("%s", result.incomplete);
	result_free(&result);
	since_free(&since);
	outputs_free(&outputs);
	return r;
}
