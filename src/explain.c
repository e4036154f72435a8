/*
 * explain - see explain.h.
 */
#include "explain.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What a pair and a row have in common, as far as it is looked for. */
struct candidate {
	const struct address *src;
	const struct address *dst;
	const char *name;
	int64_t port;
	uint64_t n_flows; /* 0: not known */
	size_t number;	  /* of the pair or row */
};

struct candidates {
	struct candidate *items; /* owned */
	size_t n;
	size_t capacity;
};

static void add(struct candidates *candidates, const struct candidate *candidate)
{
	candidates->items =
		memory_grow(candidates->items, candidates->n, &candidates->capacity,
			    sizeof(*candidates->items));
	candidates->items[candidates->n++] = *candidate;
}

static bool is_by_port(const char *key)
{
	return !key || strcmp(key, "src,dst,port") == 0;
}

static int by_flows(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->n_flows != y->n_flows)
		return x->n_flows > y->n_flows ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

/* "80 (12 flows), 443 (3 flows) and 4 more"; in full: "192.0.2.1 port 80 (12 flows)". */
static const char *list_text(struct candidates *candidates, bool whole, bool ports,
			     struct arena *arena)
{
	enum { NAMED = 6 };
	const char *text = "";
	char dst[ADDRESS_TEXT];

	if (candidates->n > 0)
		qsort(candidates->items, candidates->n, sizeof(*candidates->items),
		      by_flows);
	for (size_t i = 0; i < candidates->n && i < NAMED; i++) {
		const struct candidate *at = &candidates->items[i];

		text = arena_print(arena, "%s%s", text, i ? ", " : "");
		if (whole)
			text = arena_print(arena, "%s%.100s%s", text,
					   at->name ? at->name
						    : address_format(at->dst, dst),
					   ports ? " port " : "");
		if (ports)
			text = arena_print(arena, "%s%" PRId64, text, at->port);
		if (at->n_flows > 0)
			text = arena_print(arena, "%s (%" PRIu64 " flow%s)", text,
					   at->n_flows, at->n_flows == 1 ? "" : "s");
	}
	if (candidates->n > NAMED)
		text = arena_print(arena, "%s and %zu more", text, candidates->n - NAMED);
	return text;
}

/* All of the source, those of them to the destination, and the other way round. */
struct search {
	const struct pick *pick;
	bool ports; /* tell pairs apart */
	struct candidates of_source;
	struct candidates between;
	struct candidates back;
	struct candidates to_destination;
};

static void consider(struct search *search, const struct candidate *candidate)
{
	const struct pick *pick = search->pick;
	bool is_there = pick_is_destination(pick, candidate->dst, candidate->name);

	if (address_compare(candidate->src, &pick->src) == 0) {
		add(&search->of_source, candidate);
		if (is_there)
			add(&search->between, candidate);
		return;
	}
	if (is_there)
		add(&search->to_destination, candidate);
	if (!pick->name && address_compare(candidate->src, &pick->dst) == 0 &&
	    address_compare(candidate->dst, &pick->src) == 0)
		add(&search->back, candidate);
}

static void search_free(struct search *search)
{
	free(search->of_source.items);
	free(search->between.items);
	free(search->back.items);
	free(search->to_destination.items);
}

/* The one that was meant; NULL: none, or it can't be told which. */
static const struct candidate *the_one(const struct search *search)
{
	const struct candidates *between = &search->between;

	if (between->n == 1 && (!search->ports || search->pick->port == PICK_ANY_PORT))
		return &between->items[0];
	for (size_t i = 0; i < between->n; i++) {
		if (between->items[i].port == search->pick->port)
			return &between->items[i];
	}
	return NULL;
}

static const char *sources_text(const struct candidates *candidates, struct arena *arena)
{
	enum { NAMED = 4 };
	const char *text = "";
	char src[ADDRESS_TEXT];
	size_t n = 0;

	for (size_t i = 0; i < candidates->n; i++) {
		if (i > 0 && address_compare(candidates->items[i].src,
					     candidates->items[i - 1].src) == 0)
			continue;
		if (n++ < NAMED)
			text = arena_print(arena, "%s%s%s", text, n > 1 ? ", " : "",
					   address_format(candidates->items[i].src, src));
	}
	return n > NAMED ? arena_print(arena, "%s and %zu more", text, n - NAMED) : text;
}

/* What there is instead, as near to it as can be. */
static int say_instead(struct search *search, const char *things, struct arena *arena,
		       struct error *err)
{
	const struct pick *pick = search->pick;
	const char *wanted = pick_text(pick, arena);
	char src[ADDRESS_TEXT], dst[ADDRESS_TEXT];

