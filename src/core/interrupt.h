/*
 * interrupt - Ctrl-C and kill: the first one asks the run to end in good
 * order, the second one ends it at once. The run itself may ask for the same.
 */
#ifndef CORE_INTERRUPT_H
#define CORE_INTERRUPT_H

#include <stdbool.h>

#include "core/error.h"

/* SIGINT, SIGTERM and SIGHUP set the flag; SIGPIPE and SIGXFSZ are left to the
 * write that meets them. */
void interrupt_init(void);

bool interrupted(void);

/* Ctrl-C has ended what was going on, and was meant to: the run itself goes on, and the
 * next one counts as the first. */
void interrupt_forget(void);

/* From any thread: the run is to end in good order, with this error. The first counts. */
void interrupt_because(const struct error *why);

/* 0, or -1 with the error: of kind ERROR_INTERRUPTED, or what it was ended with. */
int interrupt_check(struct error *err);

#endif
