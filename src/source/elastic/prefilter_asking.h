/*
 * prefilter_asking - what the parts of the prefilter share, see prefilter.h.
 * Whatever returns -1 has told why all is to be read.
 */
#ifndef ELASTIC_PREFILTER_ASKING_H
#define ELASTIC_PREFILTER_ASKING_H

#include <yajl/yajl_gen.h>

#include "source/elastic/prefilter.h"
#include "source/elastic/prefilter_buckets.h"
#include "source/elastic/prefilter_pays.h"

struct asking {
	struct elastic *elastic;
	struct http *http;
	const struct elastic_window *whole;
	struct prefilter_sample sample;
	int64_t min_longest_us;
	bool force;			    /* --prefilter on */
	bool is_ip;			    /* the destination is; else a keyword */
	const char *field[N_RECORD_FIELDS]; /* as they are aggregated; NULL: not there */
	int64_t first_ms; /* of the starts of flows that a filter would pass, */
	int64_t last_ms;
	int64_t end_ms;	      /* and of their ends; -1: there are none */
	const char **sampled; /* destinations of the sample, in the field's order */
	size_t n_sampled;
	const char **kept; /* destinations */
	size_t n_kept;
	size_t kept_capacity;
	struct arena arena; /* of these keys */
	struct elastic_prefilter *result;
};

/* Always -1: the reason is told, and all is read. */
int asking_give_up(struct asking *asking, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* By the settings and the mapping: can it be exact? Sets field and is_ip. */
int asking_check_settings(struct asking *asking);
int asking_take_fields(struct asking *asking);

/* By what the flows hold: likewise. Sets first_ms, last_ms and end_ms. */
int asking_check_flows(struct asking *asking);

/* What a part of the destinations says of all; -1 if they are too few anyway. */
int asking_take_sample(struct asking *asking);

/* Does it pay, by the sample? */
int asking_weigh(struct asking *asking);

/* Destinations with enough flows, and those with one that may be long. */
int asking_find_kept(struct asking *asking);
int asking_find_long(struct asking *asking);

/* Those that threat intelligence reports, if pairs are listed for it. */
int asking_find_reported(struct asking *asking);

/* To be read, however few flows go there. */
void asking_keep(struct asking *asking, const struct buckets *buckets);

/* The destinations to read, and what is read in any case; of the run. */
const char *asking_make_clause(const struct asking *asking);

/* What the windows will hold, and the sources of what they will not. */
int asking_count_cells(struct asking *asking, const char *clause);
int asking_find_sources(struct asking *asking, const char *clause);

/* How terms are asked for; all 0: all of them. */
struct asking_terms {
	uint64_t min_count;
	uint64_t n_parts; /* the first of so many only */
	bool is_sure; /* several shards give more than is asked for: nothing is missed */
	bool of_few;  /* records: not worth an index of all terms */
};

/* Terms of a field among flows that `only` (JSON, or NULL) leaves. */
int asking_ask_terms(struct asking *asking, const char *only, const char *field,
		     const struct asking_terms *terms, struct buckets *buckets,
		     struct arena *arena);

/* Some numbers of what was aggregated; -1 also if a shard has not given its part. */
enum { ASKING_MOST_VALUES = 32 };
int asking_ask_values(struct asking *asking, const char *body, const char *const *paths,
		      size_t n_paths, struct value *answers, struct arena *arena);

/* False if there is none, or none that is whole and not negative, as far as doubles
 * count. Some write 1.7636E12. */
bool asking_number(struct value value, int64_t *number);

/* {"range": {"field": {"gte": from, "lte": to}}}, in an array. */
#define ASKING_NO_BOUND INT64_MIN
void asking_put_range(yajl_gen json, const char *field, int64_t from_ms, int64_t to_ms);

/* The duration is of so many seconds or more. */
void asking_put_duration(yajl_gen json, const struct asking *asking, double least_s);

/* {"bool": {"should": [: what the caller writes next, then its end. */
void asking_open_any(yajl_gen json, const char *key);
void asking_close_any(yajl_gen json);

/* {"bool": ...}: what src/filter passes of all flows; all without --focus_outbound. */
void asking_put_passed(yajl_gen json, const char *key, const struct asking *asking);

#endif
