/*
 * helper - a program of the system's that works beside us: found by PATH, heard
 * through pipes, ended by us and never left behind.
 */
#ifndef CORE_HELPER_H
#define CORE_HELPER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/error.h"

struct helper {
	pid_t pid;
	int out;    /* its standard output, for us to read; never blocks */
	int words;  /* its standard error, likewise */
	bool ended; /* `status` is what waitpid() says of it */
	int status;
};

/*
 * Starts argv[0] with no input. It stays in our process group, so that it can
 * ask the user questions on the terminal, but lets SIGINT, SIGTERM and SIGHUP
 * pass: what is sent to the whole group ends us, and we end it when we no longer
 * need it. To be called before there are threads; they may use it later.
 */
int helper_start(struct helper *helper, const char *const *argv, struct error *err);

/* Has it ended by itself? */
bool helper_ended(struct helper *helper);

/* How it ended, in words: "it ended with status 255". */
const char *helper_fate(const struct helper *helper, char *text, size_t room);

/* Asks it to end and waits; kills it if it does not within two seconds. */
void helper_stop(struct helper *helper);

/* Lets go of the pipes; it must have been stopped. */
void helper_free(struct helper *helper);

#endif
