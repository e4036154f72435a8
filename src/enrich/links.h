/*
 * links - where a row goes on: a URL of the Kibana, EveBox or Arkime that the
 * configuration names, with the pair and its time filled in.
 */
#ifndef ENRICH_LINKS_H
#define ENRICH_LINKS_H

#include "core/error.h"
#include "core/memory.h"
#include "model/beacon.h"
#include "model/config.h"

/*
 * Fills in the links of all rows, as far as they are configured; their texts go into the
 * arena. A configured URL is the address of the tool, to which the way to its search is
 * added, or has places to be filled in: {src} {dest} {port} {from} {to} (ISO 8601, UTC)
 * {from_s} {to_s} (seconds since 1970) and {query}, the pair in the tool's own words.
 */
void links_enrich(struct beacon_list *list, const struct config *config,
		  struct arena *arena);

#endif
