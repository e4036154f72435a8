/*
 * check_manual - what `--help` and the manual page of check_ip say beside its options.
 */
#ifndef CHECK_MANUAL_H
#define CHECK_MANUAL_H

#include <stdio.h>

#include "core/usage.h"

extern const struct usage check_usage;

/* The manual page, with the columns of the result. */
void check_manual(const struct settings *settings, FILE *out);

#endif
