/*
 * layout - see layout.h.
 */
#include "export/layout.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "export/paper.h"

enum {
	MOST_TEXT = 48,	 /* a longer one is cut, or sticks out where any width will do */
	LEAST_TEXT = 24, /* cut to this before a column is left out */
	GAP_BARS = 12,
	OTHER_BARS = 24,
	MOST_LINES = 3, /* of a name */
};

static bool is_among(const char *const *names, const char *name)
{
	for (; names && *names; names++) {
		if (strcmp(*names, name) == 0)
			return true;
	}
	return false;
}

/* Whoever orders by a column wants to see it; the usual order needs no proof. */
static bool is_order_asked_for(const struct table *table, const struct column *column)
{
	return table->sorted_by && strcmp(table->sorted_by, "rank") != 0 &&
	       strcmp(table->sorted_by, column->name) == 0;
}

/* SIZE_MAX: not for text at all. Without a list all are, in their order. */
static size_t importance_of(const struct table *table, const struct column *column)
{
	const char *const *names = table->important;

	if (is_among(table->key, column->name) ||
	    is_among(table->essential, column->name) || is_order_asked_for(table, column))
		return 0;
	if (!names)
		return (size_t)(column - table->columns) + 1;
	for (size_t i = 0; names[i]; i++) {
		if (strcmp(names[i], column->name) == 0)
			return i + 1;
	}
	return SIZE_MAX;
}

/* One behind the piece of the name that begins here: "dest_". */
static const char *piece_end(const char *name)
{
	size_t len = strcspn(name, "_");

	return name + len + (name[len] == '_');
}

/* One behind the line that begins here, of as many pieces as fit. */
static const char *line_end(const char *name, size_t width)
{
	const char *end = piece_end(name);

	while (*end && (size_t)(piece_end(end) - name) <= width)
		end = piece_end(end);
	return end;
}

static size_t count_lines(const char *name, size_t width)
{
	size_t n = 0;

	for (; *name; name = line_end(name, width))
		n++;
	return n;
}

static bool fits_in(const char *name, size_t width)
{
	for (; *name; name = line_end(name, width)) {
		if ((size_t)(line_end(name, width) - name) > width)
			return false;
	}
	return true;
}

/* The fewest places; a break that saves but one is not worth it. */
static size_t heading_width(const char *name)
{
	size_t width = 1, whole = strlen(name);

	while (!fits_in(name, width) || count_lines(name, width) > MOST_LINES)
		width++;
	return width + 1 < whole ? width : whole;
}

static void measure_series(struct layout_column *at, const struct rows *rows)
{
	bool is_of_gaps = strcmp(at->column->name, "intervals") == 0;

	bars_init(&at->bars, is_of_gaps);
	for (size_t i = 0; i < rows->table->n_rows; i++) {
		struct cell cell = rows_cell(rows, i, at->column);

		if (!cell.missing)
			bars_widen(&at->bars, cell.series);
	}
	bars_settle(&at->bars, is_of_gaps ? GAP_BARS : OTHER_BARS);
	at->cells = at->bars.n > 0 ? at->bars.n : 1;
}

static void measure_cells(struct layout_column *at, const struct rows *rows)
{
	char room[ROWS_TEXT];

	for (size_t i = 0; i < rows->table->n_rows; i++) {
		const char *text = rows_text(rows, i, at->column, room);
		size_t width = text && *text ? paper_measure(text) : 1;

		at->whole = width > at->whole ? width : at->whole;
		if (at->column->kind == CELL_TEXT && width > MOST_TEXT)
			width = MOST_TEXT;
		at->cells = width > at->cells ? width : at->cells;
	}
}

static void add(struct layout *layout, const struct rows *rows,
		const struct column *column)
{
	struct layout_column *at = &layout->columns[layout->n];

	*at = (struct layout_column){ .column = column,
				      .importance = importance_of(rows->table, column) };
	if (column == rows->group || at->importance == SIZE_MAX)
		return;
	if (column->kind == CELL_SERIES)
		measure_series(at, rows);
	else
		measure_cells(at, rows);
	at->heading = heading_width(column->name);
	at->width = at->cells > at->heading ? at->cells : at->heading;
	layout->n++;
}

