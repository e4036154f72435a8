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
#include "enrich/called.h"
#include "enrich/enrich.h"
#include "explain.h"
#include "filter/period.h"
#include "gather.h"
#include "hide.h"
#include "look_again.h"
#include "model/result.h"
#include "outputs.h"
#include "report.h"
#include "server/server.h"
#include "since.h"
#include "source/saved.h"
#include "threats.h"

/* What a run goes by. */
struct run {
	const struct config *config;
	char *const *paths;
	size_t n_paths;
	struct hiding hiding;
	struct threats threats;
	const struct pick *pick;     /* the pair that is explained; NULL: all */
	const struct column *order;
	struct since *since;
	struct arena *arena;
};

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

/* Rows outlive their pairs. */
static void set_behind(struct beacon_list *list, const struct pair_list *pairs,
		       struct arena *arena)
{
	for (size_t i = 0; i < list->n_all; i++) {
		struct beacon *beacon = &list->beacons[i];
		const struct pair *pair = &pairs->pairs[beacon->pair];
		struct address *behind;

		if (pair->n_behind == 0)
			continue;
		behind = arena_alloc(arena, pair->n_behind * sizeof(*behind));
		memcpy(behind, pair->behind, pair->n_behind * sizeof(*behind));
		beacon->behind = behind;
		beacon->n_behind = pair->n_behind;
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
		.internal_networks = inside_text(&config->inside, arena),
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
	enrich(&result->list, config, false, arena); /* it may have been hidden until now */
}

static size_t row_of_explained(const struct pair_list *pairs, const struct beacon_list *list)
{
	size_t row = 0;

	while (list->beacons[row].pair != (size_t)(pairs->explained - pairs->pairs))
		row++;
	return row;
}

/* Are pairs listed for what lists say, and so kept however small? */
static bool lists_pairs(const struct config *config)
{
	return config->list_reported && !config->flare;
}

static bool asks_owners(const struct run *run)
{
	return run->hiding.allowlist && allowlist_asks_owners(run->hiding.allowlist);
}

/* Are the records beside the flows asked, for themselves or for names? */
static bool looks_again(const struct config *config)
{
	return config->context || config->names;
}

/* Must it be known what other records say before rows are hidden? For a name may hide
 * a row, and a name that is reported may not be hidden. */
static bool asks_names(const struct run *run)
{
	return run->hiding.allowlist &&
	       (allowlist_asks_names(run->hiding.allowlist) ||
		threats_want_names(&run->threats, run->config));
}

/* Of one pair that is explained, `row` alone. */
static int ask_services(const struct run *run, const struct inside *inside,
			const struct beacon_list *list, size_t row, struct error *err)
{
	return threats_ask(&run->threats, inside, list, run->pick ? &list->beacons[row] : NULL,
			   run->arena, err);
}

/* What is known of the rows, and which of them are to be shown, in their order. */
static void choose_rows(const struct run *run, struct result *result)
{
	threats_fill(&run->threats, &result->list, run->arena);
	if (run->hiding.allowlist)
		hide_rows(run->config, run->hiding.allowlist, result, run->arena);
	since_compare(run->since, result);
	if (run->hiding.allowlist)
		hide_gone(run->config, run->hiding.allowlist, result, run->arena);
	since_tell(run->config, run->since, result, run->arena);
	listing_order(&result->list, run->config, run->order);
}

/* Of those that are kept: all that reports show. */
static int fill_rows(const struct run *run, struct gathered *gathered, size_t n_workers,
		     struct result *result, struct error *err)
{
	const struct config *config = run->config;
	size_t n_kept = config_saves(config) ? result->list.n_all : result->list.n;
	int r = 0;

