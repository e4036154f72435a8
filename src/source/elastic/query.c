/*
 * query - the bodies of requests, see elastic.h.
 */
#include <stdio.h>
#include <string.h>

#include "model/timestamp.h"
#include "source/elastic/cursor.h"
#include "source/elastic/gen.h"

static void moment(yajl_gen json, const struct elastic *elastic, int64_t time_us)
{
	char number[40];

	if (elastic->time_kind == ELASTIC_SECONDS)
		snprintf(number, sizeof(number), "%lld.%06lld",
			 (long long)(time_us / SECOND_US),
			 (long long)(time_us % SECOND_US));
	else
		snprintf(number, sizeof(number), "%lld", (long long)(time_us / 1000));
	yajl_gen_number(json, number, strlen(number));
}

static void range(yajl_gen json, const struct elastic *elastic,
		  const struct elastic_window *window)
{
	gen_open_map(json, NULL);
	gen_open_map(json, "range");
	gen_open_map(json, elastic->names.field[RECORD_LOGGED]);
	gen_text(json, "gte");
	moment(json, elastic, window->from_us);
	gen_text(json, "lt");
	moment(json, elastic, window->to_us);
	if (elastic->time_kind == ELASTIC_DATE) {
		gen_text(json, "format");
		gen_text(json, "epoch_millis");
	}
	gen_close_maps(json, 3);
}

static void exists(yajl_gen json, const struct elastic *elastic, enum record_field field)
{
	const char *name = elastic->names.field[field];
	char path[256];

	/* "[]" says how the answer is read: see json.h. */
	snprintf(path, sizeof(path), "%.*s", (int)strcspn(name, "["), name);
	gen_clause(json, "exists", "field", path);
}

/* The indices that are asked this way; a name in a path may be too long. */
static void indices(yajl_gen json, const struct elastic_window *window)
{
	const struct elastic_plan *plan = window->plan;

	if (!plan || !plan->indices)
		return;
	gen_open_map(json, NULL);
	gen_open_map(json, "terms");
	gen_open_array(json, "_index");
	for (size_t i = 0; i < plan->n_indices; i++)
		gen_text(json, plan->indices[i]);
	yajl_gen_array_close(json);
	gen_close_maps(json, 2);
}

/* What needs no score goes into filters, which servers keep in a cache. */
static void filters(yajl_gen json, const struct elastic *elastic,
		    const struct elastic_window *window, enum elastic_clause last)
{
	indices(json, window);
	if (last >= CLAUSE_PERIOD)
		range(json, elastic, window);
	if (last >= CLAUSE_EVENT && elastic->names.event)
		gen_clause(json, "term", elastic->names.field[RECORD_EVENT],
			   elastic->names.event);
	if (last >= CLAUSE_SRC)
		exists(json, elastic, RECORD_SRC);
	if (last >= CLAUSE_DST)
		exists(json, elastic, RECORD_DST);
	if (last >= CLAUSE_PORT)
		exists(json, elastic, RECORD_PORT);
	if (last >= CLAUSE_FILTER && window->only)
		gen_as_it_is(json, window->only);
	if (last >= CLAUSE_FILTER && elastic->part)
		gen_as_it_is(json, elastic->part);
}

static void query_string(yajl_gen json, const char *query)
{
	gen_open_map(json, NULL);
	gen_open_map(json, "query_string");
	gen_text(json, "query");
	gen_text(json, query);
	gen_text(json, "analyze_wildcard");
	yajl_gen_bool(json, 1);
	gen_close_maps(json, 2);
}

/* Has it any of the fields? */
static void any_of(yajl_gen json, const struct elastic *elastic,
		   const enum record_field *fields, size_t n)
{
	gen_open_map(json, NULL);
	gen_open_map(json, "bool");
	gen_open_array(json, "should");
	for (size_t i = 0; i < n; i++) {
		if (elastic->names.field[fields[i]])
			exists(json, elastic, fields[i]);
	}
	yajl_gen_array_close(json);
	gen_text(json, "minimum_should_match");
	yajl_gen_integer(json, 1);
	gen_close_maps(json, 2);
}

/* Any one of them: what an index calls a tls record differs, what is in it less. */
static void says_a_name(yajl_gen json, const struct elastic *elastic)
{
	static const enum record_field fields[] = { RECORD_TLS_NAME, RECORD_HTTP_HOST,
						    RECORD_ANSWERS };

	any_of(json, elastic, fields, sizeof(fields) / sizeof(*fields));
}

