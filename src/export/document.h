/*
 * document - a row as a JSON record: for a file of lines and for an index, by
 * Flare's names or by those of Elastic's Common Schema (ECS), and the types that
 * an index is to keep it by. Record and types come from the same fields, which
 * come from the columns of the table.
 */
#ifndef EXPORT_DOCUMENT_H
#define EXPORT_DOCUMENT_H

#include <stdio.h>
#include <yajl/yajl_gen.h>

#include "core/memory.h"
#include "export/rows.h"
#include "model/table.h"

enum document_names {
	DOCUMENT_LINE,	/* a line of a file: Flare's names, no @timestamp */
	DOCUMENT_FLARE, /* Flare's names */
	DOCUMENT_ECS,	/* ECS names; what has none goes below the table's dataset */
	DOCUMENT_BOTH,	/* of no record: the types of both */
};

struct document_field {
	const char *name;	     /* dots part the objects that it lies in */
	enum cell_kind kind;	     /* decides the type */
	const struct column *column; /* NULL: of the run, not of the row */
	const char *value;	     /* then: its text, NULL if there is none */
	const char *help;	     /* and one clause, as a column has it */
	bool is_list;		     /* ECS: an array, even of one */
};

struct document {
	struct document_field *fields; /* in the order to be written */
	size_t n;
};

/* Of these columns of the table; its texts are borrowed or go into the arena. */
void document_init(struct document *document, const struct table *table,
		   const struct column *columns, size_t n_columns,
		   enum document_names names, struct arena *arena);
void document_free(struct document *document);

/* Writers of JSON that need no check: allocation works or ends the program. */
yajl_gen document_json(bool beautiful);

void document_put_text(yajl_gen json, const char *text);
void document_put_series(yajl_gen json, const struct series *series); /* its counts */

/* An array of what is known; times in words or, exact, in microseconds. */
void document_put_context(yajl_gen json, const struct context *context, bool exact);

void document_put_row(const struct document *document, const struct rows *rows, size_t i,
		      yajl_gen json);

/* {"properties":{...}}, and how fields of later versions are to be taken. */
void document_put_mapping(const struct document *document, yajl_gen json);

/*
 * What was put, as one line, and makes way for the next. Whatever could harm a
 * terminal is escaped and bytes that are no UTF-8 are replaced, so that a reader
 * gets back what was seen.
 */
void document_write_line(yajl_gen json, FILE *out);

/*
 * What the row goes by in an index, 32 hexadecimal digits: its key and the days
 * (UTC) on which the period begins and ends. So a later run of the same day takes
 * the place of the row, and what looks back further stands beside it.
 */
enum { DOCUMENT_ID = 33 };
const char *document_id(const struct rows *rows, size_t i, char id[DOCUMENT_ID]);

#endif
