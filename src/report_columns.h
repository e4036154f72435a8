/*
 * report_columns - which columns rows have that are reported: a column that nobody asked
 * for would only be empty. And which of them come first where there is little room.
 */
#ifndef REPORT_COLUMNS_H
#define REPORT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "model/config.h"
#include "model/result.h"
#include "model/table.h"

/* Those to be shown, or those for who draws pictures; fills columns[n_beacon_columns] and
 * returns how many they are, here and below. */
size_t report_columns(const struct config *config, const struct result *result,
		      bool plots, struct column *columns);

/* Those that rows have whatever is asked for. */
size_t report_columns_always(struct column *columns);

/* Names, each list ends with NULL: what a pair is, by --key; and for struct table. */
const char *const *report_columns_key(const struct result *result);
const char *const *report_columns_essential(const struct result *result);
const char *const *report_columns_important(const struct config *config);

#endif
