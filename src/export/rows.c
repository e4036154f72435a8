/*
 * rows - see rows.h.
 */
#include "export/rows.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/memory.h"
#include "model/context.h"
#include "model/timestamp.h"

enum { LONGEST_COUNT = 22 }; /* with a blank before it, and its end */

void rows_init(struct rows *rows, const struct table *table)
{
	rows->table = table;
	rows->group = table->group_by ? table_column(table, table->group_by) : NULL;
	rows->order = memory_zero(table->n_rows, sizeof(*rows->order));
	table_grouped_order(table, rows->order);
}

void rows_free(struct rows *rows)
{
	free(rows->order);
	rows->order = NULL;
}

struct cell rows_cell(const struct rows *rows, size_t i, const struct column *column)
{
	return table_cell(rows->table, rows->order[i], column);
}

size_t rows_group_end(const struct rows *rows, size_t from)
{
	struct cell first, cell;
	size_t i = from + 1;

	if (!rows->group)
		return rows->table->n_rows;
	first = rows_cell(rows, from, rows->group);
	for (; i < rows->table->n_rows; i++) {
		cell = rows_cell(rows, i, rows->group);
		if (table_compare_cells(&first, &cell) != 0)
			break;
	}
	return i;
}

/* Of a series too long for the room, the beginning. */
static const char *join_counts(const struct series *series, char room[ROWS_TEXT])
{
	size_t len = 0;

	room[0] = '\0';
	for (size_t i = 0; i < series->n && len + LONGEST_COUNT < ROWS_TEXT; i++)
		len += (size_t)snprintf(room + len, ROWS_TEXT - len, "%s%" PRIu64,
					i ? " " : "", series->counts[i]);
	return room;
}

bool rows_is_hostile(enum cell_kind kind)
{
	return kind == CELL_TEXT || kind == CELL_CONTEXT;
}

const char *rows_text(const struct rows *rows, size_t i, const struct column *column,
		      char room[ROWS_TEXT])
{
	struct cell cell = rows_cell(rows, i, column);

	if (cell.missing)
		return NULL;
	switch (cell.kind) {
	case CELL_TEXT:
		return cell.text;
	case CELL_ADDRESS:
		return address_format(cell.address, room);
	case CELL_INTEGER:
		snprintf(room, ROWS_TEXT, "%" PRId64, cell.integer);
		return room;
	case CELL_MOMENT:
		timestamp_format(cell.integer / SECOND_US * SECOND_US, room);
		return room;
	case CELL_REAL:
		if (!isfinite(cell.real))
			return NULL;
		snprintf(room, ROWS_TEXT, "%.*f", column->decimals, cell.real);
		return room;
	case CELL_SERIES:
		return join_counts(cell.series, room);
	case CELL_CONTEXT:
		return cell.context->text;
	}
	return NULL;
}

const char *rows_key_text(const struct rows *rows, size_t i, struct arena *arena)
{
	const struct table *table = rows->table;
	const char *text = "";
	char room[ROWS_TEXT];

	for (size_t k = 0; table->key && table->key[k]; k++) {
		const struct column *column = table_column(table, table->key[k]);
		const char *cell = column ? rows_text(rows, i, column, room) : NULL;

		text = arena_print(arena, "%s%s%s", text,
				   k == 0   ? ""
				   : k == 1 ? " -> "
					    : " ",
				   cell ? cell : "-");
	}
	return text;
}
