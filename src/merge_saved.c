/*
 * merge_saved - see merge_saved.h.
 */
#include "merge_saved.h"

#include <stdlib.h>

#include "analyze/join.h"
#include "analyze/listing.h"
#include "analyze/words.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/parallel.h"
#include "enrich/called.h"
#include "enrich/enrich.h"
#include "explain.h"
#include "since.h"
#include "source/saved.h"

static int refuse(const char *option, struct error *err)
{
	return error_set(
		err, ERROR_USAGE,
		"--%s does nothing with --merge: it was settled when the results were "
		"saved",
		option);
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

	for (size_t i = 0; i < sizeof(settled) / sizeof(*settled) && config->settings;
	     i++) {
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
static void warn_of_missing(const struct config *config, const struct beacon_list *list)
{
	bool context = false, names = false;

	for (size_t i = 0; i < list->n; i++) {
		context = context || list->beacons[i].context;
		names = names || list->beacons[i].dest_names;
	}
	if (list->n == 0 || config->explain.n > 0)
		return;
	if (config->context && !context)
		log_warn(
			"--context: there is none in what was saved; it is to be given when a "
			"result is saved, too");
	if (config->names && !names)
		log_warn(
			"--names: there are none in what was saved; it is to be given when a "
			"result is saved, too");
}

/* What is inside was settled if --focus_outbound was; if not, it may yet be said. */
static int settle_inside(const struct config *config, struct result *result,
			 struct inside *inside, struct arena *arena, struct error *err)
{
	if (result->focus_outbound && config->settings &&
	    settings_origin(config->settings, &config->internal_networks) ==
		    ORIGIN_COMMAND)
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

	if (since_read(run->config, result->key, parallel_processors(), run->arena,
		       run->since, err) != 0)
		return -1;
	if (settle_inside(run->config, result, &inside, run->arena, err) != 0)
		return -1;
	warn_of_missing(run->config, &result->list);
	listing_compare(&result->list, result->focus_outbound ? &inside : NULL);
	enrich(&result->list, run->config, run_asks_owners(run), run->arena);
	if (run->threats.services && run->pick &&
	    explain_find_row(run->config, run->pick, result, &row, err) != 0)
		return -1;
	if (run_ask_services(run, &inside, &result->list, row, err) != 0)
		return -1;
	run_choose_rows(run, result);
	if (run->pick) {
		if (explain_find_row(run->config, run->pick, result, &row, err) != 0)
			return -1;
		run_single_out(run->config, result, row, run->arena);
	}
	if (run->config->resolve)
		called_resolve(&result->list, result->list.n, run->arena);
	words_fill(&result->list, result->list.n, run->arena);
	return 0;
}

int merge_saved(const struct run *run, struct result *result, struct error *err)
{
	struct result *parts;
	int r;

	if (run->n_paths == 0)
		return error_set(err, ERROR_USAGE,
				 "--merge: name the files that --save wrote");
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
