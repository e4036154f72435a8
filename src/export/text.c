/*
 * text - a table for people: aligned columns on a terminal or in a mail.
 * Nothing that a cell holds moves the cursor, and no line ends with blanks.
 */
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "export/export.h"
#include "export/rows.h"

/* One long cell sticks out by itself rather than push all rows apart. */
enum { WIDTH_MAX = 48, GAP = 2 };

struct page {
	const struct rows *rows;
	size_t *widths; /* one a column */
	FILE *out;
	size_t blanks; /* owed: written only when something follows */
};

static void put_character(struct page *page, uint32_t character)
{
	if (character == ' ') {
		page->blanks++;
		return;
	}
	for (; page->blanks > 0; page->blanks--)
		putc(' ', page->out);
	text_put(character, page->out);
}

static void put_text(struct page *page, const char *text)
{
	const char *end = text + strlen(text);

	while (text < end)
		put_character(page, text_next_shown(&text, end));
}

static void end_line(struct page *page)
{
	page->blanks = 0;
	putc('\n', page->out);
}

static size_t measure(const char *text)
{
	const char *end = text + strlen(text);
	size_t width = 0;

	while (text < end)
		width += text_width(text_next_shown(&text, end));
	return width;
}

static const char *shown(const struct rows *rows, size_t i, const struct column *column,
			 char room[ROWS_TEXT])
{
	const char *text = rows_text(rows, i, column, room);

	return text && *text ? text : "-";
}

static void put_aligned(struct page *page, size_t k, const char *text)
{
	const struct column *column = &page->rows->table->columns[k];
	size_t width = measure(text);
	size_t padding = page->widths[k] > width ? page->widths[k] - width : 0;
	bool to_the_right = column->kind == CELL_INTEGER || column->kind == CELL_REAL;

	page->blanks += to_the_right ? padding : 0;
	put_text(page, text);
	page->blanks += (to_the_right ? 0 : padding) + GAP;
}

/* `i` is a row, or n_rows for the names of the columns. */
static void put_row(struct page *page, size_t i)
{
	const struct table *table = page->rows->table;
	char room[ROWS_TEXT];

	page->blanks = page->rows->group ? GAP : 0;
	for (size_t k = 0; k < table->n_columns; k++) {
		const struct column *column = &table->columns[k];

		if (column != page->rows->group && !column->detail)
			put_aligned(page, k,
				    i < table->n_rows ? shown(page->rows, i, column, room)
						      : column->name);
	}
	end_line(page);
}

static void put_groups(struct page *page)
{
	const struct rows *rows = page->rows;
	char room[ROWS_TEXT], count[48];

	for (size_t i = 0, end; i < rows->table->n_rows; i = end) {
		end = rows_group_end(rows, i);
		if (i > 0)
			end_line(page);
		snprintf(count, sizeof(count), "  %zu row%s", end - i,
			 end - i == 1 ? "" : "s");
		put_text(page, shown(rows, i, rows->group, room));
		put_text(page, count);
		end_line(page);
		for (size_t row = i; row < end; row++)
			put_row(page, row);
	}
}

static size_t find_width(const struct rows *rows, const struct column *column)
{
	size_t width = measure(column->name);
	char room[ROWS_TEXT];

	for (size_t i = 0; i < rows->table->n_rows; i++) {
		size_t cell = measure(shown(rows, i, column, room));

		if (cell > WIDTH_MAX)
			cell = WIDTH_MAX;
		if (width < cell)
			width = cell;
	}
	return width;
}

static void put_table(struct page *page)
{
	const struct table *table = page->rows->table;

	page->widths = memory_zero(table->n_columns, sizeof(*page->widths));
	for (size_t k = 0; k < table->n_columns; k++)
		page->widths[k] = find_width(page->rows, &table->columns[k]);
	if (page->rows->group) {
		put_text(page, page->rows->group->name);
		end_line(page);
	}
	put_row(page, table->n_rows);
	if (page->rows->group) {
		put_groups(page);
	} else {
		for (size_t i = 0; i < table->n_rows; i++)
			put_row(page, i);
	}
	free(page->widths);
}

static void put_banner(struct page *page, const char *banner)
{
	put_text(page, "WARNING: ");
	put_text(page, banner);
	end_line(page);
	end_line(page);
}

static void write_text(const struct table *table, const struct presentation *presentation,
		       FILE *out)
{
	struct rows rows;
	struct page page = { .rows = &rows, .out = out };

	(void)presentation;
	rows_init(&rows, table);
	if (table->banner)
		put_banner(&page, table->banner);
	if (table->n_rows > 0) {
		put_table(&page);
	} else {
		put_text(&page, "No ");
		put_text(&page, table->title);
		put_text(&page, " found.");
		end_line(&page);
	}
	rows_free(&rows);
}

const struct exporter exporter_text = {
	.name = "text",
	.write = write_text,
};
