/*
 * baseline_by_time - all records of an index where there are no scrolls: each page begins
 * at the time at which the last one ended, see baseline_asking.h. What comes twice so
 * does no harm, as of a pair the latest counts. Points in time would be of no use: their
 * order is by shard, which not all servers that have them know, or by a time as well.
 */
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>

#include "core/interrupt.h"
#include "source/baseline_asking.h"
#include "source/elastic/gen.h"

enum { MOST = 10000 }; /* index.max_result_window */

static void open_map(yajl_gen json, const char *key)
{
	gen_text(json, key);
	yajl_gen_map_open(json);
}

static void close_maps(yajl_gen json, int n)
{
	for (int i = 0; i < n; i++)
		yajl_gen_map_close(json);
}

/* From that time on; NULL: all that have one. */
static const char *page_body(const char *from, struct arena *arena)
{
	yajl_gen json = baseline_begin_body(MOST);

	open_map(json, "query");
	open_map(json, from ? "range" : "exists");
	if (from) {
		open_map(json, "@timestamp");
		gen_text(json, "gte");
		gen_text(json, from);
		close_maps(json, 1);
	} else {
		gen_text(json, "field");
		gen_text(json, "@timestamp");
	}
	close_maps(json, 2);
	gen_text(json, "sort");
	yajl_gen_array_open(json);
	yajl_gen_map_open(json);
	open_map(json, "@timestamp");
	gen_text(json, "order");
	gen_text(json, "asc");
	gen_text(json, "unmapped_type");
	gen_text(json, "date");
	close_maps(json, 2);
	yajl_gen_array_close(json);
	return baseline_end_body(json, arena);
}

/* Of old records, and of others' programs. */
static const char *timeless_body(struct arena *arena)
{
	yajl_gen json = baseline_begin_body(MOST);

	open_map(json, "query");
	open_map(json, "bool");
	open_map(json, "must_not");
	open_map(json, "exists");
	gen_text(json, "field");
	gen_text(json, "@timestamp");
	close_maps(json, 4);
	return baseline_end_body(json, arena);
}

static int refuse(const struct baseline_asking *asking, const char *what,
		  struct error *err)
{
	return error_set(err, ERROR_SERVER,
			 "%s/%s: more than %d records %s can't be read without a scroll, "
			 "which this "
			 "server does not give; let the baseline be a file of -json",
			 asking->server.options.url, asking->name, MOST, what);
}

static int ask_pages(struct baseline_asking *asking, const char *path, struct error *err)
{
	char from[BASELINE_STAMP] = "";
	int r;

	do {
		if (interrupt_check(err) != 0)
			return -1;
		r = baseline_ask_page(asking, path,
				      page_body(*from ? from : NULL, asking->arena), err);
		if (r != 0 || asking->n_page < MOST)
			return r;
		if (!*asking->stamp || strcmp(from, asking->stamp) == 0)
			return refuse(asking, "of one run", err);
		memcpy(from, asking->stamp, sizeof(from));
	} while (true);
}

int baseline_ask_by_time(struct baseline_asking *asking, bool *exists, struct error *err)
{
	char *escaped = http_escape(asking->name);
	const char *path =
		arena_print(asking->arena, "/%s/_search?" BASELINE_FILTER_PATH, escaped);
	int r = ask_pages(asking, path, err);

	free(escaped);
	*exists = r != 1;
	if (r == 0)
		r = baseline_ask_page(asking, path, timeless_body(asking->arena), err);
	if (r == 0 && asking->n_page == MOST)
		r = refuse(asking, "without @timestamp", err);
	return r < 0 ? -1 : 0;
}
