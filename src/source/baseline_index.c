/*
 * baseline_index - an index that --index writes to as a baseline, see baseline.h. There
 * is a record for each pair and day, so that one scroll over all of them is soon done.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>

#include "core/interrupt.h"
#include "core/log.h"
#include "source/baseline_asking.h"
#include "source/elastic/gen.h"

enum { A_PAGE = 5000 };

static const char *search_body(struct arena *arena)
{
	yajl_gen json = baseline_begin_body(A_PAGE);

	gen_text(json, "sort");
	yajl_gen_array_open(json);
	gen_text(json, "_doc");
	yajl_gen_array_close(json);
	return baseline_end_body(json, arena);
}

static const char *scroll_body(const struct baseline_asking *asking)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	yajl_gen_map_open(json);
	gen_text(json, "scroll");
	gen_text(json, "5m");
	gen_text(json, "scroll_id");
	gen_text(json, asking->scroll);
	return baseline_end_body(json, asking->arena);
}

/* By its id: others' are none of our business. It ends by itself in 5 minutes. */
static void close_scroll(struct baseline_asking *asking)
{
	struct http_request request = { .method = "DELETE",
					.path = "/_search/scroll",
					.must_finish = true };
	struct http_reply reply;
	struct error ignored;
	yajl_gen json;

	if (!asking->scroll)
		return;
	json = yajl_gen_alloc(NULL);
	yajl_gen_map_open(json);
	gen_text(json, "scroll_id");
	yajl_gen_array_open(json);
	gen_text(json, asking->scroll);
	yajl_gen_array_close(json);
	request.body = baseline_end_body(json, asking->arena);
	http_send(asking->http, &request, &reply, &ignored);
}

static const char *search_path(const char *name, struct arena *arena)
{
	char *escaped = http_escape(name);
	const char *path = arena_print(
		arena, "/%s/_search?scroll=5m&" BASELINE_FILTER_PATH, escaped);

	free(escaped);
	return path;
}

static int ask_by_scroll(struct baseline_asking *asking, bool *exists, struct error *err)
{
	int r = baseline_ask_page(asking, search_path(asking->name, asking->arena),
				  search_body(asking->arena), err);

	*exists = r != 1;
	while (r == 0 && asking->n_page > 0 && asking->n < asking->n_all &&
	       asking->scroll) {
		r = interrupt_check(err);
		if (r == 0)
			r = baseline_ask_page(asking,
					      "/_search/scroll?" BASELINE_FILTER_PATH,
					      scroll_body(asking), err);
	}
	if (r == 0 && asking->n != asking->n_all)
		r = error_set(err, ERROR_SERVER,
			      "%s/%s: the server announced %" PRIu64
			      " records and gave %" PRIu64,
			      asking->server.options.url, asking->name, asking->n_all,
			      asking->n);
	return r < 0 ? -1 : 0;
}

static bool may_lack_scrolls(const struct baseline_asking *asking, const char *cursor)
{
	return strcmp(cursor ? cursor : "auto", "auto") == 0 && !asking->scroll &&
	       (asking->status == 400 || asking->status == 403 || asking->status == 405 ||
		asking->status == 501);
}

static int ask_all(struct baseline_asking *asking, const char *cursor, bool *exists,
		   struct error *err)
{
	if (cursor && strcmp(cursor, "pit") == 0)
		return baseline_ask_by_time(asking, exists, err);
	if (ask_by_scroll(asking, exists, err) == 0)
		return 0;
	if (!may_lack_scrolls(asking, cursor))
		return -1;
	log_say(LOG_VERBOSE,
		"no scroll is to be had (%s), so the baseline is read by time",
		err->text);
	return baseline_ask_by_time(asking, exists, err);
}

int baseline_read_index(const struct config *config, const char *name,
			struct arena *arena, struct baseline *baseline,
			struct baseline_tally *tally, bool *exists, struct error *err)
{
	struct baseline_asking asking = {
		.name = name, .arena = arena, .baseline = baseline, .tally = tally
	};
	int r = server_open(&asking.server, config, arena, err);

	if (r == 0) {
		asking.http = http_new(&asking.server.options);
		baseline_asking_init(&asking);
		r = ask_all(&asking, config->cursor, exists, err);
		close_scroll(&asking);
	}
	json_reader_free(asking.reader);
	http_free(asking.http);
	server_close(&asking.server);
	return r == 0 ? 0 : error_wrap(err, "--baseline " BASELINE_INDEX "%s", name);
}
