/*
 * schema - see schema.h.
 */
#include "export/schema.h"

#include <string.h>

#include "model/context.h"

struct schema {
	yajl_gen json;
	struct document all;
	struct document always; /* a record with these is complete */
	struct arena arena;
};

static void put(yajl_gen json, const char *key, const char *value)
{
	document_put_text(json, key);
	document_put_text(json, value);
}

static bool is_always_there(const struct schema *schema, const char *name)
{
	for (size_t i = 0; i < schema->always.n; i++) {
		const struct document_field *field = &schema->always.fields[i];

		if (strcmp(field->name, name) == 0)
			return field->column || field->value;
	}
	return false;
}

static void put_types(yajl_gen json, const char *type, const char *other)
{
	document_put_text(json, "type");
	if (!other) {
		document_put_text(json, type);
		return;
	}
	yajl_gen_array_open(json);
	document_put_text(json, type);
	document_put_text(json, other);
	yajl_gen_array_close(json);
}

/* No address is missing, and few moments are; what is of the run is left out then. */
static void put_type(yajl_gen json, const struct document_field *field, const char *type)
{
	bool is_never_null = !field->column || field->kind == CELL_ADDRESS ||
			     (field->kind == CELL_MOMENT && !field->column->optional);

	put_types(json, type, is_never_null ? NULL : "null");
}

static void put_bounds(yajl_gen json, const struct column *column)
{
	document_put_text(json, "minimum");
	yajl_gen_integer(json, 0);
	if (!column || column->most <= 0)
		return;
	document_put_text(json, "maximum");
	yajl_gen_integer(json, (long long)column->most);
}

static void put_counts(yajl_gen json)
{
	document_put_text(json, "items");
	yajl_gen_map_open(json);
	put(json, "type", "integer");
	put_bounds(json, NULL);
	yajl_gen_map_close(json);
}

/* Formats are hints, which a reader need not check; a pattern it has to. */
static void put_address(yajl_gen json)
{
	document_put_text(json, "anyOf");
	yajl_gen_array_open(json);
	for (int version = 4; version <= 6; version += 2) {
		yajl_gen_map_open(json);
		put(json, "format", version == 4 ? "ipv4" : "ipv6");
		put(json, "pattern",
		    version == 4 ? "^[0-9.]+$" : "^[0-9a-f:.]*:[0-9a-f:.]*$");
		yajl_gen_map_close(json);
	}
	yajl_gen_array_close(json);
}

static void put_kinds(yajl_gen json)
{
	document_put_text(json, "enum");
	yajl_gen_array_open(json);
	for (enum context_kind kind = 0; kind < N_CONTEXT_KINDS; kind++)
		document_put_text(json, context_kind_name(kind));
	yajl_gen_array_close(json);
}

/* One thing that is said of a pair, see model/context.h. */
static void put_said(yajl_gen json)
{
	static const struct {
		const char *key;
		const char *type;
		const char *other;
		bool required;
	} members[] = {
		{ CONTEXT_KEY_KIND, "string", NULL, true },
		{ CONTEXT_KEY_VALUE, "string", "null", true },
		{ CONTEXT_KEY_COUNT, "integer", NULL, true },
		{ CONTEXT_KEY_FIRST, "string", NULL, true },
		{ CONTEXT_KEY_LAST, "string", NULL, true },
		{ CONTEXT_KEY_SEVERITY, "integer", NULL, false },
		{ CONTEXT_KEY_PAYLOAD, "string", NULL, false },
	};
	enum { N = sizeof(members) / sizeof(*members) };

	document_put_text(json, "properties");
	yajl_gen_map_open(json);
	for (size_t i = 0; i < N; i++) {
		document_put_text(json, members[i].key);
		yajl_gen_map_open(json);
		put_types(json, members[i].type, members[i].other);
		if (strcmp(members[i].key, CONTEXT_KEY_KIND) == 0)
			put_kinds(json);
		yajl_gen_map_close(json);
	}
	yajl_gen_map_close(json);
	document_put_text(json, "required");
	yajl_gen_array_open(json);
	for (size_t i = 0; i < N; i++) {
		if (members[i].required)
			document_put_text(json, members[i].key);
	}
	yajl_gen_array_close(json);
	document_put_text(json, "additionalProperties");
	yajl_gen_bool(json, false);
}

static void put_context(yajl_gen json)
{
	document_put_text(json, "items");
	yajl_gen_map_open(json);
	put(json, "type", "object");
	put_said(json);
	yajl_gen_map_close(json);
}

static void put_kind(yajl_gen json, const struct document_field *field)
{
	switch (field->kind) {
	case CELL_TEXT:
		put_type(json, field, "string");
		break;
	case CELL_INTEGER:
		put_type(json, field, "integer");
		put_bounds(json, field->column);
		break;
	case CELL_REAL:
		put_type(json, field, "number");
		put_bounds(json, field->column);
		break;
	case CELL_MOMENT:
		put_type(json, field, "string");
		put(json, "format", "date-time");
		put(json, "pattern",
		    "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\\.[0-9]+)?Z$");
		break;
	case CELL_ADDRESS:
		put_type(json, field, "string");
		put_address(json);
		break;
	case CELL_SERIES:
		put_type(json, field, "array");
		put_counts(json);
		break;
	case CELL_CONTEXT:
		put_type(json, field, "array");
		put_context(json);
		break;
	}
}

