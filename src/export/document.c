/*
 * document - see document.h.
 */
#include "export/document.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/digest.h"
#include "core/text.h"
#include "model/context.h"
#include "model/timestamp.h"

/* See version_help for when it counts up; then the schemas in config/ change. */
#define SCHEMA_VERSION "1"

/* Of the schema whose names are used; all of them are in any since 1.4. */
#define ECS_VERSION "8.11.0"

/* A keyword of more than 32766 bytes is refused, and the whole row with it. */
enum { LONGEST_KEYWORD = 1024 };

enum { MOST_RUN_FIELDS = 16 };

static const char event_type_help[] = "what the record tells of";
static const char timestamp_help[] = "when the record was made, UTC";
static const char version_help[] =
	"counts up when a field goes away or changes its name, type or meaning, "
	"not for a new one";
static const char period_help[] =
	"how many hours were looked at, begun ones counted whole";
static const char warning_help[] = "what is missing in the result";

static const char *number_text(int64_t number, struct arena *arena)
{
	return number == CELL_NO_INTEGER ? NULL : arena_print(arena, "%" PRId64, number);
}

static const char *moment_text(struct moment moment, struct arena *arena)
{
	char text[TIMESTAMP_TEXT];

	/* Dates of an index are counted in milliseconds. */
	return arena_print(arena, "%s", timestamp_format(moment.us / 1000 * 1000, text));
}

static void add(struct document *document, struct document_field field)
{
	document->fields[document->n++] = field;
}

static void add_column(struct document *document, const char *name,
		       const struct column *column)
{
	add(document, (struct document_field){
			      .name = name, .kind = column->kind, .column = column });
}

static void add_value(struct document *document, const char *name, enum cell_kind kind,
		      const char *value, const char *help)
{
	add(document, (struct document_field){
			      .name = name, .kind = kind, .value = value, .help = help });
}

static void add_list(struct document *document, const char *name, const char *value,
		     const char *help)
{
	add(document, (struct document_field){ .name = name,
					       .kind = CELL_TEXT,
					       .value = value,
					       .help = help,
					       .is_list = true });
}

static void add_flare_fields(struct document *document, const struct table *table,
			     const struct column *columns, size_t n_columns,
			     struct arena *arena)
{
	add_value(document, "timestamp", CELL_MOMENT, table->timestamp, timestamp_help);
	add_value(document, "event_type", CELL_TEXT, table->event_type, event_type_help);
	add_value(document, "schema_version", CELL_INTEGER, SCHEMA_VERSION, version_help);
	add_value(document, "period", CELL_INTEGER, number_text(table->period_h, arena),
		  period_help);
	for (size_t i = 0; i < n_columns; i++) {
		if (!columns[i].plot)
			add_column(document, columns[i].name, &columns[i]);
	}
	add_value(document, "warning", CELL_TEXT, table->banner, warning_help);
}

static void add_ecs_fields(struct document *document, const struct table *table,
			   const struct column *columns, size_t n_columns,
			   struct arena *arena)
{
	const char *own = table->dataset;
	int module = (int)strcspn(own, ".");

	add_value(document, "ecs.version", CELL_TEXT, ECS_VERSION,
		  "of Elastic's Common Schema, whose names are used");
	add_value(document, "event.action", CELL_TEXT, table->event_type,
		  event_type_help);
	add_list(document, "event.category", "network", "of the schema's categories");
	add_value(document, "event.created", CELL_MOMENT, table->timestamp,
		  timestamp_help);
	add_value(document, "event.dataset", CELL_TEXT, own, "whose records these are");
	add_value(document, "event.kind", CELL_TEXT, "event",
		  "no alert: time servers are listed too");
	add_value(document, "event.module", CELL_TEXT,
		  arena_print(arena, "%.*s", module, own), "of which program");
	add_list(document, "event.type", "info", "of the schema's types");
	add_value(document, arena_print(arena, "%s.schema_version", own), CELL_INTEGER,
		  SCHEMA_VERSION, version_help);
	add_value(document, arena_print(arena, "%s.period", own), CELL_INTEGER,
		  number_text(table->period_h, arena), period_help);
	add_value(document, arena_print(arena, "%s.warning", own), CELL_TEXT,
		  table->banner, warning_help);
	for (size_t i = 0; i < n_columns; i++) {
		const char *name = columns[i].ecs;

		if (columns[i].plot)
			continue;
		add_column(document,
			   name ? name
				: arena_print(arena, "%s.%s", own, columns[i].name),
			   &columns[i]);
	}
}

