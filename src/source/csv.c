/*
 * csv - tables with column titles: exports of Kibana, nfdump
 * and others. Columns are found by title, the configuration's names first, then
 * those of the ecosystems we know; separators ',', ';', tab and '|' are told
 * apart by the title line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"
#include "source/csv_rows.h"
#include "source/format.h"
#include "source/record.h"

/* Best first: the start of a flow before the time it was logged. */
static const char *const known_titles[N_RECORD_FIELDS][12] = {
	[RECORD_SRC] = { "src_ip", "source_ip", "source.ip", "id.orig_h", "src",
			 "srcaddr", "source", "sa", "orig_h", "source address" },
	[RECORD_DST] = { "dest_ip", "destination_ip", "destination.ip", "id.resp_h",
			 "dst", "dstaddr", "destination", "da", "dst_ip", "resp_h",
			 "destination address" },
	[RECORD_PORT] = { "dest_port", "destination_port", "destination.port",
			  "id.resp_p", "dport", "dstport", "dp", "dst_port", "resp_p",
			  "port", "destination port" },
	[RECORD_TIME] = { "flow.start", "event.start", "start", "start_time", "first",
			  "ts", "@timestamp", "timestamp", "time", "date first seen" },
	[RECORD_LOGGED] = { "@timestamp", "timestamp" },
	[RECORD_BYTES] = { "flow.bytes_toserver", "bytes_toserver", "source.bytes",
			   "orig_bytes", "original_bytes", "bytes_out", "sbytes", "ibyt",
			   "bytes" },
	[RECORD_BYTES_IN] = { "flow.bytes_toclient", "bytes_toclient",
			      "destination.bytes", "resp_bytes", "bytes_in", "dbytes",
			      "obyt" },
	[RECORD_END] = { "flow.end", "event.end", "end", "end_time", "last",
			 "date last seen" },
	[RECORD_DURATION] = { "flow.age", "duration", "dur", "td" },
	[RECORD_STATE] = { "flow.reason", "conn_state" },
	[RECORD_PROTOCOL] = { "proto", "protocol", "network.transport", "transport",
			      "pr" },
	[RECORD_EVENT] = { "event_type" },
};

static bool is_title(struct value cell, const char *title)
{
	return title && cell.len == strlen(title) &&
	       strncasecmp(cell.text, title, cell.len) == 0;
}

/* How well a title names the field: 0 is the configuration's name, -1 not. */
static int rank_title(struct value cell, enum record_field field, const char *configured)
{
	size_t n = sizeof(known_titles[field]) / sizeof(known_titles[field][0]);

	if (is_title(cell, configured))
		return 0;
	for (size_t i = 0; i < n && known_titles[field][i]; i++) {
		if (is_title(cell, known_titles[field][i]))
			return (int)i + 1;
	}
	return -1;
}

/* Which column is which field. */
struct columns {
	int column[N_RECORD_FIELDS]; /* -1: none */
	int rank[N_RECORD_FIELDS];
	char title[N_RECORD_FIELDS][48]; /* as the file has it, for messages */
};

static void columns_init(struct columns *columns)
{
	for (size_t i = 0; i < N_RECORD_FIELDS; i++)
		columns->column[i] = columns->rank[i] = -1;
}

static void columns_see(struct columns *columns, struct value title, int column,
			const struct record_names *names)
{
	title = csv_trim(title);
	for (size_t i = 0; i < N_RECORD_FIELDS; i++) {
		int rank = rank_title(title, (enum record_field)i, names->field[i]);

		if (rank >= 0 && (columns->rank[i] < 0 || rank < columns->rank[i])) {
			columns->rank[i] = rank;
			columns->column[i] = column;
			snprintf(columns->title[i], sizeof(columns->title[i]), "%.*s",
				 (int)title.len, title.text);
		}
	}
}

static bool columns_complete(const struct columns *columns)
{
	return columns->column[RECORD_SRC] >= 0 && columns->column[RECORD_DST] >= 0 &&
	       columns->column[RECORD_PORT] >= 0 && columns->column[RECORD_TIME] >= 0;
}

