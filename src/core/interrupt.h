/*
 * interrupt - Ctrl-C and kill: the first one asks the run to end in good
 * order, the second one ends it at once.
 */
#ifndef CORE_INTERRUPT_H
#define CORE_INTERRUPT_H

#include <stdbool.h>

#include "core/error.h"

/* SIGINT, SIGTERM and SIGHUP set the flag; SIGPIPE and SIGXFSZ are left to the
 * write that meets them. */
void interrupt_init(void);

bool interrupted(void);

/* 0, or -1 with the error of kind ERROR_INTERRUPTED. */
int interrupt_check(struct error *err);

#endif