static int by_name(const void *a, const void *b)
{
	const struct document_field *x = a, *y = b;

	return strcmp(x->name, y->name);
}

void document_init(struct document *document, const struct table *table,
		   const struct column *columns, size_t n_columns,
		   enum document_names names, struct arena *arena)
{
	document->n = 0;
	document->fields =
		memory_zero(2 * (n_columns + MOST_RUN_FIELDS), sizeof(*document->fields));
	if (names != DOCUMENT_LINE)
		add_value(document, "@timestamp", CELL_MOMENT,
			  moment_text(table->to, arena),
			  "end of the period looked at, UTC");
	if (names != DOCUMENT_ECS)
		add_flare_fields(document, table, columns, n_columns, arena);
	if (names == DOCUMENT_ECS || names == DOCUMENT_BOTH)
		add_ecs_fields(document, table, columns, n_columns, arena);
	/* Those of one object side by side. */
	if (names == DOCUMENT_ECS || names == DOCUMENT_BOTH)
		qsort(document->fields, document->n, sizeof(*document->fields), by_name);
}

void document_free(struct document *document)
{
	free(document->fields);
	*document = (struct document){ .n = 0 };
}

static void *json_alloc(void *context, size_t size)
{
	(void)context;
	return memory_alloc(size);
}

static void *json_resize(void *context, void *old, size_t size)
{
	(void)context;
	return memory_resize(old, size, 1);
}

static void json_release(void *context, void *old)
{
	(void)context;
	free(old);
}

yajl_gen document_json(bool beautiful)
{
	static const yajl_alloc_funcs memory = { json_alloc, json_resize, json_release,
						 NULL };
	yajl_gen json = yajl_gen_alloc(&memory);

	yajl_gen_config(json, yajl_gen_beautify, beautiful);
	yajl_gen_config(json, yajl_gen_indent_string, "  ");
	return json;
}

static void put_part(yajl_gen json, const char *text, size_t len)
{
	yajl_gen_string(json, (const unsigned char *)text, len);
}

void document_put_text(yajl_gen json, const char *text)
{
	put_part(json, text, strlen(text));
}

/* How much of two names are objects that both lie in; it ends with a dot. */
static size_t shared_length(const char *a, const char *b)
{
	size_t shared = 0;

	for (size_t i = 0; a[i] && a[i] == b[i]; i++) {
		if (a[i] == '.')
			shared = i + 1;
	}
	return shared;
}

/* From the objects that one name lies in to those of the next, and its own key.
 * A mapping keeps the fields of an object one deeper, in "properties". */
static void step(yajl_gen json, const char *from, const char *to, bool is_mapping)
{
	size_t shared = shared_length(from, to);
	const char *dot;

	for (const char *at = strchr(from + shared, '.'); at; at = strchr(at + 1, '.')) {
		yajl_gen_map_close(json);
		if (is_mapping)
			yajl_gen_map_close(json);
	}
	for (to += shared; (dot = strchr(to, '.')); to = dot + 1) {
		put_part(json, to, (size_t)(dot - to));
		yajl_gen_map_open(json);
		if (is_mapping) {
			document_put_text(json, "properties");
			yajl_gen_map_open(json);
		}
	}
	if (*to)
		document_put_text(json, to);
}

static void put_setting(yajl_gen json, const char *key, const char *value)
{
	document_put_text(json, key);
	document_put_text(json, value);
}

