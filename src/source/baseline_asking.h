/*
 * baseline_asking - an index that is asked for all its records, page by page: see
 * baseline_index.c.
 */
#ifndef SOURCE_BASELINE_ASKING_H
#define SOURCE_BASELINE_ASKING_H

#include "server/server.h"
#include "source/baseline_record.h"

enum { BASELINE_STAMP = 40 };

struct baseline_asking {
	const char *name;
	struct server server;
	struct http *http;
	struct json_reader *reader;
	struct arena *arena;
	const char *scroll; /* NULL: none is open */
	struct baseline *baseline;
	struct baseline_tally *tally;
	long status;		    /* of the last reply; 0: none came */
	uint64_t n_page;	    /* records of this page, */
	uint64_t n;		    /* of all, */
	uint64_t n_all;		    /* and as the server has them */
	char stamp[BASELINE_STAMP]; /* @timestamp of the last record; "": it has none */
};

void baseline_asking_init(struct baseline_asking *asking);

/* 1: there is no such index. */
int baseline_ask_page(struct baseline_asking *asking, const char *path, const char *body,
		      struct error *err);

/* {"size": n, "_source": [...] : what the caller writes next; then its end, the text of the
 * arena. */
struct yajl_gen_t *baseline_begin_body(int size);
const char *baseline_end_body(struct yajl_gen_t *json, struct arena *arena);

/* Without a scroll. */
int baseline_ask_by_time(struct baseline_asking *asking, bool *exists, struct error *err);

#define BASELINE_FILTER_PATH \
	"filter_path=_scroll_id,timed_out,_shards.failed,hits.total,hits.hits._source"

#endif
