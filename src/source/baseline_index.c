/*
 * baseline_index - an index that --index writes to as a baseline, see baseline.h. There is
 * a record for each pair and day, so that one scroll over all of them is soon done.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>

#include "core/interrupt.h"
#include "server/server.h"
#include "source/baseline_record.h"

#define A_PAGE "5000"
#define FILTER_PATH                                                                   \
	"filter_path=_scroll_id,timed_out,_shards.failed,hits.total,hits.hits._source"
#define SOURCE_PATH "hits.hits._source."

enum page_path {
	PAGE_SCROLL,
	PAGE_TIMED_OUT,
	PAGE_FAILED,
	PAGE_TOTAL,	   /* a number before version 7, */
	PAGE_TOTAL_OBJECT, /* an object since */
	PAGE_FLARE,
	PAGE_ECS = PAGE_FLARE + N_BASELINE_FIELDS,
	N_PAGE_PATHS = PAGE_ECS + N_BASELINE_FIELDS,
};

struct asking {
	const char *name;
	struct server server;
	struct http *http;
	struct json_reader *reader;
	struct arena *arena;
	const char *scroll; /* NULL: none is open */
	struct baseline *baseline;
	struct baseline_tally *tally;
	uint64_t n_page; /* records of this page, */
	uint64_t n;	 /* of all, */
	uint64_t n_all;	 /* and as the server has them */
};

static int on_hit(void *context, struct json_reader *reader)
{
	struct asking *asking = context;
	struct value values[N_BASELINE_FIELDS];
	bool is_ecs = json_value(reader, PAGE_ECS + BASELINE_EVENT).text ||
		      json_value(reader, PAGE_ECS + BASELINE_SRC).text;

	for (size_t i = 0; i < N_BASELINE_FIELDS; i++)
		values[i] = json_value(reader, (is_ecs ? PAGE_ECS : PAGE_FLARE) + i);
	asking->n_page++;
	if (values[BASELINE_SRC].text && values[BASELINE_TIME].text)
		baseline_take(values, false, asking->n + asking->n_page, asking->baseline,
			      asking->tally);
	else
		baseline_take_run(values, asking->baseline, asking->tally);
	return 0;
}

static int on_data(void *context, const char *data, size_t len, struct error *err)
{
	struct asking *asking = context;

	if (json_feed(asking->reader, data, len, err) == 0)
		return 0;
	return error_set(err, ERROR_SERVER,
			 "%s: the reply is not JSON; is this Elasticsearch or OpenSearch?",
			 asking->server.options.url);
}

static uint64_t number(struct value value)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < value.len && value.text[i] >= '0' && value.text[i] <= '9'; i++)
		sum = sum * 10 + (uint64_t)(value.text[i] - '0');
	return sum;
}

static int check_page(struct asking *asking, struct error *err)
{
	struct value scroll = json_value(asking->reader, PAGE_SCROLL);
	struct value total = json_value(asking->reader, PAGE_TOTAL_OBJECT);

	if (!total.text)
		total = json_value(asking->reader, PAGE_TOTAL);
	if (scroll.text)
		asking->scroll = arena_text(asking->arena, scroll.text, scroll.len);
	asking->n += asking->n_page;
	asking->n_all = number(total);
	if (json_is_complete(asking->reader) && total.text &&
	    number(json_value(asking->reader, PAGE_FAILED)) == 0 &&
	    !value_is(json_value(asking->reader, PAGE_TIMED_OUT), "true"))
		return 0;
	return error_set(err, ERROR_SERVER,
			 "%s/%s: the reply is cut, or shards failed: part of the baseline is "
			 "missing", asking->server.options.url, asking->name);
}

/* 1: there is no such index. */
static int ask_page(struct asking *asking, const char *path, const char *body, struct error *err)
{
	const struct http_request request = { .method = "POST", .path = path, .body = body,
					      .gzip = true, .sink = on_data, .context = asking,
					      .opens = !asking->scroll };

	for (int try = 1;; try++) {
		struct http_reply reply = { .status = 0 };

		json_reset(asking->reader);
		asking->n_page = 0;
		if (http_send(asking->http, &request, &reply, err) != 0)
			return -1;
		if (reply.status >= 200 && reply.status <= 299)
			return check_page(asking, err);
		if (reply.status == 404 && !asking->scroll)
			return 1;
		server_refused(&asking->server, asking->name, &reply, err);
		/* A scroll may have moved past a page that nobody got. */
		if (asking->scroll || !server_may_recover(&reply) || try >= SERVER_MOST_TRIES ||
		    server_wait(server_pause_after(try, reply.retry_after_s), err) != 0)
			return -1;
	}
}

static void put_text(yajl_gen json, const char *text)
{
	yajl_gen_string(json, (const unsigned char *)text, strlen(text));
}

