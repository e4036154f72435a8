/*
 * report - see report.h.
 */
#include "report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "core/text.h"
#include "explain.h"
#include "filter/period.h"
#include "model/timestamp.h"
#include "report_columns.h"
#include "rules.h"

enum { MOST_FACTS = 19 };

/* One program on several hosts is one finding. */
static const char *shared_periods(const struct beacon_list *list, struct arena *arena)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		n += list->beacons[i].same_period > 1;
	return n == 0 ? NULL
		      : arena_print(arena,
				    "%zu rows share destination, port and period with "
				    "others (same_period)",
				    n);
}

/* The flows and pairs of the header are what was read: the rest is told beside. */
static const char *left_out_text(const struct result *result, struct arena *arena)
{
	return arena_print(arena,
			   "%" PRId64 " flows to destinations with fewer than %" PRId64
			   " flows%s: not read (prefilter)",
			   result->n_left_out, result->left_out_least,
			   !result->left_out_not_public ? ""
			   : result->internal_networks	? ", or not external"
							: ", or not public");
}

static const char *not_used_text(const struct result *result, struct arena *arena)
{
	return arena_print(arena,
			   "%" PRId64 " other records, %" PRId64 " flows without a port, "
			   "%" PRId64 " outside of the period, %" PRId64
			   " filtered, %" PRId64 " unreadable",
			   result->n_other, result->n_no_port, result->n_outside,
			   result->n_dropped, result->n_bad);
}

static const char *scope_text(const struct result *result, struct arena *arena)
{
	if (!result->internal_networks)
		return "private to public addresses only";
	return arena_print(arena,
			   "internal to external addresses only; internal_networks: %s",
			   result->internal_networks);
}

/* Who hid most is told, and how many others there are. */
static const char *hidden_by_text(const struct result *result, struct arena *arena)
{
	enum { MOST_TOLD = 12 };
	bool stay = result->n_hidden > 0 && result->n_away == 0 && !result->in_list;
	const char *text = arena_print(
		arena, "%" PRId64 " row%s by %zu of %" PRId64 " rule%s (--allowlist)%s",
		result->n_hidden, text_plural((uint64_t)result->n_hidden),
		result->n_hiding, result->n_rules, text_plural((uint64_t)result->n_rules),
		stay ? ", and shown all the same" : "");

	for (size_t i = 0; i < result->n_hiding && i < MOST_TOLD; i++)
		text = arena_print(arena, "%s%s %s: %" PRId64, text, i ? ";" : ":",
				   result->hidden[i].rule, result->hidden[i].n);
	if (result->n_hiding > MOST_TOLD)
		text = arena_print(arena, "%s; and %zu other rules", text,
				   result->n_hiding - MOST_TOLD);
	return text;
}

/* Of the rows that are found, also those that --top does not show. */
static const char *reported_text(const struct result *result, struct arena *arena)
{
	int64_t n = 0;

	for (size_t i = 0; i < result->list.n_found; i++)
		n += result->list.beacons[i].intel != NULL;
	return arena_print(arena, "%" PRId64 " row%s reported; %s", n,
			   text_plural((uint64_t)n), result->lists);
}

static size_t make_facts(const struct result *result, struct arena *arena,
			 struct fact *facts)
{
	const struct beacon_list *list = &result->list;
	char from[TIMESTAMP_TEXT], to[TIMESTAMP_TEXT];
	size_t n = 0;

