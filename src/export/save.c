/*
 * save - the whole result, for --merge: a line of JSON for the run, for each row and
 * for some thousand places at a time, each with its kind in "saved", and one at the end
 * with a digest of all others, so that a copy that was cut or damaged is noticed. Numbers
 * are exact: what is read back is what was saved. See source/saved.h.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/digest.h"
#include "export/document.h"
#include "export/export.h"
#include "model/result.h"
#include "model/saved.h"

static void put_real(yajl_gen json, double real)
{
	char text[40];
	int len = snprintf(text, sizeof(text), "%.17g", real);

	yajl_gen_number(json, text, (size_t)len);
}

static void put_cell(yajl_gen json, const struct cell *cell)
{
	char address[ADDRESS_TEXT];

	switch (cell->kind) {
	case CELL_TEXT:
		document_put_text(json, cell->text);
		break;
	case CELL_INTEGER:
	case CELL_MOMENT:
		yajl_gen_integer(json, cell->integer);
		break;
	case CELL_REAL:
		put_real(json, cell->real);
		break;
	case CELL_ADDRESS:
		document_put_text(json, address_format(cell->address, address));
		break;
	case CELL_SERIES:
		document_put_series(json, cell->series);
		break;
	case CELL_CONTEXT:
		document_put_context(json, cell->context, true);
		break;
	}
}

/* A file that is being written, and what its lines add up to. */
struct saving {
	yajl_gen json;
	FILE *out;
	struct digest *digest;
};

static void begin(struct saving *saving, const char *kind)
{
	yajl_gen_map_open(saving->json);
	document_put_text(saving->json, SAVED_KIND);
	document_put_text(saving->json, kind);
}

static void finish(struct saving *saving)
{
	char *line = NULL;
	size_t len = 0;
	FILE *memory = open_memstream(&line, &len);

	if (!memory)
		abort(); /* only for want of memory */
	yajl_gen_map_close(saving->json);
	document_write_line(saving->json, memory);
	fclose(memory);
	digest_add(saving->digest, line, len);
	fwrite(line, 1, len, saving->out);
	free(line);
}

/* What is missing is left out, and so is what no JSON number can say. */
static void put_cells(yajl_gen json, const void *row, const struct column *columns,
		      size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct cell cell = column_cell(row, &columns[i]);

		if (columns[i].derived || cell.missing ||
		    (cell.kind == CELL_REAL && !isfinite(cell.real)))
			continue;
		document_put_text(json, columns[i].name);
		put_cell(json, &cell);
	}
}

static void put_number(yajl_gen json, const char *key, int64_t number)
{
	document_put_text(json, key);
	yajl_gen_integer(json, number);
}

static void write_run(struct saving *saving, const struct result *result)
{
	begin(saving, SAVED_RUN);
	put_number(saving->json, SAVED_VERSION_KEY, SAVED_VERSION);
	put_cells(saving->json, result, result_columns, n_result_columns);
	finish(saving);
}

static void write_rows(struct saving *saving, const struct result *result)
{
	for (size_t i = 0; i < result->list.n_all; i++) {
		const struct beacon *beacon = &result->list.beacons[i];

		begin(saving, SAVED_ROW);
		/* Its number is of this run; whether there is one is not. */
		put_number(saving->json, SAVED_IS_NAMED, beacon->name > 0);
		put_cells(saving->json, beacon, beacon_columns, n_beacon_columns);
		finish(saving);
	}
}

static void put_places(yajl_gen json, const struct place *places, size_t n, bool named)
{
	char address[ADDRESS_TEXT];

	document_put_text(json, named ? SAVED_NAMES : SAVED_ADDRESSES);
	yajl_gen_array_open(json);
	for (size_t i = 0; i < n; i++) {
		if (named != (places[i].name != NULL))
			continue;
		document_put_text(json, named ? places[i].name
					      : address_format(&places[i].dst, address));
		yajl_gen_integer(json, places[i].n_sources);
	}
	yajl_gen_array_close(json);
}

static void write_places(struct saving *saving, const struct result *result)
{
	enum { A_LINE = 4096 };

	for (size_t i = 0; i < result->n_places; i += A_LINE) {
		size_t left = result->n_places - i;
		size_t n = left < A_LINE ? left : A_LINE;

		begin(saving, SAVED_PLACES);
		put_places(saving->json, result->places + i, n, false);
		put_places(saving->json, result->places + i, n, true);
		finish(saving);
	}
}

static void write_end(struct saving *saving, const struct result *result)
{
	char digest[DIGEST_TEXT];

	digest_text(saving->digest, digest);
	begin(saving, SAVED_END);
	put_number(saving->json, SAVED_N_ROWS, (int64_t)result->list.n_all);
	put_number(saving->json, SAVED_N_PLACES, (int64_t)result->n_places);
	document_put_text(saving->json, SAVED_DIGEST);
	document_put_text(saving->json, digest);
	yajl_gen_map_close(saving->json);
	document_write_line(saving->json, saving->out);
}

static void write_saved(const struct table *table,
			const struct presentation *presentation, FILE *out)
{
	const struct result *result = table->result;
	struct saving saving = { .json = document_json(false),
				 .out = out,
				 .digest = digest_new() };

	(void)presentation;
	write_run(&saving, result);
	write_rows(&saving, result);
	write_places(&saving, result);
	write_end(&saving, result);
	digest_free(saving.digest);
	yajl_gen_free(saving.json);
}

const struct exporter exporter_save = {
	.name = "save",
	.write = write_saved,
};
