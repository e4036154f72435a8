/*
 * elastic - what the parts of the Elasticsearch and OpenSearch source share:
 * the server, the index, and what was found out about the time field.
 */
#ifndef SOURCE_ELASTIC_H
#define SOURCE_ELASTIC_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "core/http.h"
#include "core/json.h"
#include "server/server.h"
#include "source/elastic_fields.h"
#include "source/record.h"
#include "source/source.h"

/* How the time field is kept, and so what a range must hold. */
enum elastic_time {
	ELASTIC_DATE,       /* date or date_nanos: epoch_millis */
	ELASTIC_SECONDS,    /* a number of seconds: Zeek's raw ts */
	ELASTIC_MILLISECONDS,
};

/* Is the reply to be packed? The first large page tells whether that pays. */
enum elastic_gzip { GZIP_NOT_KNOWN, GZIP_NO, GZIP_YES };

struct elastic {
	const struct source_request *request;
	const struct config *config;
	struct server server;
	const char *index;           /* as it stands in a path, escaped */
	const char *names_index;     /* likewise, of records that say names */
	struct record_names names;
	struct elastic_plans flow_plans; /* how flows are fetched, */
	struct elastic_plans name_plans; /* and records that say names */
	bool formats_dates; /* the server takes a format for a doc value: since 6.4 */
	enum elastic_time time_kind;
	atomic_int gzip;         /* enum elastic_gzip */
	atomic_bool by_pit;       /* by points in time, not by scrolls */
	atomic_bool has_scrolled; /* the server gave a scroll */
	atomic_bool pit_by_time;  /* its points in time have no order by _shard_doc */
	atomic_int pit_dialect;   /* see elastic_cursor.c; 0: not known */
	atomic_uint n_begun_anew; /* windows, after faults */
	pthread_mutex_t mutex;   /* of what is missing: */
	size_t n_missing;        /* windows that could not be read (--allow-partial) */
	const char *missing;     /* which and why, of the run */
	int64_t blur_us; /* how far off the indexed time may be: of a 32-bit float */
};

/* The time of a window: from_us <= time < to_us. */
struct elastic_window {
	int64_t from_us;
	int64_t to_us;
	bool names; /* not flows, but records that say names */
	const struct elastic_plan *plan;
};

/* The clauses of the query, in the order in which they are told apart. */
enum elastic_clause {
	CLAUSE_ALL,
	CLAUSE_PERIOD,
	CLAUSE_EVENT,
	CLAUSE_SRC,
	CLAUSE_DST,
	CLAUSE_PORT,
	CLAUSE_FILTER,
	N_CLAUSES,
};

/* Bodies of requests, of the arena. `last` is the last clause to be in it. */
struct elastic_position {
	struct value pit_id;
	bool by_time;      /* else by _shard_doc */
	const char *after; /* the sort value; NULL: from the beginning */
};

/* The first page of a scroll; or any of a point in time, whose position is given. */
const char *elastic_search_body(const struct elastic *elastic,
				const struct elastic_window *window,
				const struct elastic_position *position,
				struct arena *arena);
const char *elastic_count_body(const struct elastic *elastic,
			       const struct elastic_window *window,
			       enum elastic_clause last, struct arena *arena);
const char *elastic_scroll_body(struct value scroll_id, struct arena *arena);
const char *elastic_time_body(const struct elastic *elastic, struct arena *arena);

/* {"key": "id"}, or with the id in a list. */
const char *elastic_id_body(const char *key, struct value id, bool is_list,
			    struct arena *arena);

/* More records than this are not staged at once: 20 MB of them. */
enum { ELASTIC_MOST_A_WINDOW = 200000 };

/* What came of draining a window. */
struct drain_outcome {
	bool too_many; /* records to stage: nothing was kept, halve it */
	bool again;    /* it failed, but may not the next time */
	int64_t retry_after_s; /* as the server asked; 0: it did not */
};

/* Reads a window into the sink, by one scroll that is cleared at the end. After a
 * failure part of it may be in the sink. */
int elastic_drain(struct elastic *elastic, struct http *http,
		  const struct elastic_window *window, const struct sink *sink,
		  struct drain_outcome *outcome, struct error *err);

/* The same, all of it or nothing, tried as often as is sensible. With
 * --allow-partial a window that can't be read is noted and passed over. */
int elastic_read_window(struct elastic *elastic, struct http *http,
			const struct elastic_window *window, const struct sink *sink,
			struct error *err);

/* Notes a window as missing. */
void elastic_miss(struct elastic *elastic, const struct elastic_window *window,
		  const char *why);

/* How many records a query has left after the clause. */
int elastic_count(const struct elastic *elastic, struct http *http, const char *body,
		  uint64_t *n, uint64_t *n_shards, struct error *err);

/* Finds out what the index has, before anything is read; sets time_kind. */
int elastic_probe(struct elastic *elastic, struct http *http, struct error *err);

/* Parts of it, for who only looks: sets time_kind; how an index's fields are best
 * fetched; is there such a field; which of our configurations names its fields. */
int elastic_probe_time(struct elastic *elastic, struct http *http, struct error *err);
int elastic_probe_plans(struct elastic *elastic, struct http *http, const char *index,
			struct elastic_plans *plans, struct error *err);
int elastic_has_field(const struct elastic *elastic, struct http *http, const char *field,
		      bool *exists, struct error *err);
int elastic_fitting_config(const struct elastic *elastic, struct http *http,
			   const char **config, struct error *err);

/* Writes what is left after each clause, how fields are fetched, and what time the
 * index holds. */
int elastic_report(struct elastic *elastic, struct http *http,
		   const struct elastic_window *whole, FILE *out, struct error *err);

/* Nothing was found: says after which clause, and what to do. Always -1. */
int elastic_explain(const struct elastic *elastic, struct http *http,
		    const struct elastic_window *window, struct error *err);

#endif
