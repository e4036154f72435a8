/*
 * elastic - what the parts of the Elasticsearch and OpenSearch source share:
 * the server, the index, and what was found out about the time field.
 */
#ifndef SOURCE_ELASTIC_H
#define SOURCE_ELASTIC_H

#include <stdbool.h>
#include <stdint.h>

#include "core/http.h"
#include "core/json.h"
#include "source/record.h"
#include "source/source.h"

/* How the time field is kept, and so what a range must hold. */
enum elastic_time {
	ELASTIC_DATE,       /* date or date_nanos: epoch_millis */
	ELASTIC_SECONDS,    /* a number of seconds: Zeek's raw ts */
	ELASTIC_MILLISECONDS,
};

struct elastic {
	const struct source_request *request;
	const struct config *config;
	struct http_options options; /* its strings live as long as the run */
	const char *index;           /* as it stands in a path, escaped */
	const char *names_index;     /* likewise, of records that say names */
	struct record_names names;
	enum elastic_time time_kind;
	int64_t blur_us; /* how far off the indexed time may be: of a 32-bit float */
};

/* The time of a window: from_us <= time < to_us. */
struct elastic_window {
	int64_t from_us;
	int64_t to_us;
	bool names; /* not flows, but records that say names */
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
const char *elastic_search_body(const struct elastic *elastic,
				const struct elastic_window *window, struct arena *arena);
const char *elastic_count_body(const struct elastic *elastic,
			       const struct elastic_window *window,
			       enum elastic_clause last, struct arena *arena);
const char *elastic_scroll_body(struct value scroll_id, struct arena *arena);
const char *elastic_clear_body(struct value scroll_id, struct arena *arena);

/* Reads all of a window into the sink, by one scroll that is cleared at the end. */
int elastic_drain(const struct elastic *elastic, struct http *http,
		  const struct elastic_window *window, const struct sink *sink,
		  struct error *err);

/* Finds out what the index has, before anything is read; sets time_kind. */
int elastic_probe(struct elastic *elastic, struct http *http, struct error *err);

/* Nothing was found: says after which clause, and what to do. Always -1. */
int elastic_explain(const struct elastic *elastic, struct http *http,
		    const struct elastic_window *window, struct error *err);

/*
 * One request whose whole reply is read for `paths` (all of the reply is one
 * record). A status other than 2xx is an error that tells the server's reason.
 */
struct elastic_question {
	const char *method;
	const char *path;
	const char *body;
	const char *const *paths;
	size_t n_paths;
	struct value *answers; /* n_paths of them; copied into the arena */
	long status;           /* set: of the reply, 0 if none came */
};
int elastic_ask(const struct elastic *elastic, struct http *http,
		struct elastic_question *question, struct arena *arena, struct error *err);

/* The error of a reply that is not 2xx, with what to do about it. */
int elastic_refused(const struct elastic *elastic, const struct http_reply *reply,
		    struct error *err);

#endif
