/*
 * enrich - see enrich.h.
 */
#include "enrich/enrich.h"

#include "enrich/links.h"
#include "enrich/whois.h"

static bool wants_whois(const struct config *config, bool owners)
{
	return config->whois || owners;
}

static bool wants_links(const struct config *config, bool owners)
{
	(void)owners;
	return config->kibana_url || config->evebox_url || config->arkime_url;
}

static const struct enricher {
	bool (*is_wanted)(const struct config *config, bool owners);
	void (*run)(struct beacon_list *list, const struct config *config,
		    struct arena *arena);
} enrichers[] = {
	{ wants_whois, whois_enrich },
	{ wants_links, links_enrich },
};

void enrich(struct beacon_list *list, const struct config *config, bool owners,
	    struct arena *arena)
{
	for (size_t i = 0; i < sizeof(enrichers) / sizeof(*enrichers); i++) {
		if (enrichers[i].is_wanted(config, owners))
			enrichers[i].run(list, config, arena);
	}
}
