/*
 * whois - whose addresses the rows are of, in words as Flare has them and piece by
 * piece. Special addresses are called what they are: private, multicast, reserved.
 */
#ifndef ENRICH_WHOIS_H
#define ENRICH_WHOIS_H

#include "core/memory.h"
#include "enrich/owner.h"
#include "model/beacon.h"
#include "model/config.h"

/* Of one address; the texts go into the arena. */
void whois_find(struct owners *owners, const struct address *address, const char **whois,
		struct beacon_owner *columns, struct arena *arena);

/* Fills src_whois and src_owner, dest_whois and dest_owner; the texts go into the arena.
 * See owner.h for what it goes by. */
void whois_enrich(struct beacon_list *list, const struct config *config,
		  struct arena *arena);

#endif