/* A query says something even without an answer. */
static void says_anything(yajl_gen json, const struct elastic *elastic)
{
	static const enum record_field fields[] = {
		RECORD_TLS_NAME,    RECORD_HTTP_HOST,  RECORD_QUERY,
		RECORD_USER_AGENT,  RECORD_URL,	       RECORD_HTTP_METHOD,
		RECORD_TLS_VERSION, RECORD_TLS_ISSUER, RECORD_JA3,
		RECORD_JA4,	    RECORD_ALERT,
	};

	any_of(json, elastic, fields, sizeof(fields) / sizeof(*fields));
}

static void put_list(yajl_gen json, const char *list)
{
	while (*list) {
		size_t len = strcspn(list, ",");

		yajl_gen_string(json, (const unsigned char *)list, len);
		list += len + (list[len] == ',');
	}
}

/* {"terms": {"field": [...]}}, of lists that are joined by commas. */
static void one_of(yajl_gen json, const char *field, const char *list, const char *more)
{
	gen_open_map(json, NULL);
	gen_open_map(json, "terms");
	gen_open_array(json, field);
	put_list(json, list);
	put_list(json, more);
	yajl_gen_array_close(json);
	gen_close_maps(json, 2);
}

/* All that says a name in the window, or anything of the listed pairs, whatever the
 * user's filter of flows. */
static void names_query(yajl_gen json, const struct elastic *elastic,
			const struct elastic_window *window)
{
	const struct record_names *names = &elastic->names;
	bool has_lists = names->says_names && (names->is_alert || !window->context);

	gen_open_map(json, "bool");
	gen_open_array(json, elastic->config->kibana_version <= 4 ? "must" : "filter");
	indices(json, window);
	range(json, elastic, window);
	if (names->field[RECORD_EVENT] && has_lists)
		one_of(json, names->field[RECORD_EVENT], names->says_names,
		       window->context ? names->is_alert : "");
	if (window->context)
		says_anything(json, elastic);
	else
		says_a_name(json, elastic);
	if (window->context && window->only)
		gen_as_it_is(json, window->only);
	yajl_gen_array_close(json);
	gen_close_maps(json, 1);
}

static void bool_query(yajl_gen json, const struct elastic *elastic,
		       const struct elastic_window *window, enum elastic_clause last)
{
	const char *filter = last >= CLAUSE_FILTER ? elastic->config->filter : NULL;

	gen_open_map(json, "bool");
	if (filter) {
		gen_open_array(json, "must");
		query_string(json, filter);
		yajl_gen_array_close(json);
	}
	gen_open_array(json, "filter");
	filters(json, elastic, window, last);
	yajl_gen_array_close(json);
	gen_close_maps(json, 1);
}

/* flare: kibana_version=4. Elasticsearch 2 and before knew no other way. */
static void filtered_query(yajl_gen json, const struct elastic *elastic,
			   const struct elastic_window *window, enum elastic_clause last)
{
	const char *filter = last >= CLAUSE_FILTER ? elastic->config->filter : NULL;

	gen_open_map(json, "filtered");
	gen_text(json, "query");
	query_string(json, filter ? filter : "*");
	gen_open_map(json, "filter");
	gen_open_map(json, "bool");
	gen_open_array(json, "must");
	filters(json, elastic, window, last);
	yajl_gen_array_close(json);
	gen_close_maps(json, 3);
}

static void query(yajl_gen json, const struct elastic *elastic,
		  const struct elastic_window *window, enum elastic_clause last)
{
	gen_open_map(json, "query");
	if (window->names)
		names_query(json, elastic, window);
	else if (elastic->config->kibana_version <= 4)
		filtered_query(json, elastic, window, last);
	else
		bool_query(json, elastic, window, last);
	gen_close_maps(json, 1);
}

/* Is the field looked at in the records of such a window? */
static bool is_used(const struct elastic *elastic, const struct elastic_window *window,
		    enum record_field field)
{
	const struct elastic_plan *plan = window->plan;

