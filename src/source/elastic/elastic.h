/*
 * elastic - what the parts of the Elasticsearch and OpenSearch source share:
 * the server, the index, and what was found out about the time field.
 */
#ifndef ELASTIC_ELASTIC_H
#define ELASTIC_ELASTIC_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "core/http.h"
#include "core/json.h"
#include "model/config_files.h"
#include "model/timestamp.h"
#include "server/server.h"
#include "source/elastic/fields.h"
#include "source/elastic/mapping.h"
#include "source/record.h"
#include "source/source.h"

/* How the time field is kept, and so what a range must hold. */
enum elastic_time {
	ELASTIC_DATE,	 /* date or date_nanos: epoch_millis */
	ELASTIC_SECONDS, /* a number of seconds: Zeek's raw ts */
	ELASTIC_MILLISECONDS,
};

/* What a fast way carries in a second, in bytes: packing costs the server time, and pays
 * where the way is slower than that. */
#define ELASTIC_FAST 40e6

/* Is the reply to be packed? The first large page tells whether that pays. */
enum elastic_gzip { GZIP_NOT_KNOWN, GZIP_NO, GZIP_YES };

struct elastic {
	const struct source_request *request;
	const struct config *config;
	struct server server;
	const char *index;	   /* as it stands in a path, escaped */
	const char *names_index;   /* likewise, of records that say names, */
	const char *context_index; /* and of all that say something */
	struct record_names names;
	struct elastic_plans flow_plans; /* how flows are fetched, */
	struct elastic_plans name_plans; /* and records that say names */
	bool formats_dates; /* the server takes a format for a doc value: since 6.4 */
	enum elastic_time time_kind;
	atomic_int gzip;	  /* enum elastic_gzip */
	atomic_bool by_pit;	  /* by points in time, not by scrolls */
	atomic_bool has_scrolled; /* the server gave a scroll */
	atomic_bool pit_by_time;  /* its points in time have no order by _shard_doc */
	atomic_int pit_dialect;	  /* see cursor.c; 0: not known */
	atomic_uint n_begun_anew; /* windows, after faults */
	pthread_mutex_t mutex;	  /* of what is missing: */
	size_t n_missing;	  /* windows that could not be read (--allow-partial) */
	const char *missing;	  /* which and why, of the run */
	unsigned flow_types[N_RECORD_FIELDS]; /* of doc values, as enum mapped_type; 0:
						 there are none, or nobody tells */
	const char *part; /* the clause of --part, as JSON; NULL: the server gives all */
	struct source_span flow_span; /* of all parts, if there are any */
	int64_t blur_us; /* how far off the indexed time may be: of a 32-bit float */
};

