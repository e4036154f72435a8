/*
 * template - see template.h.
 */
#include "export/template.h"

#include "export/document.h"

/* Above the templates that servers bring along for whatever is called logs-*. */
static void put_composable(yajl_gen json, const struct document *document,
			   const char *pattern)
{
	enum { PRIORITY = 200 };

	document_put_text(json, "index_patterns");
	yajl_gen_array_open(json);
	document_put_text(json, pattern);
	yajl_gen_array_close(json);
	document_put_text(json, "priority");
	yajl_gen_integer(json, PRIORITY);
	document_put_text(json, "template");
	yajl_gen_map_open(json);
	document_put_text(json, "mappings");
	document_put_mapping(document, json);
	yajl_gen_map_close(json);
	document_put_text(json, "_meta");
	yajl_gen_map_open(json);
	document_put_text(json, "description");
	document_put_text(json,
			  "rows of flare_beacon, by its own names and by those of ECS");
	yajl_gen_map_close(json);
}

/* 6.x would rather have index_patterns, but 5.x knows "template" only. */
static void put_typed(yajl_gen json, const struct document *document, const char *pattern)
{
	document_put_text(json, "template");
	document_put_text(json, pattern);
	document_put_text(json, "mappings");
	yajl_gen_map_open(json);
	document_put_text(json, "doc");
	document_put_mapping(document, json);
	yajl_gen_map_close(json);
}

void template_write(const struct table *table, const char *pattern,
		    enum template_kind kind, FILE *out)
{
	struct arena arena = { NULL };
	yajl_gen json = document_json(true);
	const unsigned char *text;
	struct document document;
	size_t len;

	document_init(&document, table, table->all_columns, table->n_all_columns,
		      DOCUMENT_BOTH, &arena);
	yajl_gen_map_open(json);
	if (kind == TEMPLATE_COMPOSABLE)
		put_composable(json, &document, pattern);
	else
		put_typed(json, &document, pattern);
	yajl_gen_map_close(json);
	yajl_gen_get_buf(json, &text, &len);
	fwrite(text, 1, len, out);
	yajl_gen_free(json);
	document_free(&document);
	arena_free(&arena);
}
