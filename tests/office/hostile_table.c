/*
 * hostile_table - a CSV with cells of every kind, for a spreadsheet to open. Texts are
 * taken from standard input, each ends with NUL and makes a row; what else is in the row
 * follows from its number, see run.py.
 *
 * usage: hostile_table SEPARATOR [comma] <TEXTS
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "export/export.h"
#include "model/timestamp.h"

struct row {
	const char *text;
	int64_t integer;
	double real;
	struct moment moment;
	struct address address;
	const char *again;
};

static const struct column columns[] = {
	COLUMN(struct row, "text", text, NULL, ""),
	COLUMN(struct row, "integer", integer, NULL, ""),
	COLUMN_AS(struct row, "real", real, NULL, "", .decimals = 3),
	COLUMN(struct row, "moment", moment, NULL, ""),
	COLUMN(struct row, "address", address, NULL, ""),
	COLUMN(struct row, "again", again, NULL, ""),
};

static struct address address_of(size_t i)
{
	static const char *const texts[] = { "192.168.100.101", "10.1.2.3", "2001:db8::1",
					     "1::2", "192.0.2.100" };
	const char *text = texts[i % (sizeof(texts) / sizeof(texts[0]))];
	struct address address;

	if (!address_parse(text, strlen(text), &address))
		abort();
	return address;
}

static struct row row_of(size_t i, const char *text)
{
	return (struct row){
		.text = text,
		.integer = i % 7 == 3 ? CELL_NO_INTEGER : (int64_t)i * 1000 - 7,
		.real = i % 7 == 5 ? NAN : (double)i / 8 - 1,
		.moment = { (INT64_C(1763596864) + 86461 * (int64_t)i) * SECOND_US },
		.address = address_of(i),
		.again = text,
	};
}

static char *read_all(FILE *in, size_t *len)
{
	enum { PIECE = 65536 };
	char *text = NULL;
	size_t capacity = 0;

	do {
		while (*len + PIECE > capacity)
			text = memory_grow(text, capacity, &capacity, 1);
		*len += fread(text + *len, 1, PIECE, in);
	} while (!feof(in) && !ferror(in));
	return text;
}

int main(int argc, char **argv)
{
	const struct presentation presentation = {
		.separator = argc > 1 ? *argv[1] : ',',
		.decimal_comma = argc > 2,
	};
	size_t len = 0, n = 0, capacity = 0;
	struct row *rows = NULL;
	char *texts = read_all(stdin, &len);

	for (char *at = texts; at < texts + len; at += strlen(at) + 1) {
		rows = memory_grow(rows, n, &capacity, sizeof(*rows));
		rows[n] = row_of(n, at);
		n++;
	}
	exporter_csv.write(
		&(struct table){ .columns = columns,
				 .n_columns = sizeof(columns) / sizeof(columns[0]),
				 .rows = rows,
				 .row_size = sizeof(*rows),
				 .n_rows = n },
		&presentation, stdout);
	free(rows);
	free(texts);
	return fflush(stdout) == 0 ? 0 : 1;
}
