/*
 * elastic_query - the bodies of requests, see elastic.h.
 */
#include <stdio.h>
#include <string.h>
#include <yajl/yajl_gen.h>

#include "model/timestamp.h"
#include "source/elastic_cursor.h"

static void text(yajl_gen json, const char *value)
{
	yajl_gen_string(json, (const unsigned char *)value, strlen(value));
}

static void open_map(yajl_gen json, const char *key)
{
	if (key)
		text(json, key);
	yajl_gen_map_open(json);
}

static void open_array(yajl_gen json, const char *key)
{
	text(json, key);
	yajl_gen_array_open(json);
}

static void close_map(yajl_gen json)
{
	yajl_gen_map_close(json);
}

/* {"name": {"field": "value"}} */
static void clause(yajl_gen json, const char *name, const char *field, const char *value)
{
	open_map(json, NULL);
	open_map(json, name);
	text(json, field);
	text(json, value);
	close_map(json);
	close_map(json);
}

static void moment(yajl_gen json, const struct elastic *elastic, int64_t time_us)
{
	char number[40];

	if (elastic->time_kind == ELASTIC_SECONDS)
		snprintf(number, sizeof(number), "%lld.%06lld",
			 (long long)(time_us / SECOND_US), (long long)(time_us % SECOND_US));
	else
		snprintf(number, sizeof(number), "%lld", (long long)(time_us / 1000));
	yajl_gen_number(json, number, strlen(number));
}

static void range(yajl_gen json, const struct elastic *elastic,
		  const struct elastic_window *window)
{
	open_map(json, NULL);
	open_map(json, "range");
	open_map(json, elastic->names.field[RECORD_LOGGED]);
	text(json, "gte");
	moment(json, elastic, window->from_us);
	text(json, "lt");
	moment(json, elastic, window->to_us);
	if (elastic->time_kind == ELASTIC_DATE) {
		text(json, "format");
		text(json, "epoch_millis");
	}
	close_map(json);
	close_map(json);
	close_map(json);
}

static void exists(yajl_gen json, const struct elastic *elastic, enum record_field field)
{
	const char *name = elastic->names.field[field];
	char path[256];

	/* "[]" says how the answer is read: see json.h. */
	snprintf(path, sizeof(path), "%.*s", (int)strcspn(name, "["), name);
	clause(json, "exists", "field", path);
}

/* The indices that are asked this way; a name in a path may be too long. */
static void indices(yajl_gen json, const struct elastic_window *window)
{
	const struct elastic_plan *plan = window->plan;

	if (!plan || !plan->indices)
		return;
	open_map(json, NULL);
	open_map(json, "terms");
	open_array(json, "_index");
	for (size_t i = 0; i < plan->n_indices; i++)
		text(json, plan->indices[i]);
	yajl_gen_array_close(json);
	close_map(json);
	close_map(json);
}

/* yajl passes a number's text through as it stands. */
static void as_it_is(yajl_gen json, const char *value)
{
	yajl_gen_number(json, value, strlen(value));
}

/* What needs no score goes into filters, which servers keep in a cache. */
static void filters(yajl_gen json, const struct elastic *elastic,
		    const struct elastic_window *window, enum elastic_clause last)
{
	indices(json, window);
	if (last >= CLAUSE_PERIOD)
		range(json, elastic, window);
	if (last >= CLAUSE_EVENT && elastic->names.event)
		clause(json, "term", elastic->names.field[RECORD_EVENT], elastic->names.event);
	if (last >= CLAUSE_SRC)
		exists(json, elastic, RECORD_SRC);
	if (last >= CLAUSE_DST)
		exists(json, elastic, RECORD_DST);
	if (last >= CLAUSE_PORT)
		exists(json, elastic, RECORD_PORT);
	if (last >= CLAUSE_FILTER && window->only)
		as_it_is(json, window->only);
}

static void query_string(yajl_gen json, const char *query)
{
	open_map(json, NULL);
	open_map(json, "query_string");
	text(json, "query");
	text(json, query);
	text(json, "analyze_wildcard");
	yajl_gen_bool(json, 1);
	close_map(json);
	close_map(json);
}

/* Any one of them: what an index calls a tls record differs, what is in it less. */
static void says_a_name(yajl_gen json, const struct elastic *elastic)
{
	static const enum record_field fields[] = { RECORD_TLS_NAME, RECORD_HTTP_HOST,
						    RECORD_ANSWERS };

	open_map(json, NULL);
	open_map(json, "bool");
	open_array(json, "should");
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		if (elastic->names.field[fields[i]])
			exists(json, elastic, fields[i]);
	}
	yajl_gen_array_close(json);
	text(json, "minimum_should_match");
	yajl_gen_integer(json, 1);
	close_map(json);
	close_map(json);
}

