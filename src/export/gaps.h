/*
 * gaps - how long it was from call to call: a histogram in lines, the longest gaps last,
 * with the period and its band marked.
 */
#ifndef EXPORT_GAPS_H
#define EXPORT_GAPS_H

#include <stdbool.h>

#include "export/paper.h"
#include "model/table.h"

struct gaps {
	/* Counts of equal parts of the octaves, see bars.h */
	const struct series *series;
	double period_s;       /* NAN: none */
	double jitter_percent; /* of it, likewise */
};

bool gaps_are_there(const struct gaps *gaps);

void gaps_put(const struct gaps *gaps, struct paper *paper);

#endif