	if (field == RECORD_EVENT)
		return false; /* the server has seen to it */
	/* Who logs the end of flows logs it of each; a field less is a tenth less. */
	if (field == RECORD_DURATION &&
	    (plan->doc_value[RECORD_END] || plan->source[RECORD_END]))
		return false;
	if (window->names)
		return field <= RECORD_LOGGED ||
		       (field >= RECORD_ID && (window->context || field < N_NAME_FIELDS));
	if (field == RECORD_LOGGED)
		return elastic->blur_us != 0; /* likewise to the period */
	return field < RECORD_ID || (field == RECORD_ID && elastic->request->names);
}

/* A name twice would be fetched twice by some versions. */
static bool is_repeated(const char *const name[N_RECORD_FIELDS], int i,
			const struct elastic *elastic,
			const struct elastic_window *window)
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

	gen_open_array(json, "_source");
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
	gen_open_map(json, NULL);
	gen_text(json, "field");
	put_name(json, name);
	gen_text(json, "format");
	gen_text(json, "epoch_millis");
	gen_close_maps(json, 1);
}

static void doc_value_fields(yajl_gen json, const struct elastic *elastic,
			     const struct elastic_window *window)
{
	const struct elastic_plan *plan = window->plan;

	gen_open_array(json, "docvalue_fields");
	for (int i = 0; i < N_RECORD_FIELDS; i++) {
		if (plan->doc_value[i] &&
		    is_used(elastic, window, (enum record_field)i) &&
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
	gen_text(json, "_source");
	yajl_gen_bool(json, 0);
	gen_text(json, "stored_fields");
	gen_text(json, "_none_");
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
		gen_text(json, value);
}

static void point_in_time(yajl_gen json, const struct elastic *elastic,
			  const struct elastic_position *position)
{
	gen_open_map(json, "pit");
	gen_text(json, "id");
	text_of(json, position->pit_id);
	gen_text(json, "keep_alive");
	gen_text(json, "5m");
	gen_close_maps(json, 1);
	/* Else it stops counting at 10,000; later pages need no total. */
	gen_text(json, "track_total_hits");
	yajl_gen_bool(json, !position->after);
	gen_open_array(json, "sort");
	gen_open_map(json, NULL);
	gen_text(json,
		 position->by_time ? elastic->names.field[RECORD_LOGGED] : "_shard_doc");
	gen_text(json, "asc");
	gen_close_maps(json, 1);
	yajl_gen_array_close(json);
	if (!position->after)
		return;
	gen_open_array(json, "search_after");
	sort_value(json, position->after);
	yajl_gen_array_close(json);
}

/* A point in time is asked by the whole query with each page, so that a long clause
 * would cost more than it saves: all is read then. */
const char *elastic_search_body(const struct elastic *elastic,
				const struct elastic_window *window,
				const struct elastic_position *position,
				struct arena *arena)
{
	struct elastic_window asked = *window;
	yajl_gen json = yajl_gen_alloc(NULL);

	if (position && !window->context)
		asked.only = NULL;
	gen_open_map(json, NULL);
	gen_text(json, "size");
	yajl_gen_integer(json, CURSOR_PAGE);
	if (position) {
		point_in_time(json, elastic, position);
	} else {
		gen_open_array(json, "sort");
		gen_text(json, "_doc"); /* the order of the index: nothing is sorted */
		yajl_gen_array_close(json);
	}
	fetched_fields(json, elastic, window);
	query(json, elastic, &asked, CLAUSE_FILTER);
	gen_close_maps(json, 1);
	return gen_finish(json, arena);
}

const char *elastic_count_body(const struct elastic *elastic,
			       const struct elastic_window *window,
			       enum elastic_clause last, struct arena *arena)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	gen_open_map(json, NULL);
	query(json, elastic, window, last);
	gen_close_maps(json, 1);
	return gen_finish(json, arena);
}

/* The id stands in the body: it grows with the shards, a request line may not. */
const char *elastic_scroll_body(struct value scroll_id, struct arena *arena)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	gen_open_map(json, NULL);
	gen_text(json, "scroll");
	gen_text(json, "5m");
	gen_text(json, "scroll_id");
	text_of(json, scroll_id);
	gen_close_maps(json, 1);
	return gen_finish(json, arena);
}

const char *elastic_id_body(const char *key, struct value id, bool is_list,
			    struct arena *arena)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	gen_open_map(json, NULL);
	gen_text(json, key);
	if (is_list)
		yajl_gen_array_open(json);
	text_of(json, id);
	if (is_list)
		yajl_gen_array_close(json);
	gen_close_maps(json, 1);
	return gen_finish(json, arena);
}