/* Tries a separator on the title line; titles do not hold separators. */
static bool try_separator(const char *line, size_t len, char separator,
			  const struct record_names *names)
{
	const char *end = line + len;
	struct columns columns;
	int column = 0;

	columns_init(&columns);
	while (line < end) {
		const char *stop = memchr(line, separator, (size_t)(end - line));
		struct value title = { line, (size_t)((stop ? stop : end) - line) };

		columns_see(&columns, title, column++, names);
		line = stop ? stop + 1 : end;
	}
	return columns_complete(&columns);
}

/* 0 if the first line names no source, destination, port and time. */
static char find_separator(const char *head, size_t len, const struct config *config)
{
	static const char separators[] = ",;\t|";
	struct record_names names = record_names_of(config);
	size_t mark = text_mark_length(head, len);
	const char *end;

	head += mark;
	len -= mark;
	end = memchr(head, '\n', len);
	if (end)
		len = (size_t)(end - head);
	for (const char *separator = separators; *separator; separator++) {
		if (try_separator(head, len, *separator, &names))
			return *separator;
	}
	return '\0';
}

static bool recognise(const char *head, size_t len, const struct config *config)
{
	return find_separator(head, len, config) != '\0';
}

/* A row under way: copies of the cells that matter. */
struct cell {
	char *text;
	size_t len;
	size_t capacity;
	bool present;
};

struct table {
	struct record_names names;
	struct columns columns;
	struct cell cells[N_RECORD_FIELDS];
	struct csv_rows rows;
	const struct sink *sink;
};

static void keep(struct cell *cell, const char *text, size_t len)
{
	if (len > cell->capacity) {
		cell->capacity = len * 2;
		cell->text = memory_resize(cell->text, cell->capacity, 1);
	}
	if (len)
		memcpy(cell->text, text, len);
	cell->len = len;
	cell->present = true;
}

static void on_cell(void *context, struct value cell, int column)
{
	struct table *table = context;

	if (table->rows.row == 1)
		columns_see(&table->columns, cell, column, &table->names);
	else
		for (size_t i = 0; i < N_RECORD_FIELDS; i++) {
			if (table->columns.column[i] == column)
				keep(&table->cells[i], cell.text, cell.len);
		}
}

/* From now on errors name the columns as the file does. */
static void end_titles(struct table *table)
{
	for (size_t i = 0; i < N_RECORD_FIELDS; i++) {
		if (table->columns.column[i] >= 0)
			table->names.field[i] = table->columns.title[i];
	}
	if (table->columns.column[RECORD_EVENT] < 0)
		table->names.event = NULL;
}

static void on_row(void *context)
{
	struct table *table = context;
	struct value values[N_RECORD_FIELDS];

	for (size_t i = 0; i < N_RECORD_FIELDS; i++) {
		const struct cell *cell = &table->cells[i];

		values[i] = (struct value){ .text = NULL };
		/* No cell and an empty one are alike in CSV. */
		if (cell->present && cell->len > 0)
			values[i] = csv_trim((struct value){ cell->text, cell->len });
		table->cells[i].present = false;
	}
	if (table->rows.row > 1)
		record_take(values, &table->names, record_kind_of(values, &table->names),
			    table->rows.row, table->sink);
	else
		end_titles(table);
}

static int read_csv(const struct piece *piece, const struct sink *sink, struct error *err)
{
	struct table table = { .names = record_names_of(piece->config),
			       .rows = { .cell = on_cell, .end = on_row, .row = 1 },
			       .sink = sink };
	const char *head;
	size_t len;
	int r = stream_peek(piece->stream, &head, &len, err);

	columns_init(&table.columns);
	table.rows.context = &table;
	if (r == 0) {
		table.rows.separator = find_separator(head, len, piece->config);
		r = csv_rows_read(&table.rows, piece->stream, err);
	}
	sink->tally->lines = table.rows.row - 1;
	for (size_t i = 0; i < N_RECORD_FIELDS; i++)
		free(table.cells[i].text);
	return r;
}

const struct format format_csv = {
	.name = "CSV",
	.listed_as = "CSV with column titles",
	.recognise = recognise,
	.read = read_csv,
};
