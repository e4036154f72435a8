/*
 * hosts - see hosts.h.
 */
#include "enrich/hosts.h"

#include <stdlib.h>

#include "enrich/called.h"
#include "enrich/whois.h"

static void resolve(struct host_list *list, struct arena *arena)
{
	struct address *addresses = memory_alloc((list->n + 1) * sizeof(*addresses));
	const char **names = memory_zero(list->n + 1, sizeof(*names));

	for (size_t i = 0; i < list->n; i++)
		addresses[i] = list->hosts[i].address;
	called_find(addresses, list->n, names, arena);
	for (size_t i = 0; i < list->n; i++)
		list->hosts[i].ptr = names[i];
	free(addresses);
	free(names);
}

void hosts_enrich(struct host_list *list, const struct config *config,
		  struct arena *arena)
{
	struct owners *owners = owners_open(config, arena);

	for (size_t i = 0; i < list->n; i++) {
		struct host *host = &list->hosts[i];

		whois_find(owners, &host->address, &host->whois, &host->owner, arena);
	}
	owners_close(owners);
	if (config->resolve)
		resolve(list, arena);
}
