/*
 * aggs - sums over the records of a window that pass the query up to a
 * clause: which of the fields they have, from when to when they go, what their event
 * field says. See elastic.h.
 */
#include <stdlib.h>
#include <string.h>

#include "model/timestamp.h"
#include "source/elastic/elastic.h"
#include "source/elastic/gen.h"

/* What a flow may lack. */
static bool is_optional(const struct elastic_setting *setting)
{
	return !setting->needed && setting->field != RECORD_EVENT;
}

yajl_gen gen_begin_aggs(void)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	gen_open_map(json, NULL);
	gen_integer(json, "size", 0);
	gen_open_map(json, "aggs");
	return json;
}

/* Puts the query of a count before it: both are members of one object. */
const char *gen_end_aggs(yajl_gen json, const char *count_body, struct arena *arena)
{
	struct arena passing = { NULL };
	const char *aggs, *body;

	gen_close_maps(json, 2);
	aggs = gen_finish(json, &passing);
	body = arena_print(arena, "%.*s,%s", (int)strlen(count_body) - 1, count_body,
			   aggs + 1);
	arena_free(&passing);
	return body;
}

static int ask(const struct elastic *elastic, struct http *http,
	       struct server_question *question, struct arena *arena, struct error *err)
{
	question->method = "POST";
	question->index = elastic->index;
	question->path = arena_print(arena, "/%s/_search", elastic->index);
	return server_ask(&elastic->server, http, question, arena, err);
}

const char *elastic_fields_body(const struct elastic *elastic,
				const struct elastic_window *window, struct arena *arena)
{
	yajl_gen json = gen_begin_aggs();

	gen_open_map(json, "fit");
	gen_open_map(json, "filters");
	gen_open_map(json, "filters");
	gen_open_map(json, "all");
	gen_open_map(json, "match_all");
	gen_close_maps(json, 2);
	for (size_t i = 0; i < n_elastic_settings; i++) {
		const char *name = elastic->names.field[elastic_settings[i].field];

		if (!name || !is_optional(&elastic_settings[i]))
			continue;
		gen_open_map(json, elastic_settings[i].setting);
		gen_open_map(json, "exists");
		gen_text(json, "field");
		gen_text(json, name);
		gen_close_maps(json, 2);
	}
	gen_close_maps(json, 3);
	return gen_end_aggs(
		json, elastic_count_body(elastic, window, CLAUSE_FILTER, arena), arena);
}

int elastic_count_fields(const struct elastic *elastic, struct http *http,
			 const char *body, struct elastic_found *found, struct error *err)
{
	enum { MOST = 32 };
	struct arena arena = { NULL };
	const char *paths[MOST] = { "aggregations.fit.buckets.all.doc_count" };
	struct value answers[MOST] = { { NULL, 0 } };
	struct server_question question = {
		.body = body, .paths = paths, .n_paths = 1, .answers = answers
	};
	int r;

	for (size_t i = 0; i < n_elastic_settings && question.n_paths < MOST; i++)
		paths[question.n_paths++] =
			arena_print(&arena, "aggregations.fit.buckets.%s.doc_count",
				    elastic_settings[i].setting);
	r = ask(elastic, http, &question, &arena, err);
	*found = (struct elastic_found){ .status = question.status };
	if (r == 0)
		found->n = value_whole(answers[0]);
	for (size_t i = 1; r == 0 && i < question.n_paths; i++) {
		enum record_field field = elastic_settings[i - 1].field;
		uint64_t n = value_whole(answers[i]);

		found->n_present += n > 0;
		if (field == RECORD_STATE)
			found->n_with_state = n;
		if (field == RECORD_BYTES)
			found->n_with_bytes = n;
	}
	arena_free(&arena);
	return r;
}

/* A number as the index keeps it; aggregations of dates are in milliseconds. */
static bool read_moment(struct value value, enum elastic_time kind, int64_t *time_us)
{
	char copy[48];
	double number;

	if (!value.text || value.len >= sizeof(copy))
		return false;
	memcpy(copy, value.text, value.len);
	copy[value.len] = '\0';
	number = strtod(copy, NULL) * (kind == ELASTIC_SECONDS ? 1e6 : 1e3);
	if (!(number >= 0 && number < (double)TIMESTAMP_MAX))
		return false;
	*time_us = (int64_t)number;
	return true;
}

