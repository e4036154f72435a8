/*
 * drain - one window by one cursor, see elastic.h. A page whose reply was
 * lost is never asked for again: a scroll may have moved past it. What came is
 * counted and held against what the server said there is.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/interrupt.h"
#include "core/progress.h"
#include "source/elastic/cursor.h"

enum {
	MOST_PAGE_BYTES = 1 << 28, /* 26 kB a record: no server means that */
};

/* Paths of a page; the record's fields come after them. */
enum page_path {
	PAGE_SCROLL_ID,
	PAGE_PIT_ID,
	PAGE_TIMED_OUT,
	PAGE_SHARDS_FAILED,
	PAGE_SHARDS_REASON,
	PAGE_TOTAL,	   /* a number before version 7 */
	PAGE_TOTAL_OBJECT, /* an object since, */
	PAGE_TOTAL_IS,	   /* which says if there may be more: "eq" or "gte" */
	PAGE_SORT,
	PAGE_FIELDS,
	N_PAGE_PATHS = PAGE_FIELDS + N_RECORD_FIELDS,
};

/* A page as it came. It is read when it is all there: while that is done, the
 * server makes the next one. */
struct page {
	char *text; /* owned */
	size_t len;
	size_t capacity;
};

struct drain {
	struct elastic *elastic;
	struct drain_outcome *outcome;
	const struct drain_meanwhile *meanwhile;
	const struct elastic_window *window;
	const char *index;
	const struct sink *sink;
	struct record_names names; /* without the event: the server has seen to it */
	struct json_reader *reader;
	struct arena arena; /* of this drain */
	const char *paths[N_PAGE_PATHS];
	struct cursor cursor;
	struct page pages[2]; /* the one being read and the one under way */
	int coming;	      /* which is under way */
	bool is_coming;	      /* is it? */
	bool is_flooded;      /* it would not end: no other try would */
	uint64_t n_page;      /* records of this page */
	uint64_t n_received;
	uint64_t n_expected;
};

static int on_hit(void *context, struct json_reader *reader)
{
	struct drain *drain = context;
	struct value values[N_RECORD_FIELDS];

	if (!cursor_passes(&drain->cursor, json_value(reader, PAGE_SORT)))
		return 0;
	for (size_t i = 0; i < N_RECORD_FIELDS; i++)
		values[i] = json_value(reader, PAGE_FIELDS + i);
	record_take(values, &drain->names,
		    drain->window->names ? RECORD_IS_OTHER : RECORD_IS_FLOW, 0,
		    drain->sink);
	drain->n_page++;
	return 0;
}

static int on_data(void *context, const char *data, size_t len, struct error *err)
{
	struct drain *drain = context;
	struct page *page = &drain->pages[drain->coming];

	drain->is_flooded = page->len + len > MOST_PAGE_BYTES;
	if (drain->is_flooded)
		return error_set(err, ERROR_SERVER, "%s: a page of more than 256 MB",
				 drain->elastic->server.options.url);
	if (page->len + len > page->capacity) {
		page->capacity = (page->len + len) * 2;
		page->text = memory_resize(page->text, page->capacity, 1);
	}
	memcpy(page->text + page->len, data, len);
	page->len += len;
	return 0;
}

/* Where a hit has the field; NULL if it has not. */
static const char *path_of(struct drain *drain, size_t field)
{
	const struct elastic_plan *plan = drain->window->plan;

	if (plan->doc_value[field])
		return arena_print(&drain->arena, "hits.hits.fields.%s",
				   plan->doc_value[field]);
	if (plan->source[field])
		return arena_print(&drain->arena, "hits.hits._source.%s",
				   plan->source[field]);
	return NULL;
}

static void drain_init(struct drain *drain, struct elastic *elastic,
		       const struct elastic_window *window, const struct sink *sink)
{
	static const char *const fixed[PAGE_FIELDS] = {
		"_scroll_id",
		"pit_id",
		"timed_out",
		"_shards.failed",
		"_shards.failures.reason.reason",
		"hits.total",
		"hits.total.value",
		"hits.total.relation",
		"hits.hits.sort",
	};

	*drain = (struct drain){ .elastic = elastic,
				 .window = window,
				 .sink = sink,
				 .index = window->context ? elastic->context_index
					  : window->names ? elastic->names_index
							  : elastic->index,
				 .names = elastic->names };
	drain->names.event = NULL;
	memcpy(drain->paths, fixed, sizeof(fixed));
	for (size_t i = 0; i < N_RECORD_FIELDS; i++)
		drain->paths[PAGE_FIELDS + i] = path_of(drain, i);
	drain->reader =
		json_reader_new(drain->paths, N_PAGE_PATHS, "hits.hits", on_hit, drain);
	cursor_init(&drain->cursor, elastic, window, drain->index, &drain->arena);
}

