/*
 * elastic_drain - one window by one scroll, see elastic.h. A page whose reply
 * was lost is never asked for again: the server's cursor may have moved past
 * it. What came is counted and held against what the server said there is.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/interrupt.h"
#include "core/log.h"
#include "core/progress.h"
#include "source/elastic.h"

#define FILTER_PATH                                                                        \
	"filter_path=_scroll_id,timed_out,_shards.failed,_shards.failures.reason.reason,"  \
	"hits.total,hits.hits.fields,hits.hits._source"

/* Paths of a page; the record's fields come after them. */
enum page_path {
	PAGE_SCROLL_ID,
	PAGE_TIMED_OUT,
	PAGE_SHARDS_FAILED,
	PAGE_SHARDS_REASON,
	PAGE_TOTAL,        /* a number before version 7 */
	PAGE_TOTAL_OBJECT, /* an object since */
	PAGE_FIELDS,
	N_PAGE_PATHS = PAGE_FIELDS + N_RECORD_FIELDS,
};

struct drain {
	struct elastic *elastic;
	struct drain_outcome *outcome;
	const struct elastic_window *window;
	const char *index;
	const struct sink *sink;
	struct record_names names; /* without the event: the server has seen to it */
	struct json_reader *reader;
	struct arena arena; /* of this drain */
	const char *paths[N_PAGE_PATHS];
	uint64_t n_page; /* records of this page */
	uint64_t n_received;
	uint64_t n_expected;
	struct value scroll_id; /* the latest; of the arena */
};

static int on_hit(void *context, struct json_reader *reader)
{
	struct drain *drain = context;
	struct value values[N_RECORD_FIELDS];

	for (size_t i = 0; i < N_RECORD_FIELDS; i++)
		values[i] = json_value(reader, PAGE_FIELDS + i);
	record_take(values, &drain->names,
		    drain->window->names ? RECORD_IS_OTHER : RECORD_IS_FLOW, 0, drain->sink);
	drain->n_page++;
	return 0;
}

static int on_data(void *context, const char *data, size_t len, struct error *err)
{
	struct drain *drain = context;

	if (json_feed(drain->reader, data, len, err) == 0)
		return 0;
	return error_wrap(err, "%s: a page of the reply", drain->elastic->server.options.url);
}

static uint64_t number(struct value value)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < value.len && value.text[i] >= '0' && value.text[i] <= '9'; i++)
		sum = sum * 10 + (uint64_t)(value.text[i] - '0');
	return sum;
}

/* Where a hit has the field; NULL if it has not. */
static const char *path_of(struct drain *drain, size_t field)
{
	const struct elastic_plan *plan = drain->window->plan;

	if (plan->doc_value[field])
		return arena_print(&drain->arena, "hits.hits.fields.%s", plan->doc_value[field]);
	if (plan->source[field])
		return arena_print(&drain->arena, "hits.hits._source.%s", plan->source[field]);
	return NULL;
}

static void drain_init(struct drain *drain, struct elastic *elastic,
		       const struct elastic_window *window, const struct sink *sink,
		       struct drain_outcome *outcome)
{
	static const char *const fixed[PAGE_FIELDS] = {
		"_scroll_id",	 "timed_out",  "_shards.failed", "_shards.failures.reason.reason",
		"hits.total",	 "hits.total.value",
	};

	*drain = (struct drain){ .elastic = elastic, .outcome = outcome, .window = window,
				 .sink = sink,
				 .index = window->names ? elastic->names_index
							: elastic->index,
				 .names = elastic->names };
	drain->names.event = NULL;
	memcpy(drain->paths, fixed, sizeof(fixed));
	for (size_t i = 0; i < N_RECORD_FIELDS; i++)
		drain->paths[PAGE_FIELDS + i] = path_of(drain, i);
	drain->reader = json_reader_new(drain->paths, N_PAGE_PATHS, "hits.hits", on_hit, drain);
}

static void keep_scroll_id(struct drain *drain)
{
	struct value id = json_value(drain->reader, PAGE_SCROLL_ID);

	if (!id.text || (drain->scroll_id.len == id.len &&
			 memcmp(drain->scroll_id.text, id.text, id.len) == 0))
		return;
	drain->scroll_id.text = arena_text(&drain->arena, id.text, id.len);
	drain->scroll_id.len = id.len;
}

/* Part of the data is worse than none: the missing beats look like jitter. */
static int check_page(const struct drain *drain, struct error *err)
{
	struct value failed = json_value(drain->reader, PAGE_SHARDS_FAILED);
	struct value reason = json_value(drain->reader, PAGE_SHARDS_REASON);
	const char *url = drain->elastic->server.options.url;

	if (!json_is_complete(drain->reader))
		return error_set(err, ERROR_SERVER, "%s: a page of the reply is cut", url);
	if (failed.text && number(failed) > 0)
		return error_set(err, ERROR_SERVER,
				 "%s/%s: %" PRIu64 " shards failed, so part of the flows is "
				 "missing: %.*s",
				 url, drain->index, number(failed),
				 reason.text ? (int)(reason.len < 400 ? reason.len : 400) : 0,
				 reason.text ? reason.text : "");
	if (value_is(json_value(drain->reader, PAGE_TIMED_OUT), "true"))
		return error_set(err, ERROR_SERVER,
				 "%s/%s: the search timed out on the server, so part of the "
				 "flows is missing",
				 url, drain->index);
	return 0;
}