/* {"terms": {"field": [...]}}, of a list that is joined by commas. */
static void one_of(yajl_gen json, const char *field, const char *list)
{
	open_map(json, NULL);
	open_map(json, "terms");
	open_array(json, field);
	while (*list) {
		size_t len = strcspn(list, ",");

		yajl_gen_string(json, (const unsigned char *)list, len);
		list += len + (list[len] == ',');
	}
	yajl_gen_array_close(json);
	close_map(json);
	close_map(json);
}

/* All that says a name in the window, whatever the user's filter of flows. */
static void names_query(yajl_gen json, const struct elastic *elastic,
			const struct elastic_window *window)
{
	open_map(json, "bool");
	open_array(json, elastic->config->kibana_version <= 4 ? "must" : "filter");
	indices(json, window);
	range(json, elastic, window);
	if (elastic->names.field[RECORD_EVENT] && elastic->names.says_names)
		one_of(json, elastic->names.field[RECORD_EVENT], elastic->names.says_names);
	says_a_name(json, elastic);
	yajl_gen_array_close(json);
	close_map(json);
}

static void bool_query(yajl_gen json, const struct elastic *elastic,
		       const struct elastic_window *window, enum elastic_clause last)
{
	const char *filter = last >= CLAUSE_FILTER ? elastic->config->filter : NULL;

	open_map(json, "bool");
	if (filter) {
		open_array(json, "must");
		query_string(json, filter);
		yajl_gen_array_close(json);
	}
	open_array(json, "filter");
	filters(json, elastic, window, last);
	yajl_gen_array_close(json);
	close_map(json);
}

/* flare: kibana_version=4. Elasticsearch 2 and before knew no other way. */
static void filtered_query(yajl_gen json, const struct elastic *elastic,
			   const struct elastic_window *window, enum elastic_clause last)
{
	const char *filter = last >= CLAUSE_FILTER ? elastic->config->filter : NULL;

	open_map(json, "filtered");
	text(json, "query");
	query_string(json, filter ? filter : "*");
	open_map(json, "filter");
	open_map(json, "bool");
	open_array(json, "must");
	filters(json, elastic, window, last);
	yajl_gen_array_close(json);
	close_map(json);
	close_map(json);
	close_map(json);
}

static void query(yajl_gen json, const struct elastic *elastic,
		  const struct elastic_window *window, enum elastic_clause last)
{
	open_map(json, "query");
	if (window->names)
		names_query(json, elastic, window);
	else if (elastic->config->kibana_version <= 4)
		filtered_query(json, elastic, window, last);
	else
		bool_query(json, elastic, window, last);
	close_map(json);
}

/* Is the field looked at in the records of such a window? */
static bool is_used(const struct elastic *elastic, const struct elastic_window *window,
		    enum record_field field)
{
	const struct elastic_plan *plan = window->plan;

	if (field == RECORD_EVENT)
		return false; /* the server has seen to it */
	/* Who logs the end of flows logs it of each; a field less is a tenth less. */
	if (field == RECORD_DURATION && (plan->doc_value[RECORD_END] || plan->source[RECORD_END]))
		return false;
	if (window->names)
		return field <= RECORD_LOGGED || field >= RECORD_ID;
	if (field == RECORD_LOGGED)
		return elastic->blur_us != 0; /* likewise to the period */
	return field < RECORD_ID || (field == RECORD_ID && elastic->request->names);
}

/* A name twice would be fetched twice by some versions. */
static bool is_repeated(const char *const name[N_RECORD_FIELDS], int i,
			const struct elastic *elastic, const struct elastic_window *window)
{
	for (int j = 0; j < i; j++) {
		if (name[j] && is_used(elastic, window, (enum record_field)j) &&
		    strcmp(name[i], name[j]) == 0)
			return true;
	}
	return false;
}

static void put_name(yajl_gen json, const char *name)
{
	yajl_gen_string(json, (const unsigned char *)name, strcspn(name, "["));
}

static void source_fields(yajl_gen json, const struct elastic *elastic,
			  const struct elastic_window *window)
{
	const char *const *name = window->plan->source;

	open_array(json, "_source");
	for (int i = 0; i < N_RECORD_FIELDS; i++) {
		if (name[i] && is_used(elastic, window, (enum record_field)i) &&
		    !is_repeated(name, i, elastic, window))
			put_name(json, name[i]);
	}
	yajl_gen_array_close(json);
}

static void doc_value(yajl_gen json, const struct elastic *elastic, const char *name,
		      bool is_date)
{
	if (!is_date || !elastic->formats_dates) {
		put_name(json, name);
		return;
	}
	open_map(json, NULL);
	text(json, "field");
	put_name(json, name);
	text(json, "format");
	text(json, "epoch_millis");
	close_map(json);
}

