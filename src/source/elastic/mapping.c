/*
 * mapping - see mapping.h. On yajl, whose callbacks count how deep
 * they are: {"fields": {NAME: {TYPE: {...}}}}.
 */
#include "source/elastic/mapping.h"

#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

enum {
	MOST_FIELDS = 100000,
	MOST_BYTES = 1 << 28, /* however few fields are in them */
};

/* The depth at which a key stands. */
enum { AT_TOP = 1, AT_FIELD = 2, AT_TYPE = 3 };

struct mapping_reader {
	yajl_handle yajl;
	struct elastic_mapping *mapping;
	size_t depth;
	size_t n_bytes;
	bool in_fields;
};

static const struct {
	const char *name;
	unsigned type;
} types[] = {
	{ "ip", MAPPED_IP },
	{ "date", MAPPED_DATE },
	{ "date_nanos", MAPPED_DATE },
	{ "long", MAPPED_INTEGER },
	{ "integer", MAPPED_INTEGER },
	{ "short", MAPPED_INTEGER },
	{ "byte", MAPPED_INTEGER },
	{ "unsigned_long", MAPPED_INTEGER },
	{ "double", MAPPED_REAL },
	{ "scaled_float", MAPPED_REAL },
	{ "float", MAPPED_BLURRED },
	{ "half_float", MAPPED_BLURRED },
	{ "keyword", MAPPED_KEYWORD },
	{ "constant_keyword", MAPPED_KEYWORD },
	{ "wildcard", MAPPED_KEYWORD },
	{ "text", MAPPED_TEXT },
	{ "match_only_text", MAPPED_TEXT },
	/* no fields themselves, but what holds some, and an index without it */
	{ "object", 0 },
	{ "nested", 0 },
	{ "unmapped", 0 },
};

static unsigned type_of(const unsigned char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (strlen(types[i].name) == len && memcmp(types[i].name, name, len) == 0)
			return types[i].type;
	}
	return MAPPED_OTHER;
}

static int on_key(void *context, const unsigned char *key, size_t len)
{
	struct mapping_reader *reader = context;
	struct elastic_mapping *mapping = reader->mapping;

	if (reader->depth == AT_TOP)
		reader->in_fields =
			len == strlen("fields") && memcmp(key, "fields", len) == 0;
	if (!reader->in_fields)
		return 1;
	if (reader->depth == AT_FIELD) {
		if (mapping->n == MOST_FIELDS)
			return 0;
		mapping->fields =
			memory_grow(mapping->fields, mapping->n, &mapping->capacity,
				    sizeof(*mapping->fields));
		mapping->fields[mapping->n++] = (struct mapped_field){
			.name = arena_text(&mapping->arena, (const char *)key, len)
		};
	} else if (reader->depth == AT_TYPE && mapping->n > 0) {
		mapping->fields[mapping->n - 1].types |= type_of(key, len);
	}
	return 1;
}

static int on_open(void *context)
{
	struct mapping_reader *reader = context;

	reader->depth++;
	return 1;
}

static int on_close(void *context)
{
	struct mapping_reader *reader = context;

	reader->depth--;
	return 1;
}

static const yajl_callbacks callbacks = {
	.yajl_start_map = on_open,
	.yajl_map_key = on_key,
	.yajl_end_map = on_close,
	.yajl_start_array = on_open,
	.yajl_end_array = on_close,
};

struct mapping_reader *mapping_reader_new(struct elastic_mapping *mapping)
{
	struct mapping_reader *reader = memory_zero(1, sizeof(*reader));

	reader->mapping = mapping;
	reader->yajl = yajl_alloc(&callbacks, NULL, reader);
	return reader;
}

void mapping_reader_free(struct mapping_reader *reader)
{
	yajl_free(reader->yajl);
	free(reader);
}

int mapping_feed(struct mapping_reader *reader, const char *data, size_t len,
		 struct error *err)
{
	reader->n_bytes += len;
	if (reader->n_bytes <= MOST_BYTES &&
	    yajl_parse(reader->yajl, (const unsigned char *)data, len) == yajl_status_ok)
		return 0;
	return error_set(err, ERROR_SERVER, "the list of fields is %s",
			 reader->n_bytes > MOST_BYTES || reader->mapping->n == MOST_FIELDS
				 ? "too long"
				 : "no JSON");
}

void elastic_mapping_free(struct elastic_mapping *mapping)
{
	free(mapping->fields);
	arena_free(&mapping->arena);
	*mapping = (struct elastic_mapping){ .fields = NULL };
}

unsigned elastic_mapping_types(const struct elastic_mapping *mapping, const char *name)
{
	size_t len = strcspn(name, "[");

	for (size_t i = 0; i < mapping->n; i++) {
		if (strncmp(mapping->fields[i].name, name, len) == 0 &&
		    !mapping->fields[i].name[len])
			return mapping->fields[i].types;
	}
	return 0;
}
