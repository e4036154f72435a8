/*
 * completion - what a shell has to know to complete a command line, from the rows of
 * the settings: their names, what they do, and what may stand behind them.
 */
#ifndef CORE_COMPLETION_H
#define CORE_COMPLETION_H

#include <stdio.h>

#include "core/settings.h"

/* What may stand behind an option beside the choices of its row. */
struct completion_words {
	const char *option; /* its long name */
	const char *words;  /* "auto|selks|zeek"; no blanks, nothing that shells expand */
};

struct completion {
	const char *name; /* of the command */
	const struct settings *settings;
	const struct completion_words *words;
	size_t n_words;
};

/* Those that completion_write() knows, as choices of a setting. */
#define COMPLETION_SHELLS "bash|zsh|fish"

void completion_write(const struct completion *completion, const char *shell, FILE *out);

#endif
