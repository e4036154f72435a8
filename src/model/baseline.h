/*
 * baseline - what earlier runs have listed: of each row since when it is known and what
 * the latest run said of it. However many runs there were, a row is kept once, or once
 * for each length of time that runs looked at.
 */
#ifndef MODEL_BASELINE_H
#define MODEL_BASELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/index.h"
#include "core/memory.h"
#include "model/beacon.h"

/* Runs over an hour and over a day do not list the same: what one lacks, of the other
 * is not gone. */
enum baseline_span {
	SPAN_HOUR,  /* looked at 2 hours or less, */
	SPAN_HOURS, /* 12, */
	SPAN_DAY,   /* 2 days, */
	SPAN_WEEK,  /* 2 weeks, */
	SPAN_LONG,  /* or more */
	N_BASELINE_SPANS,
};

enum baseline_span baseline_span_of(int64_t hours);

/* How the latest run that speaks of a row stands to it. */
enum known_state {
	KNOWN_LISTED,	/* it listed the row */
	KNOWN_FOLLOWED, /* likewise, and says what is gone: the row is there until then */
	KNOWN_GONE,
};

struct known {
	struct address src;
	struct address dst;
	int64_t port;	  /* 0, unless rows go by it */
	const char *name; /* NULL, unless rows go by it */
	enum baseline_span span;
	enum known_state state;
	int64_t since_us; /* the earliest time it was known */
	int64_t run_us;	  /* of the latest run that speaks of it, */
	int64_t first_us; /* and what that says: */
	int64_t last_us;
	const char *listed; /* NULL: it does not tell, like NAN and CELL_NO_INTEGER */
	const char *protocol;
	int64_t services;
	int64_t bytes_out;
	int64_t occurrences;
	int64_t percent;
	int64_t interval_s;
	double rank;
	double score;
	double period_s;
	double jitter_percent;
	bool is_matched; /* this run lists it as well */
};

enum { BASELINE_MOST_WORDS = 128 };

struct baseline {
	struct known *rows; /* owned */
	size_t n;
	size_t capacity;
	struct index index;
	bool by_port; /* by what rows go, as --key has it */
	bool by_name;
	int64_t now_us; /* runs of later times count for nothing; by itself INT64_MAX */
	int64_t latest_us[N_BASELINE_SPANS]; /* the latest run; CELL_NO_INTEGER: none */
	uint64_t n_lines;		     /* rows of all runs */
	struct arena texts;
	const char *words[BASELINE_MOST_WORDS]; /* that rows share, each once */
	size_t n_words;
	const char *about;	/* what it was read from; of the run, like: */
	const char *list_rule;	/* by which rows were listed, as of struct result; */
	const char *flare_rule; /* NULL: nothing tells */
};

void baseline_init(struct baseline *baseline, const char *key);
void baseline_free(struct baseline *baseline); /* accepts a zeroed one */

/* Of what says nothing but who it is. */
struct known known_nothing(void);

/* Copies what it keeps; only what `by_port` and `by_name` tell counts of the key. In
 * whatever order rows come, the outcome is the same. */
void baseline_add(struct baseline *baseline, const struct known *row);

/* What stands before the name of an index. */
#define BASELINE_INDEX "index:"

/* What a record says instead of a row whose run has none, in an index that is its own
 * baseline: else it could not be told that all are gone. Behind it the period and what
 * rows go by: "empty run of 6 h by src_ip dest_ip dest_port". */
#define BASELINE_EMPTY_RUN "empty run of "

/* That there was a run, though nothing is known of its rows. */
void baseline_note_run(struct baseline *baseline, enum baseline_span span,
		       int64_t run_us);

/* Adds all of another one. */
void baseline_append(struct baseline *baseline, const struct baseline *more);

/* NULL if there is none of that span. Of `key` only what rows go by is looked at. */
struct known *baseline_find(const struct baseline *baseline, const struct known *key,
			    enum baseline_span span);

/* The span to compare with: that one, if there is a run of it, or else that of the latest
 * run; N_BASELINE_SPANS if there is none at all. */
enum baseline_span baseline_nearest(const struct baseline *baseline,
				    enum baseline_span span);

/* Was it there in the latest run of its span? */
bool baseline_is_present(const struct baseline *baseline, const struct known *row);

#endif
