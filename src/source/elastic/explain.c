/*
 * explain - why nothing came, in a few lines: the clause that empties the
 * query, and what there is instead. See elastic.h; --explain-query tells all of it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/log.h"
#include "model/timestamp.h"
#include "source/elastic/elastic.h"
#include "source/elastic/guess.h"

const char *elastic_clause_text(const struct elastic *elastic, enum elastic_clause clause,
				const struct elastic_window *window, struct arena *arena)
{
	const char *const *field = elastic->names.field;
	char from[TIMESTAMP_TEXT], to[TIMESTAMP_TEXT];

	switch (clause) {
	case CLAUSE_PERIOD:
		return arena_print(arena, "with %s from %s to %s (-pd, --from, --to)",
				   field[RECORD_LOGGED],
				   elastic_moment(window->from_us, from),
				   elastic_moment(window->to_us, to));
	case CLAUSE_EVENT:
		return arena_print(arena, "with %s: %s (event_key, event_type)",
				   field[RECORD_EVENT] ? field[RECORD_EVENT]
						       : "any event",
				   elastic->names.event ? elastic->names.event : "");
	case CLAUSE_SRC:
		return arena_print(arena, "that have %s", field[RECORD_SRC]);
	case CLAUSE_DST:
		return arena_print(arena, "that have %s", field[RECORD_DST]);
	case CLAUSE_PORT:
		return arena_print(arena, "that have %s", field[RECORD_PORT]);
	case CLAUSE_FILTER:
		return arena_print(arena, "that match %s (filter)",
				   elastic->config->filter);
	default:
		return "in the index";
	}
}

/* Which clause leaves nothing of the `left` documents before it; N_CLAUSES: none. */
static int find_clause(const struct elastic *elastic, struct http *http,
		       const struct elastic_window *window, int *clause, uint64_t *left,
		       struct error *err)
{
	struct arena arena = { NULL };
	int r = 0;

	*left = 0;
	for (*clause = CLAUSE_ALL; *clause < N_CLAUSES && r == 0; ++*clause) {
		uint64_t n = 0, n_shards;
		const char *body = elastic_count_body(
			elastic, window, (enum elastic_clause) * clause, &arena);

		r = elastic_count(elastic, http, body, &n, &n_shards, err);
		if (r == 0 && n == 0)
			break;
		*left = n;
	}
	arena_free(&arena);
	return r;
}

/* When there are flows as they are asked for, if not in the period. False: never. */
static bool hint_period(const struct elastic *elastic, struct http *http,
			const struct elastic_window *window)
{
	struct elastic_window ever = elastic_all_time();
	struct elastic_span span = { .known = false };
	struct error ignored;
	char first[TIMESTAMP_TEXT], last[TIMESTAMP_TEXT], edge[TIMESTAMP_TEXT];

	if (elastic_ask_span(elastic, http, &ever, CLAUSE_FILTER, &span, &ignored) != 0 ||
	    !span.known)
		return false;
	elastic_moment(span.first_us, first);
	elastic_moment(span.last_us, last);
	if (span.last_us < window->from_us)
		log_say(LOG_NORMAL,
			"the newest flow is of %s, the period begins at %s: set it by "
			"--from and --to, or -pd",
			last, elastic_moment(window->from_us, edge));
	else if (span.first_us >= window->to_us)
		log_say(LOG_NORMAL,
			"the oldest flow is of %s, the period ends at %s: set it by "
			"--from and --to, or -pd",
			first, elastic_moment(window->to_us, edge));
	else
		log_say(LOG_NORMAL, "flows go from %s to %s, with none in the period",
			first, last);
	return true;
}

static void hint_event(const struct elastic *elastic, struct http *http,
		       const struct elastic_window *window)
{
	const char *events = elastic_events(elastic, http, window);

	if (events)
		log_say(LOG_NORMAL, "in the period %s is: %s",
			elastic->names.field[RECORD_EVENT], events);
}

