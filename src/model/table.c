/*
 * table - see table.h.
 */
#include "model/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/nearest.h"

struct cell table_cell(const struct table *table, size_t row, const struct column *column)
{
	return column_cell((const char *)table->rows + row * table->row_size, column);
}

struct cell column_cell(const void *row, const struct column *column)
{
	const char *at = (const char *)row + column->offset;
	struct cell cell = { .kind = column->kind };

	switch (column->kind) {
	case CELL_TEXT:
		memcpy(&cell.text, at, sizeof(cell.text));
		cell.missing = !cell.text;
		break;
	case CELL_INTEGER:
		memcpy(&cell.integer, at, sizeof(cell.integer));
		cell.missing = cell.integer == CELL_NO_INTEGER;
		break;
	case CELL_REAL:
		memcpy(&cell.real, at, sizeof(cell.real));
		cell.missing = isnan(cell.real);
		break;
	case CELL_MOMENT:
		memcpy(&cell.integer, at, sizeof(cell.integer));
		cell.missing = cell.integer == CELL_NO_INTEGER;
		break;
	case CELL_ADDRESS:
		cell.address = (const struct address *)at;
		break;
	case CELL_SERIES:
		memcpy(&cell.series, at, sizeof(cell.series));
		cell.missing = !cell.series;
		break;
	case CELL_CONTEXT:
		memcpy(&cell.context, at, sizeof(cell.context));
		cell.missing = !cell.context;
		break;
	}
	return cell;
}

void column_clear(void *row, const struct column *column)
{
	static const int64_t no_integer = CELL_NO_INTEGER;
	static const double no_real = NAN;
	static const void *const nothing = NULL;
	char *at = (char *)row + column->offset;

	switch (column->kind) {
	case CELL_INTEGER:
	case CELL_MOMENT:
		memcpy(at, &no_integer, sizeof(no_integer));
		break;
	case CELL_REAL:
		memcpy(at, &no_real, sizeof(no_real));
		break;
	case CELL_TEXT:
	case CELL_SERIES:
	case CELL_CONTEXT:
		memcpy(at, &nothing, sizeof(nothing));
		break;
	case CELL_ADDRESS: /* never missing */
		break;
	}
}

struct table table_present(const struct table *table)
{
	struct table present = *table;

	present.n_rows -= table->n_gone;
	present.n_gone = 0;
	return present;
}

/* Can rows be put in order by it? Pictures and lists have none. */
static bool has_order(const struct column *column)
{
	return column->kind != CELL_SERIES && column->kind != CELL_CONTEXT &&
	       !column->derived;
}

/* All are named only where none is near. */
static int refuse_order(const struct nearest *nearest, const struct column *columns,
			size_t n, struct error *err)
{
	char names[1024];
	size_t len = 0;

	if (nearest->best)
		return error_set(err, ERROR_USAGE,
				 "--sort: there is no column \"%.100s\" to order by; did "
				 "you mean %s? (--manual lists all)",
				 nearest->name, nearest->best);
	for (size_t i = 0; i < n && len < sizeof(names); i++) {
		if (has_order(&columns[i]))
			len += (size_t)snprintf(names + len, sizeof(names) - len, " %s",
						columns[i].name);
	}
	return error_set(err, ERROR_USAGE,
			 "--sort: there is no column \"%.100s\" to order by; there are%s",
			 nearest->name, names);
}

int column_find_order(const char *name, const struct column *columns, size_t n,
		      const struct column **order, struct error *err)
{
	struct nearest nearest;

	nearest_begin(&nearest, name);
	for (size_t i = 0; i < n; i++) {
		if (!has_order(&columns[i]))
			continue;
		if (strcmp(columns[i].name, name) == 0) {
			*order = &columns[i];
			return 0;
		}
		nearest_offer(&nearest, columns[i].name);
	}
	return refuse_order(&nearest, columns, n, err);
}

const struct column *table_column(const struct table *table, const char *name)
{
	for (size_t i = 0; i < table->n_columns; i++) {
		if (strcmp(table->columns[i].name, name) == 0)
			return &table->columns[i];
	}
	return NULL;
}

int table_compare_cells(const struct cell *a, const struct cell *b)
{
	if (a->missing || b->missing)
		return a->missing - b->missing;
	switch (a->kind) {
	case CELL_TEXT:
		return strcmp(a->text, b->text);
	case CELL_INTEGER:
	case CELL_MOMENT:
		return (a->integer > b->integer) - (a->integer < b->integer);
	case CELL_REAL:
		return (a->real > b->real) - (a->real < b->real);
	case CELL_ADDRESS:
		return address_compare(a->address, b->address);
	case CELL_SERIES: /* see has_order() */
	case CELL_CONTEXT:
		return 0;
	}
	return 0;
}

int table_compare_best(const struct cell *a, const struct cell *b)
{
	bool ascending = a->kind == CELL_TEXT || a->kind == CELL_ADDRESS || a->missing ||
			 b->missing;

	return ascending ? table_compare_cells(a, b) : table_compare_cells(b, a);
}

struct grouped_row {
	struct cell cell;
	size_t row;
	size_t first; /* the first row of the same group */
};

static int by_cell(const void *a, const void *b)
{
	const struct grouped_row *x = a, *y = b;
	int order = table_compare_cells(&x->cell, &y->cell);

	return order ? order : (x->row > y->row) - (x->row < y->row);
}

static int by_first(const void *a, const void *b)
{
	const struct grouped_row *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

void table_grouped_order(const struct table *table, size_t *order)
{
	const struct column *column =
		table->group_by ? table_column(table, table->group_by) : NULL;
	size_t n = table->n_rows;
	struct grouped_row *rows = memory_zero(n, sizeof(*rows));

	for (size_t i = 0; i < n; i++) {
		rows[i].row = rows[i].first = i;
		if (column)
			rows[i].cell = table_cell(table, i, column);
	}
	if (column) {
		qsort(rows, n, sizeof(*rows), by_cell);
		for (size_t i = 1; i < n; i++) {
			if (table_compare_cells(&rows[i - 1].cell, &rows[i].cell) == 0)
				rows[i].first = rows[i - 1].first;
		}
		qsort(rows, n, sizeof(*rows), by_first);
	}
	for (size_t i = 0; i < n; i++)
		order[i] = rows[i].row;
	free(rows);
}
