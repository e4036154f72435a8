/*
 * enrich - what else is known of the addresses among the results. An enricher
 * is one file and one row in enrich.c; it asks once for each distinct address. What needs
 * what others have found before is called in its turn instead: called.h, reported.h.
 */
#ifndef ENRICH_ENRICH_H
#define ENRICH_ENRICH_H

#include <stdbool.h>

#include "core/memory.h"
#include "model/beacon.h"
#include "model/config.h"

/* Runs those the configuration asks for, and with `owners` the one that finds those;
 * texts go into the arena. */
void enrich(struct beacon_list *list, const struct config *config, bool owners,
	    struct arena *arena);

#endif
