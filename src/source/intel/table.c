/*
 * table - lists as tables with column titles, which may stand in a remark, as those of
 * abuse.ch and of Zeek do. Columns are found by title; libcsv reads the rows.
 */
#include <csv.h>
#include <string.h>

#include "core/text.h"
#include "source/intel/fields.h"

enum { MOST_COLUMNS = 64, LONGEST_ROW = 1 << 20 };

struct columns {
	struct {
		enum intel_field field;
		int rank; /* 0: none of ours */
	} at[MOST_COLUMNS];
	size_t n;
	bool has_value;
	char separator;
};

struct table {
	struct reading *reading;
	struct columns columns;
	struct fields fields;
	size_t column; /* of the next cell */
	uint64_t line;
};

static struct value trim(struct value text)
{
	while (text.len > 0 && strchr(" \t\r\n\"'", text.text[text.len - 1]))
		text.len--;
	while (text.len > 0 && strchr(" \t\"'", *text.text)) {
		text.text++;
		text.len--;
	}
	return text;
}

static void add_title(struct columns *columns, struct value title)
{
	size_t i = columns->n++;

	if (i >= MOST_COLUMNS)
		return;
	columns->at[i].rank = 0;
	if (!fields_find(trim(title), &columns->at[i].field, &columns->at[i].rank))
		return;
	if (columns->at[i].field == FIELD_PATTERN)
		columns->at[i].rank = 0;
	else if (columns->at[i].field == FIELD_VALUE)
		columns->has_value = true;
}

/* Titles do not hold separators. */
static void split_titles(struct value line, char separator, struct columns *columns)
{
	*columns = (struct columns){ .separator = separator };
	for (;;) {
		const char *end =
			line.len ? memchr(line.text, separator, line.len) : NULL;
		size_t len = end ? (size_t)(end - line.text) : line.len;

		add_title(columns, (struct value){ line.text, len });
		if (!end)
			return;
		line = (struct value){ end + 1, line.len - len - 1 };
	}
}

/* "# ioc_value,ioc_type", "#fields<TAB>indicator<TAB>indicator_type" */
static bool is_zeek(struct value line)
{
	return line.len > 8 && memcmp(line.text, "#fields\t", 8) == 0;
}

static struct value behind_mark(struct value line)
{
	size_t n = is_zeek(line) ? 8 : 0;

	while (n < line.len && (line.text[n] == '#' || line.text[n] == ' '))
		n++;
	return (struct value){ line.text + n, line.len - n };
}

static bool find_columns(struct value line, bool is_remark, struct columns *columns)
{
	static const char separators[] = ",;\t|";

	if (is_remark)
		line = behind_mark(line);
	for (const char *separator = separators; *separator; separator++) {
		split_titles(line, *separator, columns);
		if (columns->has_value && columns->n > 1)
			return true;
	}
	return !is_remark && columns->has_value;
}

/* Titles stand before the first row; those in a remark may have others behind them. */
static bool find_titles(const char *head, size_t len, struct columns *columns)
{
	size_t at = text_mark_length(head, len);
	bool found = false;

	while (at < len) {
		const char *end = memchr(head + at, '\n', len - at);
		struct value line = { head + at,
				      end ? (size_t)(end - head) - at : len - at };
		bool is_remark = reading_is_remark(line.text, line.len);
		struct columns here;

		at += line.len + 1;
		if (find_columns(line, is_remark, &here)) {
			*columns = here;
			found = true;
		}
		if (!is_remark)
			break;
	}
	return found;
}

static bool recognise(const char *head, size_t len)
{
	struct columns columns;

	return !memchr(head, '\0', len) && find_titles(head, len, &columns);
}

static void on_cell(void *text, size_t len, void *context)
{
	struct table *table = context;
	size_t i = table->column++;

	if (i >= table->columns.n || i >= MOST_COLUMNS || table->columns.at[i].rank == 0)
		return;
	fields_put(&table->fields, table->columns.at[i].field, table->columns.at[i].rank,
		   trim((struct value){ text ? text : "", len }));
}

