/*
 * csv_rows - tables as text, cell by cell: whatever they hold, this is how they are told
 * apart and read.
 */
#ifndef SOURCE_CSV_ROWS_H
#define SOURCE_CSV_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/stream.h"
#include "source/value.h"

/* The cell is borrowed. Column and row count from 0 and 1; in row 1 are the titles. */
struct csv_rows {
	char separator;
	void (*cell)(void *context, struct value cell, int column);
	void (*end)(void *context); /* of a row */
	void *context;
	uint64_t row; /* the one being read; after it all how many there are, and one */
	int column;
};

/* Reads to the end; fails at what can't be told apart any more. */
int csv_rows_read(struct csv_rows *rows, struct stream *stream, struct error *err);

/* Without blanks and quotes around it. */
struct value csv_trim(struct value cell);

#endif
