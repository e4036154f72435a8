/*
 * elastic - Elasticsearch and OpenSearch as a source. Its units are windows of
 * time, each read by its own scroll.
 */
#include "source/elastic/elastic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "model/timestamp.h"
#include "source/elastic/context.h"
#include "source/elastic/cut.h"

struct state {
	struct elastic elastic;
	struct elastic_windows windows;
	struct elastic_window whole;
	uint64_t n_flows; /* of the period, as the server counts them */
	uint64_t n_shards;
	struct elastic_prefilter prefilter;
	struct http **connections;	 /* one a worker, */
	struct elastic_reader **readers; /* and likewise */
	bool looks_again;
	const char *description;
};

/* Of what an index pattern may hold, these stay as they are. */
static const char *escape_index(const char *index, struct arena *arena)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-_.~*,:";
	char *escaped = memory_alloc(strlen(index) * 3 + 1);
	const char *result;
	size_t len = 0;

	for (; *index; index++) {
		if (strchr(plain, *index))
			escaped[len++] = *index;
		else
			len += (size_t)snprintf(escaped + len, 4, "%%%02X",
						(unsigned)(unsigned char)*index);
	}
	result = arena_text(arena, escaped, len);
	free(escaped);
	return result;
}

/* SELKS has an index for each event type: logstash-flow-*, logstash-tls-*. */
static const char *choose_names_index(const struct config *config, struct arena *arena)
{
	static const char flow[] = "-flow-";
	const char *index = config->es_index ? config->es_index : "_all";
	const char *at = strstr(index, flow);
	int len = at ? (int)(at - index) : 0;

	if (config->names_index)
		return config->names_index;
	if (!at || strchr(index, ','))
		return index;
	at += strlen(flow);
	return arena_print(arena, "%.*s-tls-%s,%.*s-http-%s,%.*s-dns-%s", len, index, at,
			   len, index, at, len, index, at);
}

void elastic_set_config(struct elastic *elastic, const struct config *config)
{
	struct arena *arena = elastic->request->arena;

	elastic->config = config;
	elastic->index =
		escape_index(config->es_index ? config->es_index : "_all", arena);
	elastic->names_index = escape_index(choose_names_index(config, arena), arena);
	elastic->context_index = escape_index(
		elastic_context_index(config, choose_names_index(config, arena), arena),
		arena);
	elastic->names = record_names_of(config);
	/* The others are for a second look: a request line must not grow by them. */
	for (size_t i = N_NAME_FIELDS; i < N_RECORD_FIELDS; i++)
		elastic->names.field[i] = NULL;
}

static int need_fields(const struct elastic *elastic, struct error *err)
{
	const char *const *field = elastic->names.field;

	if (field[RECORD_SRC] && field[RECORD_DST] && field[RECORD_PORT] &&
	    field[RECORD_LOGGED])
		return 0;
	return error_set(
		err, ERROR_USAGE,
		"field_source_ip, field_destination_ip, field_destination_port and "
		"field_timestamp must not be empty");
}

/* A float's range is widened by its blur; the filter then cuts exactly. */
struct elastic_window elastic_period(const struct elastic *elastic)
{
	const struct source_request *request = elastic->request;
	int64_t from_us = request->from_us / 1000 * 1000 - elastic->blur_us;

	return (struct elastic_window){
		.from_us = from_us > 0 ? from_us : 0,
		/* The period's last millisecond is in it. */
		.to_us = (request->to_us / 1000 + 1) * 1000 + elastic->blur_us,
	};
}

struct elastic_window elastic_all_time(void)
{
	return (struct elastic_window){ .from_us = 0, .to_us = TIMESTAMP_MAX };
}

static struct http *connection(struct state *state, size_t worker)
{
	if (!state->connections[worker])
		state->connections[worker] = http_new(&state->elastic.server.options);
	return state->connections[worker];
}

