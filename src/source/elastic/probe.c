/*
 * probe - what the index holds, asked before anything is read, see
 * elastic.h.
 */
#include <stdio.h>
#include <string.h>

#include "core/log.h"
#include "model/timestamp.h"
#include "source/elastic/elastic.h"

int elastic_count(const struct elastic *elastic, struct http *http, const char *body,
		  uint64_t *n, uint64_t *n_shards, struct error *err)
{
	static const char *const paths[] = { "count", "_shards.total" };
	struct arena arena = { NULL };
	struct value answers[2] = { { NULL, 0 } };
	struct server_question question = {
		.method = "POST",
		.body = body,
		.paths = paths,
		.n_paths = 2,
		.answers = answers,
		.index = elastic->index,
	};
	int r;

	question.path = arena_print(&arena, "/%s/_count", elastic->index);
	r = server_ask(&elastic->server, http, &question, &arena, err);
	if (r == 0) {
		*n = value_whole(answers[0]);
		*n_shards = value_whole(answers[1]);
	}
	arena_free(&arena);
	return r;
}

/* The settings that name fields, in the order in which they are told. */
const struct elastic_setting elastic_settings[] = {
	{ RECORD_SRC, "field_source_ip", true },
	{ RECORD_DST, "field_destination_ip", true },
	{ RECORD_PORT, "field_destination_port", true },
	{ RECORD_LOGGED, "field_timestamp", true },
	{ RECORD_TIME, "field_start", true },
	{ RECORD_EVENT, "event_key", false },
	{ RECORD_BYTES, "field_flow_bytes_toserver", false },
	{ RECORD_BYTES_IN, "field_flow_bytes_toclient", false },
	{ RECORD_END, "field_end", false },
	{ RECORD_DURATION, "field_duration", false },
	{ RECORD_STATE, "field_state", false },
	{ RECORD_PROTOCOL, "field_protocol", false },
	{ RECORD_ID, "field_flow_id", false },
};

const size_t n_elastic_settings = sizeof(elastic_settings) / sizeof(*elastic_settings);

static int no_index(const struct elastic *elastic, struct error *err)
{
	return error_set(
		err, ERROR_SERVER,
		"%s: no index matches %s; %s/_cat/indices lists those that there are, "
		"--es_index names one%s",
		elastic->server.options.url, elastic->config->es_index,
		elastic->server.options.url,
		elastic->config->auto_config ? "" : ", -c auto looks for flows");
}

