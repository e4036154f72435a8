/*
 * csv_rows - see csv_rows.h. libcsv parts the cells.
 */
#include "source/csv_rows.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "core/lines.h"
#include "core/memory.h"
#include "core/text.h"

enum { CHUNK = 262144 };

struct value csv_trim(struct value cell)
{
	while (cell.len && strchr(" \t\r\n\"", cell.text[cell.len - 1]))
		cell.len--;
	while (cell.len && strchr(" \t\"", *cell.text)) {
		cell.text++;
		cell.len--;
	}
	return cell;
}

static void on_cell(void *text, size_t len, void *context)
{
	struct csv_rows *rows = context;
	struct value cell = { text ? text : "", len };

	rows->cell(rows->context, cell, rows->column++);
}

static void on_row(int terminator, void *context)
{
	struct csv_rows *rows = context;

	(void)terminator;
	rows->end(rows->context);
	rows->row++;
	rows->column = 0;
}

/* Is the text so far the inside of a quoted cell? libcsv's state 2. */
static bool in_quotes(const struct csv_parser *parser)
{
	enum { FIELD_BEGUN = 2 };

	return parser->quoted && parser->pstate == FIELD_BEGUN;
}

static int read_all(struct csv_rows *rows, struct stream *stream,
		    struct csv_parser *parser, char *chunk, struct error *err)
{
	size_t got = 1, at;
	bool first = true;

	for (; got; first = false) {
		if (stream_read(stream, chunk, CHUNK, &got, err) != 0)
			return -1;
		at = first ? text_mark_length(chunk, got) : 0;
		if (csv_parse(parser, chunk + at, got - at, on_cell, on_row, rows) !=
		    got - at)
			return error_set(err, ERROR_INPUT, "%s, row %llu: %s",
					 stream_name(stream),
					 (unsigned long long)rows->row,
					 csv_strerror(csv_error(parser)));
		if (csv_get_buffer_size(parser) > LONGEST_LINE)
			return error_set(err, ERROR_INPUT,
					 "%s, row %llu: a cell of over 16 MB; a quote "
					 "that is never closed?",
					 stream_name(stream),
					 (unsigned long long)rows->row);
	}
	if (in_quotes(parser))
		return error_set(err, ERROR_INPUT,
				 "%s, row %llu: a quote is opened and never closed, so "
				 "the rest of the file cannot be told apart",
				 stream_name(stream), (unsigned long long)rows->row);
	csv_fini(parser, on_cell, on_row, rows);
	return 0;
}

int csv_rows_read(struct csv_rows *rows, struct stream *stream, struct error *err)
{
	struct csv_parser parser;
	char *chunk = memory_alloc(CHUNK);
	int r;

	rows->row = 1;
	rows->column = 0;
	csv_init(&parser, CSV_APPEND_NULL);
	csv_set_delim(&parser, (unsigned char)rows->separator);
	r = read_all(rows, stream, &parser, chunk, err);
	csv_free(&parser);
	free(chunk);
	return r;
}
