/*
 * manual_columns - columns of a table as a section of a manual page.
 */
#ifndef MANUAL_COLUMNS_H
#define MANUAL_COLUMNS_H

#include <stddef.h>
#include <stdio.h>

#include "model/table.h"

void manual_columns(const char *title, const char *intro, const struct column *columns,
		    size_t n, FILE *out);

#endif
