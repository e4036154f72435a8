/*
 * json - a record for each row, one a line (NDJSON), for a SIEM or jq.
 */
#include "export/document.h"
#include "export/export.h"

static void write_json(const struct table *table, const struct presentation *presentation,
		       FILE *out)
{
	struct arena arena = { NULL };
	yajl_gen json = document_json(false);
	struct document document;
	struct rows rows;

	document_init(&document, table, table->columns, table->n_columns,
		      presentation->ecs ? DOCUMENT_ECS : DOCUMENT_LINE, &arena);
	rows_init(&rows, table);
	for (size_t i = 0; i < table->n_rows; i++) {
		document_put_row(&document, &rows, i, json);
		document_write_line(json, out);
	}
	rows_free(&rows);
	document_free(&document);
	yajl_gen_free(json);
	arena_free(&arena);
}

const struct exporter exporter_json = {
	.name = "json",
	.appends = true,
	.write = write_json,
};