	analyze_shapes(&gathered->pairs, n_workers, &result->list, n_kept,
		       config_draws(config));
	note_places(result, gathered, run->arena);
	if (looks_again(config) && !asks_names(run))
		r = look_again(config, gathered, &result->list, n_kept, n_workers, run->arena,
			       err);
	/* Records beside the flows may have names that are reported. */
	if (r == 0 && threats_want_names(&run->threats, config) && !asks_names(run)) {
		r = threats_ask(&run->threats, &config->inside, &result->list, NULL,
				run->arena, err);
		if (r == 0 && threats_fill(&run->threats, &result->list, run->arena))
			listing_sort(&result->list, run->order);
	}
	if (config->names)
		called_fill(&result->list, n_kept, run->arena);
	if (config->resolve)
		called_resolve(&result->list, result->list.n, run->arena);
	words_fill(&result->list, result->list.n, run->arena);
	result->incomplete = gathered->incomplete;
	return r;
}

static int gather_pairs(const struct run *run, size_t n_workers, struct gathered *gathered,
			struct error *err)
{
	const struct config *config = run->config;
	struct pairs_wanted wanted = analyze_wanted(config);
	int r;

	wanted.src = run->pick ? &run->pick->src : NULL;
	wanted.again = asks_names(run) || looks_again(config);
	wanted.intel = lists_pairs(config) ? run->threats.intel : NULL;
	wanted.behind = run->threats.intel;
	/* What is wrong with a baseline shows before hours of reading. */
	if (since_read(config, config->key ? config->key : "src,dst,port", n_workers, run->arena,
		       run->since, err) != 0)
		return -1;
	r = gather(config, run->paths, run->n_paths, &wanted, n_workers, run->arena, gathered,
		   err);
	if (r == 0 && run->pick)
		r = explain_find(config, run->pick, gathered, err);
	return r;
}

/* From the flows to the rows that are reported, in their order. */
static int look(const struct run *run, struct result *result, struct error *err)
{
	const struct config *config = run->config;
	size_t n_workers = parallel_workers(config->threads);
	struct gathered gathered = { .description = NULL };
	struct beacon_list *list = &result->list;
	int r = gather_pairs(run, n_workers, &gathered, err);

	if (r == 0) {
		*result = result_of(config, &gathered, run->arena);
		analyze(&gathered.pairs, config, n_workers, list);
		set_names(list, gathered.names, run->arena);
		set_behind(list, &gathered.pairs, run->arena);
		enrich(list, config, asks_owners(run), run->arena);
	}
	if (r == 0 && asks_names(run))
		r = look_again(config, &gathered, list,
			       config_saves(config) ? list->n_all : list->n, n_workers,
			       run->arena, err);
	if (r == 0)
		r = ask_services(run, &config->inside, list,
				 run->pick ? row_of_explained(&gathered.pairs, list) : 0,
				 err);
	if (r == 0)
		choose_rows(run, result);
	if (r == 0 && run->pick)
		single_out(config, result, row_of_explained(&gathered.pairs, list), run->arena);
	if (r == 0)
		r = fill_rows(run, &gathered, n_workers, result, err);
	gathered_free(&gathered);
	return r;
}

static int refuse(const char *option, struct error *err)
{
	return error_set(err, ERROR_USAGE,
			 "--%s does nothing with --merge: it was settled when the results were "
			 "saved", option);
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
	return option ? refuse(option, err) : 0;
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

/* What is inside was settled if --focus_outbound was; if not, it may yet be said. */
static int settle_inside(const struct config *config, struct result *result,
			 struct inside *inside, struct arena *arena, struct error *err)
{
	if (result->focus_outbound && config->settings &&
	    settings_origin(config->settings, &config->internal_networks) == ORIGIN_COMMAND)
		return refuse("internal_networks", err);
	if (!result->focus_outbound && config->inside.n > 0)
		result->internal_networks = inside_text(&config->inside, arena);
	result->focus_outbound = result->focus_outbound || config->focus_outbound;
	return inside_parse(result->internal_networks, arena, inside, err);
}

static int join_parts(const struct run *run, struct result *parts, struct result *result,
		      struct error *err)
{
	if (load_parts(run->paths, run->n_paths, parts, run->arena, err) != 0)
		return -1;
	return saved_join(parts, (const char *const *)run->paths, run->n_paths,
			  run->config->allow_partial, run->arena, result, err);
}

static int choose_saved(const struct run *run, struct result *result, struct error *err)
{
	struct inside inside = { .n = 0 };
	size_t row = 0;

	if (since_read(run->config, result->key, parallel_processors(), run->arena, run->since,
		       err) != 0)
		return -1;
	if (settle_inside(run->config, result, &inside, run->arena, err) != 0)
		return -1;
	warn_of_context(run->config, &result->list);
	listing_compare(&result->list, result->focus_outbound ? &inside : NULL);
	enrich(&result->list, run->config, asks_owners(run), run->arena);
	if (run->threats.services && run->pick &&
	    explain_find_row(run->config, run->pick, result, &row, err) != 0)
		return -1;
	if (ask_services(run, &inside, &result->list, row, err) != 0)
		return -1;
	choose_rows(run, result);
	if (run->pick) {
		if (explain_find_row(run->config, run->pick, result, &row, err) != 0)
			return -1;
		single_out(run->config, result, row, run->arena);
	}
	if (run->config->resolve)
		called_resolve(&result->list, result->list.n, run->arena);
	words_fill(&result->list, result->list.n, run->arena);
	return 0;
}

/* Instead of flows, what others made of them. */
static int merge(const struct run *run, struct result *result, struct error *err)
{
	struct result *parts;
	int r;

	if (run->n_paths == 0)
		return error_set(err, ERROR_USAGE, "--merge: name the files that --save wrote");
	if (refuse_settled(run->config, err) != 0)
		return -1;
	parts = memory_zero(run->n_paths, sizeof(*parts));
	r = join_parts(run, parts, result, err);
	if (r == 0)
		r = choose_saved(run, result, err);
	for (size_t i = 0; i < run->n_paths; i++)
		result_free(&parts[i]);
	free(parts);
	return r;
}

static int explain_query(const struct run *run, struct error *err)
{
	struct pairs_wanted wanted = analyze_wanted(run->config);

	wanted.intel = lists_pairs(run->config) ? run->threats.intel : NULL;
	return gather_explain(run->config, run->paths, run->n_paths, &wanted, run->arena, stdout,
			      err);
}

/* The lists of what is known to be bad, and of what is known to be harmless. */
static int load_lists(struct run *run, struct error *err)
{
	if (threats_open(run->config, run->arena, &run->threats, err) != 0)
		return -1;
	return hide_open(run->config, run->arena, &run->hiding, err);
}

static int report(struct run *run, struct result *result, struct outputs *outputs,
		  struct error *err)
{
	result->lists = threats_text(&run->threats, run->arena);
	if (report_write(run->config, result, outputs, run->arena, err) != 0)
		return -1;
	report_summary(result, outputs_are_seen(outputs), run->arena);
	if (result->incomplete)
		log_warn("%s", result->incomplete);
	return hide_remember(run->config, &run->hiding, run->arena, err);
}

static int make_report(struct run *run, struct error *err)
{
	struct outputs outputs = { .n = 0 };
	struct result result = { .source = NULL };
	int r = outputs_open(&outputs, run->config, run->arena, err);

	if (r == 0)
		r = run->config->merge ? merge(run, &result, err) : look(run, &result, err);
	if (r == 0)
		r = report(run, &result, &outputs, err);
	result_free(&result);
	outputs_free(&outputs);
	return r;
}

int pipeline_run(const struct config *config, char *const *paths, size_t n_paths,
		 struct arena *arena, struct error *err)
{
	struct pick pick;
	struct since since = { .is_asked = false };
	struct run run = { .config = config, .paths = paths, .n_paths = n_paths,
			   .pick = config->explain.n > 0 ? &pick : NULL,
			   .since = &since, .arena = arena };
	int r;

	if (run.pick && (explain_check(config, err) != 0 || pick_parse(config, &pick, err) != 0))
		return -1;
	if (since_check(config, err) != 0)
		return -1;
	if ((n_paths == 0 && !config->merge) || config_needs_server(config))
		server_warn(config, arena);
	if (column_find_order(config->sort ? config->sort : "rank", beacon_columns, n_beacon_columns,
			      &run.order, err) != 0)
		return -1;
	r = load_lists(&run, err);
	if (r == 0)
		r = config->explain_query ? explain_query(&run, err) : make_report(&run, err);
	since_free(&since);
	threats_free(&run.threats);
	hide_close(&run.hiding);
	return r;
}