static void doc_value_fields(yajl_gen json, const struct elastic *elastic,
			     const struct elastic_window *window)
{
	const struct elastic_plan *plan = window->plan;

	open_array(json, "docvalue_fields");
	for (int i = 0; i < N_RECORD_FIELDS; i++) {
		if (plan->doc_value[i] && is_used(elastic, window, (enum record_field)i) &&
		    !is_repeated(plan->doc_value, i, elastic, window))
			doc_value(json, elastic, plan->doc_value[i], plan->is_date[i]);
	}
	yajl_gen_array_close(json);
}

/* Without any of _source the server need not open stored documents at all. */
static void fetched_fields(yajl_gen json, const struct elastic *elastic,
			   const struct elastic_window *window)
{
	const struct elastic_plan *plan = window->plan;
	bool has_doc_values = false;

	for (int i = 0; i < N_RECORD_FIELDS; i++)
		has_doc_values = has_doc_values || plan->doc_value[i];
	if (has_doc_values)
		doc_value_fields(json, elastic, window);
	if (plan->has_source) {
		source_fields(json, elastic, window);
		return;
	}
	text(json, "_source");
	yajl_gen_bool(json, 0);
	text(json, "stored_fields");
	text(json, "_none_");
}

static const char *finish(yajl_gen json, struct arena *arena)
{
	const unsigned char *body;
	size_t len;
	const char *copy;

	yajl_gen_get_buf(json, &body, &len);
	copy = arena_text(arena, (const char *)body, len);
	yajl_gen_free(json);
	return copy;
}

static void text_of(yajl_gen json, struct value value)
{
	yajl_gen_string(json, (const unsigned char *)value.text, value.len);
}

/* A number as it came: no digit of it may be lost. */
static void sort_value(yajl_gen json, const char *value)
{
	if (value[strspn(value, "0123456789+-.eE")] == '\0')
		yajl_gen_number(json, value, strlen(value));
	else
		text(json, value);
}

static void point_in_time(yajl_gen json, const struct elastic *elastic,
			  const struct elastic_position *position)
{
	open_map(json, "pit");
	text(json, "id");
	text_of(json, position->pit_id);
	text(json, "keep_alive");
	text(json, "5m");
	close_map(json);
	/* Else it stops counting at 10,000; later pages need no total. */
	text(json, "track_total_hits");
	yajl_gen_bool(json, !position->after);
	open_array(json, "sort");
	open_map(json, NULL);
	text(json, position->by_time ? elastic->names.field[RECORD_LOGGED] : "_shard_doc");
	text(json, "asc");
	close_map(json);
	yajl_gen_array_close(json);
	if (!position->after)
		return;
	open_array(json, "search_after");
	sort_value(json, position->after);
	yajl_gen_array_close(json);
}

const char *elastic_search_body(const struct elastic *elastic,
				const struct elastic_window *window,
				const struct elastic_position *position,
				struct arena *arena)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	open_map(json, NULL);
	text(json, "size");
	yajl_gen_integer(json, CURSOR_PAGE);
	if (position) {
		point_in_time(json, elastic, position);
	} else {
		open_array(json, "sort");
		text(json, "_doc"); /* the order of the index: nothing is sorted */
		yajl_gen_array_close(json);
	}
	fetched_fields(json, elastic, window);
	query(json, elastic, window, CLAUSE_FILTER);
	close_map(json);
	return finish(json, arena);
}

const char *elastic_count_body(const struct elastic *elastic,
			       const struct elastic_window *window,
			       enum elastic_clause last, struct arena *arena)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	open_map(json, NULL);
	query(json, elastic, window, last);
	close_map(json);
	return finish(json, arena);
}

const char *elastic_aggs_body(const struct elastic *elastic,
			      const struct elastic_window *window, const char *aggs,
			      struct arena *arena)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	open_map(json, NULL);
	text(json, "size");
	yajl_gen_integer(json, 0);
	query(json, elastic, window, CLAUSE_FILTER);
	text(json, "aggs");
	as_it_is(json, aggs);
	close_map(json);
	return finish(json, arena);
}

/* The id stands in the body: it grows with the shards, a request line may not. */
const char *elastic_scroll_body(struct value scroll_id, struct arena *arena)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	open_map(json, NULL);
	text(json, "scroll");
	text(json, "5m");
	text(json, "scroll_id");
	text_of(json, scroll_id);
	close_map(json);
	return finish(json, arena);
}

const char *elastic_id_body(const char *key, struct value id, bool is_list,
			    struct arena *arena)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	open_map(json, NULL);
	text(json, key);
	if (is_list)
		yajl_gen_array_open(json);
	text_of(json, id);
	if (is_list)
		yajl_gen_array_close(json);
	close_map(json);
	return finish(json, arena);
}
