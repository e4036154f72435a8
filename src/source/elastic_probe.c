/*
 * elastic_probe - what the index holds, asked before anything is read, see
 * elastic.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "model/timestamp.h"
#include "source/elastic.h"

/* How the flow's fields are called elsewhere, and by which configuration. */
static const struct ecosystem {
	const char *src;
	const char *dst;
	const char *port;
	const char *config;
} ecosystems[] = {
	{ "src_ip", "dest_ip", "dest_port", "config/selks.ini or config/eve.ini" },
	{ "source.ip", "destination.ip", "destination.port",
	  "config/ecs-suricata.ini or config/ecs-zeek.ini" },
	{ "id.orig_h", "id.resp_h", "id.resp_p", "config/zeek.ini" },
	{ "source_ip", "destination_ip", "destination_port", "config/bro.ini" },
	{ "data.src_ip", "data.dest_ip", "data.dest_port", "config/wazuh.ini" },
};

enum { N_ECOSYSTEMS = sizeof(ecosystems) / sizeof(ecosystems[0]) };

/* Types under which a time may be indexed; "date" ones take epoch_millis. */
static const char *const time_types[] = {
	"date", "date_nanos", "float", "half_float", "double", "long", "integer",
	"scaled_float", "unsigned_long",
};

enum { N_TIME_TYPES = sizeof(time_types) / sizeof(time_types[0]) };

/* Types that tell that a field exists at all. */
static const char *const any_types[] = {
	"ip", "text", "keyword", "long", "integer", "short", "float", "double",
	"unsigned_long", "wildcard", "constant_keyword", "date", "date_nanos", "half_float",
	"scaled_float", "match_only_text",
};

enum { N_ANY_TYPES = sizeof(any_types) / sizeof(any_types[0]) };

/*
 * The types of one field, from _field_caps: sets found[i] for types[i]. 0; 1 if
 * the server has no _field_caps (before 5.4); -1.
 */
static int field_types(const struct elastic *elastic, struct http *http, const char *field,
		       const char *const *types, size_t n_types, bool *found,
		       struct error *err)
{
	struct arena arena = { NULL };
	const char *paths[32];
	struct value answers[32];
	char *name = http_escape(field);
	struct server_question question = {
		.method = "GET", .paths = paths, .n_paths = n_types, .answers = answers,
		.index = elastic->index,
	};
	int r;

	for (size_t i = 0; i < n_types; i++)
		paths[i] = arena_print(&arena, "fields.%s.%s.type", field, types[i]);
	question.path = arena_print(&arena, "/%s/_field_caps?fields=%s", elastic->index, name);
	r = server_ask(&elastic->server, http, &question, &arena, err);
	for (size_t i = 0; r == 0 && i < n_types; i++)
		found[i] = answers[i].text != NULL;
	if (r != 0 && (question.status == 400 || question.status == 405))
		r = 1;
	free(name);
	arena_free(&arena);
	return r;
}

int elastic_has_field(const struct elastic *elastic, struct http *http, const char *field,
		      bool *exists, struct error *err)
{
	bool found[N_ANY_TYPES] = { false };
	int r = field_types(elastic, http, field, any_types, N_ANY_TYPES, found, err);

	*exists = r == 1; /* not known: let the query tell */
	for (size_t i = 0; i < N_ANY_TYPES; i++)
		*exists = *exists || found[i];
	return r < 0 ? -1 : 0;
}

int elastic_count(const struct elastic *elastic, struct http *http, const char *body,
		  uint64_t *n, uint64_t *n_shards, struct error *err)
{
	static const char *const paths[] = { "count", "_shards.total" };
	struct arena arena = { NULL };
	struct value answers[2] = { { NULL, 0 } };
	struct server_question question = {
		.method = "POST", .body = body, .paths = paths, .n_paths = 2,
		.answers = answers, .index = elastic->index,
	};
	int r;

	question.path = arena_print(&arena, "/%s/_count", elastic->index);
	r = server_ask(&elastic->server, http, &question, &arena, err);
	if (r == 0) {
		*n = answers[0].text ? strtoull(answers[0].text, NULL, 10) : 0;
		*n_shards = answers[1].text ? strtoull(answers[1].text, NULL, 10) : 0;
	}
	arena_free(&arena);
	return r;
}

