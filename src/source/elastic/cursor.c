/*
 * cursor - see cursor.h. The two makers of servers have a point in
 * time at different addresses. Without _shard_doc (OpenSearch before 3) hits are
 * ordered by their time, in which many may be equal: those at the end of a full
 * page are left for the next one, which begins before them.
 */
#include "source/elastic/cursor.h"

#include <string.h>

#include "core/log.h"

#define FILTER_PATH \
	"filter_path=_scroll_id,pit_id,timed_out,_shards.failed," \
	"_shards.failures.reason.reason,hits.total,hits.hits.fields,hits.hits._source"

/* The addresses of a point in time, and what its id is called there. */
static const struct dialect {
	const char *open; /* behind the index */
	const char *id;
	const char *clear;
} dialects[] = {
	{ "_pit", "id", "/_pit" },
	{ "_search/point_in_time", "pit_id", "/_search/point_in_time" },
};

enum { N_DIALECTS = sizeof(dialects) / sizeof(*dialects) };

void cursor_init(struct cursor *cursor, struct elastic *elastic,
		 const struct elastic_window *window, const char *index,
		 struct arena *arena)
{
	*cursor = (struct cursor){
		.elastic = elastic, .window = window, .index = index, .arena = arena
	};
}

static const char *unavailable(const struct cursor *cursor)
{
	/* Not everyone keeps tls, http and dns records. */
	return cursor->window->names ? "ignore_unavailable=true&" : "";
}

static int open_pit_of(struct cursor *cursor, struct http *http,
		       const struct dialect *dialect, long *status, struct error *err)
{
	const struct elastic *elastic = cursor->elastic;
	struct value answer = { NULL, 0 };
	struct server_question question = {
		.method = "POST",
		.index = cursor->index,
		.paths = &dialect->id,
		.n_paths = 1,
		.answers = &answer,
		.opens = true,
	};
	int r;

	question.path = arena_print(cursor->arena, "/%s/%s?%skeep_alive=5m",
				    cursor->index, dialect->open, unavailable(cursor));
	r = server_ask(&elastic->server, http, &question, cursor->arena, err);
	*status = question.status;
	if (r == 0 && !answer.text)
		r = error_set(err, ERROR_SERVER, "%s: no point in time could be opened",
			      elastic->server.options.url);
	cursor->id = r == 0 ? answer : (struct value){ NULL, 0 };
	return r;
}

static int open_pit(struct cursor *cursor, struct http *http,
		    struct drain_outcome *outcome, struct error *err)
{
	struct elastic *elastic = cursor->elastic;
	long status = 0;
	int known = atomic_load(&elastic->pit_dialect); /* from 1; 0: not known */

	for (int i = known ? known - 1 : 0; i < (known ? known : N_DIALECTS); i++) {
		if (open_pit_of(cursor, http, &dialects[i], &status, err) == 0) {
			atomic_store(&elastic->pit_dialect, i + 1);
			cursor->by_time = atomic_load(&elastic->pit_by_time);
			return 0;
		}
		if (status != 400 && status != 403 && status != 404 && status != 405)
			break;
	}
	outcome->again = status == 0 || status == 429 || (status >= 502 && status <= 504);
	return -1;
}

int cursor_open(struct cursor *cursor, struct http *http, struct drain_outcome *outcome,
		struct error *err)
{
	cursor->is_pit = atomic_load(&cursor->elastic->by_pit);
	return cursor->is_pit ? open_pit(cursor, http, outcome, err) : 0;
}

static bool refuses_shard_doc(const struct cursor *cursor, const struct error *refusal)
{
	return cursor->is_pit && !cursor->by_time && cursor->status == 400 &&
	       strstr(refusal->text, "_shard_doc");
}

/* A server that never gave a scroll may have none at all. */
static bool may_lack_scrolls(const struct cursor *cursor)
{
	const struct elastic *elastic = cursor->elastic;
	const char *choice = elastic->config->cursor;

	if (cursor->is_pit || atomic_load(&elastic->has_scrolled) ||
	    (choice && strcmp(choice, "auto") != 0))
		return false;
	switch (cursor->status) {
	case 400:
	case 403:
	case 404:
	case 405:
	case 501:
		return true;
	default:
		return false;
	}
}

bool cursor_try_other(struct cursor *cursor, struct http *http,
		      const struct error *refusal)
{
	struct elastic *elastic = cursor->elastic;
	struct drain_outcome ignored_outcome;
	struct error ignored;

	if (refuses_shard_doc(cursor, refusal)) {
		atomic_store(&elastic->pit_by_time, true);
		cursor->by_time = true;
		return true;
	}
	if (!may_lack_scrolls(cursor) ||
	    open_pit(cursor, http, &ignored_outcome, &ignored) != 0)
		return false;
	log_say(LOG_VERBOSE, "no scroll is to be had (%s), so a point in time is read",
		refusal->text);
	cursor->is_pit = true;
	atomic_store(&elastic->by_pit, true);
	return true;
}

const struct cursor_request *cursor_next(struct cursor *cursor)
{
	const struct elastic *elastic = cursor->elastic;
	struct arena *arena = &cursor->page;

	arena_free(arena);
	if (cursor->is_pit) {
		const struct elastic_position position = { cursor->id, cursor->by_time,
							   cursor->after };

		cursor->request.path = "/_search?" FILTER_PATH ",hits.hits.sort";
		cursor->request.body =
			elastic_search_body(elastic, cursor->window, &position, arena);
	} else if (cursor->id.text) {
		cursor->request.path = "/_search/scroll?" FILTER_PATH;
		cursor->request.body = elastic_scroll_body(cursor->id, arena);
	} else {
		cursor->request.path =
			arena_print(arena, "/%s/_search?scroll=5m&%s" FILTER_PATH,
				    cursor->index, unavailable(cursor));
		cursor->request.body =
			elastic_search_body(elastic, cursor->window, NULL, arena);
	}
	return &cursor->request;
}

