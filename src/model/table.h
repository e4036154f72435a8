/*
 * table - rows of described columns: all that an exporter ever sees, so both
 * commands and every format share one way out. A row is a plain struct; a
 * column says where in it its cell lies and, by the member's type, what kind
 * of cell that is.
 */
#ifndef MODEL_TABLE_H
#define MODEL_TABLE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "model/address.h"

enum cell_kind {
	CELL_TEXT,    /* const char *; NULL is missing; any bytes, trust none */
	CELL_INTEGER, /* int64_t; CELL_NO_INTEGER is missing */
	CELL_REAL,    /* double; NAN is missing */
	CELL_MOMENT,  /* struct moment; CELL_NO_INTEGER is missing */
	CELL_ADDRESS, /* struct address */
	CELL_SERIES,  /* const struct series *; NULL is missing */
	CELL_CONTEXT, /* const struct context *; NULL is missing; see context.h */
};

#define CELL_NO_INTEGER INT64_MIN

struct context;

struct moment {
	int64_t us; /* since 1970, UTC; shown in whole seconds */
};

/* Counts that are looked at as a picture: a histogram, a strip of time. */
struct series {
	size_t n; /* of them */
	const uint64_t *counts;
};

struct column {
	const char *name; /* the same in every format: [a-z_]+ */
	const char *unit; /* "s", "bytes", "%", or NULL */
	const char *help; /* one clause, for manual page, HTML and README */
	enum cell_kind kind;
	unsigned char decimals; /* of a CELL_REAL */
	double most;		/* that a number of it can be; 0: any. None is below 0 */
	bool detail;		/* left out where there is little room: text */
	bool folded;		/* left out of a web page until asked for */
	bool plot;		/* only for who draws it, and --save; no cell of a list */
	bool optional;		/* a moment that may be missing; what else is none may */
	bool nominal;		/* a number that names something: shown without commas */
	bool derived;		/* follows from other columns: not saved */
	const char *ecs; /* its name in Elastic's Common Schema; NULL: it has none */
	size_t offset;	 /* of the cell in the row */
};

/* A column of rows of type struct `row`; its kind follows from the member. The
 * last argument sets further members: `.decimals = 2, .detail = true`. */
#define COLUMN_AS(row, name_, member, unit_, help_, ...) \
	{ \
		.name = name_, .unit = unit_, .help = help_, .offset = offsetof(row, member), \
		.kind = _Generic(((row *)0)->member,                                        \
			const char *: CELL_TEXT,                                            \
			int64_t: CELL_INTEGER,                                              \
			double: CELL_REAL,                                                  \
			struct moment: CELL_MOMENT,                                         \
			struct address: CELL_ADDRESS,                                       \
			const struct series *: CELL_SERIES,                                 \
			const struct context *: CELL_CONTEXT),                              \
		__VA_ARGS__ \
	}

#define COLUMN(row, name, member, unit, help) \
	COLUMN_AS(row, name, member, unit, help, .decimals = 0)

/* A line about the run: what was looked at, with which thresholds. */
struct fact {
	const char *label;
	const char *value;
};

/* By which rows are listed, and how the only row of a table stands to it. */
struct rule {
	const char *name;
	bool holds;
	const char *text; /* "score 0.31; needs 0.55" */
};

struct result;

struct table {
	const char *title;
	const struct column *columns; /* those to be shown, in order */
	size_t n_columns;
	const struct column *plots; /* what else rows have, for who draws pictures */
	size_t n_plots;
	const void *rows; /* in the order to be shown */
	size_t row_size;
	size_t n_rows;
	size_t n_gone; /* of them, the last: they were there before, and are not now */
	const char *group_by; /* column to group rows by, or NULL for flat */
	/* Names of columns, each list ends with NULL: what text always has, like the
	 * key; and what else, the most important first (NULL: all, in their order). */
	const char *const *essential;
	const char *sorted_by; /* likewise; NULL: by rank */
	const char *const *important;
	const char *summary; /* what was looked at; NULL: not to be told */
	const char *hidden;  /* which rows there are beside these; NULL: none */
	const char *news;    /* how many are new and gone; NULL: nobody knows */
	const char *hint;    /* what to do next; NULL: nothing */
	/* Of a table of one row that is told in full; NULL: none */
	const struct rule *rules;
	size_t n_rules;
	const char *place; /* of that row in the whole, in words; NULL: not known */
	const struct fact *facts;
	size_t n_facts;
	const char *banner;	/* a warning that every format must carry, or NULL */
	const char *event_type; /* for records: "beaconing" */
	const char *timestamp;	/* for records: ISO 8601, when the table was made */
	int64_t period_h;	/* for records: span looked at, or CELL_NO_INTEGER */
	struct moment from;	/* for records: where that span begins */
	struct moment to;	/* and ends */
	struct moment first;	/* the time that its strips are of */
	struct moment last;
	const char *dataset;		  /* for records with ECS names: "flare.beacon" */
	bool from_ecs;			  /* what it was made of has ECS names */
	const struct column *all_columns; /* also those not shown */
	size_t n_all_columns;
	const char *const *key;	     /* columns that tell rows apart; ends with NULL */
	const struct result *result; /* what rows of beacons were made from, for --save;
					else NULL */
};

struct cell {
	enum cell_kind kind;
	bool missing;
	union {
		const char *text;
		int64_t integer;
		double real;
		const struct address *address;
		const struct series *series;
		const struct context *context;
	};
};

/* The cell is borrowed from the row. */
struct cell column_cell(const void *row, const struct column *column);
struct cell table_cell(const struct table *table, size_t row,
		       const struct column *column);

/* Makes the cell a missing one, if it can be that. */
void column_clear(void *row, const struct column *column);

/* The same without the rows that are gone. */
struct table table_present(const struct table *table);

/* The column that --sort names, among those of the rows; the error has all it may name.
 */
int column_find_order(const char *name, const struct column *columns, size_t n,
		      const struct column **order, struct error *err);

/* The described column of that name, or NULL. */
const struct column *table_column(const struct table *table, const char *name);

/* Less than, equal to or greater than 0; a missing cell sorts last. */
int table_compare_cells(const struct cell *a, const struct cell *b);

/* The same with the largest number first; texts and addresses are as in a book. */
int table_compare_best(const struct cell *a, const struct cell *b);

/*
 * Orders rows for grouped output: groups in the order of their first row, rows
 * of a group together and in table order. Fills order[n_rows] with row numbers;
 * without group_by that is 0, 1, 2, ...
 */
void table_grouped_order(const struct table *table, size_t *order);

#endif
