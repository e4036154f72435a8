/*
 * sort - ascending order, for the numbers that are sorted for every pair: gaps by
 * the thousand. Radix sort by bytes; qsort(), which calls a function for each two
 * numbers that it compares, takes three to five times as long.
 */
#ifndef CORE_SORT_H
#define CORE_SORT_H

#include <stddef.h>
#include <stdint.h>

/* None may be negative (nor NAN). */
void sort_spans(double *spans, size_t n);
void sort_numbers(int64_t *numbers, size_t n);

#endif