/* A scroll's id hardly ever changes, and stands in front of all. */
bool cursor_is_foreseen(const struct cursor *cursor, const char *page, size_t len)
{
	static const char front[] = "{\"_scroll_id\":\"";
	size_t at = sizeof(front) - 1;

	return !cursor->is_pit && cursor->id.text && len > at + cursor->id.len &&
	       memcmp(page, front, at) == 0 &&
	       memcmp(page + at, cursor->id.text, cursor->id.len) == 0 &&
	       page[at + cursor->id.len] == '"';
}

/* The sort values of a page. */
struct order {
	struct arena *arena;
	const char *last;
	const char *before; /* the last that is not `last`; NULL: all are */
	size_t n;
};

static int on_sort(void *context, struct json_reader *reader)
{
	struct order *order = context;
	struct value sort = json_value(reader, 0);

	order->n++;
	if (!sort.text || (order->last && value_is(sort, order->last)))
		return 0;
	order->before = order->last;
	order->last = arena_text(order->arena, sort.text, sort.len);
	return 0;
}

int cursor_look(struct cursor *cursor, const char *page, size_t len, struct error *err)
{
	static const char *const paths[] = { "hits.hits.sort" };
	struct order order = { .arena = cursor->arena };
	const char *from = cursor->after;
	struct json_reader *reader;
	struct error ignored; /* who reads the page tells */

	if (!cursor->is_pit)
		return 0;
	reader = json_reader_new(paths, 1, "hits.hits", on_sort, &order);
	json_feed(reader, page, len, &ignored);
	json_reader_free(reader);
	cursor->held = NULL;
	cursor->after = order.last;
	if (cursor->by_time && order.n >= CURSOR_PAGE) {
		cursor->held = order.last;
		cursor->after = order.before;
	}
	cursor->is_stuck = !cursor->after || (from && strcmp(cursor->after, from) == 0);
	if (cursor->held && !cursor->after)
		return error_set(
			err, ERROR_SERVER,
			"%s/%s: %d or more records of one and the same moment, and "
			"the server has no way to tell them apart (no scroll, no "
			"_shard_doc)",
			cursor->elastic->server.options.url, cursor->index, CURSOR_PAGE);
	return 0;
}

bool cursor_passes(const struct cursor *cursor, struct value sort)
{
	return !cursor->held || !value_is(sort, cursor->held);
}

void cursor_learn(struct cursor *cursor, struct value scroll_id, struct value pit_id)
{
	struct value id = cursor->is_pit ? pit_id : scroll_id;

	if (id.text && !cursor->is_pit)
		atomic_store(&cursor->elastic->has_scrolled, true);
	if (id.len == 0 ||
	    (cursor->id.len == id.len && memcmp(cursor->id.text, id.text, id.len) == 0))
		return;
	cursor->id.text = arena_text(cursor->arena, id.text, id.len);
	cursor->id.len = id.len;
}

int cursor_check_next(const struct cursor *cursor, struct error *err)
{
	const char *url = cursor->elastic->server.options.url;

	if (cursor->is_stuck)
		return error_set(
			err, ERROR_SERVER,
			"%s/%s: a page of a point in time does not say where the next "
			"one begins (no sort values, or the same again)",
			url, cursor->index);
	if (cursor->id.text)
		return 0;
	return error_set(
		err, ERROR_SERVER,
		"%s/%s: the reply names no scroll, so there is no way to the flows "
		"behind its first %d; does this server know scrolls? Try --cursor pit",
		url, cursor->index, CURSOR_PAGE);
}

static int on_nothing(void *context, struct json_reader *reader)
{
	(void)context, (void)reader;
	return 0;
}

/* It stands before all else; a page that was given up may be endless. */
void cursor_glean(struct cursor *cursor, const char *page, size_t len)
{
	enum { MOST_HEAD = 64 << 10 };
	static const char *const paths[] = { "_scroll_id" };
	struct json_reader *reader;
	struct error ignored;

	if (cursor->is_pit || cursor->id.text || len == 0)
		return;
	reader = json_reader_new(paths, 1, "hits.hits", on_nothing, NULL);
	json_feed(reader, page, len < MOST_HEAD ? len : MOST_HEAD, &ignored);
	cursor_learn(cursor, json_value(reader, 0), (struct value){ NULL, 0 });
	json_reader_free(reader);
}

void cursor_close(struct cursor *cursor, struct http *http)
{
	int dialect = atomic_load(&cursor->elastic->pit_dialect) - 1;
	struct http_request request = { .method = "DELETE",
					.path = "/_search/scroll",
					.must_finish = true };
	struct http_reply reply;
	struct error err;

	if (cursor->id.text) {
		request.body =
			cursor->is_pit && dialect == 0
				? elastic_id_body("id", cursor->id, false, cursor->arena)
				: elastic_id_body(cursor->is_pit ? "pit_id" : "scroll_id",
						  cursor->id, true, cursor->arena);
		if (cursor->is_pit)
			request.path = dialects[dialect].clear;
		if (http_send(http, &request, &reply, &err) != 0)
			log_say(LOG_VERBOSE,
				"the cursor could not be cleared, it ends by itself in 5 "
				"minutes: %s",
				err.text);
	}
	arena_free(&cursor->page);
}
