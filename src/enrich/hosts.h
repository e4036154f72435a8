/*
 * hosts - what else is known of the addresses and names that check_ip checks: whose they
 * are and where, what they are called, and what lists and services say of them.
 */
#ifndef ENRICH_HOSTS_H
#define ENRICH_HOSTS_H

#include <stddef.h>

#include "core/error.h"
#include "core/memory.h"
#include "enrich/services/services.h"
#include "model/config.h"
#include "model/host.h"
#include "model/intel.h"

/* Owner, place and, if it is asked for, the name by reverse DNS. Texts go into the arena,
 * here and below. */
void hosts_enrich(struct host_list *list, const struct config *config,
		  struct arena *arena);

/* Who knows what is bad; either may be NULL, and is not asked. */
struct judges {
	const struct intel *intel;
	struct services *services;
};

/* Asks services about the addresses or names, those first that matter most. Fails as
 * services_ask() does. */
int hosts_ask(const struct host_list *list, const struct judges *judges,
	      struct error *err);
int domains_ask(const struct domain_list *list, const struct judges *judges,
		struct error *err);

/* What lists say of the addresses and all that they are called, and what services have
 * answered; and what follows from it. */
void hosts_judge(struct host_list *list, const struct judges *judges,
		 struct arena *arena);
void domains_judge(struct domain_list *list, const struct judges *judges,
		   struct arena *arena);

#endif
