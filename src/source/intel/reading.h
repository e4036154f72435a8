/*
 * reading - what the readers of lists share: a file under way, into which they put what
 * they find. A reader is one file and one row in intel.c.
 */
#ifndef SOURCE_INTEL_READING_H
#define SOURCE_INTEL_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/json.h"
#include "core/lines.h"
#include "core/stream.h"
#include "model/intel.h"

struct reading {
	struct stream *stream;
	struct intel *intel;
	const char *name; /* of the file, for messages */
	uint64_t n_read;  /* indicators, also those that are left out */
	uint64_t n_expired;
	uint64_t n_other; /* of something that no flow shows */
	uint64_t n_bad;
	uint64_t first_bad; /* line; 0: it is not known */
	uint64_t n_lines;   /* that said anything */
};

struct intel_format {
	const char *name;

	/* By the first bytes of the file. */
	bool (*recognise)(const char *head, size_t len);

	/* What can't be read is counted; -1: the rest of the file can't be. NULL: there
	 * is nothing in it that a flow could show. */
	int (*read)(struct reading *reading, struct error *err);
};

/* Reads an indicator and adds it; "a|b" is two of them, or an address and its port.
 * What is said of it is cut and kept to a line. */
void reading_take(struct reading *reading, struct value indicator, struct value what);

/* Likewise of one that was read already. */
void reading_add(struct reading *reading, const struct indicator *indicator,
		 struct value what);

void reading_note_bad(struct reading *reading, uint64_t line);

/* Does a line say nothing: is it blank, or a remark? */
bool reading_is_remark(const char *line, size_t len);

extern const struct intel_format intel_json;
extern const struct intel_format intel_table;
extern const struct intel_format intel_digests;
extern const struct intel_format intel_lines;

#endif
