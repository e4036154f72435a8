/*
 * mapping - which fields an index has and as what they are indexed, read
 * out of a reply of _field_caps as it comes. An index may have ten thousand fields,
 * so only their names and types are kept; how each is best fetched is told by
 * fields.h, of the few that are.
 */
#ifndef ELASTIC_MAPPING_H
#define ELASTIC_MAPPING_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "core/memory.h"

/* As what it is indexed; in several indices it may be as several. */
enum mapped_type {
	MAPPED_IP = 1,
	MAPPED_DATE = 2,
	MAPPED_INTEGER = 4,
	MAPPED_REAL = 8,
	MAPPED_BLURRED = 16, /* a float of 32 bits or less */
	MAPPED_KEYWORD = 32,
	MAPPED_TEXT = 64,
	MAPPED_OTHER = 128,
};

struct mapped_field {
	const char *name;
	unsigned types; /* of enum mapped_type */
};

struct elastic_mapping {
	struct mapped_field *fields; /* in the order of the reply */
	size_t n;
	size_t capacity;
	struct arena arena; /* of the names */
};

void elastic_mapping_free(struct elastic_mapping *mapping); /* accepts a zeroed one */

/* Its types, or 0 if there is no such field. "[]" is no part of a name, see json.h. */
unsigned elastic_mapping_types(const struct elastic_mapping *mapping, const char *name);

/* Reads a reply into a mapping, piece by piece; -1: no JSON, or so many fields that
 * the pattern must be a jumble. */
struct mapping_reader;
struct mapping_reader *mapping_reader_new(struct elastic_mapping *mapping);
void mapping_reader_free(struct mapping_reader *reader);
int mapping_feed(struct mapping_reader *reader, const char *data, size_t len,
		 struct error *err);

#endif
