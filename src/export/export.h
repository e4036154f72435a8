/*
 * export - ways to write a table. An exporter sees described columns and
 * nothing else; it is one file with one constant, and one row in each of the
 * two lists of export.c, at the same place.
 *
 * Every byte of a text cell may have been chosen by an attacker: an exporter
 * has exactly one function that writes a text cell, and that one escapes.
 * To a file it writes by a stream, and write faults are not its business: the
 * stream remembers them and output_commit() reports them.
 */
#ifndef EXPORT_EXPORT_H
#define EXPORT_EXPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "core/error.h"
#include "core/memory.h"
#include "core/settings.h"
#include "model/config.h"
#include "model/table.h"

/*
 * What is no file: it is opened before the work begins, so that one that can't be
 * reached shows at once, and filled when all files are complete, before the first
 * of them is seen.
 */
struct exporter_place {
	/* `name` and `config` outlive it; its texts go into the arena. */
	int (*open)(const char *name, const struct config *config, struct arena *arena,
		    void **state, struct error *err);
	int (*fill)(void *state, const struct table *table, struct error *err);
	void (*close)(void *state);
};

/* How it is to look where there is a choice. Each exporter takes what it can use. */
struct presentation {
	size_t width; /* in places of a terminal; 0: as wide as it gets */
	bool color;
	bool unicode;	    /* else ASCII is to draw with */
	bool on_terminal;   /* somebody is looking on */
	char separator;	    /* between cells of a file */
	bool decimal_comma; /* in them numbers are written 0,55 */
	bool ecs;	    /* records have names of Elastic's Common Schema */
};

struct exporter {
	const char *name;
	bool appends; /* to what the file already holds */
	/* To a file: */
	void (*write)(const struct table *table, const struct presentation *presentation,
		      FILE *out);
	const struct exporter_place *place; /* NULL: to a file */
};

/* The exporter that an option of export_settings asks for; NULL if none. */
const struct exporter *exporter_find(const struct setting *setting);

/* The other way round. */
const struct setting *exporter_setting(const struct exporter *exporter);

/* The options of all exporters, for the command's settings. */
extern const struct setting_group export_settings;

extern const struct exporter exporter_text;
extern const struct exporter exporter_explain; /* text of a single row, in full */
extern const struct exporter exporter_csv;
extern const struct exporter exporter_html;
extern const struct exporter exporter_json;
extern const struct exporter exporter_save;
extern const struct exporter exporter_index;
extern const struct exporter exporter_folder;

#endif