/* Part of the data is worse than none: the missing beats look like jitter. */
static int check_page(const struct drain *drain, struct error *err)
{
	struct value failed = json_value(drain->reader, PAGE_SHARDS_FAILED);
	struct value reason = json_value(drain->reader, PAGE_SHARDS_REASON);
	const char *url = drain->elastic->server.options.url;

	if (!json_is_complete(drain->reader))
		return error_set(err, ERROR_SERVER, "%s: a page of the reply is cut",
				 url);
	if (failed.text && value_whole(failed) > 0)
		return error_set(
			err, ERROR_SERVER,
			"%s/%s: %" PRIu64 " shards failed, so part of the flows is "
			"missing: %.*s",
			url, drain->index, value_whole(failed),
			reason.text ? (int)(reason.len < 400 ? reason.len : 400) : 0,
			reason.text ? reason.text : "");
	if (value_is(json_value(drain->reader, PAGE_TIMED_OUT), "true"))
		return error_set(
			err, ERROR_SERVER,
			"%s/%s: the search timed out on the server, so part of the "
			"flows is missing",
			url, drain->index);
	return 0;
}

static void decide_gzip(struct elastic *elastic, const struct http_reply *reply)
{
	int not_known = GZIP_NOT_KNOWN;

	if (reply->bytes_a_second > 0)
		atomic_compare_exchange_strong(
			&elastic->gzip, &not_known,
			reply->bytes_a_second < ELASTIC_FAST ? GZIP_YES : GZIP_NO);
}

static void ask_page(struct drain *drain, struct http *http)
{
	const struct cursor_request *next = cursor_next(&drain->cursor);
	const struct http_request request = {
		.method = "POST",
		.path = next->path,
		.body = next->body,
		.sink = on_data,
		.context = drain,
		.gzip = atomic_load(&drain->elastic->gzip) == GZIP_YES,
		.opens = !drain->cursor.id.text,
	};

	drain->coming = !drain->coming;
	drain->pages[drain->coming].len = 0;
	drain->is_coming = true;
	http_begin(http, &request);
}

/* Waits for the page that was asked for; on failure notes if it may pass. */
static int receive_page(struct drain *drain, struct http *http, struct error *err)
{
	struct http_reply reply;
	int r;

	drain->outcome->again = false;
	drain->is_coming = false;
	r = http_finish(http, &reply, err);
	drain->cursor.status = r == 0 ? reply.status : 0;
	if (r != 0) {
		/* Lost on the way. A tunnel that has ended does not open again by
		 * waiting. */
		drain->outcome->again =
			!drain->is_flooded &&
			!tunnel_ended(drain->elastic->server.options.tunnel);
		return -1;
	}
	if (drain->n_received == 0) /* later ones wait for us as well */
		decide_gzip(drain->elastic, &reply);
	if (reply.status >= 200 && reply.status <= 299)
		return 0;
	drain->outcome->again = server_may_recover(&reply);
	drain->outcome->retry_after_s = reply.retry_after_s;
	return server_refused(&drain->elastic->server, drain->index, &reply, err);
}

/* A page that is not what a server sends may have been cut on the way. */
static int read_page(struct drain *drain, const struct page *page, struct error *err)
{
	if (cursor_look(&drain->cursor, page->text, page->len, err) != 0)
		return -1;
	drain->outcome->again = true;
	json_reset(drain->reader);
	drain->n_page = 0;
	if (page->len > 0 && json_feed(drain->reader, page->text, page->len, err) != 0)
		return error_wrap(err, "%s: a page of the reply",
				  drain->elastic->server.options.url);
	cursor_learn(&drain->cursor, json_value(drain->reader, PAGE_SCROLL_ID),
		     json_value(drain->reader, PAGE_PIT_ID));
	if (check_page(drain, err) != 0)
		return -1;
	drain->n_received += drain->n_page;
	progress_add(drain->n_page);
	drain->outcome->again = false;
	return 0;
}