static int count_flows(struct state *state, struct error *err)
{
	struct arena arena = { NULL };
	int r = elastic_count(
		&state->elastic, connection(state, 0),
		elastic_count_body(&state->elastic, &state->whole, CLAUSE_FILTER, &arena),
		&state->n_flows, &state->n_shards, err);

	arena_free(&arena);
	return r;
}

/* What is not worth reading; the windows ask for the rest. */
static int ask_prefilter(struct state *state, struct error *err)
{
	struct elastic_prefilter *prefilter = &state->prefilter;
	bool is_forced = strcmp(state->elastic.config->prefilter, "on") == 0;

	if (elastic_prefilter(&state->elastic, connection(state, 0), &state->whole,
			      state->n_flows, state->n_shards, prefilter, err) != 0)
		return -1;
	log_say(is_forced && !prefilter->only ? LOG_NORMAL : LOG_VERBOSE, "prefilter: %s",
		prefilter->verdict);
	state->whole.only = prefilter->only;
	return 0;
}

/* The share of the sources that is looked at, if it is not all. All parts must leave
 * out the same, or their sources would not add up: nothing. */
static int narrow(struct state *state, struct error *err)
{
	if (state->elastic.request->share.parts == 0)
		return ask_prefilter(state, err);
	return elastic_take_part(&state->elastic, connection(state, 0), &state->whole,
				 &state->n_flows, err);
}

/* Those that the windows hold. */
static uint64_t n_to_read(const struct state *state)
{
	return state->prefilter.only ? state->prefilter.n_kept : state->n_flows;
}

static void close_elastic(void *opaque)
{
	struct state *state = opaque;

	for (size_t i = 0; i < state->elastic.request->n_workers; i++) {
		elastic_reader_free(state->readers[i]);
		http_free(state->connections[i]);
	}
	server_close(&state->elastic.server);
	free(state->readers);
	free(state->connections);
	free(state->windows.windows);
	pthread_mutex_destroy(&state->elastic.mutex);
	free(state);
}

/* What can be checked without a server is, then the way there is opened. */
static int prepare(struct state *state, struct error *err)
{
	struct elastic *elastic = &state->elastic;
	const struct config *config = elastic->config;

	elastic_set_config(elastic, config);
	elastic->by_pit = config->cursor && strcmp(config->cursor, "pit") == 0;
	if ((!config->auto_config && need_fields(elastic, err) != 0) ||
	    server_open(&elastic->server, config, elastic->request->arena, err) != 0)
		return -1;
	if (config->auto_config &&
	    (elastic_choose(elastic, connection(state, 0), err) != 0 ||
	     need_fields(elastic, err) != 0))
		return -1;
	state->description = arena_print(
		elastic->request->arena, "%s on %s%s%s", elastic->config->es_index,
		elastic->server.options.url, config->ssh ? " by way of " : "",
		config->ssh ? config->ssh : "");
	log_say(LOG_VERBOSE, "asking %s", state->description);
	return 0;
}

static struct state *new_state(const struct source_request *request)
{
	struct state *state = memory_zero(1, sizeof(*state));

	state->connections = memory_zero(request->n_workers, sizeof(*state->connections));
	state->readers = memory_zero(request->n_workers, sizeof(*state->readers));
	pthread_mutex_init(&state->elastic.mutex, NULL);
	state->elastic.request = request;
	state->elastic.config = request->config;
	return state;
}

static int open_elastic(const struct source_request *request, void **result,
			struct error *err)
{
	struct state *state = new_state(request);
	struct elastic *elastic = &state->elastic;

	if (prepare(state, err) != 0)
		goto failed;
	/* Zeek's time is the start, whatever the ini; its event type is "conn". */
	if (elastic->names.event && strcmp(elastic->names.event, "flow") == 0)
		record_warn_of_timing(elastic->config);
	if (elastic_probe(elastic, connection(state, 0), err) != 0)
		goto failed;
	state->whole = elastic_period(elastic);
	if (count_flows(state, err) != 0)
		goto failed;
	if (state->n_flows == 0) {
		elastic_explain(elastic, connection(state, 0), &state->whole, err);
		goto failed;
	}
	if (narrow(state, err) != 0)
		goto failed;
	state->windows =
		elastic_cut(elastic, &state->whole, n_to_read(state), &state->prefilter);
	*result = state;
	return 0;
failed:
	close_elastic(state);
	return -1;
}

