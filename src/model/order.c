/*
 * order - see order.h.
 */
#include "model/order.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

/* A row by its number, and the cell it is ordered by: qsort() passes no context. */
struct keyed {
	struct cell cell;
	size_t row;
};

/* Of equals the one that came up first. */
static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int order = table_compare_best(&x->cell, &y->cell);

	return order ? order : (x->row > y->row) - (x->row < y->row);
}

/* Where each row is to come from is known: moves them along, in circles, since a second
 * copy of very many rows is dear. */
static void move_rows(char *rows, size_t row_size, struct keyed *keyed, size_t n)
{
	char *first = memory_alloc(row_size);

	for (size_t i = 0; i < n; i++) {
		size_t to = i, from;

		memcpy(first, rows + i * row_size, row_size);
		while ((from = keyed[to].row) != i) {
			memcpy(rows + to * row_size, rows + from * row_size, row_size);
			keyed[to].row = to;
			to = from;
		}
		memcpy(rows + to * row_size, first, row_size);
		keyed[to].row = to;
	}
	free(first);
}

void order_rows(char *rows, size_t n, size_t row_size, const struct column *column)
{
	struct keyed *keyed;

	if (n == 0)
		return;
	keyed = memory_zero(n, sizeof(*keyed));
	for (size_t i = 0; i < n; i++)
		keyed[i] = (struct keyed){ column_cell(rows + i * row_size, column), i };
	qsort(keyed, n, sizeof(*keyed), by_key);
	move_rows(rows, row_size, keyed, n);
	free(keyed);
}