	address_format(&pick->src, src);
	if (search->between.n > 0 && pick->port == PICK_ANY_PORT)
		return error_set(err, ERROR_USAGE,
				 "--explain: which port? From %s there are %zu: %s",
				 wanted, search->between.n,
				 list_text(&search->between, false, true, arena));
	if (search->between.n > 0)
		return error_set(err, ERROR_INPUT, "no %s from %s; but to port %s",
				 things, wanted,
				 list_text(&search->between, false, true, arena));
	if (search->of_source.n > 0)
		return error_set(
			err, ERROR_INPUT, "no %s from %s; %s has %zu others: %s", things,
			wanted, src, search->of_source.n,
			list_text(&search->of_source, true, search->ports, arena));
	if (search->back.n > 0)
		return error_set(err, ERROR_INPUT,
				 "no %s from %s, but the other way round: from %s to %s",
				 things, wanted, address_format(&pick->dst, dst),
				 list_text(&search->back, true, search->ports, arena));
	if (search->to_destination.n > 0)
		return error_set(
			err, ERROR_INPUT,
			"no %s from %s at all; those who call %.200s are: %s", things,
			src, pick->name ? pick->name : address_format(&pick->dst, dst),
			sources_text(&search->to_destination, arena));
	return error_set(err, ERROR_INPUT,
			 "no %s from %s at all, and none worth rating to %.200s", things,
			 src, pick->name ? pick->name : address_format(&pick->dst, dst));
}

/* The number of the one that was meant. */
static int settle(struct search *search, const char *things, size_t *number,
		  struct error *err)
{
	const struct candidate *found = the_one(search);
	struct arena arena = { NULL };
	int r = 0;

	if (found)
		*number = found->number;
	else
		r = say_instead(search, things, &arena, err);
	arena_free(&arena);
	search_free(search);
	return r;
}

/* A share does not know what is said of all, and what is kept is to be whole. */
int explain_check(const struct config *config, struct error *err)
{
	const char *option = config->part		   ? "part"
			     : config_saves(config)	   ? "save"
			     : config_writes_index(config) ? "index"
			     : config->explain_query	   ? "explain_query"
							   : NULL;

	return option ? error_set(err, ERROR_USAGE,
				  "--explain is of one pair: not with --%s", option)
		      : 0;
}

int explain_find(const struct config *config, const struct pick *pick,
		 struct gathered *gathered, struct error *err)
{
	struct pair_list *pairs = &gathered->pairs;
	struct search search = { .pick = pick, .ports = is_by_port(config->key) };
	size_t number = 0;

	for (size_t i = 0; i < pairs->n; i++) {
		const struct pair *pair = &pairs->pairs[i];

		consider(&search,
			 &(struct candidate){
				 .src = &pair->src,
				 .dst = &pair->dst,
				 .name = gathered->names
						 ? names_text(gathered->names, pair->name)
						 : NULL,
				 .port = pair->port,
				 .n_flows = pair->n_flows,
				 .number = i,
			 });
	}
	if (settle(&search, "flows", &number, err) != 0)
		return error_wrap(err, "%s", gathered->description);
	pairs->explained = &pairs->pairs[number];
	return 0;
}

int explain_find_row(const struct config *config, const struct pick *pick,
		     const struct result *result, size_t *row, struct error *err)
{
	struct search search = { .pick = pick, .ports = is_by_port(result->key) };

	(void)config;
	for (size_t i = 0; i < result->list.n_all; i++) {
		const struct beacon *beacon = &result->list.beacons[i];

		consider(&search, &(struct candidate){ .src = &beacon->src,
						       .dst = &beacon->dst,
						       .name = beacon->dest_name,
						       .port = beacon->port,
						       .number = i });
	}
	if (settle(&search, "listed rows", row, err) != 0)
		return error_wrap(err, "%s, of which only what was listed is saved",
				  result->source);
	return 0;
}

const char *explain_place(const struct config *config, const struct beacon_list *list,
			  size_t row, struct arena *arena)
{
	size_t place = 0, n = 0;

	if (!list->beacons[row].listed)
		return "not listed";
	if (row >= list->n_found)
		return "listed, but not outbound (--focus_outbound)";
	for (size_t i = 0; i < list->n_found; i++) {
		n += list->beacons[i].listed != NULL;
		place += i <= row && list->beacons[i].listed;
	}
	return arena_print(arena, "row %zu of %zu by %s", place, n,
			   config->sort ? config->sort : "rank");
}