/* Packing costs the server time, and pays where the way is slower than that. */
static void decide_gzip(struct elastic *elastic, const struct http_reply *reply)
{
	static const double FAST = 40e6; /* bytes a second */
	int not_known = GZIP_NOT_KNOWN;

	if (reply->bytes_a_second > 0)
		atomic_compare_exchange_strong(&elastic->gzip, &not_known,
					       reply->bytes_a_second < FAST ? GZIP_YES
									    : GZIP_NO);
}

/* Sends one request and reads its reply; on failure notes if it may pass. */
static int exchange_page(struct drain *drain, struct http *http,
			 const struct http_request *request, struct error *err)
{
	struct http_reply reply;
	int r = http_send(http, request, &reply, err);

	keep_scroll_id(drain); /* also of a reply that was cut behind it */
	if (r != 0) {
		/* Lost on the way, or what came is not what a server sends. A tunnel
		 * that has ended does not open again by waiting. */
		drain->outcome->again = !tunnel_ended(drain->elastic->server.options.tunnel);
		return -1;
	}
	decide_gzip(drain->elastic, &reply);
	if (reply.status >= 200 && reply.status <= 299)
		return 0;
	drain->outcome->again = server_may_recover(&reply);
	drain->outcome->retry_after_s = reply.retry_after_s;
	return server_refused(&drain->elastic->server, drain->index, &reply, err);
}

static int fetch_page(struct drain *drain, struct http *http, const char *path,
		      const char *body, struct error *err)
{
	const struct http_request request = {
		.method = "POST", .path = path, .body = body, .sink = on_data,
		.context = drain, .gzip = atomic_load(&drain->elastic->gzip) == GZIP_YES,
	};

	json_reset(drain->reader);
	drain->n_page = 0;
	if (exchange_page(drain, http, &request, err) != 0)
		return -1;
	drain->n_received += drain->n_page;
	progress_add(drain->n_page);
	if (check_page(drain, err) == 0)
		return 0;
	drain->outcome->again = true;
	return -1;
}

static int read_total(struct drain *drain, struct error *err)
{
	struct value total = json_value(drain->reader, PAGE_TOTAL_OBJECT);

	if (!total.text)
		total = json_value(drain->reader, PAGE_TOTAL);
	/* A connection that is cut within the headers leaves an empty reply. */
	drain->outcome->again = !total.text;
	if (!total.text)
		return error_set(err, ERROR_SERVER,
				 "%s: the reply does not say how many flows there are; is it "
				 "cut, or is this no Elasticsearch or OpenSearch?",
				 drain->elastic->server.options.url);
	drain->n_expected = number(total);
	return 0;
}

/* Too many to be staged, unless they are all of one millisecond or two. */
static bool is_too_large(const struct drain *drain)
{
	return drain->n_expected > ELASTIC_MOST_A_WINDOW &&
	       drain->window->to_us - drain->window->from_us > 2000;
}

static int fetch_rest(struct drain *drain, struct http *http, struct error *err)
{
	while (drain->n_page > 0 && drain->n_received < drain->n_expected) {
		struct arena page = { NULL };
		int r = fetch_page(drain, http, "/_search/scroll?" FILTER_PATH,
				   elastic_scroll_body(drain->scroll_id, &page), err);

		arena_free(&page);
		if (r != 0 || interrupt_check(err) != 0)
			return -1;
	}
	if (drain->n_received == drain->n_expected)
		return 0;
	drain->outcome->again = true;
	return error_set(err, ERROR_SERVER,
			 "%s/%s: the server announced %" PRIu64 " records and gave %" PRIu64,
			 drain->elastic->server.options.url, drain->index, drain->n_expected,
			 drain->n_received);
}

static int fetch_all(struct drain *drain, struct http *http, struct error *err)
{
	/* Not everyone keeps tls, http and dns records. */
	const char *path = arena_print(&drain->arena, "/%s/_search?scroll=5m&%s" FILTER_PATH,
				       drain->index,
				       drain->window->names ? "ignore_unavailable=true&" : "");

	if (fetch_page(drain, http, path,
		       elastic_search_body(drain->elastic, drain->window, &drain->arena),
		       err) != 0 ||
	    read_total(drain, err) != 0)
		return -1;
	drain->outcome->too_many = is_too_large(drain);
	return drain->outcome->too_many ? 0 : fetch_rest(drain, http, err);
}

/* By its id: another user's scrolls are none of our business. */
static void clear_scroll(struct drain *drain, struct http *http)
{
	struct http_request request = { .method = "DELETE", .path = "/_search/scroll",
					.must_finish = true };
	struct http_reply reply;
	struct error err;

	if (!drain->scroll_id.text)
		return;
	request.body = elastic_clear_body(drain->scroll_id, &drain->arena);
	if (http_send(http, &request, &reply, &err) != 0)
		log_say(LOG_VERBOSE, "the scroll could not be cleared, it ends by itself in "
				     "5 minutes: %s", err.text);
}

int elastic_drain(struct elastic *elastic, struct http *http,
		  const struct elastic_window *window, const struct sink *sink,
		  struct drain_outcome *outcome, struct error *err)
{
	struct drain drain;
	int r;

	drain_init(&drain, elastic, window, sink, outcome);
	r = fetch_all(&drain, http, err);
	clear_scroll(&drain, http);
	json_reader_free(drain.reader);
	arena_free(&drain.arena);
	return r;
}
