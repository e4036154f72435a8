/*
 * check - see check.h.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/hosts.h"
#include "check_given.h"
#include "check_programs.h"
#include "check_table.h"
#include "core/log.h"
#include "core/parallel.h"
#include "enrich/hosts.h"
#include "filter/period.h"
#include "gather.h"
#include "outputs.h"
#include "server/server.h"
#include "spare.h"
#include "threats.h"

/* What is settled before the work begins. */
struct check_run {
	const struct config *config;
	struct check_given *given;
	struct threats threats;
	struct check_programs looked;
	struct arena *arena;
};

/* Every pair, however small; names are to know what hosts are called. */
static struct pairs_wanted all_pairs(void)
{
	return (struct pairs_wanted){ .min_flows = 1, .names = true, .mentions = true };
}

/* Lists that hold nothing but names are checked by name. */
static bool has_address(const struct gathered *gathered)
{
	for (size_t i = 0; i < gathered->mentions.n; i++) {
		if (gathered->mentions.items[i].has_address)
			return true;
	}
	return gathered->pairs.n > 0 || gathered->mentions.n == 0;
}

/* Where rows are addresses a name alone can't be one. */
static void warn_of_names(const struct mentions *mentions)
{
	size_t n = 0;

	for (size_t i = 0; i < mentions->n; i++)
		n += !mentions->items[i].has_address;
	if (n > 0)
		log_warn("%zu of what is listed %s, and left out where rows are "
			 "addresses: --by name checks names",
			 n, n == 1 ? "is a name" : "are names");
}

static void find(const struct check_run *run, const struct gathered *gathered,
		 struct checked *checked)
{
	const struct config *config = run->config;
	struct name_use *uses = NULL;
	const struct hosts_choice choice = { config->srcs, config->dsts,
					     config->with_inside, &config->inside,
					     run->threats.intel };
	struct hosts_given given = { .pairs = &gathered->pairs,
				     .mentions = &gathered->mentions };

	if (gathered->said)
		given.n_uses = names_uses(gathered->said, &uses);
	given.uses = uses;
	checked->by_name = run->given->by_name ||
			   (strcmp(config->by, "auto") == 0 && !has_address(gathered));
	if (checked->by_name) {
		domains_find(&given, &checked->domains);
	} else {
		warn_of_names(&gathered->mentions);
		hosts_find(&given, &choice, &checked->hosts);
		hosts_call(&given, &checked->hosts);
	}
	free(uses);
}

/* From the first to the last that is known of: of flows, else of what is mentioned. */
static void note_span(const struct gathered *gathered, struct checked *checked)
{
	const struct filter_bounds *bounds = &gathered->bounds;
	int64_t from_us = INT64_MAX, to_us = CELL_NO_INTEGER;

	if (gathered->pairs.n > 0) {
		from_us = gathered->pairs.oldest_us;
		to_us = gathered->pairs.newest_us;
	}
	for (size_t i = 0; gathered->pairs.n == 0 && i < gathered->mentions.n; i++) {
		const struct mention *mention = &gathered->mentions.items[i];

		if (mention->first.us != CELL_NO_INTEGER && mention->first.us < from_us)
			from_us = mention->first.us;
		if (mention->last.us > to_us)
			to_us = mention->last.us;
	}
	checked->has_span = from_us <= to_us;
	checked->from_us =
		bounds->from_us == PERIOD_BEGINNING ? from_us : bounds->from_us;
	checked->to_us = bounds->to_us == PERIOD_END ? to_us : bounds->to_us;
}

static void note(const struct check_run *run, const struct gathered *gathered,
		 struct checked *checked)
{
	const struct pair_list *pairs = &gathered->pairs;

	checked->source = gathered->description ? gathered->description : "command line";
	checked->incomplete = gathered->incomplete;
	checked->of_sockets = run->given->by_sockets;
	checked->has_flows = pairs->n > 0;
	checked->n_flows = (int64_t)pairs->n_flows;
	checked->n_mentions = (int64_t)gathered->mentions.n;
	checked->n_no_port = (int64_t)gathered->tally.no_port;
	checked->n_bad = (int64_t)gathered->tally.bad;
	note_span(gathered, checked);
	checked->is_ecs = run->config->field_source_ip &&
			  strcmp(run->config->field_source_ip, "source.ip") == 0;
}

static int meet(struct check_run *run, struct gathered *gathered, struct error *err)
{
	const struct config *config = run->config;

	gathered->bounds = (struct filter_bounds){ PERIOD_BEGINNING, PERIOD_END };
	gathered->description = config->sockets.n > 0 ? "another host" : "this host";
	return check_programs_meet(&run->looked, config, run->threats.intel,
				   &gathered->mentions, err);
}

