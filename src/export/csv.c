/*
 * csv - a table as RFC 4180 has it, except that lines end with LF alone: Excel
 * takes either, while cut, diff and those who read Flare's CSV want no CR. One
 * row is always one line.
 */
#include <string.h>

#include "core/text.h"
#include "export/export.h"
#include "export/rows.h"

/* Also in the full width of East Asian keyboards, which Excel takes there. */
static bool begins_formula(uint32_t character)
{
	switch (character) {
	case '=':
	case '+':
	case '-':
	case '@':
	case 0xff1d:
	case 0xff0b:
	case 0xff0d:
	case 0xff20:
		return true;
	default:
		return false;
	}
}

/*
 * Where the decimal sign is a comma, Excel ends a cell at ';' when it opens the
 * file, knowing no quotes inside of a cell: what follows begins a cell too.
 */
static bool ends_cell(uint32_t character)
{
	return character == ',' || character == ';' || character == '"';
}

static void put_text(const char *text, FILE *out)
{
	const char *end = text + strlen(text);
	bool at_start = true;

	putc('"', out);
	for (const char *at = text; at < end;) {
		uint32_t character = text_next_shown(&at, end);

		if (at_start && begins_formula(character))
			putc('\'', out);
		if (character == '"')
			putc('"', out);
		text_put(character, out);
		at_start = ends_cell(character);
	}
	putc('"', out);
}

/* Most texts are plain, and read better without quotes. */
static bool is_plain(const char *text)
{
	for (const char *at = text; *at; at++) {
		bool is_letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
		bool is_digit = *at >= '0' && *at <= '9';

		if (!is_letter && !is_digit && !(at > text && strchr(" ._-/:+", *at)))
			return false;
	}
	return *text && text[strlen(text) - 1] != ' ';
}

static void put_cell(const char *text, bool is_hostile, FILE *out)
{
	if (!text)
		return;
	if (is_hostile && !is_plain(text))
		put_text(text, out);
	else
		fputs(text, out);
}

static void put_header(const struct table *table, FILE *out)
{
	for (size_t i = 0; i < table->n_columns; i++)
		fprintf(out, "%s%s", i ? "," : "", table->columns[i].name);
	/* A line of comment above the header would be taken for the header. */
	fputs(table->banner ? ",warning\n" : "\n", out);
}

static void put_row(const struct rows *rows, size_t i, FILE *out)
{
	const struct table *table = rows->table;
	char room[ROWS_TEXT];

	for (size_t k = 0; k < table->n_columns; k++) {
		const struct column *column = &table->columns[k];
		const char *text = rows_text(rows, i, column, room);

		if (k)
			putc(',', out);
		put_cell(text, rows_is_hostile(column->kind), out);
	}
	if (table->banner) {
		putc(',', out);
		put_cell(table->banner, true, out);
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

static void write_csv(const struct table *table, FILE *out)
{
	struct rows rows;

	rows_init(&rows, table);
	if (needs_mark(&rows))
		fputs("\xef\xbb\xbf", out);
	put_header(table, out);
	for (size_t i = 0; i < table->n_rows; i++)
		put_row(&rows, i, out);
	rows_free(&rows);
}

const struct exporter exporter_csv = {
	.name = "csv",
	.write = write_csv,
};