	facts[n++] = (struct fact){ "source", result->source };
	facts[n++] = (struct fact){
		"period",
		arena_print(
			arena, "%s to %s",
			timestamp_format(result->from_us / SECOND_US * SECOND_US, from),
			timestamp_format(result->to_us / SECOND_US * SECOND_US, to))
	};
	facts[n++] =
		(struct fact){ "flows",
			       arena_print(arena, "%" PRId64 " in %" PRId64 " pair%s",
					   result->n_flows, result->n_pairs,
					   text_plural((uint64_t)result->n_pairs)) };
	if (result->n_left_out > 0)
		facts[n++] = (struct fact){ "left out", left_out_text(result, arena) };
	facts[n++] = (struct fact){ "not used", not_used_text(result, arena) };
	if (result->list_rule)
		facts[n++] = (struct fact){ "listed if", result->list_rule };
	facts[n++] = (struct fact){ "Flare's rule", result->flare_rule };
	if (result->lists)
		facts[n++] = (struct fact){ "intel", reported_text(result, arena) };
	if (shared_periods(list, arena))
		facts[n++] =
			(struct fact){ "several hosts", shared_periods(list, arena) };
	if (list->n < list->n_found)
		facts[n++] =
			(struct fact){ "shown",
				       arena_print(arena, "the first %zu of %zu rows",
						   list->n, list->n_found) };
	if (result->baseline)
		facts[n++] = (struct fact){ "baseline", result->baseline };
	if (result->news)
		facts[n++] = (struct fact){ "since then", result->news };
	if (result->n_rules > 0)
		facts[n++] = (struct fact){ "hidden", hidden_by_text(result, arena) };
	if (result->focus_outbound)
		facts[n++] = (struct fact){ "scope", scope_text(result, arena) };
	return n;
}

static const char *looked_at(const struct result *result, struct arena *arena)
{
	char from[TIMESTAMP_TEXT], to[TIMESTAMP_TEXT];

	return arena_print(
		arena, "%s: %" PRId64 " flow%s in %" PRId64 " pair%s, %s to %s",
		result->source, result->n_flows, text_plural((uint64_t)result->n_flows),
		result->n_pairs, text_plural((uint64_t)result->n_pairs),
		timestamp_format(result->from_us / SECOND_US * SECOND_US, from),
		timestamp_format(result->to_us / SECOND_US * SECOND_US, to));
}

/* Rows there are beside those that are shown; NULL: none. */
static const char *hidden_text(const struct result *result, struct arena *arena)
{
	const struct beacon_list *list = &result->list;
	size_t n_away = (size_t)result->n_away;
	size_t n_inside = list->n_all - list->n_found - list->n_known - n_away;
	const char *text = NULL;

	if (list->n < list->n_found)
		text = arena_print(arena, "the first of %zu (--top)", list->n_found);
	if (list->n_known > 0)
		text = arena_print(arena, "%s%s%zu as they were hidden (--new_only)",
				   text ? text : "", text ? "; " : "", list->n_known);
	if (n_inside > 0)
		text = arena_print(arena,
				   "%s%s%zu not outbound hidden (--focus_outbound)",
				   text ? text : "", text ? "; " : "", n_inside);
	if (n_away > 0)
		text = arena_print(arena, "%s%s%zu known hidden (--allowlist)",
				   text ? text : "", text ? "; " : "", n_away);
	return text;
}

void report_summary(const struct result *result, bool is_seen, struct arena *arena)
{
	char shown[48] = "";
	const struct beacon_list *list = &result->list;

	if (list->n < list->n_found)
		snprintf(shown, sizeof(shown), ", the first %zu shown", list->n);
	if (!is_seen || !isatty(STDERR_FILENO))
		log_say(LOG_NORMAL, "%s; %zu row%s%s", looked_at(result, arena),
			list->n_found, text_plural(list->n_found), shown);
	if (result->focus_outbound && list->n_all > 0 &&
	    list->n_found + list->n_known + (size_t)result->n_away == 0 &&
	    (!result->internal_networks || !*result->internal_networks))
		log_say(LOG_NORMAL,
			"no row goes from a private address to a public one; networks "
			"of yours with public addresses are named by "
			"--internal_networks");
	if (result->news && (!is_seen || !isatty(STDERR_FILENO)))
		log_say(LOG_NORMAL, "since the baseline: %s", result->news);
	if (result->n_left_out > 0)
		log_say(LOG_NORMAL, "left out: %s", left_out_text(result, arena));
	if (result->n_rules > 0)
		log_say(LOG_NORMAL, "hidden: %s", hidden_by_text(result, arena));
	if (result->lists)
		log_say(LOG_NORMAL, "intel: %s", reported_text(result, arena));
	log_say(LOG_VERBOSE, "not used: %s", not_used_text(result, arena));
}

/* Who reads a part must not take it for the whole. */
static const char *banner_of(const struct result *result, struct arena *arena)
{
	if (result->parts == 0)
		return result->incomplete;
	return arena_print(
		arena,
		"part %" PRId64 " of %" PRId64
		" of the sources: rank, prevalence and degree count no others%s%s",
		result->part, result->parts, result->incomplete ? "; " : "",
		result->incomplete ? result->incomplete : "");
}

