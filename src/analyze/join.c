/*
 * join - see join.h.
 */
#include "analyze/join.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "analyze/places.h"
#include "analyze/rank.h"
#include "core/log.h"
#include "core/text.h"

/* Each has met all of them. */
static bool same_records(const struct result *a, const struct result *b)
{
	return a->n_other == b->n_other && a->n_no_port == b->n_no_port &&
	       a->n_outside == b->n_outside && a->n_dropped == b->n_dropped &&
	       a->n_bad == b->n_bad && a->oldest_us == b->oldest_us &&
	       a->newest_us == b->newest_us && a->clock_us == b->clock_us;
}

/* What must be alike, and how it comes about if it is not. */
static const char *difference(const struct result *a, const struct result *b)
{
	if (a->parts != b->parts)
		return "they are not of the same number of parts";
	if (!text_same(a->key, b->key))
		return "they were made with another --key";
	if (!text_same(a->list_rule, b->list_rule) ||
	    !text_same(a->flare_rule, b->flare_rule))
		return "they were made with other thresholds";
	if (a->focus_outbound != b->focus_outbound)
		return "one was made with --focus_outbound, the other without";
	if (!text_same(a->internal_networks, b->internal_networks))
		return "they were made with other internal_networks";
	if (a->from_us != b->from_us || a->to_us != b->to_us)
		return "they looked at different times; give each part the same --now, "
		       "or --from and --to";
	if (a->read_all && b->read_all && !same_records(a, b))
		return "they did not read the same records";
	return NULL;
}

static int check_parts(const struct result *parts, const char *const *names, size_t n,
		       struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		const char *why = difference(&parts[0], &parts[i]);

		if (n > 1 && parts[i].parts == 0)
			return error_set(
				err, ERROR_INPUT,
				"%s is a whole result, no part of one: nothing can "
				"be added to it",
				names[i]);
		if (why)
			return error_set(err, ERROR_INPUT,
					 "%s and %s can't be merged: %s", names[0],
					 names[i], why);
		for (size_t j = 0; j < i; j++) {
			if (parts[i].part == parts[j].part && n > 1)
				return error_set(err, ERROR_INPUT,
						 "%s and %s are the same part, %" PRId64
						 " of %" PRId64,
						 names[j], names[i], parts[i].part,
						 parts[i].parts);
		}
	}
	return 0;
}

static bool has_part(const struct result *parts, size_t n, int64_t part)
{
	for (size_t i = 0; i < n; i++) {
		if (parts[i].part == part)
			return true;
	}
	return false;
}

/* "3, 7 of 16"; of many the first few will do. NULL: all are there. */
static const char *missing_parts(const struct result *parts, size_t n,
				 struct arena *arena)
{
	enum { NAMED = 8 };
	const char *list = NULL;
	int64_t n_missing = 0;

	for (int64_t part = 1; part <= parts[0].parts; part++) {
		if (has_part(parts, n, part))
			continue;
		if (++n_missing <= NAMED)
			list = arena_print(arena, "%s%s%" PRId64, list ? list : "",
					   list ? ", " : "", part);
	}
	if (!list)
		return NULL;
	return arena_print(arena, "%s%s of %" PRId64, list,
			   n_missing > NAMED ? " and more" : "", parts[0].parts);
}

/* A text of the result, by the place of its member. */
static const char *text_of(const struct result *result, size_t offset)
{
	const char *text;

	memcpy(&text, (const char *)result + offset, sizeof(text));
	return text;
}

static bool is_first_to_say(const struct result *parts, size_t i, size_t offset)
{
	const char *text = text_of(&parts[i], offset);

	for (size_t j = 0; j < i; j++) {
		if (text_same(text_of(&parts[j], offset), text))
			return false;
	}
	return text != NULL;
}

/* What the parts say, each thing once; of many the first few will do. */
static const char *join_texts(const struct result *parts, size_t n, size_t offset,
			      struct arena *arena)
{
	enum { NAMED = 3 };
	const char *sum = NULL;
	size_t n_said = 0;

	for (size_t i = 0; i < n; i++) {
		if (!is_first_to_say(parts, i, offset) || ++n_said > NAMED)
			continue;
		sum = arena_print(arena, "%s%s%s", sum ? sum : "", sum ? "; " : "",
				  text_of(&parts[i], offset));
	}
	return n_said > NAMED
		       ? arena_print(arena, "%s; and %zu more", sum, n_said - NAMED)
		       : sum;
}

/* Of parts that met all records each has counted all of them. */
static void count(int64_t *sum, int64_t number, bool each_has_all)
{
	if (!each_has_all)
		*sum += number;
	else if (number > *sum)
		*sum = number;
}

static void add_counts(struct result *sum, const struct result *part)
{
	sum->n_flows += part->n_flows;
	sum->n_pairs += part->n_pairs;
	sum->n_sources += part->n_sources;
	/* Of an index, too, each part has read all that says a name. */
	count(&sum->n_other, part->n_other, part->read_all || result_is_by_name(sum));
	count(&sum->n_no_port, part->n_no_port, part->read_all);
	count(&sum->n_outside, part->n_outside, part->read_all);
	count(&sum->n_dropped, part->n_dropped, part->read_all);
	count(&sum->n_bad, part->n_bad, part->read_all);
	if (part->oldest_us < sum->oldest_us)
		sum->oldest_us = part->oldest_us;
	if (part->newest_us > sum->newest_us)
		sum->newest_us = part->newest_us;
}