static void limit(yajl_gen json, const char *name, const char *which, const char *field)
{
	gen_open_map(json, name);
	gen_open_map(json, which);
	gen_text(json, "field");
	gen_text(json, field);
	gen_close_maps(json, 2);
}

/* What can be asked of a field that is kept as a date. */
static bool is_dated(const struct elastic *elastic, enum record_field field)
{
	return elastic->names.field[field] && elastic->flow_types[field] == MAPPED_DATE;
}

/* Of the flows that a filter here will let pass, where the server can tell them. */
static struct elastic_window passed_of(const struct elastic *elastic,
				       const struct elastic_window *window,
				       struct arena *arena)
{
	struct elastic_window passed = *window;
	yajl_gen json;

	if (!elastic->config->focus_outbound ||
	    elastic->flow_types[RECORD_DST] != MAPPED_IP)
		return passed;
	json = yajl_gen_alloc(NULL);
	gen_passed(json, NULL, elastic->names.field[RECORD_DST],
		   &elastic->config->inside);
	passed.only = gen_finish(json, arena);
	return passed;
}

int elastic_ask_flow_span(const struct elastic *elastic, struct http *http,
			  const struct elastic_window *window, struct source_span *span,
			  struct error *err)
{
	static const char *const paths[] = { "aggregations.first.value",
					     "aggregations.last.value",
					     "aggregations.end.value" };
	const char *const *field = elastic->names.field;
	struct arena arena = { NULL };
	struct value answers[3] = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
	struct server_question question = { .paths = paths,
					    .n_paths = 3,
					    .answers = answers };
	struct elastic_window passed = passed_of(elastic, window, &arena);
	enum elastic_time kind =
		is_dated(elastic, RECORD_TIME) ? ELASTIC_DATE : elastic->time_kind;
	bool is_known = is_dated(elastic, RECORD_TIME) ||
			(strcmp(field[RECORD_TIME], field[RECORD_LOGGED]) == 0 &&
			 elastic->blur_us == 0);
	yajl_gen json;
	int r;

	*span = (struct source_span){ INT64_MAX, INT64_MIN, INT64_MIN };
	if (!is_known) { /* what the part's own flows say must do */
		arena_free(&arena);
		return 0;
	}
	json = gen_begin_aggs();
	limit(json, "first", "min", field[RECORD_TIME]);
	limit(json, "last", "max", field[RECORD_TIME]);
	if (is_dated(elastic, RECORD_END))
		limit(json, "end", "max", field[RECORD_END]);
	question.body = gen_end_aggs(
		json, elastic_count_body(elastic, &passed, CLAUSE_FILTER, &arena),
		&arena);
	r = ask(elastic, http, &question, &arena, err);
	if (r == 0 && read_moment(answers[0], kind, &span->oldest_us) &&
	    read_moment(answers[1], kind, &span->newest_us) &&
	    !read_moment(answers[2], ELASTIC_DATE, &span->last_us))
		span->last_us = span->newest_us;
	arena_free(&arena);
	return r;
}

int elastic_ask_span(const struct elastic *elastic, struct http *http,
		     const struct elastic_window *window, enum elastic_clause last,
		     struct elastic_span *span, struct error *err)
{
	static const char *const paths[] = { "aggregations.first.value",
					     "aggregations.last.value" };
	const char *field = elastic->names.field[RECORD_LOGGED];
	struct arena arena = { NULL };
	struct value answers[2] = { { NULL, 0 }, { NULL, 0 } };
	struct server_question question = { .paths = paths,
					    .n_paths = 2,
					    .answers = answers };
	yajl_gen json = gen_begin_aggs();
	int r;

	limit(json, "first", "min", field);
	limit(json, "last", "max", field);
	question.body = gen_end_aggs(
		json, elastic_count_body(elastic, window, last, &arena), &arena);
	r = ask(elastic, http, &question, &arena, err);
	if (r == 0)
		span->known =
			read_moment(answers[0], elastic->time_kind, &span->first_us) &&
			read_moment(answers[1], elastic->time_kind, &span->last_us);
	arena_free(&arena);
	return r;
}

