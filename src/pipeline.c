/*
 * pipeline - see pipeline.h.
 */
#include "pipeline.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/analyze.h"
#include "analyze/listing.h"
#include "core/log.h"
#include "core/parallel.h"
#include "enrich/enrich.h"
#include "filter/period.h"
#include "gather.h"
#include "model/beacon.h"
#include "model/timestamp.h"
#include "outputs.h"
#include "server/server.h"

enum { MOST_FACTS = 10 };

/* Columns that were not asked for would only be empty. */
static bool is_asked_for(const struct config *config, const struct column *column)
{
	bool by_port = !config->key || strcmp(config->key, "src,dst,port") == 0;

	switch (column->offset) {
	case offsetof(struct beacon, src_whois):
	case offsetof(struct beacon, dest_whois):
		return config->whois;
	case offsetof(struct beacon, dest_name):
		return config->key && strcmp(config->key, "src,name") == 0;
	case offsetof(struct beacon, services):
		return !by_port;
	default:
		return true;
	}
}

static size_t choose_columns(const struct config *config, struct column *columns)
{
	size_t n = 0;

	for (size_t i = 0; i < n_beacon_columns; i++) {
		if (is_asked_for(config, &beacon_columns[i]))
			columns[n++] = beacon_columns[i];
	}
	return n;
}

/* The span looked at: as asked, or for whole files the flows' own. */
static struct filter_bounds span_of(const struct gathered *gathered)
{
	struct filter_bounds span = gathered->bounds;

	if (span.from_us == PERIOD_BEGINNING)
		span.from_us = gathered->pairs.oldest_us;
	if (span.to_us == PERIOD_END)
		span.to_us = gathered->pairs.newest_us;
	return span;
}

/* Begun hours; exactly --period where that is what was asked for. */
static int64_t hours_of(const struct gathered *gathered)
{
	struct filter_bounds span = span_of(gathered);

	return (span.to_us - span.from_us + HOUR_US - 1) / HOUR_US;
}

/* Each clause but Flare's rule, which has a line of its own. */
static const char *list_rule(const struct config *config, struct arena *arena)
{
	const char *rule = arena_print(arena, "the score reaches %g, with at least %lld flows",
				       config->min_score, (long long)config->min_beats);

	if (config->min_lag > 0)
		rule = arena_print(arena, "%s; the lag reaches %g", rule, config->min_lag);
	if (config->min_long_h > 0)
		rule = arena_print(arena, "%s; a connection lasts %g hours", rule,
				   config->min_long_h);
	if (config->min_strobe > 0)
		rule = arena_print(arena, "%s; there is a call a second in %lld minutes", rule,
				   (long long)config->min_strobe);
	return arena_print(arena, "%s; or by Flare's rule", rule);
}

/* One program on several hosts is one finding. */
static const char *shared_periods(const struct beacon_list *list, struct arena *arena)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		n += list->beacons[i].same_period > 1;
	return n == 0 ? NULL
		      : arena_print(arena, "%zu rows share destination, port and period with "
					   "others (same_period)", n);
}

/* The flows and pairs of the header are what was read: the rest is told beside. */
static const char *left_out_text(const struct left_out *left_out, struct arena *arena)
{
	return arena_print(arena,
			   "%" PRIu64 " flows to destinations with fewer than %" PRIu64
			   " flows%s: not read (prefilter)",
			   left_out->n_flows, left_out->least,
			   left_out->not_public ? ", or not public" : "");
}

static size_t make_facts(const struct config *config, const struct gathered *gathered,
			 const struct beacon_list *list, struct arena *arena,
			 struct fact *facts)
{
	const struct tally *tally = &gathered->tally;
	struct filter_bounds span = span_of(gathered);
	char from[TIMESTAMP_TEXT], to[TIMESTAMP_TEXT];
	size_t n = 0;

	facts[n++] = (struct fact){ "source", gathered->description };
	facts[n++] = (struct fact){
		"period", arena_print(arena, "%s to %s", timestamp_format(span.from_us, from),
				      timestamp_format(span.to_us, to)) };
	facts[n++] = (struct fact){
		"flows", arena_print(arena, "%" PRIu64 " in %" PRIu64 " pairs",
				     gathered->pairs.n_flows, gathered->pairs.n_pairs) };
	if (gathered->left_out.n_flows > 0)
		facts[n++] = (struct fact){
			"left out", left_out_text(&gathered->left_out, arena) };
	facts[n++] = (struct fact){
		"not used",
		arena_print(arena,
			    "%" PRIu64 " other records, %" PRIu64 " flows without a port, "
			    "%" PRIu64 " outside of the period, %" PRIu64 " filtered, %" PRIu64
			    " unreadable",
			    tally->other, tally->no_port, tally->outside, tally->dropped,
			    tally->bad) };
	if (!config->flare)
		facts[n++] = (struct fact){
			"listed if", list_rule(config, arena) };
	facts[n++] = (struct fact){
		"Flare's rule",
		arena_print(arena,
			    "more than %lld gaps of at least %lld s, and more than %lld %% of "
			    "them within %lld s",
			    (long long)config->min_occur, (long long)config->min_interval_s,
			    (long long)config->min_percent, (long long)config->window_s) };
	if (shared_periods(list, arena))
		facts[n++] = (struct fact){ "several hosts", shared_periods(list, arena) };
	if (list->n < list->n_found)
		facts[n++] = (struct fact){ "shown", arena_print(arena, "the first %zu of %zu rows",
								 list->n, list->n_found) };
	if (config->focus_outbound)
		facts[n++] = (struct fact){ "scope", "private to public addresses only" };
	return n;
}

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