static size_t total_width(const struct layout *layout, bool grouped)
{
	size_t width = grouped ? LAYOUT_INDENT : 0, n = 0;

	for (size_t i = 0; i < layout->n; i++) {
		if (layout->columns[i].left_out)
			continue;
		width += layout->columns[i].width;
		n++;
	}
	return width + (n > 0 ? (n - 1) * LAYOUT_GAP : 0);
}

static void cut_texts(struct layout *layout)
{
	for (size_t i = 0; i < layout->n; i++) {
		struct layout_column *at = &layout->columns[i];
		size_t least = at->heading > LEAST_TEXT ? at->heading : LEAST_TEXT;

		if (at->column->kind == CELL_TEXT && at->width > least)
			at->width = least;
	}
}

const struct layout_column *layout_left_out(const struct layout *layout,
					    size_t importance)
{
	const struct layout_column *next = NULL;

	for (size_t i = 0; i < layout->n; i++) {
		const struct layout_column *at = &layout->columns[i];

		if (at->left_out && at->importance > importance &&
		    (!next || at->importance < next->importance))
			next = at;
	}
	return next;
}

/* Texts that were cut get back what is left over; when all have what is usual, also more. */
static void widen_texts(struct layout *layout, size_t room, bool whole)
{
	for (size_t i = 0; i < layout->n; i++) {
		struct layout_column *at = &layout->columns[i];
		size_t most = whole && at->whole > at->cells ? at->whole : at->cells;
		size_t more = most > at->width ? most - at->width : 0;

		if (at->left_out || more == 0)
			continue;
		more = more < room ? more : room;
		at->width += more;
		room -= more;
	}
}

/* A wide column that does not fit leaves its place to narrower ones. */
static void take_what_fits(struct layout *layout, bool grouped)
{
	const struct layout_column *next = NULL;

	for (size_t i = 0; i < layout->n; i++)
		layout->columns[i].left_out = layout->columns[i].importance > 0;
	while ((next = layout_left_out(layout, next ? next->importance : 0))) {
		struct layout_column *at = &layout->columns[next - layout->columns];

		at->left_out = false;
		at->left_out = total_width(layout, grouped) > layout->width;
	}
}

static void fit(struct layout *layout, bool grouped)
{
	if (layout->width == 0)
		return;
	if (total_width(layout, grouped) > layout->width) {
		cut_texts(layout);
		take_what_fits(layout, grouped);
	}
	for (int whole = 0; whole < 2; whole++) {
		size_t width = total_width(layout, grouped);

		if (width < layout->width)
			widen_texts(layout, layout->width - width, whole);
	}
}

/* Pictures come last: there they line up, and no blank of theirs is taken for the
 * border of a column by who cuts the text into fields. */
void layout_init(struct layout *layout, const struct rows *rows, size_t width)
{
	const struct table *table = rows->table;

	*layout = (struct layout){ .width = width };
	layout->columns = memory_zero(table->n_columns + 1, sizeof(*layout->columns));
	for (size_t i = 0; i < table->n_columns; i++) {
		if (table->columns[i].kind != CELL_SERIES)
			add(layout, rows, &table->columns[i]);
	}
	for (size_t i = 0; i < table->n_columns; i++) {
		if (table->columns[i].kind == CELL_SERIES)
			add(layout, rows, &table->columns[i]);
	}
	fit(layout, rows->group != NULL);
}

void layout_free(struct layout *layout)
{
	free(layout->columns);
	*layout = (struct layout){ .n = 0 };
}

static size_t lines_of(const struct layout_column *at)
{
	return count_lines(at->column->name, at->width) + (at->bars.is_of_gaps ? 1 : 0);
}

size_t layout_heading_lines(const struct layout *layout)
{
	size_t most = 1;

	for (size_t i = 0; i < layout->n; i++) {
		const struct layout_column *at = &layout->columns[i];

		if (!at->left_out && lines_of(at) > most)
			most = lines_of(at);
	}
	return most;
}

const char *layout_heading(const struct layout_column *at, size_t i,
			   char room[LAYOUT_NAME + BARS_TEXT])
{
	const char *name = at->column->name, *end;
	size_t line = lines_of(at) - 1 - i;

	if (i >= lines_of(at))
		return "";
	if (at->bars.is_of_gaps && i == 0)
		return bars_labels(&at->bars, at->width, room);
	for (; line > 0; line--)
		name = line_end(name, at->width);
	end = line_end(name, at->width);
	snprintf(room, LAYOUT_NAME, "%.*s", (int)(end - name), name);
	return room;
}
