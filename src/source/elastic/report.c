/*
 * report - --explain-query: what is left of an index after each clause of the
 * query, how its fields are fetched and what those that are missing may be called,
 * what time it holds and which configuration fits. See elastic.h.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "model/timestamp.h"
#include "source/elastic/elastic.h"
#include "source/elastic/guess.h"

/* A line, fit to be shown: names and values of the index are anybody's. */
static void say(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(FILE *out, const char *format, ...)
{
	char text[4096];
	const char *at = text, *end;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	end = text + strlen(text);
	while (at < end)
		text_put(text_next_shown(&at, end), out);
	fputc('\n', out);
}

/* A part of the report begins. */
static void begin(FILE *out, const char *title)
{
	fprintf(out, "\n%s\n", title);
}

static int report_clauses(const struct elastic *elastic, struct http *http,
			  const struct elastic_window *period, FILE *out, uint64_t *left,
			  struct error *err)
{
	struct arena arena = { NULL };
	int r = 0;

	*left = 1;
	begin(out, "Documents left after each clause:");
	for (int clause = CLAUSE_ALL; clause < N_CLAUSES && r == 0; clause++) {
		uint64_t n = 0, n_shards;
		const char *body = elastic_count_body(
			elastic, period, (enum elastic_clause)clause, &arena);

		if ((clause == CLAUSE_EVENT && !elastic->names.event) ||
		    (clause == CLAUSE_FILTER && !elastic->config->filter))
			continue;
		r = elastic_count(elastic, http, body, &n, &n_shards, err);
		if (r == 0)
			say(out, "  %14" PRIu64 "  %s%s", n,
			    elastic_clause_text(elastic, (enum elastic_clause)clause,
						period, &arena),
			    n == 0 && *left > 0 ? "   <- this leaves none" : "");
		*left = n;
	}
	arena_free(&arena);
	return r;
}

/* How one field is fetched, of these indices. */
static void report_field(const struct elastic *elastic, const struct elastic_plan *plan,
			 const struct elastic_setting *setting, FILE *out)
{
	const char *name = elastic->names.field[setting->field];
	const char *doc_value = plan->doc_value[setting->field];
	const char *how = plan->source[setting->field] ? "from _source, which is slower"
			  : setting->needed	       ? "is NOT there"
						       : "is not there";

	if (!doc_value)
		say(out, "  %-26s %-26s %s", setting->setting, name, how);
	else if (strcmp(doc_value, name) == 0)
		say(out, "  %-26s %-26s by doc values", setting->setting, name);
	else
		say(out, "  %-26s %-26s by doc values of %s", setting->setting, name,
		    doc_value);
}

static bool is_missing(const struct elastic *elastic, const struct elastic_caps *caps,
		       const struct elastic_setting *setting)
{
	const char *name = elastic->names.field[setting->field];

	return caps->told && name && elastic_mapping_types(&caps->mapping, name) == 0;
}

static void report_plan(const struct elastic *elastic, const struct elastic_caps *caps,
			const struct elastic_plan *plan, FILE *out)
{
	fputc('\n', out);
	if (plan->indices)
		say(out, "Fields, in %zu of the indices (%s%s):", plan->n_indices,
		    plan->indices[0], plan->n_indices > 1 ? ", ..." : "");
	else
		say(out, "Fields:");
	for (size_t i = 0; i < n_elastic_settings; i++) {
		const struct elastic_setting *setting = &elastic_settings[i];

		if (elastic->names.field[setting->field] &&
		    setting->field != RECORD_EVENT && !is_missing(elastic, caps, setting))
			report_field(elastic, plan, setting, out);
	}
}

/* Those that no index has, and what they may be called. */
static void report_missing(const struct elastic *elastic, const struct elastic_caps *caps,
			   FILE *out)
{
	struct arena arena = { NULL };
	struct elastic_mapping all = { .n = 0 };
	bool any = false;

	for (size_t i = 0; i < n_elastic_settings; i++) {
		const struct elastic_setting *setting = &elastic_settings[i];
		const char *name = elastic->names.field[setting->field];
		const char *names;

		if (!is_missing(elastic, caps, setting))
			continue;
		if (!any) {
			begin(out, "Fields that are not in the index:");
			elastic_ask_all_fields(elastic, &all);
		}
		any = true;
		names = elastic_guess_text(&all, setting->field, &arena);
		if (names)
			say(out, "  %-26s %-26s may be called %s", setting->setting, name,
			    names);
		else
			say(out, "  %-26s %s", setting->setting, name);
	}
	elastic_mapping_free(&all);
	arena_free(&arena);
}

/* What time there is at all, whatever the period. */
static void report_time(const struct elastic *elastic, struct http *http,
			const struct elastic_window *period, FILE *out)
{
	struct elastic_window ever = elastic_all_time();
	struct elastic_span span = { .known = false };
	const char *field = elastic->names.field[RECORD_LOGGED];
	char first[TIMESTAMP_TEXT], last[TIMESTAMP_TEXT];
	struct error err;

	begin(out, "What there is:");
	if (elastic_ask_span(elastic, http, &ever, CLAUSE_ALL, &span, &err) != 0)
		say(out, "  %s: %s", field, err.text);
	else if (!span.known)
		say(out, "  %s: in no document", field);
	else
		say(out, "  %s: from %s to %s%s", field,
		    elastic_moment(span.first_us, first),
		    elastic_moment(span.last_us, last),
		    span.last_us < period->from_us   ? ", all before the period"
		    : span.first_us >= period->to_us ? ", all after the period"
						     : "");
}

static void report_events(const struct elastic *elastic, struct http *http,
			  const struct elastic_window *period, FILE *out)
{
	struct elastic_window ever = elastic_all_time();
	const char *field = elastic->names.field[RECORD_EVENT];
	const char *events = elastic_events(elastic, http, period);

	if (events)
		say(out, "  %s: %s, in the period", field, events);
	else if ((events = elastic_events(elastic, http, &ever)))
		say(out, "  %s: %s", field, events);
}

int elastic_report(struct elastic *elastic, struct http *http,
		   const struct elastic_caps *caps, FILE *out, struct error *err)
{
	struct elastic_window period = elastic_period(elastic);
	const char *fit;
	uint64_t left;

	say(out, "%s on %s", elastic->config->es_index, elastic->server.options.url);
	if (report_clauses(elastic, http, &period, out, &left, err) != 0)
		return -1;
	for (size_t i = 0; i < caps->plans.n; i++)
		report_plan(elastic, caps, &caps->plans.plans[i], out);
	report_missing(elastic, caps, out);
	report_time(elastic, http, &period, out);
	report_events(elastic, http, &period, out);
	fit = elastic_better_fit(elastic, http);
	if (fit)
		say(out, "  %s-c %s", left > 0 ? "besides, " : "", fit);
	return 0;
}
