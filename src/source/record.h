/*
 * record - from the texts of a record's fields to a flow: the one place that
 * knows which values make a flow, shared by every source of text records.
 */
#ifndef SOURCE_RECORD_H
#define SOURCE_RECORD_H

#include "core/json.h"
#include "model/config.h"
#include "model/flow.h"
#include "model/tally.h"
#include "source/source.h"

enum record_field {
	RECORD_SRC,
	RECORD_DST,
	RECORD_PORT,
	RECORD_TIME,   /* what the gaps are counted by */
	RECORD_LOGGED, /* what the period is held against; absent: the same */
	RECORD_BYTES,
	RECORD_EVENT,
	N_RECORD_FIELDS,
};

/* What the fields are called, for errors and for finding them. */
struct record_names {
	const char *field[N_RECORD_FIELDS]; /* NULL: there is none */
	const char *event; /* what RECORD_EVENT holds if it is a flow; NULL: any */
};

/* As the configuration has it. */
struct record_names record_names_of(const struct config *config);

/* Says, of Suricata's flows with an ini of Flare's, what that timing costs. */
void record_warn_of_timing(const struct config *config);

/* Puts the flow, or counts in the sink's tally why there is none. */
void record_take(const struct value values[N_RECORD_FIELDS], const struct record_names *names,
		 uint64_t line, const struct sink *sink);

#endif
