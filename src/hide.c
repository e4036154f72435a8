/*
 * hide - see hide.h.
 */
#include "hide.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/text.h"
#include "filter/period.h"
#include "model/context.h"
#include "model/protocol.h"
#include "model/timestamp.h"

enum { MOST_NAMES = 64, MOST_TOLD = 5 };

/* A share of the rows, or a single one, says of no rule that it is of no use. */
static bool keeps_history(const struct config *config)
{
	return config->allowlist_history && config->allowlists.n > 0 && !config->part &&
	       config->explain.n == 0;
}

int hide_open(const struct config *config, struct arena *arena, struct hiding *hiding,
	      struct error *err)
{
	const struct setting_list *list = &config->allowlists;
	const char **paths = arena_alloc(arena, (list->n + 1) * sizeof(*paths));
	int64_t now_us;

	if (list->n == 0)
		return 0;
	for (size_t i = 0; i < list->n; i++)
		paths[i] = list->items[i].value;
	if (period_now(config, &now_us, err) != 0)
		return -1;
	if (allowlist_load(paths, list->n, now_us, arena, &hiding->allowlist, err) != 0)
		return err->kind == ERROR_IO ? error_wrap(err, "--allowlist") : -1;
	return keeps_history(config)
		       ? allow_history_open(config->allowlist_history, now_us,
					    config->allowlist_days * 24 * HOUR_US,
					    &hiding->history, err)
		       : 0;
}

void hide_close(struct hiding *hiding)
{
	allow_history_free(hiding->history);
	allowlist_free(hiding->allowlist);
	*hiding = (struct hiding){ NULL, NULL };
}

/* An HTTP host may have a port; and an address is no name. NULL: no name. */
static const char *name_of(const char *text, struct arena *arena)
{
	const char *colon = strchr(text, ':');
	size_t len =
		colon && !strchr(colon + 1, ':') ? (size_t)(colon - text) : strlen(text);
	struct address address;

	if (len == 0 || address_parse(text, len, &address) || *text == '[')
		return NULL;
	return text_lower(text, len, arena);
}

struct known_names {
	const char *names[MOST_NAMES];
	size_t n;
};

/* More than there is room for are too many to vouch for: then none is known. */
static void add_name(struct known_names *known, const char *text, struct arena *arena)
{
	const char *name = text ? name_of(text, arena) : NULL;

	if (name && known->n < MOST_NAMES)
		known->names[known->n++] = name;
}

/* What the destination is called: by the key, and in the records beside the flows. */
static void find_names(const struct beacon *beacon, struct known_names *known,
		       struct arena *arena)
{
	const struct context *context = beacon->context;

	known->n = 0;
	if (beacon->dest_name)
		add_name(known, beacon->dest_name, arena);
	for (size_t i = 0; context && i < context->n; i++) {
		const struct context_entry *entry = &context->entries[i];

		if (!context_is_name(entry->kind))
			continue;
		if (!entry->value || known->n == MOST_NAMES) {
			known->n = 0;
			return;
		}
		add_name(known, entry->value, arena);
	}
}

static bool ask(struct allowlist *allowlist, const struct beacon *beacon,
		struct arena *arena, const struct allow_rule **rule)
{
	const struct beacon_owner *owner = &beacon->dest_owner;
	const char *as_name = owner->as_name;
	struct known_names known;
	struct allow_subject subject = {
		.src = &beacon->src,
		.dst = &beacon->dst,
		.port = beacon->services > 1 ? INT64_MIN : beacon->port,
		.protocols = protocol_flags(beacon->protocol),
		.asn = owner->asn == CELL_NO_INTEGER ? 0 : owner->asn,
		.owner = as_name ? text_lower(as_name, strlen(as_name), arena) : NULL,
		.period_s = beacon->period_s,
	};

	find_names(beacon, &known, arena);
	subject.names = known.names;
	subject.n_names = known.n;
	return allowlist_hides(allowlist, &subject, beacon->intel != NULL, rule);
}

static const char *rule_text(const struct allow_rule *rule, struct arena *arena)
{
	return arena_print(arena, "%s:%" PRIu64 " %s%s%s%s", rule->file, rule->line,
			   rule->text, rule->reason ? " (" : "",
			   rule->reason ? rule->reason : "", rule->reason ? ")" : "");
}

/* A rule that has had its day is to be looked at again, not to hide on. */
static void warn_of_expired(const struct allowlist *allowlist, struct arena *arena)
{
	size_t n = 0;

	for (size_t i = 0; i < allowlist_n_rules(allowlist); i++) {
		const struct allow_use *use = allowlist_use(allowlist, i);

		if (use->is_expired && n++ < MOST_TOLD)
			log_warn("expired, and hides nothing any more: %s",
				 rule_text(use->rule, arena));
	}
	if (n > MOST_TOLD)
		log_warn("%zu more rules have expired", n - MOST_TOLD);
}