/* The titles themselves may come again as a row. */
static bool is_titles(const struct fields *fields)
{
	enum intel_field field;
	int rank;

	return fields_find(fields_get(fields, FIELD_VALUE), &field, &rank) &&
	       field == FIELD_VALUE;
}

static void on_row(int terminator, void *context)
{
	struct table *table = context;
	struct reading *reading = table->reading;
	uint64_t n_bad = reading->n_bad;

	(void)terminator;
	if (fields_get(&table->fields, FIELD_VALUE).len == 0)
		reading_note_bad(reading, table->line);
	else if (!is_titles(&table->fields))
		fields_report(&table->fields, (struct value){ "", 0 }, reading);
	if (reading->n_bad > n_bad && n_bad == 0)
		reading->first_bad = table->line;
	fields_clear(&table->fields);
	table->column = 0;
}

static void begin_rows(struct csv_parser *parser, const struct table *table)
{
	csv_init(parser, 0);
	csv_set_delim(parser, (unsigned char)table->columns.separator);
}

static int refuse_quote(const struct table *table, struct error *err)
{
	return error_set(
		err, ERROR_INPUT,
		"%s:%llu: a quote is opened and never closed, so the rest of the file "
		"can't be told apart",
		table->reading->name, (unsigned long long)table->line);
}

/* One that begins with a semicolon may be a row whose first cell is empty. */
static bool is_remark(const struct table *table, const char *line, size_t len)
{
	return reading_is_remark(line, len) && *line != table->columns.separator;
}

static int read_rows(struct table *table, struct csv_parser *parser, struct error *err)
{
	struct lines lines;
	struct line line;
	size_t in_row = 0; /* bytes, if it goes on from the line before */
	int r;

	lines_init(&lines, table->reading->stream);
	while ((r = lines_next(&lines, &line, err)) > 0) {
		size_t mark =
			lines.number == 1 ? text_mark_length(line.text, line.len) : 0;

		if (in_row == 0) {
			table->line = lines.number;
			if (is_remark(table, line.text + mark, line.len - mark))
				continue;
		}
		if (line.too_long) {
			reading_note_bad(table->reading, lines.number);
			continue;
		}
		csv_parse(parser, line.text + mark, line.len - mark, on_cell, on_row,
			  table);
		in_row = parser->pstate == 0 ? 0 : in_row + line.len;
		if (in_row > LONGEST_ROW)
			break;
	}
	if (r >= 0 && in_row > 0)
		r = refuse_quote(table, err);
	lines_free(&lines);
	return r;
}

static int read_table(struct reading *reading, struct error *err)
{
	struct table *table = memory_zero(1, sizeof(*table));
	struct csv_parser parser;
	const char *head;
	size_t len;
	int r = stream_peek(reading->stream, &head, &len, err);

	table->reading = reading;
	if (r == 0 && find_titles(head, len, &table->columns)) {
		begin_rows(&parser, table);
		r = read_rows(table, &parser, err);
		csv_free(&parser);
	}
	free(table);
	return r;
}

const struct intel_format intel_table = { "a table", recognise, read_table };

static bool is_hexadecimal(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!strchr("0123456789abcdefABCDEF-", text[i]) || !text[i])
			return false;
	}
	return true;
}

/* MISP's hashes.csv: the MD5 of each value and the event that it is of. What they are
 * made of is in the events beside it. */
static bool are_digests(const char *head, size_t len)
{
	enum { MD5 = 32, UUID = 36, LINE = MD5 + 1 + UUID };

	return len >= LINE && head[MD5] == ',' && is_hexadecimal(head, MD5) &&
	       is_hexadecimal(head + MD5 + 1, UUID);
}

const struct intel_format intel_digests = { "MISP's digests", are_digests, NULL };
