/*
 * reported - see reported.h.
 */
#include "enrich/reported.h"

#include <string.h>

#include "core/text.h"
#include "model/context.h"

/* As a list has it: in lower case, without the port that a Host: may have. */
static const char *plain_name(const char *value, struct arena *arena)
{
	return text_lower(value, strcspn(value, ":"), arena);
}

static void ask_entry(const struct intel *intel, const struct context_entry *entry,
		      struct intel_hits *hits, struct arena *arena)
{
	const char *name;

	if (!entry->value)
		return;
	name = plain_name(entry->value, arena);
	if (context_is_name(entry->kind))
		intel_find_name(intel, name, name, hits);
	else if (entry->kind == CONTEXT_JA3)
		intel_find_name(intel, name, "JA3", hits);
	else if (entry->kind == CONTEXT_JA4)
		intel_find_name(intel, name, "JA4", hits);
}

/* The busiest is the row's own. */
static void ask_behind(const struct intel *intel, const struct beacon *beacon,
		       struct intel_hits *hits, struct arena *arena)
{
	char text[ADDRESS_TEXT];

	for (size_t i = 0; i < beacon->n_behind; i++) {
		const struct address *address = &beacon->behind[i];

		if (address_compare(address, &beacon->dst) != 0)
			intel_find(intel, address, INTEL_ANY_PORT,
				   arena_print(arena, "%s", address_format(address, text)),
				   hits);
	}
}

static void ask(const struct intel *intel, struct beacon *beacon, struct arena *arena)
{
	struct intel_hits hits = { .n = 0 };
	int32_t port = beacon->services > 1 ? INTEL_ANY_PORT : (int32_t)beacon->port;

	intel_find(intel, &beacon->dst, port, NULL, &hits);
	/* The port is the destination's: of the source none is known. */
	intel_find(intel, &beacon->src, 0, "source", &hits);
	ask_behind(intel, beacon, &hits, arena);
	if (beacon->name > 0 && beacon->dest_name)
		intel_find_name(intel, beacon->dest_name, beacon->dest_name, &hits);
	for (size_t i = 0; beacon->context && i < beacon->context->n; i++)
		ask_entry(intel, &beacon->context->entries[i], &hits, arena);
	beacon->intel = intel_text(intel, &hits, &beacon->intel_hits, arena);
	intel_hits_free(&hits);
}

void reported_fill(const struct intel *intel, struct beacon_list *list,
		   struct arena *arena)
{
	for (size_t i = 0; i < list->n_all; i++)
		ask(intel, &list->beacons[i], arena);
}