static int no_index(const struct elastic *elastic, struct error *err)
{
	return error_set(err, ERROR_SERVER,
			 "%s: no index matches %s; which there are tells %s/_cat/indices, and "
			 "es_index (--es_index) sets which is read",
			 elastic->server.options.url, elastic->config->es_index,
			 elastic->server.options.url);
}

int elastic_fitting_config(const struct elastic *elastic, struct http *http,
			   const char **config, struct error *err)
{
	*config = NULL;
	for (size_t i = 0; i < N_ECOSYSTEMS && !*config; i++) {
		bool exists = false;

		if (elastic_has_field(elastic, http, ecosystems[i].src, &exists, err) != 0)
			return -1;
		if (exists)
			*config = ecosystems[i].config;
	}
	return 0;
}

static int no_field(const struct elastic *elastic, struct http *http, const char *setting,
		    const char *field, struct error *err)
{
	const char *fits;

	if (elastic_fitting_config(elastic, http, &fits, err) != 0)
		return -1;
	return error_set(err, ERROR_SERVER,
			 "%s/%s has no field \"%s\" (%s)%s%s", elastic->server.options.url,
			 elastic->config->es_index, field, setting,
			 fits ? "; its fields are those of " : "; -c gives a configuration whose "
							       "field names fit it",
			 fits ? fits : "");
}

/* A number of seconds or of milliseconds? One document tells. */
static int sample_unit(struct elastic *elastic, struct http *http, struct error *err)
{
	const char *field = elastic->names.field[RECORD_LOGGED];
	struct arena arena = { NULL };
	const char *paths[1] = { arena_print(&arena, "hits.hits._source.%s", field) };
	struct value answer = { NULL, 0 };
	struct server_question question = {
		.method = "POST", .paths = paths, .n_paths = 1, .answers = &answer,
		.body = "{\"size\":1}", .index = elastic->index,
	};
	int r;

	question.path = arena_print(&arena, "/%s/_search", elastic->index);
	r = server_ask(&elastic->server, http, &question, &arena, err);
	elastic->time_kind = ELASTIC_SECONDS;
	if (r == 0 && answer.text && strspn(answer.text, "0123456789") >= 12)
		elastic->time_kind = ELASTIC_MILLISECONDS;
	arena_free(&arena);
	return r;
}

int elastic_probe_time(struct elastic *elastic, struct http *http, struct error *err)
{
	const char *field = elastic->names.field[RECORD_LOGGED];
	bool found[N_TIME_TYPES] = { false };
	int r = field_types(elastic, http, field, time_types, N_TIME_TYPES, found, err);

	if (r != 0 || found[0] || found[1])
		return r < 0 ? -1 : 0; /* a date, or as good a guess as any */
	for (size_t i = 2; i < N_TIME_TYPES; i++) {
		if (!found[i])
			continue;
		if (strcmp(time_types[i], "float") == 0) {
			/* 24 bits of 1.7e9 s: steps of 128 s, so up to 64 s off */
			elastic->blur_us = 128 * SECOND_US;
			log_warn("%s is indexed as a 32-bit float, up to 64 s off; the "
				 "period is held against the stored documents instead",
				 field);
		}
		return sample_unit(elastic, http, err);
	}
	return no_field(elastic, http, "field_timestamp", field, err);
}

static int probe_fields(const struct elastic *elastic, struct http *http, struct error *err)
{
	static const struct {
		enum record_field field;
		const char *setting;
	} needed[] = {
		{ RECORD_SRC, "field_source_ip" },
		{ RECORD_DST, "field_destination_ip" },
		{ RECORD_PORT, "field_destination_port" },
		{ RECORD_LOGGED, "field_timestamp" },
		{ RECORD_TIME, "field_start" },
	};

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		const char *field = elastic->names.field[needed[i].field];
		bool exists;

		if (elastic_has_field(elastic, http, field, &exists, err) != 0)
			return -1;
		if (!exists)
			return no_field(elastic, http, needed[i].setting, field, err);
	}
	return 0;
}

