/*
 * found_csv - what flare_beacon -csv has written, or Flare itself, to be checked: with
 * any separator, and as Excel reads it, which has numbers with a comma, and an apostrophe
 * before what it would take for something else.
 */
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "source/csv_rows.h"
#include "source/format.h"
#include "source/found.h"

/* Together no log of flows has these, and each has them. */
static const char *const titles[] = { "src_ip",	     "dest_ip", "dest_port",
				      "occurrences", "percent", "interval" };
enum { N_TITLES = sizeof(titles) / sizeof(*titles) };

struct cell {
	char *text; /* owned */
	size_t len;
	size_t capacity;
};

struct table {
	struct csv_rows rows;
	int column[N_FOUND_FIELDS]; /* -1: none */
	struct cell cells[N_FOUND_FIELDS];
	const struct sink *sink;
};

static bool try_separator(const char *line, size_t len, char separator)
{
	const char *end = line + len;
	bool has[N_TITLES] = { false };
	size_t n = 0;

	while (line < end) {
		const char *stop = memchr(line, separator, (size_t)(end - line));
		struct value title = { line, (size_t)((stop ? stop : end) - line) };

		title = csv_trim(title);
		for (size_t i = 0; i < N_TITLES; i++) {
			n += !has[i] && value_is(title, titles[i]);
			has[i] = has[i] || value_is(title, titles[i]);
		}
		line = stop ? stop + 1 : end;
	}
	return n == N_TITLES;
}

/* '\0': it is another table. */
static char find_separator(const char *head, size_t len)
{
	size_t mark = text_mark_length(head, len);
	const char *line = head + mark;
	const char *end = memchr(line, '\n', len - mark);
	size_t line_len = end ? (size_t)(end - line) : len - mark;

	for (const char *separator = ",;\t|"; *separator; separator++) {
		if (try_separator(line, line_len, *separator))
			return *separator;
	}
	return '\0';
}

static bool recognise(const char *head, size_t len, const struct config *config)
{
	return config->takes_mentions && find_separator(head, len) != '\0';
}

static void keep(struct cell *cell, struct value value)
{
	if (value.len > cell->capacity) {
		cell->capacity = value.len * 2;
		cell->text = memory_resize(cell->text, cell->capacity, 1);
	}
	if (value.len)
		memcpy(cell->text, value.text, value.len);
	cell->len = value.len;
}

static void on_cell(void *context, struct value cell, int column)
{
	struct table *table = context;

	cell = csv_trim(cell);
	for (size_t i = 0; i < N_FOUND_FIELDS; i++) {
		if (table->rows.row > 1 && table->column[i] == column)
			keep(&table->cells[i], cell);
		else if (table->rows.row == 1 && table->column[i] < 0 &&
			 value_is(cell, found_flare_names[i]))
			table->column[i] = column;
	}
}

/* As it was before it was made fit for Excel. */
static struct value plain(const struct table *table, enum found_field field)
{
	const struct cell *cell = &table->cells[field];
	struct value value = { cell->text, cell->len };
	char *comma;

	if (!cell->text || cell->len == 0)
		return (struct value){ .text = NULL };
	comma = memchr(cell->text, ',', cell->len);
	if (field == FOUND_SCORE && comma)
		*comma = '.';
	if (value.len > 1 && *value.text == '\'') {
		value.text++;
		value.len--;
	}
	return value;
}

static void on_row(void *context)
{
	static const struct value beaconing = { FOUND_BEACONING,
						sizeof(FOUND_BEACONING) - 1 };
	struct table *table = context;
	struct value values[N_FOUND_FIELDS];

	if (table->rows.row == 1)
		return;
	for (size_t i = 0; i < N_FOUND_FIELDS; i++) {
		values[i] = plain(table, (enum found_field)i);
		table->cells[i].len = 0;
	}
	values[FOUND_EVENT] = beaconing;
	found_take(values, table->rows.row, table->sink);
}

static int read_found(const struct piece *piece, const struct sink *sink,
		      struct error *err)
{
	struct table table = { .rows = { .cell = on_cell, .end = on_row, .row = 1 },
			       .sink = sink };
	const char *head;
	size_t len;
	int r;

	if (!sink->put_mention)
		return 0;
	table.rows.context = &table;
	for (size_t i = 0; i < N_FOUND_FIELDS; i++)
		table.column[i] = -1;
	r = stream_peek(piece->stream, &head, &len, err);
	if (r == 0) {
		table.rows.separator = find_separator(head, len);
		r = csv_rows_read(&table.rows, piece->stream, err);
	}
	sink->tally->lines += table.rows.row - 1;
	for (size_t i = 0; i < N_FOUND_FIELDS; i++)
		free(table.cells[i].text);
	return r;
}

const struct format format_found_csv = {
	.name = "rows of flare_beacon -csv",
	.recognise = recognise,
	.is_result = true,
	.read = read_found,
};
