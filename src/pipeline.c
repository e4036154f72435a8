/*
 * pipeline - see pipeline.h.
 */
#include "pipeline.h"

#include <stdio.h>
#include <string.h>

#include "analyze/analyze.h"
#include "analyze/listing.h"
#include "core/log.h"
#include "core/parallel.h"
#include "enrich/enrich.h"
#include "filter/period.h"
#include "gather.h"
#include "model/result.h"
#include "outputs.h"
#include "report.h"
#include "server/server.h"

static const struct column *find_order(const struct config *config)
{
	const struct table all = { .columns = beacon_columns, .n_columns = n_beacon_columns };

	return table_column(&all, config->sort ? config->sort : "rank");
}

static int no_such_column(const struct config *config, struct error *err)
{
	char names[1024];
	size_t len = 0;

	for (size_t i = 0; i < n_beacon_columns && len < sizeof(names); i++) {
		if (beacon_columns[i].kind == CELL_SERIES)
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

	for (size_t i = 0; names && i < list->n; i++) {
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
	result->oldest_us = pairs->oldest_us;
	result->newest_us = pairs->newest_us;
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
		.from_ecs = source_field && strcmp(source_field, "source.ip") == 0,
		.focus_outbound = config->focus_outbound,
		.tally = gathered->tally,
		.n_flows = gathered->pairs.n_flows,
		.n_pairs = gathered->pairs.n_pairs,
		.n_sources = gathered->pairs.n_sources,
		.n_left_out = gathered->left_out.n_flows,
		.left_out_least = gathered->left_out.least,
		.left_out_not_public = gathered->left_out.not_public,
	};

	note_span(&result, gathered);
	return result;
}

/* From the flows to the rows that are reported, in their order. */
static int look(const struct config *config, char *const *paths, size_t n_paths,
		const struct column *order, struct arena *arena, struct result *result,
		struct error *err)
{
	size_t n_workers = config->threads > 0 ? (size_t)config->threads
					       : parallel_processors();
	const struct pairs_wanted wanted = analyze_wanted(config);
	struct gathered gathered = { .description = NULL };
	int r = gather(config, paths, n_paths, &wanted, n_workers, arena, &gathered, err);

	if (r == 0) {
		*result = result_of(config, &gathered, arena);
		analyze(&gathered.pairs, config, n_workers, &result->list);
		set_names(&result->list, gathered.names, arena);
		enrich(&result->list, config, arena);
		listing_order(&result->list, config, order);
		analyze_shapes(&gathered.pairs, n_workers, &result->list);
	}
	gathered_free(&gathered);
	return r;
}

static int explain(const struct config *config, char *const *paths, size_t n_paths,
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
	int r;

	/* A picture has no order. */
	if (order && order->kind == CELL_SERIES)
		order = NULL;
	if (n_paths == 0 || config_writes_index(config))
		server_warn(config, arena);
	if (config->explain_query)
		return explain(config, paths, n_paths, arena, err);
	r = order ? outputs_open(&outputs, config, arena, err) : no_such_column(config, err);
	if (r == 0)
		r = look(config, paths, n_paths, order, arena, &result, err);
	if (r == 0)
		r = report_write(config, &result, &outputs, arena, err);
	if (r == 0)
		report_summary(&result, arena);
	if (r == 0 && result.incomplete)
		log_warn("%s", result.incomplete);
	result_free(&result);
	outputs_free(&outputs);
	return r;
}
