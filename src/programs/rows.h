/*
 * rows - the kinds of rows that ss, netstat and tasklist write, and what becomes of one
 * that was read.
 */
#ifndef PROGRAMS_ROWS_H
#define PROGRAMS_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "programs/listing.h"
#include "programs/words.h"

/* A row of sockets. */
struct row {
	uint8_t protocol;
	struct word local;
	struct word remote;
	struct word state; /* perhaps empty */
};

/*
 * Takes the row in. False: its ends can't be read, which is counted. What is said next
 * by row_owner() is about it.
 */
bool row_put(struct listing *listing, const struct row *row);

/* A process of the row before; it has no number (-1) or no name (empty), perhaps. */
void row_owner(struct listing *listing, int64_t pid, struct word name);

/* What is left over from a connection has no process: number 0 on Windows. */
void row_is_closed(struct listing *listing);

/* The name of the program that the row before told the number of, or of one that has
 * no number. */
void row_name(struct listing *listing, struct word name);

void row_task(struct listing *listing, int64_t pid, struct word name, struct word user,
	      struct word services);

/* More services of the task before. */
void row_more_services(struct listing *listing, struct word services);

/* Counts a row that is none, and says why. */
void row_bad(struct listing *listing, const char *why, struct word what);

/* The kinds of rows. Each takes a line in if it is of its kind, else says false. */
bool row_of_ss(struct listing *listing, const char *line, size_t len);
bool row_of_netstat(struct listing *listing, const char *line, size_t len);
bool row_of_windows(struct listing *listing, const char *line, size_t len);
bool row_of_tasklist(struct listing *listing, const char *line, size_t len);
bool row_of_tasklist_csv(struct listing *listing, const char *line, size_t len);

#endif