static bool is_missing(const struct elastic *elastic,
		       const struct elastic_mapping *mapping, enum record_field field)
{
	const char *name = elastic->names.field[field];

	return name && elastic_mapping_types(mapping, name) == 0;
}

/* "src_ip may be called source.ip here, dest_ip destination.ip": what is missing of
 * the fields that are needed, or, of a clause, of this one. */
static void hint_fields(const struct elastic *elastic, const enum record_field *only)
{
	struct arena *arena = elastic->request->arena;
	struct elastic_mapping mapping = { .n = 0 };
	const char *list = NULL;
	/* A time is in every index: by itself it is no sign of a flow. */
	bool is_worth_it = only != NULL;

	elastic_ask_all_fields(elastic, &mapping);
	for (size_t i = 0; i < n_elastic_settings; i++) {
		enum record_field field = elastic_settings[i].field;
		const char *names;

		if (!is_missing(elastic, &mapping, field) ||
		    (only ? field != *only
			  : !elastic_settings[i].needed && field != RECORD_EVENT))
			continue;
		names = elastic_guess_text(&mapping, field, arena);
		is_worth_it = is_worth_it ||
			      (names && field != RECORD_TIME && field != RECORD_LOGGED);
		if (names && !list)
			list = arena_print(arena, "%s may be called %s here",
					   elastic->names.field[field], names);
		else if (names)
			list = arena_print(arena, "%s, %s %s", list,
					   elastic->names.field[field], names);
	}
	if (list && is_worth_it)
		log_say(LOG_NORMAL, "%s", list);
	elastic_mapping_free(&mapping);
}

static void hint_fit(const struct elastic *elastic, struct http *http)
{
	const char *fit = elastic_better_fit(elastic, http);

	if (fit)
		log_say(LOG_NORMAL, "-c %s", fit);
}

static void hint(const struct elastic *elastic, struct http *http,
		 const struct elastic_window *window, int clause)
{
	static const enum record_field fields[N_CLAUSES] = {
		[CLAUSE_EVENT] = RECORD_EVENT,
		[CLAUSE_SRC] = RECORD_SRC,
		[CLAUSE_DST] = RECORD_DST,
		[CLAUSE_PORT] = RECORD_PORT,
	};

	if (clause >= CLAUSE_PERIOD && hint_period(elastic, http, window))
		return;
	if (clause == CLAUSE_EVENT)
		hint_event(elastic, http, window);
	if (clause > CLAUSE_PERIOD && clause < CLAUSE_FILTER)
		hint_fields(elastic, &fields[clause]);
	if (clause < CLAUSE_FILTER)
		hint_fit(elastic, http);
}

int elastic_explain(const struct elastic *elastic, struct http *http,
		    const struct elastic_window *window, struct error *err)
{
	struct arena *arena = elastic->request->arena;
	uint64_t left;
	int clause;

	if (find_clause(elastic, http, window, &clause, &left, err) != 0)
		return -1;
	if (clause == CLAUSE_ALL && elastic_check_index(elastic, http, err) != 0)
		return -1;
	hint(elastic, http, window, clause);
	return error_set(err, ERROR_SERVER,
			 "%s/%s: connected, but no flow matches: of %" PRIu64
			 " documents so far none is left %s",
			 elastic->server.options.url, elastic->config->es_index, left,
			 clause < N_CLAUSES
				 ? elastic_clause_text(elastic,
						       (enum elastic_clause)clause,
						       window, arena)
				 : "when read");
}

int elastic_no_field(const struct elastic *elastic, struct http *http,
		     const struct elastic_setting *setting, struct error *err)
{
	hint_fields(elastic, NULL);
	hint_fit(elastic, http);
	return error_set(err, ERROR_SERVER, "%s/%s has no field \"%s\" (%s)",
			 elastic->server.options.url, elastic->config->es_index,
			 elastic->names.field[setting->field], setting->setting);
}
