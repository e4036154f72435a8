/*
 * command - what the programs in cmd/ have in common: settings in, one run, one error
 * out.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <stddef.h>
#include <stdio.h>

#include "core/error.h"
#include "core/memory.h"
#include "core/usage.h"
#include "model/config.h"
#include "model/table.h"

struct command {
	unsigned flag; /* of model/config.h: which options it has */
	const struct usage *usage;

	const struct column *columns; /* what --sort takes */
	size_t n_columns;

	/* The manual page. */
	void (*manual)(const struct settings *settings, FILE *out);

	/* The whole run; its texts go into the arena. */
	int (*run)(struct config *config, char *const *operands, size_t n_operands,
		   struct arena *arena, struct error *err);
};

/* What main() returns. */
int command_main(const struct command *command, int argc, char **argv);

#endif