/* A number of seconds or of milliseconds? One document tells. */
static int sample_unit(struct elastic *elastic, struct http *http, struct error *err)
{
	const char *field = elastic->names.field[RECORD_LOGGED];
	struct arena arena = { NULL };
	const char *paths[1] = { arena_print(&arena, "hits.hits._source.%s", field) };
	struct value answer = { NULL, 0 };
	struct server_question question = {
		.method = "POST",
		.paths = paths,
		.n_paths = 1,
		.answers = &answer,
		.body = "{\"size\":1}",
		.index = elastic->index,
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

int elastic_set_time(struct elastic *elastic, struct http *http,
		     const struct elastic_mapping *mapping, struct error *err)
{
	const char *field = elastic->names.field[RECORD_LOGGED];
	unsigned types = mapping ? elastic_mapping_types(mapping, field) : MAPPED_DATE;

	elastic->time_kind = ELASTIC_DATE;
	elastic->blur_us = 0;
	if (types & MAPPED_DATE)
		return 0;
	if (types & MAPPED_BLURRED)
		/* 24 bits of 1.7e9 s: steps of 128 s, so up to 64 s off */
		elastic->blur_us = 128 * SECOND_US;
	if (types & (MAPPED_BLURRED | MAPPED_REAL | MAPPED_INTEGER))
		return sample_unit(elastic, http, err);
	if (types == 0)
		return 0; /* who asks for the needed fields tells */
	return error_set(
		err, ERROR_SERVER,
		"%s/%s: %s (field_timestamp) is indexed as a text, which no period "
		"can be held against; another field of the time is needed",
		elastic->server.options.url, elastic->config->es_index, field);
}

/* Of several plans each is told, with -v: it is what decides the speed. */
static void tell_plans(const struct elastic_plans *plans, const char *what)
{
	for (size_t i = 0; i < plans->n; i++)
		log_say(LOG_VERBOSE, "%s: by %s%s", what,
			plans->plans[i].has_source ? "_source" : "doc values",
			plans->plans[i].indices ? ", of some of the indices" : "");
}

int elastic_check_index(const struct elastic *elastic, struct http *http,
			struct error *err)
{
	uint64_t n, n_shards;

	if (elastic_count(elastic, http, "{\"query\":{\"match_all\":{}}}", &n, &n_shards,
			  err) != 0)
		return -1;
	if (n_shards == 0)
		return no_index(elastic, err);
	if (n == 0)
		return error_set(err, ERROR_SERVER, "%s/%s is empty: no document in it",
				 elastic->server.options.url, elastic->config->es_index);
	return 0;
}

static int check_fields(struct elastic *elastic, struct http *http,
			const struct elastic_mapping *mapping, struct error *err)
{
	for (size_t i = 0; i < n_elastic_settings && elastic_settings[i].needed; i++) {
		const char *field = elastic->names.field[elastic_settings[i].field];

		if (elastic_mapping_types(mapping, field) != 0)
			continue;
		if (elastic_check_index(elastic, http, err) != 0)
			return -1;
		return elastic_no_field(elastic, http, &elastic_settings[i], err);
	}
	return 0;
}

static int probe_flows(struct elastic *elastic, struct http *http, struct error *err)
{
	struct elastic_caps caps;
	int r = elastic_ask_caps(elastic, http, elastic->index, &caps, err);

	if (r == 0 && caps.told)
		r = check_fields(elastic, http, &caps.mapping, err);
	if (r == 0)
		r = elastic_set_time(elastic, http, caps.told ? &caps.mapping : NULL,
				     err);
	if (r == 0 && elastic->blur_us)
		log_warn("%s is indexed as a 32-bit float, up to 64 s off; the period is "
			 "held against the stored documents instead",
			 elastic->names.field[RECORD_LOGGED]);
	elastic_set_plans(elastic, &caps);
	elastic_mapping_free(&caps.mapping);
	return r;
}

static int probe_names(struct elastic *elastic, struct http *http, struct error *err)
{
	struct elastic_caps caps;

	if (elastic_ask_caps(elastic, http, elastic->names_index, &caps, err) != 0)
		return -1;
	elastic->name_plans = caps.plans;
	elastic_mapping_free(&caps.mapping);
	tell_plans(&elastic->name_plans, "names");
	return 0;
}

/* Is there a field to hold one? */
static bool can_say_names(const struct elastic *elastic)
{
	const char *const *field = elastic->names.field;

	return field[RECORD_TLS_NAME] || field[RECORD_HTTP_HOST] ||
	       (field[RECORD_QUERY] && field[RECORD_ANSWERS]);
}

/*
 * One request tells which fields there are and how they are best fetched: through
 * a tunnel each costs a round trip. That the index is not there, or empty, shows by
 * the fields that it lacks or by the count of flows that follows.
 */
int elastic_probe(struct elastic *elastic, struct http *http, struct error *err)
{
	struct arena *arena = elastic->request->arena;

	if (elastic->config->kibana_version <= 4) { /* Elasticsearch 2 has none of this */
		elastic->flow_plans = elastic_plan_source(elastic->names.field, arena);
		if (elastic->request->names)
			elastic->name_plans =
				elastic_plan_source(elastic->names.field, arena);
		return 0;
	}
	if (probe_flows(elastic, http, err) != 0)
		return -1;
	tell_plans(&elastic->flow_plans, "flows");
	if (!elastic->request->names || !can_say_names(elastic))
		return 0;
	return probe_names(elastic, http, err);
}
