/*
 * rows - what exporters share: the rows of a table in the order to be written,
 * where their groups end, and the text of a cell.
 */
#ifndef EXPORT_ROWS_H
#define EXPORT_ROWS_H

#include <stddef.h>

#include "core/memory.h"
#include "model/table.h"

struct rows {
	const struct table *table;  /* borrowed */
	const struct column *group; /* that rows are grouped by; NULL: flat */
	size_t *order;
};

/* Room for whatever is no text cell: a series of a hundred counts is the longest. */
enum { ROWS_TEXT = 2304 };

void rows_init(struct rows *rows, const struct table *table);
void rows_free(struct rows *rows);

/* One behind the last row of the group that begins at `from`. */
size_t rows_group_end(const struct rows *rows, size_t from);

struct cell rows_cell(const struct rows *rows, size_t i, const struct column *column);

/*
 * The cell as text, the same in every format; NULL if it is missing, as a
 * number is that is infinite. A series is its counts with blanks between. May be `room`
 * or the row's own text: only that is hostile, see rows_is_hostile().
 */
const char *rows_text(const struct rows *rows, size_t i, const struct column *column,
		      char room[ROWS_TEXT]);

/* Does the text of such a cell hold what somebody else chose? Any other is made by us, of
 * characters that we know. */
bool rows_is_hostile(enum cell_kind kind);

/* "192.168.0.53 -> 160.153.76.129 80": what the key says of the row; its texts are
 * hostile. */
const char *rows_key_text(const struct rows *rows, size_t i, struct arena *arena);

#endif