static struct result begin_sum(const struct result *first)
{
	return (struct result){ .key = first->key,
				.list_rule = first->list_rule,
				.flare_rule = first->flare_rule,
				.is_ecs = first->is_ecs,
				.focus_outbound = first->focus_outbound,
				.internal_networks = first->internal_networks,
				.from_us = first->from_us,
				.to_us = first->to_us,
				.oldest_us = first->oldest_us,
				.newest_us = first->newest_us,
				.n_left_out = first->n_left_out,
				.left_out_least = first->left_out_least,
				.left_out_not_public = first->left_out_not_public };
}

static void join_rows(struct result *parts, size_t n, struct result *sum)
{
	size_t n_rows = 0;

	for (size_t i = 0; i < n; i++)
		n_rows += parts[i].list.n;
	sum->list.beacons = memory_alloc((n_rows + 1) * sizeof(*sum->list.beacons));
	for (size_t i = 0; i < n; i++) {
		const struct beacon_list *list = &parts[i].list;

		if (list->n > 0)
			memcpy(sum->list.beacons + sum->list.n, list->beacons,
			       list->n * sizeof(*list->beacons));
		sum->list.n += list->n;
	}
}

static bool is_listed_for(const struct beacon *beacon, const char *reason)
{
	return strstr(beacon->listed, reason) != NULL;
}

/* As analyze.c does it for a pair. */
static void rank_row(struct beacon *beacon, const struct result *result,
		     int64_t n_sources)
{
	bool counts = is_listed_for(beacon, "score") || is_listed_for(beacon, "flare");
	const struct rank_basis basis = {
		.dst = &beacon->dst,
		.score = counts ? beacon->score : NAN,
		.is_long = is_listed_for(beacon, "long"),
		.active_us = beacon->last_seen.us - beacon->first_seen.us,
		.longest_us = (int64_t)(beacon->longest_s * 1e6 + 0.5),
		.span_us = result->newest_us - result->oldest_us,
		.n_sources = n_sources,
		.n_all_sources = result->n_sources,
	};
	struct rank rank = rank_of(&basis);

	beacon->rank = rank.rank;
	beacon->is_raised = false;
	beacon->rarity = rank.rarity;
	beacon->persistence = rank.persistence;
	beacon->prevalence_percent =
		100 * (double)n_sources / fmax((double)result->n_sources, 1);
}

/* Rows of one place have its number for a name, as listing_compare() wants it. */
static int settle_rows(struct result *result, struct places *places, bool rank,
		       struct error *err)
{
	for (size_t i = 0; i < result->list.n; i++) {
		struct beacon *beacon = &result->list.beacons[i];
		const struct place place = { .dst = beacon->dst,
					     .name = beacon->name ? beacon->dest_name
								  : NULL };
		size_t number = places_take(places, &place);

		if (beacon->name)
			beacon->name = (int64_t)number + 1;
		beacon->is_raised = beacon->intel != NULL; /* as it was saved */
		if (!rank)
			continue;
		if (places_sources(places, number) < 1 ||
		    places_sources(places, number) > result->n_sources)
			return error_set(err, ERROR_INPUT,
					 "the parts don't tell how many sources call a "
					 "destination that one of them lists");
		rank_row(beacon, result, places_sources(places, number));
	}
	return 0;
}

/* Each part of an index knows its own flows alone: few may seem to keep a clock. */
static void warn_of_clocks(const struct result *parts, const char *const *names, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (parts[i].clock_us == parts[0].clock_us)
			continue;
		log_warn("by the flows of %s times are multiples of %g s, by those of %s "
			 "of %g s: scores may differ from those of one run",
			 names[0], (double)parts[0].clock_us / 1e6, names[i],
			 (double)parts[i].clock_us / 1e6);
		return;
	}
}

int saved_join(struct result *parts, const char *const *names, size_t n,
	       bool allow_partial, struct arena *arena, struct result *result,
	       struct error *err)
{
	struct places *places;
	const char *missing;
	int r;

	if (check_parts(parts, names, n, err) != 0)
		return -1;
	warn_of_clocks(parts, names, n);
	missing = missing_parts(parts, n, arena);
	if (missing && !allow_partial)
		return error_set(
			err, ERROR_INPUT,
			"of the parts %s are missing (--allow_partial goes on without)",
			missing);
	*result = begin_sum(&parts[0]);
	result->source = join_texts(parts, n, offsetof(struct result, source), arena);
	result->incomplete =
		join_texts(parts, n, offsetof(struct result, incomplete), arena);
	places = places_new();
	for (size_t i = 0; i < n; i++) {
		add_counts(result, &parts[i]);
		for (size_t j = 0; j < parts[i].n_places; j++)
			places_take(places, &parts[i].places[j]);
	}
	if (missing)
		result->incomplete =
			arena_print(arena, "%s%sincomplete: of the parts %s are missing",
				    result->incomplete ? result->incomplete : "",
				    result->incomplete ? "; " : "", missing);
	join_rows(parts, n, result);
	r = settle_rows(result, places, parts[0].parts > 0, err);
	places_free(places);
	return r;
}