/* The time of a window: from_us <= time < to_us. */
struct elastic_window {
	int64_t from_us;
	int64_t to_us;
	bool names;   /* not flows, but records that say names, */
	bool context; /* or anything of the listed pairs; then names is set as well */
	const struct elastic_plan *plan;
	const char *only; /* one more clause, as JSON, not for names alone; NULL: none */
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

/* Where a page of a point in time begins. */
struct elastic_position {
	struct value pit_id;
	bool by_time;	   /* else by _shard_doc */
	const char *after; /* the sort value; NULL: from the beginning */
};

/* Bodies of requests, of the arena. `last` is the last clause to be in it. */

/* The first page of a scroll; or any of a point in time, whose position is given. */
const char *elastic_search_body(const struct elastic *elastic,
				const struct elastic_window *window,
				const struct elastic_position *position,
				struct arena *arena);
const char *elastic_count_body(const struct elastic *elastic,
			       const struct elastic_window *window,
			       enum elastic_clause last, struct arena *arena);
const char *elastic_scroll_body(struct value scroll_id, struct arena *arena);

/* {"key": "id"}, or with the id in a list. */
const char *elastic_id_body(const char *key, struct value id, bool is_list,
			    struct arena *arena);

/* More records than this are not staged at once: 20 MB of them. */
enum { ELASTIC_MOST_A_WINDOW = 200000, ELASTIC_A_WINDOW = ELASTIC_MOST_A_WINDOW / 2 };

/* What came of draining a window. */
struct drain_outcome {
	bool too_many;	       /* records to stage: nothing was kept, halve it */
	bool again;	       /* it failed, but may not the next time */
	int64_t retry_after_s; /* as the server asked; 0: it did not */
};

/* What there is to do while the server makes the first page of a window. */
struct drain_meanwhile {
	void (*run)(void *context);
	void *context;
};

/* Reads a window into the sink, by one scroll that is cleared at the end. After a
 * failure part of it may be in the sink. */
int elastic_drain(struct elastic *elastic, struct http *http,
		  const struct elastic_window *window, const struct sink *sink,
		  const struct drain_meanwhile *meanwhile, struct drain_outcome *outcome,
		  struct error *err);

/* What one thread reads by, over a connection that outlives it. */
struct elastic_reader;
struct elastic_reader *elastic_reader_new(struct elastic *elastic, struct http *http);
void elastic_reader_free(struct elastic_reader *reader); /* accepts NULL */

/*
 * Reads a window, all of it or nothing, tried as often as is sensible. With
 * --allow-partial a window that can't be read is noted and passed over. Its flows
 * are kept back: they go to the sink of the next call, while that waits, or of
 * elastic_pass_on(), which follows the last one.
 */
int elastic_read_window(struct elastic_reader *reader,
			const struct elastic_window *window, const struct sink *sink,
			struct error *err);
void elastic_pass_on(struct elastic_reader *reader, const struct sink *sink);

/* Notes a window as missing. */
void elastic_miss(struct elastic *elastic, const struct elastic_window *window,
		  const char *why);

/* How many records a query has left after the clause. */
int elastic_count(const struct elastic *elastic, struct http *http, const char *body,
		  uint64_t *n, uint64_t *n_shards, struct error *err);

/* Takes over a configuration: the index and the names. */
void elastic_set_config(struct elastic *elastic, const struct config *config);

/* Where the i-th of n equal parts of a window begins; the n-th begins where it ends. */
int64_t elastic_cell(const struct elastic_window *window, size_t i, size_t n);

/* All of the period, and all time there is. */
struct elastic_window elastic_period(const struct elastic *elastic);
struct elastic_window elastic_all_time(void);

/* Finds out what the index has, before anything is read; sets time_kind. */
int elastic_probe(struct elastic *elastic, struct http *http, struct error *err);

/* The settings that name fields, as they are told; the needed ones first. */
struct elastic_setting {
	enum record_field field;
	const char *setting;
	bool needed;
};
extern const struct elastic_setting elastic_settings[];
extern const size_t n_elastic_settings;

/* Which of the configured fields an index has, and how they are best fetched. */
struct elastic_caps {
	const char *text; /* the reply, of the run; NULL: the server does not tell */
	bool told;	  /* the mapping is known */
	struct elastic_mapping mapping; /* to be freed */
	struct elastic_plans plans;
};
int elastic_ask_caps(struct elastic *elastic, struct http *http, const char *index,
		     struct elastic_caps *caps, struct error *err);

/* Takes over how flows are fetched, and of what types they are. */
void elastic_set_plans(struct elastic *elastic, const struct elastic_caps *caps);

/* Which of these fields, joined by commas, an index has; "*" asks for all. 1: the
 * server does not tell. */
int elastic_ask_fields(const struct elastic *elastic, struct http *http,
		       const char *index, const char *names,
		       struct elastic_mapping *mapping, struct error *err);

/* All fields of the index; none if it takes too long or they are too many. */
void elastic_ask_all_fields(const struct elastic *elastic,
			    struct elastic_mapping *mapping);

/* How the time is kept; without a mapping it is taken for a date. */
int elastic_set_time(struct elastic *elastic, struct http *http,
		     const struct elastic_mapping *mapping, struct error *err);

/* -1 if there is no such index, or nothing in it. */
int elastic_check_index(const struct elastic *elastic, struct http *http,
			struct error *err);

/* One of our configurations, held against the server. */
struct elastic_fit {
	const struct shipped_config *shipped;
	const struct config *config; /* of the run: as if it had been given */
	bool has_fields;	     /* those that are needed are all there */
	size_t n_fields;	     /* others that it names, */
	size_t n_present;	     /* and of these how many its flows have */
	uint64_t n;		     /* flows in the period */
	uint64_t n_ever;	     /* and at any time */
	const char *only; /* the part of its filter that others needed, or NULL */
};

/* Of the run; the best comes first, those that do not fit at all last. */
struct elastic_fits {
	struct elastic_fit *fits;
	size_t n;
};

/* Holds all of them against the index or, with any_index, each against its own. */
int elastic_find_fits(const struct elastic *elastic, struct http *http, bool any_index,
		      struct elastic_fits *fits, struct error *err);

/* The parts of it that ask nobody: are all fields there that are needed; and for
 * qsort(), the better one first: with flows in the period; that tells flows by their
 * event, since one that takes all records counts names among them; with more of what
 * it wants; with an index of that name, the longer the more special. */
bool elastic_has_needed(const struct record_names *names,
			const struct elastic_mapping *mapping);
int elastic_compare_fits(const void *x, const void *y);

/* -c auto: takes over the one that fits best, and says so. */
int elastic_choose(struct elastic *elastic, struct http *http, struct error *err);

/* "selks.ini fits logstash-flow-*: 123 flows in the period, ..." of the best, unless it
 * asks the same as the configuration at hand; NULL: none fits, or nobody can tell. */
const char *elastic_better_fit(const struct elastic *elastic, struct http *http);

/* How many flows are in the window, and how many of the fields that are not needed
 * any of them has; by a body that also tells whether two ask the same. */
struct elastic_found {
	uint64_t n;
	size_t n_present;
	uint64_t n_with_state; /* how many have field_state, */
	uint64_t n_with_bytes; /* and how many field_flow_bytes_toserver */
	long status;	       /* of the reply */
};
const char *elastic_fields_body(const struct elastic *elastic,
				const struct elastic_window *window, struct arena *arena);
int elastic_count_fields(const struct elastic *elastic, struct http *http,
			 const char *body, struct elastic_found *found,
			 struct error *err);

/* What the event field says of the records of the window: "dns (12), tls (3)"; NULL:
 * it can't be told. */
const char *elastic_events(const struct elastic *elastic, struct http *http,
			   const struct elastic_window *window);

/* The same out of the reply to that question. */
const char *elastic_events_text(const char *reply, struct arena *arena);

/* The first and the last time of what is in the window up to the clause. */
struct elastic_span {
	bool known;
	int64_t first_us;
	int64_t last_us;
};
const char *elastic_moment(int64_t time_us,
			   char text[TIMESTAMP_TEXT]); /* to the second */
/* When flows are, of all of the window, as far as the index keeps that as dates. */
int elastic_ask_flow_span(const struct elastic *elastic, struct http *http,
			  const struct elastic_window *window, struct source_span *span,
			  struct error *err);

/* --part: from here on flows are asked for by share, and *n_flows are of it. */
int elastic_take_part(struct elastic *elastic, struct http *http,
		      const struct elastic_window *whole, uint64_t *n_flows,
		      struct error *err);

int elastic_ask_span(const struct elastic *elastic, struct http *http,
		     const struct elastic_window *window, enum elastic_clause last,
		     struct elastic_span *span, struct error *err);

/* Writes what is left after each clause, which fields are missing and what they may
 * be called, what time the index holds, and which configuration fits. */
int elastic_report(struct elastic *elastic, struct http *http,
		   const struct elastic_caps *caps, FILE *out, struct error *err);

/* "documents with event_type: flow", for errors and reports. */
const char *elastic_clause_text(const struct elastic *elastic, enum elastic_clause clause,
				const struct elastic_window *window, struct arena *arena);

/* A needed field is not there: says what it may be called. Always -1. */
int elastic_no_field(const struct elastic *elastic, struct http *http,
		     const struct elastic_setting *setting, struct error *err);

/* Nothing was found: says after which clause, and what to do. Always -1. */
int elastic_explain(const struct elastic *elastic, struct http *http,
		    const struct elastic_window *window, struct error *err);

#endif
