/*
 * found - one row of what flare_beacon has found, in whatever form it was written.
 */
#ifndef SOURCE_FOUND_H
#define SOURCE_FOUND_H

#include <stdint.h>

#include "core/json.h"
#include "source/source.h"

enum found_field {
	FOUND_EVENT,
	FOUND_SRC,
	FOUND_DST,
	FOUND_NAME,
	FOUND_PORT,
	FOUND_PROTOCOL,
	FOUND_BYTES_OUT,
	FOUND_BYTES_IN,
	FOUND_FIRST,
	FOUND_LAST,
	FOUND_SCORE,
	FOUND_STATUS,
	N_FOUND_FIELDS,
};

/* What Flare's columns are called, and ours beside them. */
extern const char *const found_flare_names[N_FOUND_FIELDS];

/* FOUND_EVENT of what is a row at all. */
#define FOUND_BEACONING "beaconing"

/* Mentions the address that was called; a row of something else is counted. */
void found_take(const struct value values[N_FOUND_FIELDS], uint64_t line,
		const struct sink *sink);

#endif
