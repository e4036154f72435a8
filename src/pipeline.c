/*
 * pipeline - see pipeline.h.
 */
#include "pipeline.h"

#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyze/analyze.h"
#include "analyze/listing.h"
#include "analyze/words.h"
#include "core/log.h"
#include "core/parallel.h"
#include "enrich/called.h"
#include "enrich/enrich.h"
#include "explain.h"
#include "gather.h"
#include "gathered_result.h"
#include "hide.h"
#include "look_again.h"
#include "merge_saved.h"
#include "model/result.h"
#include "outputs.h"
#include "report.h"
#include "run.h"
#include "server/server.h"
#include "since.h"
#include "spare.h"
#include "threats.h"

static size_t row_of_explained(const struct pair_list *pairs,
			       const struct beacon_list *list)
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

/* Are the records beside the flows asked, for themselves or for names? */
static bool looks_again(const struct config *config)
{
	return config->context || config->names;
}

/* Must it be known what other records say before rows are hidden? For a name may hide
 * a row, and a name that is reported may not be hidden. */
static bool asks_names(const struct run *run)
{
	return run->hiding.allowlist && (allowlist_asks_names(run->hiding.allowlist) ||
					 threats_want_names(&run->threats, run->config));
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
	gathered_note_places(result, gathered, run->arena);
	if (looks_again(config) && !asks_names(run))
		r = look_again(config, gathered, &result->list, n_kept, n_workers,
			       run->arena, err);
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

static int gather_pairs(const struct run *run, size_t n_workers,
			struct gathered *gathered, struct error *err)
{
	const struct config *config = run->config;
	struct pairs_wanted wanted = analyze_wanted(config);
	int r;

	wanted.src = run->pick ? &run->pick->src : NULL;
	wanted.again = asks_names(run) || looks_again(config);
	wanted.intel = lists_pairs(config) ? run->threats.intel : NULL;
	wanted.behind = run->threats.intel;
	/* What is wrong with a baseline shows before hours of reading. */
	if (since_read(config, config->key ? config->key : "src,dst,port", n_workers,
		       run->arena, run->since, err) != 0)
		return -1;
	r = gather(config, run->paths, run->n_paths, &wanted, n_workers, run->arena,
		   gathered, err);
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
		*result = gathered_result(config, &gathered, run->arena);
		analyze(&gathered.pairs, config, n_workers, list);
		gathered_name_rows(list, gathered.names, run->arena);
		gathered_tell_behind(list, &gathered.pairs, run->arena);
		enrich(list, config, run_asks_owners(run), run->arena);
	}
	if (r == 0 && asks_names(run))
		r = look_again(config, &gathered, list,
			       config_saves(config) ? list->n_all : list->n, n_workers,
			       run->arena, err);
	if (r == 0)
		r = run_ask_services(
			run, &config->inside, list,
			run->pick ? row_of_explained(&gathered.pairs, list) : 0, err);
	if (r == 0)
		run_choose_rows(run, result);
	if (r == 0 && run->pick)
		run_single_out(config, result, row_of_explained(&gathered.pairs, list),
			       run->arena);
	if (r == 0)
		r = fill_rows(run, &gathered, n_workers, result, err);
	gathered_free(&gathered);
	return r;
}

static int explain_query(const struct run *run, struct error *err)
{
	struct pairs_wanted wanted = analyze_wanted(run->config);

	wanted.intel = lists_pairs(run->config) ? run->threats.intel : NULL;
	return gather_explain(run->config, run->paths, run->n_paths, &wanted, run->arena,
			      stdout, err);
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
		r = run->config->merge ? merge_saved(run, &result, err)
				       : look(run, &result, err);
	if (r == 0)
		r = report(run, &result, &outputs, err);
	result_free(&result);
	outputs_free(&outputs);
	return r;
}

/* A pipe or file that has something to read; cron gives an empty one. */
static bool input_waits(void)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	struct stat file;

	if (fstat(STDIN_FILENO, &file) != 0)
		return false;
	if (S_ISFIFO(file.st_mode))
		return poll(&input, 1, 0) > 0 && (input.revents & POLLIN);
	return S_ISREG(file.st_mode) && file.st_size > 0;
}

/* Who pipes flows in and names no file meant them, not the server. */
static void tell_of_pipe(const struct run *run, struct error *err)
{
	struct error why = *err;

	if (why.kind == ERROR_SERVER && run->n_paths == 0 && !run->config->merge &&
	    input_waits())
		error_set(err, why.kind,
			  "%s. Flows on standard input are read by - as FILE", why.text);
}

int pipeline_run(const struct config *config, char *const *paths, size_t n_paths,
		 struct arena *arena, struct error *err)
{
	struct pick pick;
	struct since since = { .is_asked = false };
	struct run run = { .config = config,
			   .paths = paths,
			   .n_paths = n_paths,
			   .pick = config->explain.n > 0 ? &pick : NULL,
			   .since = &since,
			   .arena = arena };
	int r;

	if (run.pick &&
	    (explain_check(config, err) != 0 || pick_parse(config, &pick, err) != 0))
		return -1;
	if (since_check(config, err) != 0 ||
	    spare_inputs(config, paths, n_paths, err) != 0)
		return -1;
	if ((n_paths == 0 && !config->merge) || config_needs_server(config))
		server_warn(config, arena);
	if (column_find_order(config->sort ? config->sort : "rank", beacon_columns,
			      n_beacon_columns, &run.order, err) != 0)
		return -1;
	r = load_lists(&run, err);
	if (r == 0)
		r = config->explain_query ? explain_query(&run, err)
					  : make_report(&run, err);
	if (r != 0)
		tell_of_pipe(&run, err);
	since_free(&since);
	threats_free(&run.threats);
	hide_close(&run.hiding);
	return r;
}
