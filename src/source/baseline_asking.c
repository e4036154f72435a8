/*
 * baseline_asking - a page of records, see baseline_asking.h.
 */
#include "source/baseline_asking.h"

#include <string.h>
#include <yajl/yajl_gen.h>

#include "source/elastic/gen.h"

#define SOURCE_PATH "hits.hits._source."

enum page_path {
	PAGE_SCROLL,
	PAGE_TIMED_OUT,
	PAGE_FAILED,
	PAGE_TOTAL,	   /* a number before version 7, */
	PAGE_TOTAL_OBJECT, /* an object since */
	PAGE_STAMP,
	PAGE_FLARE,
	PAGE_ECS = PAGE_FLARE + N_BASELINE_FIELDS,
	N_PAGE_PATHS = PAGE_ECS + N_BASELINE_FIELDS,
};

static void note_stamp(struct baseline_asking *asking, struct value stamp)
{
	size_t len = stamp.text && stamp.len < BASELINE_STAMP ? stamp.len : 0;

	memcpy(asking->stamp, stamp.text ? stamp.text : "", len);
	asking->stamp[len] = '\0';
}

static int on_hit(void *context, struct json_reader *reader)
{
	struct baseline_asking *asking = context;
	struct value values[N_BASELINE_FIELDS];
	bool is_ecs = json_value(reader, (size_t)PAGE_ECS + BASELINE_EVENT).text ||
		      json_value(reader, (size_t)PAGE_ECS + BASELINE_SRC).text;

	for (size_t i = 0; i < N_BASELINE_FIELDS; i++)
		values[i] = json_value(reader, (is_ecs ? PAGE_ECS : PAGE_FLARE) + i);
	asking->n_page++;
	note_stamp(asking, json_value(reader, PAGE_STAMP));
	if (values[BASELINE_SRC].text && values[BASELINE_TIME].text)
		baseline_take(values, false, asking->n + asking->n_page, asking->baseline,
			      asking->tally);
	else
		baseline_take_run(values, asking->baseline, asking->tally);
	return 0;
}

static int on_data(void *context, const char *data, size_t len, struct error *err)
{
	struct baseline_asking *asking = context;

	if (json_feed(asking->reader, data, len, err) == 0)
		return 0;
	return error_set(
		err, ERROR_SERVER,
		"%s: the reply is not JSON; is this Elasticsearch or OpenSearch?",
		asking->server.options.url);
}

static int check_page(struct baseline_asking *asking, struct error *err)
{
	struct value scroll = json_value(asking->reader, PAGE_SCROLL);
	struct value total = json_value(asking->reader, PAGE_TOTAL_OBJECT);

	if (!total.text)
		total = json_value(asking->reader, PAGE_TOTAL);
	if (scroll.text)
		asking->scroll = arena_text(asking->arena, scroll.text, scroll.len);
	asking->n += asking->n_page;
	asking->n_all = value_whole(total);
	if (json_is_complete(asking->reader) && total.text &&
	    value_whole(json_value(asking->reader, PAGE_FAILED)) == 0 &&
	    !value_is(json_value(asking->reader, PAGE_TIMED_OUT), "true"))
		return 0;
	return error_set(
		err, ERROR_SERVER,
		"%s/%s: the reply is cut, or shards failed: part of the baseline is "
		"missing",
		asking->server.options.url, asking->name);
}

int baseline_ask_page(struct baseline_asking *asking, const char *path, const char *body,
		      struct error *err)
{
	const struct http_request request = { .method = "POST",
					      .path = path,
					      .body = body,
					      .gzip = true,
					      .sink = on_data,
					      .context = asking,
					      .opens = !asking->scroll };

	for (int try = 1;; try++) {
		struct http_reply reply = { .status = 0 };

		json_reset(asking->reader);
		asking->n_page = 0;
		asking->status = 0;
		if (http_send(asking->http, &request, &reply, err) != 0)
			return -1;
		asking->status = reply.status;
		if (reply.status >= 200 && reply.status <= 299)
			return check_page(asking, err);
		if (reply.status == 404 && !asking->scroll)
			return 1;
		server_refused(&asking->server, asking->name, &reply, err);
		/* A scroll may have moved past a page that nobody got. */
		if (asking->scroll || !server_may_recover(&reply) ||
		    try >= SERVER_MOST_TRIES ||
		    server_wait(server_pause_after(try, reply.retry_after_s), err) != 0)
			return -1;
	}
}

void baseline_asking_init(struct baseline_asking *asking)
{
	static const char *const fixed[PAGE_FLARE] = {
		[PAGE_SCROLL] = "_scroll_id",
		[PAGE_TIMED_OUT] = "timed_out",
		[PAGE_FAILED] = "_shards.failed",
		[PAGE_TOTAL] = "hits.total",
		[PAGE_TOTAL_OBJECT] = "hits.total.value",
		[PAGE_STAMP] = SOURCE_PATH "@timestamp",
	};
	const char **paths = arena_alloc(asking->arena, N_PAGE_PATHS * sizeof(*paths));

	memcpy(paths, fixed, sizeof(fixed));
	for (size_t i = 0; i < N_BASELINE_FIELDS; i++) {
		paths[PAGE_FLARE + i] = arena_print(asking->arena, SOURCE_PATH "%s",
						    baseline_flare_names[i]);
		paths[PAGE_ECS + i] = arena_print(asking->arena, SOURCE_PATH "%s",
						  baseline_ecs_names[i]);
	}
	asking->reader =
		json_reader_new(paths, N_PAGE_PATHS, "hits.hits", on_hit, asking);
}

yajl_gen baseline_begin_body(int size)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	yajl_gen_map_open(json);
	gen_text(json, "size");
	yajl_gen_integer(json, size);
	gen_text(json, "_source");
	yajl_gen_array_open(json);
	gen_text(json, "@timestamp");
	for (size_t i = 0; i < N_BASELINE_FIELDS; i++) {
		gen_text(json, baseline_flare_names[i]);
		gen_text(json, baseline_ecs_names[i]);
	}
	yajl_gen_array_close(json);
	return json;
}

const char *baseline_end_body(yajl_gen json, struct arena *arena)
{
	const unsigned char *text;
	const char *copy;
	size_t len;

	yajl_gen_map_close(json);
	yajl_gen_get_buf(json, &text, &len);
	copy = arena_text(arena, (const char *)text, len);
	yajl_gen_free(json);
	return copy;
}
