/*
 * reported - see reported.h.
 */
#include "enrich/reported.h"

#include <ctype.h>
#include <string.h>

#include "model/context.h"

/* As a list has it: in lower case, without the port that a Host: may have. */
static const char *plain_name(const char *value, struct arena *arena)
{
	size_t len = strcspn(value, ":");
	char *name = arena_alloc(arena, len + 1);

	for (size_t i = 0; i < len; i++)
		name[i] = (char)tolower((unsigned char)value[i]);
	return name;
}

static void ask_entry(const struct intel *intel, const struct context_entry *entry,
		      struct intel_hits *hits, struct arena *arena)
{
	const char *name;

	if (!entry->value)
		return;
	switch (entry->kind) {
	case CONTEXT_HTTP_HOST:
	case CONTEXT_TLS_NAME:
	case CONTEXT_DNS_NAME:
		name = plain_name(entry->value, arena);
		intel_find_name(intel, name, name, hits);
		break;
	case CONTEXT_JA3:
		intel_find_name(intel, plain_name(entry->value, arena), "JA3", hits);
		break;
	default:
		break;
	}
}

static void ask(const struct intel *intel, struct beacon *beacon, struct arena *arena)
{
	struct intel_hits hits = { .n = 0 };
	int32_t port = beacon->services > 1 ? INTEL_ANY_PORT : (int32_t)beacon->port;

	intel_find(intel, &beacon->dst, port, NULL, &hits);
	/* The port is the destination's: of the source none is known. */
	intel_find(intel, &beacon->src, 0, "source", &hits);
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
