/*
 * output - result files that appear complete or not at all. What is written
 * is gathered in memory: it is small next to the flows it came from. Then a
 * file is written aside, in the same folder, and takes its name when all went
 * well; what is appended is taken back if the disk is full; "-" (standard
 * output), pipes and devices are written in one go.
 *
 * SIGPIPE and SIGXFSZ are to be ignored by the program. A reader of standard
 * output who left has seen enough: that is no failure.
 */
#ifndef CORE_OUTPUT_H
#define CORE_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "core/error.h"

struct output;

/* Opens early, so that a missing folder or right is found before the work
 * begins. Owned by the caller: end it with output_free. */
int output_open(struct output **output, const char *path, bool append, struct error *err);

/* Where to write; belongs to the output and ends with output_prepare. */
FILE *output_stream(struct output *output);

/*
 * Writes and syncs the file aside, then makes it visible. Several outputs:
 * call output_prepare on each first (the fault of a full disk shows here),
 * then output_commit_all.
 */
int output_prepare(struct output *output, struct error *err);
int output_commit(struct output *output, struct error *err);

/* Commits what is likeliest to fail first (pipes and devices, then what is
 * appended, then files taking their names), so that a failure changes nothing. */
int output_commit_all(struct output *const *outputs, size_t n, struct error *err);

/* Removes what was written aside. Accepts NULL; also ends a committed one. */
void output_free(struct output *output);

#endif
