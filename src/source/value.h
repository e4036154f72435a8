/*
 * value - numbers, times and texts of what this program wrote itself.
 */
#ifndef SOURCE_VALUE_H
#define SOURCE_VALUE_H

#include <stddef.h>
#include <stdint.h>

#include "core/json.h"

/* NAN if it is missing, or none; numbers may stand as texts, and none is below 0. */
double value_real(struct value value);

/* CELL_NO_INTEGER likewise. */
int64_t value_integer(struct value value);

/* Microseconds; `otherwise_us` if it is missing, or none. */
int64_t value_moment(struct value value, int64_t otherwise_us);

/* Ended by NUL; NULL if it is missing, holds a NUL itself or does not fit into `room`. */
const char *value_text(struct value value, char *room, size_t size);

#endif
