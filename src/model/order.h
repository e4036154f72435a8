/*
 * order - rows of any kind in the order of one of their columns.
 */
#ifndef MODEL_ORDER_H
#define MODEL_ORDER_H

#include <stddef.h>

#include "model/table.h"

/* Of `row_size` bytes each: the best first, as table_compare_best() has it, and of equals
 * the one that stood first. */
void order_rows(char *rows, size_t n, size_t row_size, const struct column *column);

#endif
