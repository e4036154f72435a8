/*
 * whois - see whois.h.
 */
#include "enrich/whois.h"

/* "AS15169 Google LLC, US"; without a name "AS64500, DE". */
static const char *describe(const struct owner *owner, struct arena *arena)
{
	const char *name = owner->name ? owner->name : "";
	const char *country = owner->country ? owner->country : "";
	const char *comma = *country && (owner->asn || *name) ? ", " : "";

	if (owner->asn)
		return arena_print(arena, "AS%u%s%s%s%s", owner->asn, *name ? " " : "",
				   name, comma, country);
	if (*name || *country)
		return arena_print(arena, "%s%s%s", name, comma, country);
	return NULL;
}

void whois_find(struct owners *owners, const struct address *address, const char **whois,
		struct beacon_owner *columns, struct arena *arena)
{
	const struct owner *owner = owners_find(owners, address);

	*whois = address_scope(address);
	if (!*whois)
		*whois = describe(owner, arena);
	*columns = (struct beacon_owner){
		.asn = owner->asn ? (int64_t)owner->asn : CELL_NO_INTEGER,
		.as_name = owner->name,
		.country = owner->country,
		.region = owner->region,
		.city = owner->city,
	};
}

void whois_enrich(struct beacon_list *list, const struct config *config,
		  struct arena *arena)
{
	struct owners *owners = owners_open(config, arena);

	for (size_t i = 0; i < list->n; i++) {
		struct beacon *beacon = &list->beacons[i];

		whois_find(owners, &beacon->src, &beacon->src_whois, &beacon->src_owner,
			   arena);
		whois_find(owners, &beacon->dst, &beacon->dest_whois, &beacon->dest_owner,
			   arena);
	}
	owners_close(owners);
}
