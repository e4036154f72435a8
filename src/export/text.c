/*
 * text - a table for people: aligned columns on a terminal or in a mail, as many of
 * them as there is room for, the gaps of each row as a picture, and below what was
 * looked at and left out.
 */
#include <string.h>

#include "core/memory.h"
#include "export/export.h"
#include "export/layout.h"
#include "export/paper.h"
#include "export/rows.h"

struct writing {
	const struct rows *rows;
	struct layout layout;
	struct paper paper;
};

static const char *shown(const struct rows *rows, size_t i, const struct column *column,
			 char room[ROWS_TEXT])
{
	const char *text = rows_text(rows, i, column, room);

	return text && *text ? text : "-";
}

static bool is_number(const struct column *column)
{
	return column->kind == CELL_INTEGER || column->kind == CELL_REAL;
}

/* Where any width will do a long text sticks out alone; else it is cut. */
static void put_aligned(struct writing *writing, const struct layout_column *at,
			const char *text)
{
	struct paper *paper = &writing->paper;
	bool cut = writing->layout.width > 0 && at->column->kind == CELL_TEXT;
	size_t width = paper_measure(text);

	if (is_number(at->column) && width < at->width)
		paper_blanks(paper, at->width - width);
	if (cut)
		width = paper_put_cut(paper, text, at->width);
	else
		paper_put(paper, text);
	if (!is_number(at->column) && width < at->width)
		paper_blanks(paper, at->width - width);
	paper_blanks(paper, LAYOUT_GAP);
}

/* Regular alone are time servers, too, so that colour goes by rank, where there is
 * one; a row without one goes by its score. */
static enum paper_style style_of(const struct writing *writing, size_t i,
				 const struct column *column)
{
	const struct rows *rows = writing->rows;
	const struct column *rank = table_column(rows->table, "rank");
	struct cell cell = rows_cell(rows, i, rank ? rank : column);

	if (strcmp(column->name, "intel") == 0)
		return rows_cell(rows, i, column).missing ? PAPER_PLAIN : PAPER_ALARM;
	if (strcmp(column->name, "score") != 0 && column != rank)
		return PAPER_PLAIN;
	if (cell.missing || cell.kind != CELL_REAL)
		return PAPER_PLAIN;
	if (cell.real >= 0.75)
		return PAPER_ALARM;
	return cell.real >= 0.5 ? PAPER_NOTICE : PAPER_PLAIN;
}

static void put_series(struct writing *writing, const struct layout_column *at,
		       const struct series *series)
{
	char text[BARS_TEXT];

	put_aligned(writing, at,
		    bars_text(&at->bars, series, writing->paper.unicode, text));
}

static void put_cell(struct writing *writing, size_t i, const struct layout_column *at)
{
	struct cell cell = rows_cell(writing->rows, i, at->column);
	enum paper_style style = style_of(writing, i, at->column);
	char room[ROWS_TEXT];

	if (at->column->kind == CELL_SERIES && !cell.missing) {
		put_series(writing, at, cell.series);
		return;
	}
	if (style != PAPER_PLAIN)
		paper_style(&writing->paper, style);
	put_aligned(writing, at, shown(writing->rows, i, at->column, room));
	if (style != PAPER_PLAIN)
		paper_style(&writing->paper, PAPER_PLAIN);
}

static void begin_row(struct writing *writing)
{
	paper_blanks(&writing->paper, writing->rows->group ? LAYOUT_INDENT : 0);
}

static void put_row(struct writing *writing, size_t i)
{
	begin_row(writing);
	for (size_t k = 0; k < writing->layout.n; k++) {
		if (!writing->layout.columns[k].left_out)
			put_cell(writing, i, &writing->layout.columns[k]);
	}
	paper_end_line(&writing->paper);
}

/* What the groups go by stands above the first column, or in a line of its own. */
static void put_group_name(struct writing *writing, size_t n_lines)
{
	const struct layout_column *first = &writing->layout.columns[0];
	const struct column *group = writing->rows->group;
	char room[LAYOUT_NAME + BARS_TEXT];
	struct paper *paper = &writing->paper;

	paper_put(paper, group->name);
	if (n_lines > 1 && !*layout_heading(first, n_lines - 1, room) &&
	    strlen(group->name) < first->width) {
		paper_blanks(paper, LAYOUT_INDENT + first->width + LAYOUT_GAP -
					    strlen(group->name));
		return;
	}
	paper_style(paper, PAPER_PLAIN);
	paper_end_line(paper);
	paper_style(paper, PAPER_DIM);
	begin_row(writing);
	put_aligned(writing, first, layout_heading(first, n_lines - 1, room));
}