/*
 * How the fields of an index are best fetched. A server that tells which indices
 * lack a field (since 7.2) also takes a format for dates; where _field_caps is
 * not to be had, _source will do.
 */
int elastic_probe_plans(struct elastic *elastic, struct http *http, const char *index,
			struct elastic_plans *plans, struct error *err)
{
	struct arena *arena = elastic->request->arena;
	const char *const *field = elastic->names.field;
	struct server_question question = { .method = "GET", .index = index };
	char *fields = http_escape(elastic_caps_fields(field, arena));
	const char *text = NULL;
	long status;
	int r;

	question.path = arena_print(arena,
				    "/%s/_field_caps?ignore_unavailable=true&"
				    "include_unmapped=true&fields=%s",
				    index, fields);
	r = server_ask_text(&elastic->server, http, &question, &text, arena, err);
	if (r == 0)
		elastic->formats_dates = true;
	else if (question.status == 400) {
		question.path = arena_print(arena, "/%s/_field_caps?fields=%s", index, fields);
		r = server_ask_text(&elastic->server, http, &question, &text, arena, err);
	}
	free(fields);
	status = question.status;
	if (r != 0 && status != 400 && status != 403 && status != 404 && status != 405)
		return -1;
	*plans = r == 0 ? elastic_plan(text, field, arena) : elastic_plan_source(field, arena);
	return 0;
}

/* Of several plans each is told, with -v: it is what decides the speed. */
static void tell_plans(const struct elastic_plans *plans, const char *what)
{
	for (size_t i = 0; i < plans->n; i++)
		log_say(LOG_VERBOSE, "%s: by %s%s", what,
			plans->plans[i].has_source ? "_source" : "doc values",
			plans->plans[i].indices ? ", of some of the indices" : "");
}

static int probe_index(struct elastic *elastic, struct http *http, struct error *err)
{
	uint64_t n, n_shards;

	if (elastic_count(elastic, http, "{\"query\":{\"match_all\":{}}}", &n, &n_shards, err) != 0)
		return -1;
	if (n_shards == 0)
		return no_index(elastic, err);
	if (n == 0)
		return error_set(err, ERROR_SERVER, "%s/%s is empty: no document in it",
				 elastic->server.options.url, elastic->config->es_index);
	if (probe_fields(elastic, http, err) != 0)
		return -1;
	return elastic_probe_time(elastic, http, err);
}

/* Is there a field to hold one? */
static bool can_say_names(const struct elastic *elastic)
{
	const char *const *field = elastic->names.field;

	return field[RECORD_TLS_NAME] || field[RECORD_HTTP_HOST] ||
	       (field[RECORD_QUERY] && field[RECORD_ANSWERS]);
}

int elastic_probe(struct elastic *elastic, struct http *http, struct error *err)
{
	struct arena *arena = elastic->request->arena;

	if (elastic->config->kibana_version <= 4) { /* Elasticsearch 2 has none of this */
		elastic->flow_plans = elastic_plan_source(elastic->names.field, arena);
		if (elastic->request->names)
			elastic->name_plans = elastic_plan_source(elastic->names.field, arena);
		return 0;
	}
	if (probe_index(elastic, http, err) != 0 ||
	    elastic_probe_plans(elastic, http, elastic->index, &elastic->flow_plans, err) != 0)
		return -1;
	tell_plans(&elastic->flow_plans, "flows");
	if (!elastic->request->names || !can_say_names(elastic))
		return 0;
	if (elastic_probe_plans(elastic, http, elastic->names_index, &elastic->name_plans, err) != 0)
		return -1;
	tell_plans(&elastic->name_plans, "names");
	return 0;
}
