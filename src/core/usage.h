/*
 * usage - `--help` and the manual page, both from the rows of the settings.
 */
#ifndef CORE_USAGE_H
#define CORE_USAGE_H

#include <stdio.h>

#include "core/settings.h"

/* What a command says of itself beside its settings. */
struct usage {
	const char *name; /* "flare_beacon" */
	const char *version;
	const char *purpose;  /* "find hosts that call home" */
	const char *synopsis; /* "[OPTION]... [FILE]..." */
	const char *intro;    /* a line or two for --help */
	const struct usage_section {
		const char *title;
		const char *text; /* paragraphs parted by an empty line; one that
				     begins with a blank is shown as it is */
	} * sections;		  /* of the manual page: the first stands before the
				options, the others behind */
	size_t n_sections;
};

/* The options; settings that only an ini file needs are left to the manual. */
void usage_help(const struct usage *usage, const struct settings *settings, FILE *out);

/* The manual page, section 1, as roff. */
void usage_manual(const struct usage *usage, const struct settings *settings, FILE *out);

#endif