static void put_headings(struct writing *writing)
{
	const struct layout *layout = &writing->layout;
	size_t n_lines = layout_heading_lines(layout);
	char room[LAYOUT_NAME + BARS_TEXT];

	for (size_t line = n_lines; line-- > 0;) {
		bool beside_group = writing->rows->group && line == n_lines - 1;

		paper_style(&writing->paper, PAPER_DIM);
		if (beside_group)
			put_group_name(writing, n_lines);
		else
			begin_row(writing);
		for (size_t k = beside_group ? 1 : 0; k < layout->n; k++) {
			if (!layout->columns[k].left_out)
				put_aligned(
					writing, &layout->columns[k],
					layout_heading(&layout->columns[k], line, room));
		}
		paper_style(&writing->paper, PAPER_PLAIN);
		paper_end_line(&writing->paper);
	}
}

static void put_group_heading(struct writing *writing, size_t from, size_t end)
{
	const struct rows *rows = writing->rows;
	struct paper *paper = &writing->paper;
	size_t n = end - from, width = paper->width;
	char room[ROWS_TEXT], count[48];

	snprintf(count, sizeof(count), "  %zu row%s", n, n == 1 ? "" : "s");
	width = width > strlen(count) + 16 ? width - strlen(count) : 16;
	paper_style(paper, PAPER_BOLD);
	if (paper->width > 0 && rows->group->kind == CELL_TEXT)
		paper_put_cut(paper, shown(rows, from, rows->group, room), width);
	else
		paper_put(paper, shown(rows, from, rows->group, room));
	paper_style(paper, PAPER_PLAIN);
	paper_put(paper, count);
	paper_end_line(paper);
}

static size_t put_rows(struct writing *writing)
{
	const struct rows *rows = writing->rows;
	size_t n_groups = 0;

	for (size_t i = 0, end; i < rows->table->n_rows; i = end, n_groups++) {
		end = rows_group_end(rows, i);
		if (rows->group && i > 0)
			paper_end_line(&writing->paper);
		if (rows->group)
			put_group_heading(writing, i, end);
		for (size_t row = i; row < end; row++)
			put_row(writing, row);
	}
	return n_groups;
}

static void put_banner(struct paper *paper, const char *banner)
{
	paper_style(paper, PAPER_NOTICE);
	paper_put(paper, "WARNING: ");
	paper_put(paper, banner);
	paper_style(paper, PAPER_PLAIN);
	paper_end_line(paper);
	paper_end_line(paper);
}

/* A remark below the table. */
static void put_remark(struct paper *paper, const char *text)
{
	paper_style(paper, PAPER_DIM);
	paper_paragraph(paper, text, LAYOUT_INDENT);
	paper_style(paper, PAPER_PLAIN);
	paper_end_line(paper);
}

/* The most important first: one line, so that of many only some have a name there. */
static void put_left_out(struct writing *writing, struct arena *arena)
{
	static const char hint[] = "; --width 0 has them, -csv has all columns";
	enum { AND_MORE = 16 };
	const struct layout *layout = &writing->layout;
	const struct layout_column *at = layout_left_out(layout, 0);
	const char *list = NULL;
	size_t n_more = 0;

	for (; at; at = layout_left_out(layout, at->importance)) {
		const char *longer =
			arena_print(arena, "%s%s%s", list ? list : "No room for ",
				    list ? ", " : "", at->column->name);

		if (n_more > 0 ||
		    (list && strlen(longer) + strlen(hint) + AND_MORE > layout->width))
			n_more++;
		else
			list = longer;
	}
	if (n_more > 0)
		list = arena_print(arena, "%s and %zu more", list, n_more);
	if (list)
		put_remark(&writing->paper, arena_print(arena, "%s%s", list, hint));
}

/* The first rows as sentences: who has little time reads no further. */
static void put_in_words(struct writing *writing, struct arena *arena)
{
	enum { FIRST = 3 };
	const struct rows *rows = writing->rows;
	const struct column *words = table_column(rows->table, "in_words");
	struct paper *paper = &writing->paper;
	bool any = false;

	for (size_t i = 0; words && i < rows->table->n_rows && i < FIRST; i++) {
		struct cell cell = rows_cell(rows, i, words);

		if (cell.missing || !*cell.text)
			continue;
		paper_style(paper, PAPER_BOLD);
		paper_paragraph(paper, rows_key_text(rows, i, arena), LAYOUT_INDENT);
		paper_style(paper, PAPER_PLAIN);
		paper_end_line(paper);
		paper_blanks(paper, LAYOUT_INDENT);
		paper_paragraph(paper, cell.text, LAYOUT_INDENT);
		paper_end_line(paper);
		any = true;
	}
	if (any)
		paper_end_line(paper);
}