/* What stands on the command line comes first, and may be all there is. */
static int gather_all(struct check_run *run, struct gathered *gathered, struct error *err)
{
	struct check_given *given = run->given;
	const struct pairs_wanted wanted = all_pairs();
	struct mentions mentions = given->mentions;

	*gathered = (struct gathered){ .description = NULL };
	if (given->by_sockets)
		return meet(run, gathered, err);
	given->mentions = (struct mentions){ .items = NULL };
	if ((given->n_paths > 0 || mentions.n == 0) &&
	    gather(run->config, given->paths, given->n_paths, &wanted,
		   parallel_workers(run->config->threads), run->arena, gathered,
		   err) != 0) {
		mentions_free(&mentions);
		return run->given->is_index_implied
			       ? error_wrap(err,
					    "nothing to check is given, so the index "
					    "is asked")
			       : -1;
	}
	mentions_append(&mentions, &gathered->mentions);
	gathered->mentions = mentions;
	return 0;
}

static int know(const struct check_run *run, struct checked *checked, struct error *err)
{
	const struct judges judges = { run->threats.intel, run->threats.services };
	int r;

	if (checked->by_name) {
		r = domains_ask(&checked->domains, &judges, err);
		domains_judge(&checked->domains, &judges, run->arena);
	} else {
		hosts_enrich(&checked->hosts, run->config, run->arena);
		r = hosts_ask(&checked->hosts, &judges, err);
		hosts_judge(&checked->hosts, &judges, run->arena);
	}
	checked->asked = threats_text(&run->threats, run->arena);
	return r;
}

/* Now it is known. Services are asked after this. */
static int check_order_again(const struct check_run *run, const struct checked *checked,
			     struct error *err)
{
	const struct column *ignored;

	if (check_table_order(run->config, checked->by_name, &ignored, err) == 0)
		return 0;
	return error_wrap(err, checked->by_name ? "rows are names here (--by)"
						: "rows are addresses here (--by)");
}

static int make_report(struct check_run *run, struct outputs *outputs, struct error *err)
{
	struct checked checked = { .by_name = false };
	struct gathered gathered;
	int r = gather_all(run, &gathered, err);

	if (r == 0) {
		find(run, &gathered, &checked);
		note(run, &gathered, &checked);
		r = check_order_again(run, &checked, err);
	}
	if (r == 0)
		r = know(run, &checked, err);
	if (r == 0)
		r = check_programs(&run->looked, run->config, &checked, run->arena, err);
	if (r == 0)
		r = check_table_write(run->config, &checked, outputs, run->arena, err);
	if (r == 0)
		check_table_summary(&checked, outputs_are_seen(outputs), run->arena);
	if (r == 0 && checked.incomplete)
		log_warn("%s", checked.incomplete);
	checked_free(&checked);
	gathered_free(&gathered);
	return r;
}

static int explain_query(const struct check_run *run, struct error *err)
{
	const struct pairs_wanted wanted = all_pairs();

	return gather_explain(run->config, run->given->paths, run->given->n_paths,
			      &wanted, run->arena, stdout, err);
}

/* Which kind of row there will be may not be known yet: of what files are lists. */
static int check_order(const struct check_run *run, struct error *err)
{
	const struct check_given *given = run->given;
	bool may_be_names = !given->by_name && strcmp(run->config->by, "auto") == 0 &&
			    given->n_paths > 0 && given->mentions.n == 0;
	const struct column *ignored;
	struct error of_names;

	if (may_be_names &&
	    check_table_order(run->config, true, &ignored, &of_names) == 0)
		return 0;
	return check_table_order(run->config, given->by_name, &ignored, err);
}

/* What is wrong with a list or an output shows before hours of reading. */
static int prepare(struct check_run *run, struct outputs *outputs, struct error *err)
{
	bool is_of_index = check_given_is_empty(run->given) && !run->given->by_sockets;

	if (is_of_index || config_needs_server(run->config))
		server_warn(run->config, run->arena);
	if (check_order(run, err) != 0)
		return -1;
	if (threats_open(run->config, run->arena, &run->threats, err) != 0)
		return -1;
	return outputs_open(outputs, run->config, run->arena, err);
}

int check_run(struct config *config, char *const *operands, size_t n_operands,
	      struct arena *arena, struct error *err)
{
	struct check_given given;
	struct outputs outputs = { .n = 0 };
	struct check_run run = { .config = config, .given = &given, .arena = arena };
	int r = check_given_settle(config, operands, n_operands, arena, &given, err);

	if (r == 0)
		r = spare_inputs(config, operands, n_operands, err);
	if (r == 0 && config->explain_query)
		r = explain_query(&run, err);
	else if (r == 0 && (r = prepare(&run, &outputs, err)) == 0)
		r = make_report(&run, &outputs, err);
	outputs_free(&outputs);
	threats_free(&run.threats);
	check_programs_free(&run.looked);
	check_given_free(&given);
	return r;
}