static void tell_unused(const struct allowlist *allowlist, struct arena *arena)
{
	if (!log_wants(LOG_VERBOSE))
		return;
	for (size_t i = 0; i < allowlist_n_rules(allowlist); i++) {
		const struct allow_use *use = allowlist_use(allowlist, i);

		if (!use->is_expired && use->n_hidden + use->n_spared == 0)
			log_say(LOG_VERBOSE, "hid nothing: %s",
				rule_text(use->rule, arena));
	}
}

static int by_number_of_rows(const void *a, const void *b)
{
	const struct hidden *x = a, *y = b;

	return (x->n < y->n) - (x->n > y->n);
}

/* Those that hid most come first. */
static void note_uses(const struct allowlist *allowlist, struct result *result,
		      struct arena *arena)
{
	size_t n_rules = allowlist_n_rules(allowlist);
	struct hidden *hidden = arena_alloc(arena, (n_rules + 1) * sizeof(*hidden));
	size_t n = 0;

	result->n_rules = (int64_t)n_rules;
	for (size_t i = 0; i < n_rules; i++) {
		const struct allow_use *use = allowlist_use(allowlist, i);

		if (use->n_spared > 0)
			log_warn(
				"not hidden, since threat intelligence reports %s: %" PRId64
				" row%s of %s",
				use->n_spared == 1 ? "it" : "them", use->n_spared,
				use->n_spared == 1 ? "" : "s",
				rule_text(use->rule, arena));
		if (use->n_hidden > 0)
			hidden[n++] = (struct hidden){ rule_text(use->rule, arena),
						       use->n_hidden };
		result->n_hidden += use->n_hidden;
	}
	if (n > 0)
		qsort(hidden, n, sizeof(*hidden), by_number_of_rows);
	result->hidden = hidden;
	result->n_hiding = n;
}

/* Of a pair that is explained, being hidden is part of the answer. */
static bool all_stay(const struct config *config)
{
	return config->show_hidden || config->explain.n > 0;
}

void hide_rows(const struct config *config, struct allowlist *allowlist,
	       struct result *result, struct arena *arena)
{
	bool stay = all_stay(config);
	struct beacon_list *list = &result->list;
	size_t n = 0;

	warn_of_expired(allowlist, arena);
	for (size_t i = 0; i < list->n; i++) {
		struct beacon beacon = list->beacons[i];
		const struct allow_rule *rule = NULL;
		bool is_hidden = ask(allowlist, &beacon, arena, &rule);

		beacon.hidden_by = is_hidden ? rule_text(rule, arena) : NULL;
		list->beacons[i] = beacon;
		if (is_hidden && !stay)
			continue;
		list->beacons[i] = list->beacons[n];
		list->beacons[n++] = beacon;
	}
	result->n_away = (int64_t)(list->n - n);
	list->n = n;
	note_uses(allowlist, result, arena);
	tell_unused(allowlist, arena);
}

void hide_gone(const struct config *config, struct allowlist *allowlist,
	       struct result *result, struct arena *arena)
{
	size_t n = 0;

	if (all_stay(config))
		return;
	for (size_t i = 0; i < result->n_gone; i++) {
		const struct allow_rule *rule;

		if (!ask(allowlist, &result->gone[i], arena, &rule))
			result->gone[n++] = result->gone[i];
	}
	result->n_gone = n;
}

static const char *idle_text(const struct allow_rule *rule, int64_t since_us,
			     struct arena *arena)
{
	enum { DAY = sizeof("2025-11-20") - 1 };
	char since[TIMESTAMP_TEXT];

	return arena_print(arena, "%s, not since %.*s", rule_text(rule, arena), DAY,
			   timestamp_format(since_us, since));
}

/* What has expired is told by itself. */
static void warn_of_idle(const struct config *config, const struct hiding *hiding,
			 struct arena *arena)
{
	size_t n = 0;

	for (size_t i = 0; i < allowlist_n_rules(hiding->allowlist); i++) {
		const struct allow_use *use = allowlist_use(hiding->allowlist, i);
		const struct allow_past *past =
			allow_history_find(hiding->history, use->rule);
		int64_t since_us = allow_history_idle_since(hiding->history, past);

		if (use->is_expired || since_us == CELL_NO_INTEGER)
			continue;
		if (n++ < MOST_TOLD || log_wants(LOG_VERBOSE))
			log_warn("hid nothing for %" PRId64
				 " days or more, and may be of no use any more: %s",
				 config->allowlist_days,
				 idle_text(use->rule, since_us, arena));
	}
	if (n > MOST_TOLD && !log_wants(LOG_VERBOSE))
		log_warn("%zu more rules hid nothing for so long; -v names them",
			 n - MOST_TOLD);
}

int hide_remember(const struct config *config, struct hiding *hiding, struct arena *arena,
		  struct error *err)
{
	if (!hiding->history)
		return 0;
	if (allow_history_add(hiding->history, hiding->allowlist, err) != 0)
		return -1;
	warn_of_idle(config, hiding, arena);
	return allow_history_save(hiding->history, err);
}
