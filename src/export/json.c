/*
 * json - a record for each row, one a line (NDJSON), for a SIEM or jq. Nothing
 * is replaced here but bytes that are no UTF-8: what could harm a terminal is
 * escaped, so that a reader gets back exactly what was seen.
 */
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>

#include "core/memory.h"
#include "core/text.h"
#include "export/export.h"
#include "export/rows.h"

/* Counts up when a key goes away or changes its meaning, not for a new one. */
enum { SCHEMA_VERSION = 1 };

static void put_text(yajl_gen json, const char *text)
{
	yajl_gen_string(json, (const unsigned char *)text, strlen(text));
}

static void put_pair(yajl_gen json, const char *key, const char *text)
{
	if (!text)
		return;
	put_text(json, key);
	put_text(json, text);
}

static void put_number(yajl_gen json, const char *key, int64_t number)
{
	if (number == CELL_NO_INTEGER)
		return;
	put_text(json, key);
	yajl_gen_integer(json, number);
}

static void put_cell(yajl_gen json, const struct column *column, const char *text)
{
	put_text(json, column->name);
	if (!text)
		yajl_gen_null(json);
	else if (column->kind == CELL_INTEGER || column->kind == CELL_REAL)
		yajl_gen_number(json, text, strlen(text));
	else
		put_text(json, text);
}

static void put_series(yajl_gen json, const struct column *column, const struct cell *cell)
{
	put_text(json, column->name);
	if (cell->missing) {
		yajl_gen_null(json);
		return;
	}
	yajl_gen_array_open(json);
	for (uint32_t i = 0; i < cell->series->n; i++)
		yajl_gen_integer(json, cell->series->counts[i]);
	yajl_gen_array_close(json);
}

static void put_row(yajl_gen json, const struct rows *rows, size_t i)
{
	const struct table *table = rows->table;
	char room[ROWS_TEXT];

	yajl_gen_map_open(json);
	put_pair(json, "timestamp", table->timestamp);
	put_pair(json, "event_type", table->event_type);
	put_number(json, "schema_version", SCHEMA_VERSION);
	put_number(json, "period", table->period_h);
	for (size_t k = 0; k < table->n_columns; k++) {
		const struct column *column = &table->columns[k];

		struct cell cell = rows_cell(rows, i, column);

		if (column->kind == CELL_SERIES)
			put_series(json, column, &cell);
		else
			put_cell(json, column, rows_text(rows, i, column, room));
	}
	put_pair(json, "warning", table->banner);
	yajl_gen_map_close(json);
}

static void put_escape(uint32_t character, FILE *out)
{
	if (character >= 0x10000) {
		fprintf(out, "\\u%04x", (unsigned)(0xd7c0 + (character >> 10)));
		character = 0xdc00 | (character & 0x3ff);
	}
	fprintf(out, "\\u%04x", (unsigned)character);
}

/*
 * yajl passes on any byte from 0x20 up. All but ASCII stands inside of strings,
 * so it can be put right in the finished line.
 */
static void put_line(yajl_gen json, FILE *out)
{
	const unsigned char *line;
	const char *at, *end;
	size_t len;

	yajl_gen_get_buf(json, &line, &len);
	at = (const char *)line;
	end = at + len;
	while (at < end) {
		uint32_t character = text_next(&at, end);

		if (text_is_dangerous(character))
			put_escape(character, out);
		else
			text_put(character, out);
	}
	putc('\n', out);
}

static void *gen_alloc(void *context, size_t size)
{
	(void)context;
	return memory_alloc(size);
}

static void *gen_resize(void *context, void *old, size_t size)
{
	(void)context;
	return memory_resize(old, size, 1);
}

static void gen_free(void *context, void *old)
{
	(void)context;
	free(old);
}

static void write_json(const struct table *table, FILE *out)
{
	yajl_alloc_funcs memory = { gen_alloc, gen_resize, gen_free, NULL };
	yajl_gen json = yajl_gen_alloc(&memory);
	struct rows rows;

	rows_init(&rows, table);
	for (size_t i = 0; i < table->n_rows; i++) {
		put_row(json, &rows, i);
		put_line(json, out);
		yajl_gen_clear(json);
		yajl_gen_reset(json, NULL);
	}
	rows_free(&rows);
	yajl_gen_free(json);
}

const struct exporter exporter_json = {
	.name = "json",
	.appends = true,
	.write = write_json,
};