static void put_scalar(yajl_gen json, enum cell_kind kind, const char *text)
{
	if (!text)
		yajl_gen_null(json);
	else if (kind == CELL_INTEGER || kind == CELL_REAL)
		yajl_gen_number(json, text, strlen(text));
	else
		document_put_text(json, text);
}

void document_put_series(yajl_gen json, const struct series *series)
{
	yajl_gen_array_open(json);
	for (size_t i = 0; i < series->n; i++)
		yajl_gen_integer(json, (int64_t)series->counts[i]);
	yajl_gen_array_close(json);
}

static void put_moment(yajl_gen json, const char *key, struct moment moment, bool exact)
{
	char text[TIMESTAMP_TEXT];

	document_put_text(json, key);
	if (exact)
		yajl_gen_integer(json, moment.us);
	else
		document_put_text(
			json, timestamp_format(moment.us / SECOND_US * SECOND_US, text));
}

static void put_entry(yajl_gen json, const struct context_entry *entry, bool exact)
{
	yajl_gen_map_open(json);
	put_setting(json, CONTEXT_KEY_KIND, context_kind_name(entry->kind));
	document_put_text(json, CONTEXT_KEY_VALUE);
	put_scalar(json, CELL_TEXT, entry->value);
	document_put_text(json, CONTEXT_KEY_COUNT);
	yajl_gen_integer(json, entry->count);
	put_moment(json, CONTEXT_KEY_FIRST, entry->first, exact);
	put_moment(json, CONTEXT_KEY_LAST, entry->last, exact);
	if (entry->severity != CELL_NO_INTEGER) {
		document_put_text(json, CONTEXT_KEY_SEVERITY);
		yajl_gen_integer(json, entry->severity);
	}
	if (entry->payload)
		put_setting(json, CONTEXT_KEY_PAYLOAD, entry->payload);
	yajl_gen_map_close(json);
}

void document_put_context(yajl_gen json, const struct context *context, bool exact)
{
	yajl_gen_array_open(json);
	for (size_t i = 0; i < context->n; i++)
		put_entry(json, &context->entries[i], exact);
	yajl_gen_array_close(json);
}

static void put_value(yajl_gen json, const struct document_field *field,
		      const struct rows *rows, size_t i)
{
	char room[ROWS_TEXT];
	struct cell cell;

	if (!field->column) {
		if (field->is_list)
			yajl_gen_array_open(json);
		put_scalar(json, field->kind, field->value);
		if (field->is_list)
			yajl_gen_array_close(json);
		return;
	}
	cell = rows_cell(rows, i, field->column);
	if (field->kind == CELL_SERIES && !cell.missing)
		document_put_series(json, cell.series);
	else if (field->kind == CELL_CONTEXT && !cell.missing)
		document_put_context(json, cell.context, false);
	else
		put_scalar(json, field->kind, rows_text(rows, i, field->column, room));
}

void document_put_row(const struct document *document, const struct rows *rows, size_t i,
		      yajl_gen json)
{
	const char *before = "";

	yajl_gen_map_open(json);
	for (size_t k = 0; k < document->n; k++) {
		const struct document_field *field = &document->fields[k];

		if (!field->column && !field->value)
			continue;
		step(json, before, field->name, false);
		put_value(json, field, rows, i);
		before = field->name;
	}
	step(json, before, "", false);
	yajl_gen_map_close(json);
}

static void put_keyword(yajl_gen json)
{
	put_setting(json, "type", "keyword");
	document_put_text(json, "ignore_above");
	yajl_gen_integer(json, LONGEST_KEYWORD);
}

static void put_type(yajl_gen json, enum cell_kind kind);

