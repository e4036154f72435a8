/*
 * check_table - see check_table.h.
 */
#include "check_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "core/text.h"
#include "filter/period.h"
#include "model/order.h"
#include "model/timestamp.h"

enum { MOST_FACTS = 10, MOST_COLUMNS = 32 };

static const char *const host_essential[] = { "verdict", "intel", "programs", NULL };
static const char *const host_important[] = {
	"whois", "names",      "programs",	 "score",	 "flows",
	"ports", "bytes_sent", "bytes_received", "ports_called", "n_peers",
	"peers", "last_seen",  "first_seen",	 "ptr",		 NULL,
};
static const char *const domain_essential[] = { "verdict", "intel", NULL };
static const char *const domain_important[] = { "addresses", "times", "n_clients",
						"clients", NULL };
static const char *const host_key[] = { "ip", NULL };
static const char *const domain_key[] = { "name", NULL };

/* What table is made of, by which kind of row. */
struct kind {
	const char *title;
	const char *event_type;
	const char *dataset;
	const struct column *columns;
	size_t n_columns;
	size_t row_size;
	const char *const *essential;
	const char *const *important;
	const char *const *key;
};

static struct kind kind_of(bool by_name)
{
	if (by_name)
		return (struct kind){ "names",		"domain",
				      DOMAIN_DATASET,	domain_columns,
				      n_domain_columns, sizeof(struct domain),
				      domain_essential, domain_important,
				      domain_key };
	return (struct kind){ "addresses",    "host",	      HOST_DATASET,
			      host_columns,   n_host_columns, sizeof(struct host),
			      host_essential, host_important, host_key };
}

int check_table_order(const struct config *config, bool by_name,
		      const struct column **order, struct error *err)
{
	const struct kind kind = kind_of(by_name);

	return column_find_order(config->sort ? config->sort : "rank", kind.columns,
				 kind.n_columns, order, err);
}

/* Is anything in it? What nobody asked for, or nobody knows, would only be empty. */
static bool is_filled(const struct column *column, const char *rows, size_t n,
		      size_t row_size)
{
	for (size_t i = 0; i < n; i++) {
		if (!column_cell(rows + i * row_size, column).missing)
			return true;
	}
	return false;
}

/* What there is for every run is there though a run has no row. */
static size_t choose_columns(const struct kind *kind, const char *rows, size_t n,
			     struct column *columns)
{
	size_t n_chosen = 0;

	for (size_t i = 0; i < kind->n_columns; i++) {
		if (n == 0 || is_filled(&kind->columns[i], rows, n, kind->row_size))
			columns[n_chosen++] = kind->columns[i];
	}
	return n_chosen;
}

static size_t n_found(const struct checked *checked)
{
	return checked->by_name ? checked->domains.n : checked->hosts.n;
}

static const char *kind_text(bool by_name, size_t n)
{
	if (by_name)
		return n == 1 ? "name" : "names";
	return n == 1 ? "address" : "addresses";
}

static const char *period_text(const struct checked *checked, struct arena *arena)
{
	char from[TIMESTAMP_TEXT], to[TIMESTAMP_TEXT];

	return arena_print(
		arena, "%s to %s",
		timestamp_format(checked->from_us / SECOND_US * SECOND_US, from),
		timestamp_format(checked->to_us / SECOND_US * SECOND_US, to));
}

static const char *looked_at(const struct checked *checked, struct arena *arena)
{
	const char *text = arena_print(arena, "%s: ", checked->source);

	if (checked->has_flows)
		text = arena_print(arena, "%s%" PRId64 " flow%s, %s", text,
				   checked->n_flows,
				   text_plural((uint64_t)checked->n_flows),
				   period_text(checked, arena));
	if (checked->of_sockets)
		return arena_print(arena, "%s%" PRId64 " socket%s", text,
				   checked->n_mentions,
				   text_plural((uint64_t)checked->n_mentions));
	if (checked->n_mentions > 0)
		text = arena_print(arena, "%s%s%" PRId64 " listed", text,
				   checked->has_flows ? "; " : "", checked->n_mentions);
	if (!checked->has_flows && checked->n_mentions == 0)
		text = arena_print(arena, "%snothing", text);
	return text;
}

static const char *left_out(const struct checked *checked, const char *how,
			    struct arena *arena)
{
	if (checked->by_name || checked->hosts.n_inside == 0)
		return NULL;
	return arena_print(arena,
			   "%zu%s of the network itself, private or not of one host "
			   "(--inside)",
			   checked->hosts.n_inside, how);
}

static const char *left_out_text(const struct checked *checked, struct arena *arena)
{
	return left_out(checked, " left out:", arena);
}

static size_t n_bad(const struct checked *checked)
{
	size_t n = 0;

	for (size_t i = 0; i < checked->hosts.n; i++)
		n += checked->hosts.hosts[i].said.hits > 0;
	for (size_t i = 0; i < checked->domains.n; i++)
		n += checked->domains.domains[i].said.hits > 0;
	return n;
}

