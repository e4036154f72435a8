/*
 * bars - a series as a line of small bars, on a scale that several series share so
 * that they can be compared.
 */
#ifndef EXPORT_BARS_H
#define EXPORT_BARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/table.h"

/* Places of a line that hold `per` counts each; what lies before the first or behind
 * the last of them is in these. */
struct bars {
	uint32_t first; /* of the counts that are shown */
	uint32_t per;
	uint32_t n;	   /* places */
	bool is_of_gaps;   /* the counts are those of a series of gaps' lengths */
	uint32_t n_counts; /* of each series */
};

/* Bytes of the text of `n` places. */
enum { BARS_MOST = 128, BARS_TEXT = 3 * BARS_MOST + 1 };

/* Begins with no counts in sight; each series that is to be shown widens it; then it
 * is settled on the places there are. */
void bars_init(struct bars *bars, bool is_of_gaps);
void bars_widen(struct bars *bars, const struct series *series);
void bars_settle(struct bars *bars, uint32_t most_places);

/* As block elements, or ASCII; higher is more, of the most that the series has. A
 * blank is none at all. */
const char *bars_text(const struct bars *bars, const struct series *series, bool unicode,
		      char text[BARS_TEXT]);

/* One of them: from 0, nothing, to 1. */
const char *bars_mark(double height, bool unicode);

/* What stands above in `width` places: "1s  1m  1h" where these begin; of gaps only. */
const char *bars_labels(const struct bars *bars, size_t width, char text[BARS_TEXT]);

/* Where bin i of n of the lengths of gaps begins, in seconds. */
double bars_gap_s(double i, uint32_t n);

#endif