/* As a run would decide. */
static int explain_prefilter(struct state *state, const struct elastic_caps *caps,
			     FILE *out, struct error *err)
{
	struct elastic *elastic = &state->elastic;
	struct http *http = connection(state, 0);

	if (strcmp(elastic->config->prefilter, "off") == 0)
		return 0;
	elastic_set_plans(elastic, caps);
	state->whole = elastic_period(elastic);
	if (count_flows(state, err) != 0 ||
	    elastic_prefilter(elastic, http, &state->whole, state->n_flows,
			      state->n_shards, &state->prefilter, err) != 0)
		return -1;
	fprintf(out, "\nPrefilter (%s): %s.\n", elastic->config->prefilter,
		state->prefilter.verdict);
	return 0;
}

/* Whatever is missing: that is what one wants to know. */
static int explain_elastic(const struct source_request *request, FILE *out,
			   struct error *err)
{
	struct state *state = new_state(request);
	struct elastic *elastic = &state->elastic;
	struct elastic_caps caps = { .text = NULL };
	struct error ignored;
	int r = prepare(state, err);

	if (r == 0)
		r = elastic_check_index(elastic, connection(state, 0), err);
	if (r == 0)
		r = elastic_ask_caps(elastic, connection(state, 0), elastic->index, &caps,
				     err);
	if (r == 0) {
		elastic_set_time(elastic, connection(state, 0),
				 caps.told ? &caps.mapping : NULL, &ignored);
		r = elastic_report(elastic, connection(state, 0), &caps, out, err);
	}
	if (r == 0)
		r = explain_prefilter(state, &caps, out, err);
	elastic_mapping_free(&caps.mapping);
	close_elastic(state);
	return r;
}

static size_t count_windows(const void *opaque)
{
	const struct state *state = opaque;

	return state->windows.n;
}

static bool bounds_period(const void *opaque)
{
	const struct state *state = opaque;

	return state->elastic.blur_us == 0;
}

static uint64_t amount(const void *opaque, const char **unit)
{
	const struct state *state = opaque;

	if (state->looks_again) {
		*unit = "records";
		return 0;
	}
	*unit = state->elastic.request->names ? "flows and names" : "flows";
	/* How many names there are is not worth a question. */
	return state->elastic.request->names ? 0 : n_to_read(state);
}

static int read_window(void *opaque, size_t worker, size_t unit, const struct sink *sink,
		       struct error *err)
{
	struct state *state = opaque;

	if (!state->readers[worker])
		state->readers[worker] =
			elastic_reader_new(&state->elastic, connection(state, worker));
	return elastic_read_window(state->readers[worker], &state->windows.windows[unit],
				   sink, err);
}

static void flush(void *opaque, size_t worker, const struct sink *sink)
{
	struct state *state = opaque;

	if (state->readers[worker])
		elastic_pass_on(state->readers[worker], sink);
}

static int finish(void *opaque, const struct tally *units, struct tally *total,
		  struct error *err)
{
	struct state *state = opaque;
	unsigned n_anew = atomic_load(&state->elastic.n_begun_anew);
	uint64_t records;

