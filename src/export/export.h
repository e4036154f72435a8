/*
 * export - ways to write a table. An exporter sees described columns and
 * nothing else; it is one file with one constant, and one row in each of the
 * two lists of export.c.
 *
 * Every byte of a text cell may have been chosen by an attacker: an exporter
 * has exactly one function that writes a text cell, and that one escapes.
 * Write faults are not its business: the stream remembers them and
 * output_commit() reports them.
 */
#ifndef EXPORT_EXPORT_H
#define EXPORT_EXPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "core/settings.h"
#include "model/table.h"

struct exporter {
	const char *name;
	bool appends; /* to what the file already holds */
	void (*write)(const struct table *table, FILE *out);
};

/* The exporter that an option of export_settings asks for; NULL if none. */
const struct exporter *exporter_find(const struct setting *setting);

/* The options of all exporters, for the command's settings. */
extern const struct setting_group export_settings;

extern const struct exporter exporter_text;
extern const struct exporter exporter_csv;
extern const struct exporter exporter_html;
extern const struct exporter exporter_json;

#endif
