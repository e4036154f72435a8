/*
 * gathered_result - see gathered_result.h.
 */
#include "gathered_result.h"

#include <string.h>

#include "filter/period.h"
#include "rules.h"

void gathered_name_rows(struct beacon_list *list, const struct names *names,
			struct arena *arena)
{
	char address[ADDRESS_TEXT];

	for (size_t i = 0; names && i < list->n_all; i++) {
		struct beacon *beacon = &list->beacons[i];
		const char *name = names_text(names, (uint32_t)beacon->name);

		if (!name)
			name = address_format(&beacon->dst, address);
		beacon->dest_name = arena_text(arena, name, strlen(name));
	}
}

void gathered_tell_behind(struct beacon_list *list, const struct pair_list *pairs,
			  struct arena *arena)
{
	for (size_t i = 0; i < list->n_all; i++) {
		struct beacon *beacon = &list->beacons[i];
		const struct pair *pair = &pairs->pairs[beacon->pair];
		struct address *behind;

		if (pair->n_behind == 0)
			continue;
		behind = arena_alloc(arena, pair->n_behind * sizeof(*behind));
		memcpy(behind, pair->behind, pair->n_behind * sizeof(*behind));
		beacon->behind = behind;
		beacon->n_behind = pair->n_behind;
	}
}

/* The span looked at: as asked, or for whole files the flows' own. */
static void note_span(struct result *result, const struct gathered *gathered)
{
	const struct pair_list *pairs = &gathered->pairs;

	result->from_us = gathered->bounds.from_us;
	result->to_us = gathered->bounds.to_us;
	if (result->from_us == PERIOD_BEGINNING)
		result->from_us = pairs->oldest_us;
	if (result->to_us == PERIOD_END)
		result->to_us = pairs->newest_us;
	/* A period goes by when flows were logged, which may all have begun before it. */
	if (result->to_us < result->from_us)
		result->to_us = result->from_us;
	result->oldest_us = pairs->oldest_us;
	result->newest_us = pairs->newest_us;
	result->clock_us = pairs->clock_us;
}

void gathered_note_places(struct result *result, const struct gathered *gathered,
			  struct arena *arena)
{
	const struct pair_list *pairs = &gathered->pairs;

	result->places = memory_zero(pairs->n_places, sizeof(*result->places));
	result->n_places = pairs->n_places;
	for (size_t i = 0; i < pairs->n_places; i++) {
		const struct pair_place *place = &pairs->places[i];
		const char *name =
			gathered->names ? names_text(gathered->names, place->name) : NULL;

		result->places[i] = (struct place){
			.dst = place->dst,
			.name = name ? arena_text(arena, name, strlen(name)) : NULL,
			.n_sources = place->n_sources,
		};
	}
}

struct result gathered_result(const struct config *config,
			      const struct gathered *gathered, struct arena *arena)
{
	const char *source_field = gathered->config->field_source_ip;
	struct result result = {
		.source = gathered->description,
		.key = config->key ? config->key : "src,dst,port",
		.list_rule = rules_list_text(config, arena),
		.flare_rule = rules_flare_text(config, arena),
		.incomplete = gathered->incomplete,
		.is_ecs = source_field && strcmp(source_field, "source.ip") == 0,
		.focus_outbound = config->focus_outbound,
		.internal_networks = inside_text(&config->inside, arena),
		.part = gathered->share.part,
		.parts = gathered->share.parts,
		.read_all = gathered->read_all,
		.n_flows = (int64_t)gathered->pairs.n_flows,
		.n_pairs = (int64_t)gathered->pairs.n_pairs,
		.n_sources = (int64_t)gathered->pairs.n_sources,
		.n_other = (int64_t)gathered->tally.other,
		.n_no_port = (int64_t)gathered->tally.no_port,
		.n_outside = (int64_t)gathered->tally.outside,
		.n_dropped = (int64_t)gathered->tally.dropped,
		.n_bad = (int64_t)gathered->tally.bad,
		.n_left_out = (int64_t)gathered->left_out.n_flows,
		.left_out_least = (int64_t)gathered->left_out.least,
		.left_out_not_public = gathered->left_out.not_public,
	};

	note_span(&result, gathered);
	return result;
}
