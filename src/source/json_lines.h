/*
 * json_lines - reads records that are one JSON object a line. What the fields
 * are called is a dialect; EVE, Zeek and whatever the configuration names are
 * dialects of this.
 */
#ifndef SOURCE_JSON_LINES_H
#define SOURCE_JSON_LINES_H

#include "source/format.h"
#include "source/record.h"

struct dialect {
	struct record_names names;
	const char *fallback[N_RECORD_FIELDS]; /* looked at where the name is absent */

	enum record_kind (*kind)(const struct value values[N_RECORD_FIELDS]); /* NULL: by
										 names.event */
};

int json_lines_read(const struct piece *piece, const struct dialect *dialect,
		    const struct sink *sink, struct error *err);

/* Does one of the first lines hold an object that has all these paths? */
bool json_lines_have(const char *head, size_t len, const char *const *paths,
		     size_t n_paths);

#endif