static void put_types_of_context(yajl_gen json)
{
	static const struct {
		const char *key;
		enum cell_kind kind;
	} members[] = {
		{ CONTEXT_KEY_KIND, CELL_TEXT },
		{ CONTEXT_KEY_VALUE, CELL_TEXT },
		{ CONTEXT_KEY_COUNT, CELL_INTEGER },
		{ CONTEXT_KEY_FIRST, CELL_MOMENT },
		{ CONTEXT_KEY_LAST, CELL_MOMENT },
		{ CONTEXT_KEY_SEVERITY, CELL_INTEGER },
		{ CONTEXT_KEY_PAYLOAD, CELL_TEXT },
	};

	yajl_gen_map_open(json);
	document_put_text(json, "properties");
	yajl_gen_map_open(json);
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		document_put_text(json, members[i].key);
		put_type(json, members[i].kind);
	}
	yajl_gen_map_close(json);
	yajl_gen_map_close(json);
}

static void put_type(yajl_gen json, enum cell_kind kind)
{
	static const char *const types[] = {
		[CELL_INTEGER] = "long", [CELL_REAL] = "double", [CELL_MOMENT] = "date",
		[CELL_ADDRESS] = "ip",	 [CELL_SERIES] = "long",
	};

	if (kind == CELL_CONTEXT) {
		put_types_of_context(json);
		return;
	}
	yajl_gen_map_open(json);
	if (kind == CELL_TEXT)
		put_keyword(json);
	else
		put_setting(json, "type", types[kind]);
	/* A picture: nobody asks for one of its numbers, and an index would sort them. */
	if (kind == CELL_SERIES) {
		document_put_text(json, "index");
		yajl_gen_bool(json, false);
		document_put_text(json, "doc_values");
		yajl_gen_bool(json, false);
	}
	yajl_gen_map_close(json);
}

/* A text that an older mapping does not know is a keyword as well. */
static void put_rule_for_texts(yajl_gen json)
{
	document_put_text(json, "dynamic_templates");
	yajl_gen_array_open(json);
	yajl_gen_map_open(json);
	document_put_text(json, "texts");
	yajl_gen_map_open(json);
	put_setting(json, "match_mapping_type", "string");
	document_put_text(json, "mapping");
	yajl_gen_map_open(json);
	put_keyword(json);
	yajl_gen_map_close(json);
	yajl_gen_map_close(json);
	yajl_gen_map_close(json);
	yajl_gen_array_close(json);
}

void document_put_mapping(const struct document *document, yajl_gen json)
{
	const char *before = "";

	yajl_gen_map_open(json);
	put_rule_for_texts(json);
	document_put_text(json, "properties");
	yajl_gen_map_open(json);
	for (size_t k = 0; k < document->n; k++) {
		step(json, before, document->fields[k].name, true);
		put_type(json, document->fields[k].kind);
		before = document->fields[k].name;
	}
	step(json, before, "", true);
	yajl_gen_map_close(json);
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
void document_write_line(yajl_gen json, FILE *out)
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
	yajl_gen_clear(json);
	yajl_gen_reset(json, NULL);
}

/* Each text with its NUL, so that no two keys read alike. */
static void digest_key(struct digest *digest, const char *text)
{
	digest_add(digest, text, strlen(text) + 1);
}

static void digest_day(struct digest *digest, struct moment moment)
{
	char day[32];

	snprintf(day, sizeof(day), "%" PRId64, moment.us / (24 * HOUR_US));
	digest_key(digest, day);
}

const char *document_id(const struct rows *rows, size_t i, char id[DOCUMENT_ID])
{
	const struct table *table = rows->table;
	struct digest *digest = digest_new();
	char room[ROWS_TEXT], sum[DIGEST_TEXT];

	digest_key(digest, table->event_type);
	digest_day(digest, table->from);
	digest_day(digest, table->to);
	for (size_t k = 0; table->key[k]; k++) {
		const struct column *column = table_column(table, table->key[k]);
		const char *text = rows_text(rows, i, column, room);

		digest_key(digest, column->name);
		digest_key(digest, text ? text : "");
	}
	memcpy(id, digest_text(digest, sum), DOCUMENT_ID - 1);
	id[DOCUMENT_ID - 1] = '\0';
	digest_free(digest);
	return id;
}