static void summarize(const struct gathered *gathered, const struct beacon_list *list,
		      struct arena *arena)
{
	char shown[48] = "";
	const struct tally *tally = &gathered->tally;
	struct filter_bounds span = span_of(gathered);
	char from[TIMESTAMP_TEXT], to[TIMESTAMP_TEXT];

	if (list->n < list->n_found)
		snprintf(shown, sizeof(shown), ", the first %zu shown", list->n);
	log_say(LOG_NORMAL, "%s: %" PRIu64 " flow%s in %" PRIu64 " pair%s, %s to %s; %zu row%s%s",
		gathered->description, gathered->pairs.n_flows, plural(gathered->pairs.n_flows),
		gathered->pairs.n_pairs, plural(gathered->pairs.n_pairs),
		timestamp_format(span.from_us / SECOND_US * SECOND_US, from),
		timestamp_format(span.to_us / SECOND_US * SECOND_US, to), list->n_found,
		plural(list->n_found), shown);
	if (gathered->left_out.n_flows > 0)
		log_say(LOG_NORMAL, "left out: %s",
			left_out_text(&gathered->left_out, arena));
	log_say(LOG_VERBOSE,
		"not used: %" PRIu64 " other records, %" PRIu64 " flows without a port, %" PRIu64
		" outside of the period, %" PRIu64 " filtered, %" PRIu64 " unreadable",
		tally->other, tally->no_port, tally->outside, tally->dropped, tally->bad);
}

/* What a pair is, by --key. */
static const char *const *key_columns(const struct config *config)
{
	static const char *const by_port[] = { "src_ip", "dest_ip", "dest_port", NULL };
	static const char *const by_host[] = { "src_ip", "dest_ip", NULL };
	static const char *const by_name[] = { "src_ip", "dest_name", NULL };

	if (!config->key || strcmp(config->key, "src,dst,port") == 0)
		return by_port;
	return strcmp(config->key, "src,dst") == 0 ? by_host : by_name;
}

/* Those of Elastic's Common Schema. */
static bool has_ecs_names(const struct config *config)
{
	return config->field_source_ip && strcmp(config->field_source_ip, "source.ip") == 0;
}

static int report(const struct config *config, const struct gathered *gathered,
		  const struct beacon_list *list, struct outputs *outputs,
		  struct arena *arena, struct error *err)
{
	struct fact facts[MOST_FACTS];
	struct column *columns = memory_zero(n_beacon_columns, sizeof(*columns));
	struct filter_bounds span = span_of(gathered);
	char now[TIMESTAMP_TEXT];
	int64_t now_us;
	int r;

	struct table table = {
		.title = "beacons",
		.columns = columns,
		.n_columns = choose_columns(config, columns),
		.rows = list->beacons,
		.row_size = sizeof(*list->beacons),
		.n_rows = list->n,
		.group_by = !config->group	  ? NULL
			    : gathered->names ? "dest_name"
					      : "dest_ip",
		.facts = facts,
		.n_facts = make_facts(config, gathered, list, arena, facts),
		.banner = gathered->incomplete,
		.event_type = "beaconing",
		.timestamp = now,
		.period_h = hours_of(gathered),
		.from = { span.from_us },
		.to = { span.to_us },
		.dataset = BEACON_DATASET,
		.from_ecs = has_ecs_names(gathered->config),
		.all_columns = beacon_columns,
		.n_all_columns = n_beacon_columns,
		.key = key_columns(config),
	};

	r = period_now(config, &now_us, err);
	if (r == 0) {
		timestamp_format(now_us, now);
		r = outputs_write(outputs, &table, err);
	}
	free(columns);
	return r;
}

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

		beacon->dest_name = names_text(names, (uint32_t)beacon->name);
		if (!beacon->dest_name)
			beacon->dest_name = arena_print(
				arena, "%s", address_format(&beacon->dst, address));
	}
}

int pipeline_run(const struct config *config, char *const *paths, size_t n_paths,
		 struct arena *arena, struct error *err)
{
	size_t n_workers = config->threads > 0 ? (size_t)config->threads
					       : parallel_processors();
	const struct column *order = find_order(config);
	const struct pairs_wanted wanted = analyze_wanted(config);
	struct outputs outputs = { .n = 0 };
	struct gathered gathered = { .description = NULL };
	struct beacon_list list = { .beacons = NULL };
	int r;

	/* A picture has no order. */
	if (order && order->kind == CELL_SERIES)
		order = NULL;
	if (n_paths == 0 || config_writes_index(config))
		server_warn(config, arena);
	if (config->explain_query)
		return gather_explain(config, paths, n_paths, &wanted, arena, stdout, err);
	r = order ? outputs_open(&outputs, config, arena, err) : no_such_column(config, err);
	if (r == 0)
		r = gather(config, paths, n_paths, &wanted, n_workers, arena,
			   &gathered, err);
	if (r == 0) {
		analyze(&gathered.pairs, config, n_workers, &list);
		set_names(&list, gathered.names, arena);
		enrich(&list, config, arena);
		listing_order(&list, config, order);
		analyze_shapes(&gathered.pairs, n_workers, &list);
		r = report(config, &gathered, &list, &outputs, arena, err);
	}
	if (r == 0)
		summarize(&gathered, &list, arena);
	if (r == 0 && gathered.incomplete)
		log_warn("%s", gathered.incomplete);
	beacon_list_free(&list);
	gathered_free(&gathered);
	outputs_free(&outputs);
	return r;
}