static const char *asked_text(const struct checked *checked, struct arena *arena)
{
	size_t n = n_bad(checked);

	return checked->asked ? arena_print(arena, "%zu bad; %s", n, checked->asked)
			      : NULL;
}

static size_t make_facts(const struct checked *checked, struct arena *arena,
			 struct fact facts[MOST_FACTS])
{
	const struct fact all[] = {
		{ "source", checked->source },
		{ "period", checked->has_flows ? period_text(checked, arena) : NULL },
		{ "flows", checked->has_flows
				   ? arena_print(arena, "%" PRId64, checked->n_flows)
				   : NULL },
		{ "not used", checked->n_no_port + checked->n_bad > 0
				      ? arena_print(arena,
						    "%" PRId64 " flows without a port, "
						    "%" PRId64 " unreadable records",
						    checked->n_no_port, checked->n_bad)
				      : NULL },
		{ "left out", left_out(checked, ",", arena) },
		{ "intel", asked_text(checked, arena) },
		{ "programs", checked->programs },
		{ "not seen", checked->limits },
	};
	size_t n = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (all[i].value)
			facts[n++] = all[i];
	}
	return n;
}

static const char *hidden_text(const struct checked *checked, size_t n_shown,
			       struct arena *arena)
{
	const char *inside = left_out_text(checked, arena);
	size_t n = n_found(checked);

	if (n_shown == n)
		return inside;
	return arena_print(arena, "the first of %zu (--top)%s%s", n, inside ? ", " : "",
			   inside ? inside : "");
}

static const char *hint_text(const struct checked *checked)
{
	if (n_found(checked) == 0)
		return NULL;
	if (!checked->asked)
		return "Nobody was asked about them: --intel FILE takes lists of what is "
		       "known to be bad, -c asks AlienVault OTX.";
	return checked->programs || checked->by_name
		       ? NULL
		       : "--processes tells which programs of this host talk to them.";
}

int check_table_write(const struct config *config, struct checked *checked,
		      struct outputs *outputs, struct arena *arena, struct error *err)
{
	const struct kind kind = kind_of(checked->by_name);
	char *rows = checked->by_name ? (char *)checked->domains.domains
				      : (char *)checked->hosts.hosts;
	size_t n = n_found(checked);
	size_t n_shown =
		config->top > 0 && (size_t)config->top < n ? (size_t)config->top : n;
	struct fact facts[MOST_FACTS];
	struct column columns[MOST_COLUMNS];
	const struct column *order;
	char now[TIMESTAMP_TEXT];
	int64_t now_us;
	struct table table = {
		.title = kind.title,
		.columns = columns,
		.n_columns = choose_columns(&kind, rows, n, columns),
		.rows = rows,
		.row_size = kind.row_size,
		.n_rows = n_shown,
		.essential = kind.essential,
		.sorted_by = config->sort,
		.important = kind.important,
		.summary = looked_at(checked, arena),
		.hidden = hidden_text(checked, n_shown, arena),
		.hint = hint_text(checked),
		.facts = facts,
		.n_facts = make_facts(checked, arena, facts),
		.banner = checked->incomplete,
		.event_type = kind.event_type,
		.timestamp = now,
		.period_h = CELL_NO_INTEGER,
		.from = { checked->from_us },
		.to = { checked->to_us },
		.dataset = kind.dataset,
		.from_ecs = checked->is_ecs,
		.all_columns = kind.columns,
		.n_all_columns = kind.n_columns,
		.key = kind.key,
	};

	if (check_table_order(config, checked->by_name, &order, err) != 0 ||
	    period_now(config, &now_us, err) != 0)
		return -1;
	timestamp_format(now_us, now);
	if (!checked->has_span) /* a list: it is of now, not of 1970 */
		table.from.us = table.to.us = now_us;
	order_rows(rows, n, kind.row_size, order);
	return outputs_write(outputs, &table, err);
}

void check_table_summary(const struct checked *checked, bool is_seen, struct arena *arena)
{
	const char *inside = left_out_text(checked, arena);
	size_t n = n_found(checked);

	/* Below a table on the same terminal it would be said twice. */
	if (!is_seen || !isatty(STDERR_FILENO)) {
		log_say(LOG_NORMAL, "%s; %zu %s", looked_at(checked, arena), n,
			kind_text(checked->by_name, n));
		if (inside)
			log_say(LOG_NORMAL, "%s", inside);
	}
	if (checked->asked)
		log_say(LOG_NORMAL, "intel: %s", asked_text(checked, arena));
	if (checked->programs)
		log_say(LOG_NORMAL, "programs: %s", checked->programs);
	if (checked->limits)
		log_warn("%s", checked->limits);
}

void checked_free(struct checked *checked)
{
	host_list_free(&checked->hosts);
	domain_list_free(&checked->domains);
}
