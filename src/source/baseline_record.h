/*
 * baseline_record - a row of -json or of an index as one of a baseline.
 */
#ifndef SOURCE_BASELINE_RECORD_H
#define SOURCE_BASELINE_RECORD_H

#include "core/json.h"
#include "model/baseline.h"
#include "source/baseline.h"

enum baseline_field {
	BASELINE_TIME,
	BASELINE_EVENT,
	BASELINE_HOURS,
	BASELINE_SRC,
	BASELINE_DST,
	BASELINE_NAME,
	BASELINE_PORT,
	BASELINE_SERVICES,
	BASELINE_STATUS,
	BASELINE_SINCE,
	BASELINE_FIRST,
	BASELINE_LAST,
	BASELINE_LISTED,
	BASELINE_PROTOCOL,
	BASELINE_RANK,
	BASELINE_SCORE,
	BASELINE_PERIOD,
	BASELINE_JITTER,
	BASELINE_BYTES,
	BASELINE_OCCURRENCES,
	BASELINE_PERCENT,
	BASELINE_INTERVAL,
	N_BASELINE_FIELDS,
};

/* Where they are, by Flare's names and by those of Elastic's Common Schema. */
extern const char *const baseline_flare_names[N_BASELINE_FIELDS];
extern const char *const baseline_ecs_names[N_BASELINE_FIELDS];

/* Adds a record to the baseline, or counts why not. Who follows a file says there what is
 * gone; an index keeps no such rows. */
void baseline_take(const struct value values[N_BASELINE_FIELDS], bool says_gone,
		   uint64_t line, struct baseline *baseline,
		   struct baseline_tally *tally);

/* Likewise of one without a source: it may be of a run without rows, by whatever names. */
void baseline_take_run(const struct value values[N_BASELINE_FIELDS],
		       struct baseline *baseline, struct baseline_tally *tally);

void baseline_bad(struct baseline_tally *tally, uint64_t line, const char *why);

#endif
