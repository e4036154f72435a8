/*
 * timeline - the calls of one row over time, in lines of an hour or what else fits, with
 * the bytes of each line.
 */
#ifndef EXPORT_TIMELINE_H
#define EXPORT_TIMELINE_H

#include <stdint.h>

#include "export/paper.h"
#include "model/table.h"

enum { TIMELINE_LINES = 36, TIMELINE_CELLS = 120 };

struct timeline {
	int64_t first_us; /* the time that the series are of */
	int64_t last_us;
	size_t n_slots;			/* equal parts of it that ticks are numbers of */
	const struct series *ticks;	/* as differences, the first one absolute */
	const struct series *strips[2]; /* bytes to server, to client; NULL: not known */
};

/* How long a line is, in seconds: the shortest round one of which so many are enough. */
int64_t timeline_step_s(const struct timeline *timeline);

void timeline_put(const struct timeline *timeline, struct paper *paper);

#endif
