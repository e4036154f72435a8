/*
 * beacon_manual - what `--help` and the manual page of flare_beacon say beside
 * its options.
 */
#ifndef BEACON_MANUAL_H
#define BEACON_MANUAL_H

#include <stdio.h>

#include "core/usage.h"

extern const struct usage beacon_usage;

/* The manual page, with the columns of the result. */
void beacon_manual(const struct settings *settings, FILE *out);

#endif
