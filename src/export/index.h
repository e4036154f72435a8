/*
 * index - an index of the server as the place of a table. index.c is the exporter,
 * index_target.c finds out what the name stands for and makes the index if there is
 * none, index_bulk.c writes the rows.
 */
#ifndef EXPORT_INDEX_H
#define EXPORT_INDEX_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "core/http.h"
#include "core/memory.h"
#include "export/document.h"
#include "export/rows.h"
#include "server/server.h"

struct index_target {
	const char *name;	/* an index, an alias or a data stream */
	const char *path;	/* "/name", fit for a URL */
	const char *reads;	/* es_index, by which flows are found; may be NULL */
	const char *flow_field; /* what each of them has; NULL: not known yet */
	const char *type;	/* "/doc" where documents have a type (5.x, 6.x), or "" */
	bool appends;		/* a data stream: takes new rows only */
	bool patient; /* there is a result to be lost: failures are tried again */
	struct server server;
	struct http *http;
	struct arena *arena;
};

/* Whether the name is one that an index can have; the server is not asked. */
int index_check_name(const char *name, struct error *err);

/* What there is by this name; `exists` is left true where it is not told. -1 also if
 * it is an index that flows are read from: rows among them would spoil both. */
int index_look(struct index_target *target, bool *exists, struct error *err);

/* -1 if the server says that this user may not write to it, or not make it; one
 * that has no such question is taken to allow it. */
int index_may_write(const struct index_target *target, bool exists, struct error *err);

/* Makes sure that there is an index that keeps the document's fields by their
 * types. One that has types of its own is left as it is, with a warning. */
int index_prepare(struct index_target *target, const struct document *document,
		  struct error *err);

struct index_counts {
	size_t written;
	size_t created; /* of them */
	size_t kept;	/* of a data stream: were there already */
};

/* Writes all rows. On failure the error tells how many of them are there, and
 * another run writes the others: what a row goes by does not change. */
int index_write(struct index_target *target, const struct document *document,
		const struct rows *rows, struct index_counts *counts, struct error *err);

/* Waits before another try, unless that is of no use: the last one, an interrupt, or
 * a tunnel that has ended. -1 leaves the error as it is. */
int index_wait(const struct index_target *target, int try, int64_t retry_after_s,
	       struct error *err);

#endif
