/*
 * tasklist - the columns of the table that tasklist of Windows writes.
 */
#ifndef PROGRAMS_TASKLIST_H
#define PROGRAMS_TASKLIST_H

#include <stddef.h>

enum { TASKLIST_COLUMNS = 16 };

/* Where they begin and end, in characters; none: we are in no table. */
struct tasklist_table {
	struct tasklist_column {
		size_t from;
		size_t to;
	} columns[TASKLIST_COLUMNS];
	size_t n;
};

#endif
