/*
 * hosts - see hosts.h.
 */
#include "enrich/hosts.h"

#include <math.h>
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

static void settle(struct verdicts *said, const struct intel *intel,
		   struct intel_hits *hits, double score, struct arena *arena)
{
	if (intel) {
		said->intel = intel_text(intel, hits, &said->hits, arena);
		said->verdict = said->hits > 0 ? "bad" : "nothing";
	}
	intel_hits_free(hits);
	said->rank =
		(said->hits > 0 ? (double)said->hits : 0) + (isnan(score) ? 0 : score);
}

void hosts_judge(struct host_list *list, const struct intel *intel, struct arena *arena)
{
	for (size_t i = 0; i < list->n; i++) {
		struct host *host = &list->hosts[i];
		struct intel_hits hits = { .n = 0 };

		if (intel)
			intel_find(intel, &host->address, INTEL_ANY_PORT, NULL, &hits);
		for (size_t j = 0; intel && j < host->n_asked; j++)
			intel_find_name(intel, host->name_list[j], host->name_list[j],
					&hits);
		settle(&host->said, intel, &hits, host->score, arena);
	}
}

void domains_judge(struct domain_list *list, const struct intel *intel,
		   struct arena *arena)
{
	for (size_t i = 0; i < list->n; i++) {
		struct domain *domain = &list->domains[i];
		struct intel_hits hits = { .n = 0 };

		if (intel)
			intel_find_name(intel, domain->name, NULL, &hits);
		settle(&domain->said, intel, &hits, NAN, arena);
	}
}
