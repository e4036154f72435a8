/*
 * csv - a table as RFC 4180 has it, except that lines end with LF alone: Excel
 * takes either, while cut, diff and those who read Flare's CSV want no CR. One
 * row is always one line.
 */
#include <string.h>

#include "core/text.h"
#include "export/export.h"
#include "export/rows.h"
#include "export/sheet.h"

/* What a cell of Excel has room for, in UTF-16, less the dots that say there was more. */
enum { MOST_UNITS = 32767 - 3 };

/*
 * Where the decimal sign is a comma, Excel ends a cell at ';' when it opens the
 * file, knowing no quotes inside of a cell: what follows begins a cell too.
 */
static bool ends_cell(uint32_t character)
{
	return character == ',' || character == ';' || character == '|' ||
	       character == '"';
}

static void put_quoted(const char *text, bool is_misread, FILE *out)
{
	const char *end = text + strlen(text);
	bool at_start = false;
	size_t n_units = is_misread;

	fputs(is_misread ? "\"'" : "\"", out);
	while (text < end && n_units < MOST_UNITS - 1) {
		uint32_t character = text_next_shown(&text, end);

		n_units += character >= 0x10000 ? 2 : 1;
		if (at_start && sheet_is_formula_sign(character)) {
			putc('\'', out);
			n_units++;
		}
		if (character == '"')
			putc('"', out);
		text_put(character, out);
		at_start = ends_cell(character);
	}
	fputs(text < end ? "...\"" : "\"", out);
}

/* Most texts are plain, and read better without quotes. */
static bool is_plain(const char *text)
{
	size_t len = strlen(text);

	for (const char *at = text; *at; at++) {
		bool is_letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
		bool is_digit = *at >= '0' && *at <= '9';

		if (!is_letter && !is_digit && !(at > text && strchr(" ._-/:+", *at)))
			return false;
	}
	return len > 0 && len <= MOST_UNITS && text[len - 1] != ' ';
}

static void put_text(const char *text, FILE *out)
{
	bool is_misread = sheet_misreads(text);

	if (is_misread || !is_plain(text))
		put_quoted(text, is_misread, out);
	else
		fputs(text, out);
}

/* Excel takes ISO 8601 for a time only without its T and Z. */
static void make_readable(char *moment)
{
	moment[strcspn(moment, "T")] = ' ';
	moment[strcspn(moment, "Z")] = '\0';
}

static void put_value(char *text, const struct column *column,
		      const struct presentation *as, FILE *out)
{
	char *point = column->kind == CELL_REAL ? strchr(text, '.') : NULL;
	/* Where decimals have a comma, dots part thousands. */
	bool is_misread = column->kind == CELL_ADDRESS && as->decimal_comma &&
			  sheet_misreads_address(text);

	if (column->kind == CELL_MOMENT)
		make_readable(text);
	if (point && as->decimal_comma)
		*point = ',';
	if (is_misread || strchr(text, as->separator))
		put_quoted(text, is_misread, out);
	else
		fputs(text, out);
}

static void put_cell(const struct rows *rows, size_t i, const struct column *column,
		     const struct presentation *as, FILE *out)
{
	char room[ROWS_TEXT];
	const char *text = rows_text(rows, i, column, room);

	if (text && !rows_is_hostile(column->kind))
		put_value(room, column, as, out);
	else if (text)
		put_text(text, out);
}

static void put_header(const struct table *table, char separator, FILE *out)
{
	for (size_t i = 0; i < table->n_columns; i++) {
		if (i)
			putc(separator, out);
		fputs(table->columns[i].name, out);
	}
	/* A line of comment above the header would be taken for the header. */
	if (table->banner)
		fprintf(out, "%cwarning", separator);
	putc('\n', out);
}

static void put_row(const struct rows *rows, size_t i, const struct presentation *as,
		    FILE *out)
{
	const struct table *table = rows->table;

	for (size_t k = 0; k < table->n_columns; k++) {
		if (k)
			putc(as->separator, out);
		put_cell(rows, i, &table->columns[k], as, out);
	}
	if (table->banner) {
		putc(as->separator, out);
		put_text(table->banner, out);
	}
	putc('\n', out);
}

static bool shows_ascii_only(const char *text)
{
	const char *end = text + strlen(text);

	while (text < end) {
		if (text_next_shown(&text, end) >= 0x80)
			return false;
	}
	return true;
}

/* Without the mark Excel reads UTF-8 as an old code page; with it, programs
 * that know nothing of marks misread the first column's name. */
static bool needs_mark(const struct rows *rows)
{
	const struct table *table = rows->table;
	char room[ROWS_TEXT];

	if (table->banner && !shows_ascii_only(table->banner))
		return true;
	for (size_t i = 0; i < table->n_rows; i++) {
		for (size_t k = 0; k < table->n_columns; k++) {
			const char *text = rows_text(rows, i, &table->columns[k], room);

			if (text && !shows_ascii_only(text))
				return true;
		}
	}
	return false;
}

static void write_csv(const struct table *table, const struct presentation *as, FILE *out)
{
	struct rows rows;

	rows_init(&rows, table);
	if (needs_mark(&rows))
		fputs("\xef\xbb\xbf", out);
	put_header(table, as->separator, out);
	for (size_t i = 0; i < table->n_rows; i++)
		put_row(&rows, i, as, out);
	rows_free(&rows);
}

const struct exporter exporter_csv = {
	.name = "csv",
	.write = write_csv,
};