	if (n_anew > 0)
		log_say(LOG_NORMAL, "%s: %u times a window broke and was read anew",
			state->description, n_anew);
	for (size_t i = 0; i < state->windows.n; i++)
		tally_append(total, &units[i]);
	records = tally_records(total) - total->other; /* those only say names */
	if (records == 0 && state->elastic.part && state->n_flows == 0)
		return 0; /* a share may be empty */
	if (records == 0 && state->elastic.n_missing > 0)
		return error_set(err, ERROR_SERVER, "%s", state->elastic.missing);
	if (records == 0)
		return elastic_explain(&state->elastic, connection(state, 0),
				       &state->whole, err);
	if (total->bad == records)
		return error_set(err, ERROR_INPUT,
				 "%s: none of %llu flows can be used; the first: %s",
				 state->description, (unsigned long long)records,
				 total->first_bad_why);
	if (total->bad > 0)
		log_warn("%llu of %llu flows skipped, the first: %s",
			 (unsigned long long)total->bad, (unsigned long long)records,
			 total->first_bad_why);
	return 0;
}

/* The connections and the way there stay as they are. */
static int again(void *opaque, const struct source_pairs *pairs, struct error *err)
{
	struct state *state = opaque;

	for (size_t i = 0; i < state->elastic.request->n_workers; i++) {
		elastic_reader_free(state->readers[i]);
		state->readers[i] = NULL;
	}
	state->looks_again = true;
	return elastic_look_again(&state->elastic, connection(state, 0), &state->whole,
				  pairs, &state->windows, err);
}

void elastic_miss(struct elastic *elastic, const struct elastic_window *window,
		  const char *why)
{
	enum { NAMED = 3 }; /* of more windows the number will do */
	char from[TIMESTAMP_TEXT], to[TIMESTAMP_TEXT];

	pthread_mutex_lock(&elastic->mutex);
	elastic->n_missing++;
	if (elastic->n_missing <= NAMED)
		elastic->missing =
			arena_print(elastic->request->arena, "%s%s%s from %s to %s (%s)",
				    elastic->missing ? elastic->missing : "",
				    elastic->missing ? "; " : "",
				    window->context ? "context"
				    : window->names ? "names"
						    : "flows",
				    timestamp_format(window->from_us, from),
				    timestamp_format(window->to_us, to), why);
	pthread_mutex_unlock(&elastic->mutex);
}

static const char *incomplete(const void *opaque, struct arena *arena)
{
	const struct state *state = opaque;
	size_t n = state->elastic.n_missing;

	return n == 0 ? NULL
		      : arena_print(arena,
				    "incomplete: %zu window%s could not be read: %s%s", n,
				    n == 1 ? "" : "s", state->elastic.missing,
				    n > 3 ? "; and more" : "");
}

static const struct config *config_of(const void *opaque)
{
	const struct state *state = opaque;

	return state->elastic.config;
}

static void left_out(const void *opaque, struct left_out *result)
{
	const struct state *state = opaque;
	const struct elastic_prefilter *prefilter = &state->prefilter;
	bool is_done = prefilter->only && !atomic_load(&state->elastic.by_pit);

	if (!is_done)
		return;
	*result = (struct left_out){
		.n_flows = state->n_flows > prefilter->n_kept
				   ? state->n_flows - prefilter->n_kept
				   : 0, /* more may have arrived meanwhile */
		.least = state->elastic.request->wanted.min_flows,
		.not_public = state->elastic.config->focus_outbound,
		.sources = prefilter->sources,
		.n_sources = prefilter->n_sources,
	};
}

static bool shares(const void *opaque, struct source_span *span)
{
	const struct state *state = opaque;

	if (!state->elastic.part)
		return false;
	*span = state->elastic.flow_span;
	return true;
}

static const char *describe(const void *opaque)
{
	const struct state *state = opaque;

	return state->description;
}

const struct source source_elastic = {
	.name = "elastic",
	.open = open_elastic,
	.n_units = count_windows,
	.bounds_period = bounds_period,
	.shares = shares,
	.amount = amount,
	.read = read_window,
	.flush = flush,
	.finish = finish,
	.again = again,
	.incomplete = incomplete,
	.left_out = left_out,
	.explain = explain_elastic,
	.config = config_of,
	.describe = describe,
	.close = close_elastic,
};