static const char *text_of(yajl_gen json, struct arena *arena)
{
	const unsigned char *text;
	const char *copy;
	size_t len;

	yajl_gen_get_buf(json, &text, &len);
	copy = arena_text(arena, (const char *)text, len);
	yajl_gen_free(json);
	return copy;
}

static const char *search_body(struct arena *arena)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	yajl_gen_map_open(json);
	put_text(json, "size");
	yajl_gen_number(json, A_PAGE, strlen(A_PAGE));
	put_text(json, "sort");
	yajl_gen_array_open(json);
	put_text(json, "_doc");
	yajl_gen_array_close(json);
	put_text(json, "_source");
	yajl_gen_array_open(json);
	for (size_t i = 0; i < N_BASELINE_FIELDS; i++) {
		put_text(json, baseline_flare_names[i]);
		put_text(json, baseline_ecs_names[i]);
	}
	yajl_gen_array_close(json);
	yajl_gen_map_close(json);
	return text_of(json, arena);
}

static const char *scroll_body(const struct asking *asking)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	yajl_gen_map_open(json);
	put_text(json, "scroll");
	put_text(json, "5m");
	put_text(json, "scroll_id");
	put_text(json, asking->scroll);
	yajl_gen_map_close(json);
	return text_of(json, asking->arena);
}

/* By its id: others' are none of our business. It ends by itself in 5 minutes. */
static void close_scroll(struct asking *asking)
{
	struct http_request request = { .method = "DELETE", .path = "/_search/scroll",
					.must_finish = true };
	struct http_reply reply;
	struct error ignored;
	yajl_gen json;

	if (!asking->scroll)
		return;
	json = yajl_gen_alloc(NULL);
	yajl_gen_map_open(json);
	put_text(json, "scroll_id");
	yajl_gen_array_open(json);
	put_text(json, asking->scroll);
	yajl_gen_array_close(json);
	yajl_gen_map_close(json);
	request.body = text_of(json, asking->arena);
	http_send(asking->http, &request, &reply, &ignored);
}

static const char *search_path(const char *name, struct arena *arena)
{
	char *escaped = http_escape(name);
	const char *path = arena_print(arena, "/%s/_search?scroll=5m&" FILTER_PATH, escaped);

	free(escaped);
	return path;
}

static int ask_all(struct asking *asking, bool *exists, struct error *err)
{
	int r = ask_page(asking, search_path(asking->name, asking->arena),
			 search_body(asking->arena), err);

	*exists = r != 1;
	while (r == 0 && asking->n_page > 0 && asking->n < asking->n_all && asking->scroll) {
		r = interrupt_check(err);
		if (r == 0)
			r = ask_page(asking, "/_search/scroll?" FILTER_PATH, scroll_body(asking),
				     err);
	}
	if (r == 0 && asking->n != asking->n_all)
		r = error_set(err, ERROR_SERVER,
			      "%s/%s: the server announced %" PRIu64 " records and gave %" PRIu64,
			      asking->server.options.url, asking->name, asking->n_all, asking->n);
	return r < 0 ? -1 : 0;
}

static struct json_reader *reader_new(struct asking *asking, const char *paths[N_PAGE_PATHS])
{
	static const char *const fixed[PAGE_FLARE] = {
		[PAGE_SCROLL] = "_scroll_id",
		[PAGE_TIMED_OUT] = "timed_out",
		[PAGE_FAILED] = "_shards.failed",
		[PAGE_TOTAL] = "hits.total",
		[PAGE_TOTAL_OBJECT] = "hits.total.value",
	};

	memcpy(paths, fixed, sizeof(fixed));
	for (size_t i = 0; i < N_BASELINE_FIELDS; i++) {
		paths[PAGE_FLARE + i] = arena_print(asking->arena, SOURCE_PATH "%s",
						    baseline_flare_names[i]);
		paths[PAGE_ECS + i] = arena_print(asking->arena, SOURCE_PATH "%s",
						  baseline_ecs_names[i]);
	}
	return json_reader_new(paths, N_PAGE_PATHS, "hits.hits", on_hit, asking);
}

int baseline_read_index(const struct config *config, const char *name, struct arena *arena,
			struct baseline *baseline, struct baseline_tally *tally, bool *exists,
			struct error *err)
{
	struct asking asking = { .name = name, .arena = arena, .baseline = baseline,
				 .tally = tally };
	const char *paths[N_PAGE_PATHS];
	int r = server_open(&asking.server, config, arena, err);

	if (r == 0) {
		asking.http = http_new(&asking.server.options);
		asking.reader = reader_new(&asking, paths);
		r = ask_all(&asking, exists, err);
		close_scroll(&asking);
	}
	json_reader_free(asking.reader);
	http_free(asking.http);
	server_close(&asking.server);
	return r == 0 ? 0 : error_wrap(err, "--baseline " BASELINE_INDEX "%s", name);
}
