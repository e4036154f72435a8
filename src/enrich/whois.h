/*
 * whois - whose an address is: number and name of the autonomous system, and
 * country, offline, from a libloc database. Special addresses are called what
 * they are: private, multicast, reserved.
 */
#ifndef ENRICH_WHOIS_H
#define ENRICH_WHOIS_H

#include "core/memory.h"
#include "model/beacon.h"
#include "model/config.h"

/*
 * Fills src_whois and dest_whois, asking once for each distinct address; the
 * texts go into the arena. A database (location_db) that is missing or damaged is said so in
 * one warning; then only the special addresses are named.
 */
void whois_enrich(struct beacon_list *list, const struct config *config,
		  struct arena *arena);

#endif
