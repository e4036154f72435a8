/*
 * save - the whole result, for --merge: a line of JSON for the run, for each row and
 * for some thousand places at a time, each with its kind in "saved", and one at the end
 * that tells how many there are, so that a copy that was cut is noticed. Numbers are
 * exact: what is read back is what was saved. See saved/load.h.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "export/document.h"
#include "export/export.h"
#include "model/result.h"
#include "saved/saved.h"

static void put_text(yajl_gen json, const char *text)
{
	yajl_gen_string(json, (const unsigned char *)text, strlen(text));
}

static void put_real(yajl_gen json, double real)
{
	char text[40];
	int len = snprintf(text, sizeof(text), "%.17g", real);

	yajl_gen_number(json, text, (size_t)len);
}

static void put_series(yajl_gen json, const struct series *series)
{
	yajl_gen_array_open(json);
	for (uint32_t i = 0; i < series->n; i++)
		yajl_gen_integer(json, series->counts[i]);
	yajl_gen_array_close(json);
}

static void put_cell(yajl_gen json, const struct cell *cell)
{
	char address[ADDRESS_TEXT];

	switch (cell->kind) {
	case CELL_TEXT:
		put_text(json, cell->text);
		break;
	case CELL_INTEGER:
	case CELL_MOMENT:
		yajl_gen_integer(json, cell->integer);
		break;
	case CELL_REAL:
		put_real(json, cell->real);
		break;
	case CELL_ADDRESS:
		put_text(json, address_format(cell->address, address));
		break;
	case CELL_SERIES:
		put_series(json, cell->series);
		break;
	}
}

static void begin(yajl_gen json, const char *kind)
{
	yajl_gen_map_open(json);
	put_text(json, SAVED_KIND);
	put_text(json, kind);
}

static void finish(yajl_gen json, FILE *out)
{
	yajl_gen_map_close(json);
	document_write_line(json, out);
}

/* What is missing is left out, and so is what no JSON number can say. */
static void put_cells(yajl_gen json, const void *row, const struct column *columns, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct cell cell = column_cell(row, &columns[i]);

		if (cell.missing || (cell.kind == CELL_REAL && !isfinite(cell.real)))
			continue;
		put_text(json, columns[i].name);
		put_cell(json, &cell);
	}
}

static void put_number(yajl_gen json, const char *key, int64_t number)
{
	put_text(json, key);
	yajl_gen_integer(json, number);
}

static void write_run(yajl_gen json, const struct result *result, FILE *out)
{
	begin(json, SAVED_RUN);
	put_number(json, SAVED_VERSION_KEY, SAVED_VERSION);
	put_cells(json, result, result_columns, n_result_columns);
	finish(json, out);
}

static void write_rows(yajl_gen json, const struct result *result, FILE *out)
{
	for (size_t i = 0; i < result->list.n_all; i++) {
		const struct beacon *beacon = &result->list.beacons[i];

		begin(json, SAVED_ROW);
		/* Its number is of this run; whether there is one is not. */
		put_number(json, SAVED_IS_NAMED, beacon->name > 0);
		put_cells(json, beacon, beacon_columns, n_beacon_columns);
		finish(json, out);
	}
}

static void put_places(yajl_gen json, const struct place *places, size_t n, bool named)
{
	char address[ADDRESS_TEXT];

	put_text(json, named ? SAVED_NAMES : SAVED_ADDRESSES);
	yajl_gen_array_open(json);
	for (size_t i = 0; i < n; i++) {
		if (named != (places[i].name != NULL))
			continue;
		put_text(json, named ? places[i].name
				     : address_format(&places[i].dst, address));
		yajl_gen_integer(json, places[i].n_sources);
	}
	yajl_gen_array_close(json);
}

static void write_places(yajl_gen json, const struct result *result, FILE *out)
{
	enum { A_LINE = 4096 };

	for (size_t i = 0; i < result->n_places; i += A_LINE) {
		size_t left = result->n_places - i;

		begin(json, SAVED_PLACES);
		put_places(json, result->places + i, left < A_LINE ? left : A_LINE, false);
		put_places(json, result->places + i, left < A_LINE ? left : A_LINE, true);
		finish(json, out);
	}
}

static void write_saved(const struct table *table, FILE *out)
{
	const struct result *result = table->result;
	yajl_gen json = document_json(false);

	write_run(json, result, out);
	write_rows(json, result, out);
	write_places(json, result, out);
	begin(json, SAVED_END);
	put_number(json, SAVED_N_ROWS, (int64_t)result->list.n_all);
	put_number(json, SAVED_N_PLACES, (int64_t)result->n_places);
	finish(json, out);
	yajl_gen_free(json);
}

const struct exporter exporter_save = {
	.name = "save",
	.write = write_saved,
};