/* What was looked at and what came of it, in a line. */
static void put_summary(struct writing *writing, size_t n_groups, struct arena *arena)
{
	const struct table *table = writing->rows->table;
	const char *text;

	if (!table->summary)
		return;
	text = arena_print(arena, "%s; %zu row%s", table->summary, table->n_rows,
			   table->n_rows == 1 ? "" : "s");
	if (writing->rows->group && n_groups > 0)
		text = arena_print(arena, "%s in %zu group%s", text, n_groups,
				   n_groups == 1 ? "" : "s");
	if (table->hidden)
		text = arena_print(arena, "%s, %s", text, table->hidden);
	put_remark(&writing->paper, text);
	if (table->news)
		put_remark(&writing->paper, table->news);
}

static void put_remarks(struct writing *writing, size_t n_groups, bool on_terminal)
{
	const struct table *table = writing->rows->table;
	struct arena arena = { NULL };

	if (table->summary && table->n_rows > 0) {
		paper_end_line(&writing->paper);
		put_in_words(writing, &arena);
		put_left_out(writing, &arena);
	}
	put_summary(writing, n_groups, &arena);
	if (table->hint && on_terminal) {
		paper_paragraph(&writing->paper, table->hint, LAYOUT_INDENT);
		paper_end_line(&writing->paper);
	}
	arena_free(&arena);
}

/* Rows that were there and are not: who, and when last. */
static void put_gone(struct paper *paper, const struct table *table)
{
	enum { MOST = 10 };
	const struct column *since = table_column(table, "known_since");
	const struct column *last = table_column(table, "last_seen");
	const struct table flat = { .columns = table->columns,
				    .n_columns = table->n_columns,
				    .rows = table->rows,
				    .row_size = table->row_size,
				    .n_rows = table->n_rows,
				    .key = table->key };
	size_t first = table->n_rows - table->n_gone;
	char since_text[ROWS_TEXT], last_text[ROWS_TEXT];
	struct arena arena = { NULL };
	struct rows rows;

	if (table->n_gone == 0 || !since || !last)
		return;
	rows_init(&rows, &flat);
	paper_end_line(paper);
	paper_style(paper, PAPER_BOLD);
	paper_print(paper, "Gone: %zu row%s", table->n_gone,
		    table->n_gone == 1 ? "" : "s");
	paper_style(paper, PAPER_PLAIN);
	paper_end_line(paper);
	for (size_t i = 0; i < table->n_gone && i < MOST; i++) {
		paper_blanks(paper, LAYOUT_INDENT);
		paper_paragraph(
			paper,
			arena_print(&arena, "%s; known since %s, last seen %s",
				    rows_key_text(&rows, first + i, &arena),
				    rows_text(&rows, first + i, since, since_text),
				    rows_text(&rows, first + i, last, last_text)),
			2 * LAYOUT_INDENT);
		paper_end_line(paper);
	}
	if (table->n_gone > MOST) {
		paper_blanks(paper, LAYOUT_INDENT);
		paper_print(paper, "and %zu more; -csv has them", table->n_gone - MOST);
		paper_end_line(paper);
	}
	rows_free(&rows);
	arena_free(&arena);
}

static void write_text(const struct table *whole, const struct presentation *presentation,
		       FILE *out)
{
	const struct table present = table_present(whole), *table = &present;
	struct rows rows;
	struct writing writing = { .rows = &rows,
				   .paper = { .out = out,
					      .width = presentation->width,
					      .color = presentation->color,
					      .unicode = presentation->unicode } };
	size_t n_groups = 0;

	rows_init(&rows, table);
	layout_init(&writing.layout, &rows, presentation->width);
	if (table->banner)
		put_banner(&writing.paper, table->banner);
	if (table->n_rows > 0) {
		put_headings(&writing);
		n_groups = put_rows(&writing);
	} else {
		paper_print(&writing.paper, "No %s %s.", table->title,
			    table->news && table->hidden ? "that are new" : "found");
		paper_end_line(&writing.paper);
	}
	put_gone(&writing.paper, whole);
	put_remarks(&writing, n_groups, presentation->on_terminal);
	layout_free(&writing.layout);
	rows_free(&rows);
}

const struct exporter exporter_text = {
	.name = "text",
	.write = write_text,
};
