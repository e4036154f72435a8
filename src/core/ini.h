/*
 * ini - reads an ini file into settings.
 *
 * iniparser (4.1) judges the form: sections, keys, comment lines, duplicates
 * (the last wins). It is shown the file with each value replaced by its line
 * number, because it would cut a value at ';' or '#' (a password, say), refuse
 * any file with a line of over 1,023 bytes (a long filter) and forget the
 * line numbers that our errors name.
 *
 * A value may stand in '...' or "..."; '' is empty. Unquoted, a number or a
 * true/false may be followed by a blank and a comment; a text keeps all of its
 * line, and a warning says so if that looks like a comment.
 */
#ifndef CORE_INI_H
#define CORE_INI_H

#include "core/settings.h"

/* Takes only what no stronger origin has set. */
int ini_read(struct settings *settings, const char *path, struct error *err);

/* The same of a file's whole text; `name` stands for it in errors. */
int ini_read_text(struct settings *settings, const char *name, const char *text,
		  struct error *err);

#endif