/* The next page can be asked for before this one is read, if nothing that is in
 * this one is needed for that, and there certainly is a next one. */
static bool can_ask_ahead(const struct drain *drain, const struct page *page)
{
	return drain->n_received + CURSOR_PAGE < drain->n_expected &&
	       cursor_is_foreseen(&drain->cursor, page->text, page->len);
}

static int fetch_page(struct drain *drain, struct http *http, struct error *err)
{
	const struct page *page;

	if (!drain->is_coming)
		ask_page(drain, http);
	if (receive_page(drain, http, err) != 0)
		return -1;
	page = &drain->pages[drain->coming];
	if (can_ask_ahead(drain, page))
		ask_page(drain, http);
	return read_page(drain, page, err);
}

static int read_total(struct drain *drain, struct error *err)
{
	struct value total = json_value(drain->reader, PAGE_TOTAL_OBJECT);

	if (!total.text)
		total = json_value(drain->reader, PAGE_TOTAL);
	/* A connection that is cut within the headers leaves an empty reply. */
	drain->outcome->again = !total.text;
	if (!total.text)
		return error_set(
			err, ERROR_SERVER,
			"%s: the reply does not say how many flows there are; is it "
			"cut, or is this no Elasticsearch or OpenSearch?",
			drain->elastic->server.options.url);
	drain->n_expected = value_whole(total);
	if (!value_is(json_value(drain->reader, PAGE_TOTAL_IS), "gte"))
		return 0;
	return error_set(
		err, ERROR_SERVER,
		"%s/%s: the server stopped counting at %" PRIu64 " flows, so nobody "
		"could tell if all of them came",
		drain->elastic->server.options.url, drain->index, drain->n_expected);
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
		if (cursor_check_next(&drain->cursor, err) != 0 ||
		    fetch_page(drain, http, err) != 0 || interrupt_check(err) != 0)
			return -1;
	}
	if (drain->n_received == drain->n_expected)
		return 0;
	drain->outcome->again = true;
	return error_set(err, ERROR_SERVER,
			 "%s/%s: the server announced %" PRIu64
			 " records and gave %" PRIu64,
			 drain->elastic->server.options.url, drain->index,
			 drain->n_expected, drain->n_received);
}

/* By a scroll, or by what the server has in its place. */
static int fetch_first(struct drain *drain, struct http *http, struct error *err)
{
	struct error refusal;

	if (cursor_open(&drain->cursor, http, drain->outcome, err) != 0)
		return -1;
	ask_page(drain, http);
	drain->meanwhile->run(drain->meanwhile->context);
	while (fetch_page(drain, http, err) != 0) {
		refusal = *err;
		if (drain->outcome->again ||
		    !cursor_try_other(&drain->cursor, http, &refusal)) {
			*err = refusal;
			return -1;
		}
	}
	return read_total(drain, err);
}

static int fetch_all(struct drain *drain, struct http *http, struct error *err)
{
	if (fetch_first(drain, http, err) != 0)
		return -1;
	drain->outcome->too_many = is_too_large(drain);
	return drain->outcome->too_many ? 0 : fetch_rest(drain, http, err);
}

int elastic_drain(struct elastic *elastic, struct http *http,
		  const struct elastic_window *window, const struct sink *sink,
		  const struct drain_meanwhile *meanwhile, struct drain_outcome *outcome,
		  struct error *err)
{
	struct drain drain;
	int r;

	drain_init(&drain, elastic, window, sink);
	drain.meanwhile = meanwhile;
	drain.outcome = outcome;
	r = fetch_all(&drain, http, err);
	if (r != 0 || outcome->too_many)
		progress_take_back(drain.n_received);
	http_drop(http); /* a page that was asked for ahead, and is not wanted */
	cursor_glean(&drain.cursor, drain.pages[drain.coming].text,
		     drain.pages[drain.coming].len);
	cursor_close(&drain.cursor, http);
	json_reader_free(drain.reader);
	free(drain.pages[0].text);
	free(drain.pages[1].text);
	arena_free(&drain.arena);
	return r;
}
