/*
 * hosts - what else is known of the addresses and names that check_ip checks: whose they
 * are and where, what they are called, and what lists and services say of them.
 */
#ifndef ENRICH_HOSTS_H
#define ENRICH_HOSTS_H

#include <stddef.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/config.h"
#include "model/host.h"
#include "model/intel.h"

/* Owner, place and, if it is asked for, the name by reverse DNS. Texts go into the arena,
 * here and below. */
void hosts_enrich(struct host_list *list, const struct config *config,
		  struct arena *arena);

/* What lists say of the addresses and what they are called; NULL: nobody is asked. */
void hosts_judge(struct host_list *list, const struct intel *intel, struct arena *arena);
void domains_judge(struct domain_list *list, const struct intel *intel,
		   struct arena *arena);

#endif
