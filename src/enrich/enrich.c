/*
 * enrich - see enrich.h.
 */
#include "enrich/enrich.h"

#include "enrich/whois.h"

static const struct enricher {
	size_t wanted; /* offset of the setting that asks for it */
	void (*run)(struct beacon_list *list, const struct config *config,
		    struct arena *arena);
} enrichers[] = {
	{ offsetof(struct config, whois), whois_enrich },
};

void enrich(struct beacon_list *list, const struct config *config, struct arena *arena)
{
	for (size_t i = 0; i < sizeof(enrichers) / sizeof(*enrichers); i++) {
		if (*(const bool *)((const char *)config + enrichers[i].wanted))
			enrichers[i].run(list, config, arena);
	}
}