/* Names come from the network: one that a shell could take for more is not offered to
 * be pasted into it. */
static bool is_plain_word(const char *name)
{
	return *name && *name != '-' &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789.-_:")];
}

/* The next step, with the first row for an example. */
static const char *hint_text(const struct config *config, const struct result *result,
			     struct arena *arena)
{
	const struct beacon *first = &result->list.beacons[0];
	char src[ADDRESS_TEXT], dst[ADDRESS_TEXT];
	const char *to = address_format(&first->dst, dst);
	const char *port = "";

	if (config->explain.n > 0 || result->list.n == 0 || result->parts > 0)
		return NULL;
	if (result_is_by_name(result)) {
		if (!first->dest_name || !is_plain_word(first->dest_name))
			return NULL;
		to = first->dest_name;
	} else if (strcmp(result->key, "src,dst,port") == 0) {
		port = arena_print(arena, " %" PRId64, first->port);
	}
	return arena_print(
		arena,
		"To look closer add --explain %s %s%s, or -html FILE for a page of all.",
		address_format(&first->src, src), to, port);
}

/* The rows are all alike in it. */
static void warn_of_order(const struct config *config)
{
	log_warn(
		"--sort %s: this result has no such column, so its rows are in the order of "
		"rank; -who, --names, --intel, --baseline and --key add columns",
		config->sort);
}

/* Those that are there, and behind them those that are gone; to be freed. */
static struct beacon *rows_of(const struct result *result)
{
	size_t n = result->list.n;
	struct beacon *rows = memory_zero(n + result->n_gone + 1, sizeof(*rows));

	if (n > 0)
		memcpy(rows, result->list.beacons, n * sizeof(*rows));
	if (result->n_gone > 0)
		memcpy(rows + n, result->gone, result->n_gone * sizeof(*rows));
	return rows;
}

int report_write(const struct config *config, const struct result *result,
		 struct outputs *outputs, struct arena *arena, struct error *err)
{
	struct fact facts[MOST_FACTS];
	struct rule rules[MOST_RULES];
	struct column *columns = memory_zero(n_beacon_columns, sizeof(*columns));
	struct column *plots = memory_zero(n_beacon_columns, sizeof(*plots));
	struct beacon *rows = rows_of(result);
	char now[TIMESTAMP_TEXT];
	int64_t now_us;
	int r;

	struct table table = {
		.title = "beacons",
		.columns = columns,
		.n_columns = report_columns(config, result, false, columns),
		.plots = plots,
		.n_plots = report_columns(config, result, true, plots),
		.rows = rows,
		.row_size = sizeof(*rows),
		.n_rows = result->list.n + result->n_gone,
		.n_gone = result->n_gone,
		.group_by = !config->group		? NULL
			    : result_is_by_name(result) ? "dest_name"
							: "dest_ip",
		.essential = report_columns_essential(result),
		.sorted_by = config->sort,
		.important = report_columns_important(config),
		.summary = looked_at(result, arena),
		.hidden = hidden_text(result, arena),
		.news = result->news,
		.hint = hint_text(config, result, arena),
		.rules = rules,
		.n_rules = result->in_list ? rules_tell(config, &result->list.beacons[0],
							arena, rules)
					   : 0,
		.place = result->in_list,
		.facts = facts,
		.n_facts = make_facts(result, arena, facts),
		.banner = banner_of(result, arena),
		.event_type = "beaconing",
		.timestamp = now,
		.period_h = result_hours(
			result), /* exactly --period, if that was asked for */
		.from = { result->from_us },
		.to = { result->to_us },
		.first = { result->oldest_us },
		.last = { result->newest_us },
		.dataset = BEACON_DATASET,
		.from_ecs = result->is_ecs,
		.all_columns = beacon_columns,
		.n_all_columns = n_beacon_columns,
		.key = report_columns_key(result),
		.result = result,
	};

	if (config->sort && !table_column(&table, config->sort))
		warn_of_order(config);
	r = period_now(config, &now_us, err);
	if (r == 0) {
		timestamp_format(now_us, now);
		r = outputs_write(outputs, &table, err);
	}
	free(rows);
	free(columns);
	free(plots);
	return r;
}