const char *elastic_moment(int64_t time_us, char text[TIMESTAMP_TEXT])
{
	return timestamp_format(time_us / SECOND_US * SECOND_US, text);
}

/* The event field, or the copy of it that can be counted by; NULL: neither can. */
static const char *countable(const struct elastic *elastic, struct http *http,
			     struct arena *arena)
{
	static const char *const variants[] = { "", ".keyword", ".raw" };
	const char *field = elastic->names.field[RECORD_EVENT];
	struct elastic_mapping mapping = { .n = 0 };
	struct error ignored;
	const char *found = NULL;

	if (elastic_ask_fields(
		    elastic, http, elastic->index,
		    arena_print(arena, "%s,%s.keyword,%s.raw", field, field, field),
		    &mapping, &ignored) == 0) {
		for (size_t i = 0; i < sizeof(variants) / sizeof(*variants) && !found;
		     i++) {
			const char *name = arena_print(arena, "%s%s", field, variants[i]);

			if (elastic_mapping_types(&mapping, name) == MAPPED_KEYWORD)
				found = name;
		}
	}
	elastic_mapping_free(&mapping);
	return found;
}

/* The event field's values, as they are told. */
struct events {
	struct arena *arena;
	const char *list; /* "flow (12), tls (3)"; NULL: there is none yet */
};

enum event_path { EVENT_KEY, EVENT_COUNT, N_EVENT_PATHS };

/* Whoever writes records chooses its value: "flow (99), x" is not to pass for two. */
static bool is_word(struct value value)
{
	for (size_t i = 0; i < value.len; i++) {
		if (strchr(" ,;()\"", value.text[i]))
			return false;
	}
	return value.len > 0;
}

static int on_event(void *context, struct json_reader *reader)
{
	enum { LONGEST = 40 };
	struct events *events = context;
	struct value key = json_value(reader, EVENT_KEY),
		     count = json_value(reader, EVENT_COUNT);
	const char *quote = is_word(key) ? "" : "\"";
	bool is_long = key.len > LONGEST;

	if (!key.text || !count.text)
		return 0;
	events->list = arena_print(
		events->arena, "%s%s%s%.*s%s%s (%.*s)", events->list ? events->list : "",
		events->list ? ", " : "", quote, is_long ? LONGEST : (int)key.len,
		key.text, is_long ? "..." : "", quote, (int)count.len, count.text);
	return 0;
}

const char *elastic_events_text(const char *reply, struct arena *arena)
{
	static const char *const paths[] = {
		[EVENT_KEY] = "aggregations.events.buckets.key",
		[EVENT_COUNT] = "aggregations.events.buckets.doc_count",
	};
	struct events events = { .arena = arena };
	struct json_reader *reader = json_reader_new(
		paths, N_EVENT_PATHS, "aggregations.events.buckets", on_event, &events);
	struct error ignored;

	json_feed(reader, reply, strlen(reply), &ignored);
	json_reader_free(reader);
	return events.list;
}

const char *elastic_events(const struct elastic *elastic, struct http *http,
			   const struct elastic_window *window)
{
	enum { MOST_EVENTS = 6 };
	struct arena *arena = elastic->request->arena;
	struct server_question question = { .method = "POST", .index = elastic->index };
	struct error ignored;
	const char *field, *reply;
	yajl_gen json;

	if (!elastic->names.field[RECORD_EVENT])
		return NULL;
	field = countable(elastic, http, arena);
	if (!field)
		return NULL;
	json = gen_begin_aggs();
	gen_open_map(json, "events");
	gen_open_map(json, "terms");
	gen_text(json, "field");
	gen_text(json, field);
	gen_text(json, "size");
	yajl_gen_integer(json, MOST_EVENTS);
	gen_close_maps(json, 2);
	question.body = gen_end_aggs(
		json, elastic_count_body(elastic, window, CLAUSE_PERIOD, arena), arena);
	question.path = arena_print(arena, "/%s/_search", elastic->index);
	if (server_ask_text(&elastic->server, http, &question, &reply, arena, &ignored) !=
	    0)
		return NULL;
	return elastic_events_text(reply, arena);
}