static void put_constant(yajl_gen json, const struct document_field *field)
{
	document_put_text(json, "const");
	if (field->is_list)
		yajl_gen_array_open(json);
	if (field->kind == CELL_INTEGER)
		yajl_gen_number(json, field->value, strlen(field->value));
	else
		document_put_text(json, field->value);
	if (field->is_list)
		yajl_gen_array_close(json);
}

static const char *description(const struct document_field *field, struct arena *arena)
{
	const struct column *column = field->column;

	if (!column || !column->unit)
		return column ? column->help : field->help;
	return arena_print(arena, "%s (%s)", column->help, column->unit);
}

static void put_field(struct schema *schema, const struct document_field *field)
{
	yajl_gen json = schema->json;

	yajl_gen_map_open(json);
	put(json, "description", description(field, &schema->arena));
	if (field->value && field->kind != CELL_MOMENT)
		put_constant(json, field);
	else
		put_kind(json, field);
	yajl_gen_map_close(json);
}

/* One behind the last field that lies in the same object as the first one, `depth`
 * bytes of whose name tell where we are; the next one, if it lies in none. */
static size_t member_end(const struct document *all, size_t from, size_t to, size_t depth)
{
	const char *name = all->fields[from].name;
	const char *dot = strchr(name + depth, '.');
	size_t i = from + 1;

	while (dot && i < to &&
	       strncmp(all->fields[i].name, name, (size_t)(dot - name) + 1) == 0)
		i++;
	return i;
}

static void put_required(struct schema *schema, size_t from, size_t to, size_t depth)
{
	const struct document *all = &schema->all;

	document_put_text(schema->json, "required");
	yajl_gen_array_open(schema->json);
	for (size_t end; from < to; from = end) {
		const char *name = all->fields[from].name + depth;
		bool is_required = false;

		end = member_end(all, from, to, depth);
		for (size_t i = from; i < end; i++)
			is_required |= is_always_there(schema, all->fields[i].name);
		if (is_required)
			document_put_text(schema->json,
					  arena_print(&schema->arena, "%.*s",
						      (int)strcspn(name, "."), name));
	}
	yajl_gen_array_close(schema->json);
}

/* Of the object that these fields lie in, within one that is open. */
static void put_members(struct schema *schema, size_t from, size_t to, size_t depth)
{
	const struct document *all = &schema->all;
	yajl_gen json = schema->json;

	put(json, "type", "object");
	put_required(schema, from, to, depth);
	document_put_text(json, "additionalProperties");
	yajl_gen_bool(json, false);
	document_put_text(json, "properties");
	yajl_gen_map_open(json);
	for (size_t end; from < to; from = end) {
		const struct document_field *field = &all->fields[from];
		const char *name = field->name + depth;
		size_t len = strcspn(name, ".");

		end = member_end(all, from, to, depth);
		document_put_text(json,
				  arena_print(&schema->arena, "%.*s", (int)len, name));
		if (!name[len]) {
			put_field(schema, field);
			continue;
		}
		yajl_gen_map_open(json);
		put_members(schema, from, end, depth + len + 1);
		yajl_gen_map_close(json);
	}
	yajl_gen_map_close(json);
}

static void put_title(struct schema *schema, const struct table *table,
		      enum document_names names)
{
	bool is_ecs = names == DOCUMENT_ECS;

	put(schema->json, "$schema", "https://json-schema.org/draft/2020-12/schema");
	put(schema->json, "title",
	    arena_print(&schema->arena, "%s%s", table->title,
			is_ecs ? ", by the names of Elastic's Common Schema" : ""));
	put(schema->json, "description",
	    arena_print(
		    &schema->arena,
		    "A line of -json%s, or a record of --index. It is that of the program "
		    "that it comes with: a later one may have more fields while "
		    "schema_version stays what it is. Null is what is not known.",
		    is_ecs ? " with --json_names ecs" : ""));
}

void schema_write(const struct table *table, enum document_names names, FILE *out)
{
	struct schema schema = { .json = document_json(true), .arena = { NULL } };
	const unsigned char *text;
	size_t len;

	document_init(&schema.all, table, table->all_columns, table->n_all_columns, names,
		      &schema.arena);
	/* A line has no @timestamp by Flare's names. */
	document_init(&schema.always, table, table->columns, table->n_columns,
		      names == DOCUMENT_FLARE ? DOCUMENT_LINE : names, &schema.arena);
	yajl_gen_map_open(schema.json);
	put_title(&schema, table, names);
	put_members(&schema, 0, schema.all.n, 0);
	yajl_gen_map_close(schema.json);
	yajl_gen_get_buf(schema.json, &text, &len);
	fwrite(text, 1, len, out);
	yajl_gen_free(schema.json);
	document_free(&schema.all);
	document_free(&schema.always);
	arena_free(&schema.arena);
}
