/*
 * progress - how far long work has come, on standard error if that is a terminal
 * and nobody asked for quiet: one line that is written over, and gone at the end.
 *
 *     flows: 412,000 of 1,000,000 (41 %), 168,000 a second, 0:04 left
 */
#ifndef CORE_PROGRESS_H
#define CORE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* Begins a line for `total` things, 0 if nobody knows; `unit` must outlive it. */
void progress_begin(const char *unit, uint64_t total);

/* From any thread; nothing, and at no cost, if there is no line. */
void progress_add(uint64_t n);

/* What was added counts no longer: it has to be done again. */
void progress_take_back(uint64_t n);

/* Takes the line away; how many seconds it took since progress_begin(). */
double progress_end(void);

/* The text of the line after `seconds`, for progress_begin() and for tests. */
enum { PROGRESS_TEXT = 160 };
const char *progress_text(const char *unit, uint64_t done, uint64_t total, double seconds,
			  char text[PROGRESS_TEXT]);

#endif
