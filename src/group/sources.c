/*
 * sources - see sources.h. Of millions of places most have no pair that is wanted:
 * only the others are counted, unless all are asked for.
 */
#include "group/sources.h"

#include <stdlib.h>

#include "core/memory.h"

/* Places, each told by a pair of it; or sources of places, likewise. */
struct known {
	struct index index;
	const struct entry **entries;
	uint32_t *counts; /* of places: their sources */
	size_t n;
	size_t capacity;
	bool with_source;
};

static uint64_t hash_of_address(uint64_t hash, const struct address *address)
{
	return index_hash_bytes(hash, address->bytes, sizeof(address->bytes));
}

/* One name is one place, whatever its address. */
static uint64_t hash_of(const struct known *known, const struct entry *entry)
{
	uint64_t hash = known->index.seed;

	hash = entry->name ? index_hash(hash, entry->name)
			   : hash_of_address(hash, &entry->dst);
	if (known->with_source)
		hash = hash_of_address(hash, &entry->src);
	return hash ^ hash >> 32;
}

static uint64_t hash_of_number(const struct index *index, const void *elements,
			       uint32_t number)
{
	const struct known *known = elements;

	(void)index;
	return hash_of(known, known->entries[number]);
}

static bool is_known(const void *elements, uint32_t number, const void *wanted)
{
	const struct known *known = elements;
	const struct entry *x = known->entries[number], *y = wanted;

	if (x->name != y->name || (!x->name && address_compare(&x->dst, &y->dst) != 0))
		return false;
	return !known->with_source || address_compare(&x->src, &y->src) == 0;
}

static uint32_t find(const struct known *known, const struct entry *entry)
{
	return index_find(&known->index, hash_of(known, entry), is_known, known, entry);
}

static void know(struct known *known, const struct entry *entry)
{
	size_t capacity = known->capacity;

	known->entries =
		memory_grow(known->entries, known->n, &capacity, sizeof(*known->entries));
	known->counts = memory_grow(known->counts, known->n, &known->capacity,
				    sizeof(*known->counts));
	known->entries[known->n] = entry;
	known->counts[known->n] = 0;
	index_add(&known->index, hash_of(known, entry), (uint32_t)known->n,
		  hash_of_number, known);
	known->n++;
}

static void known_free(struct known *known)
{
	index_free(&known->index);
	free(known->entries);
	free(known->counts);
}

static void list_places(const struct known *places, struct part *part)
{
	part->places = memory_alloc((places->n + 1) * sizeof(*part->places));
	part->n_places = places->n;
	for (size_t i = 0; i < places->n; i++)
		part->places[i] = (struct pair_place){ .dst = places->entries[i]->dst,
						       .name = places->entries[i]->name,
						       .n_sources = places->counts[i] };
}

void sources_of_places(struct part *part, uint32_t *n_sources, bool all)
{
	const struct table *table = part->table;
	struct known places = { .n = 0 }, sources = { .with_source = true };

	index_init(&places.index);
	index_init(&sources.index);
	for (size_t i = 0; i < table->n; i++) {
		if ((all || part->filled[i] != NOT_WANTED) &&
		    find(&places, &table->entries[i]) == INDEX_NONE)
			know(&places, &table->entries[i]);
	}
	for (size_t i = 0; i < table->n; i++) {
		uint32_t place = find(&places, &table->entries[i]);

		/* Another of its ports may have come before. */
		if (place == INDEX_NONE ||
		    find(&sources, &table->entries[i]) != INDEX_NONE)
			continue;
		know(&sources, &table->entries[i]);
		places.counts[place]++;
	}
	for (size_t i = 0; i < table->n; i++) {
		if (part->filled[i] != NOT_WANTED)
			n_sources[i] = places.counts[find(&places, &table->entries[i])];
	}
	if (all)
		list_places(&places, part);
	known_free(&places);
	known_free(&sources);
}

static uint64_t hash_of_source(const struct index *index, const void *elements,
			       uint32_t number)
{
	return hash_of_address(index->seed, (const struct address *)elements + number);
}

static bool is_source(const void *elements, uint32_t number, const void *wanted)
{
	return address_compare((const struct address *)elements + number, wanted) == 0;
}

void source_set_init(struct source_set *set)
{
	*set = (struct source_set){ .n = 0 };
	index_init(&set->index);
}

void source_set_add(struct source_set *set, const struct address *address)
{
	uint64_t hash = hash_of_address(set->index.seed, address);

	if (index_find(&set->index, hash, is_source, set->addresses, address) !=
	    INDEX_NONE)
		return;
	set->addresses = memory_grow(set->addresses, set->n, &set->capacity,
				     sizeof(*set->addresses));
	set->addresses[set->n] = *address;
	index_add(&set->index, hash, (uint32_t)set->n, hash_of_source, set->addresses);
	set->n++;
}

void source_set_free(struct source_set *set)
{
	index_free(&set->index);
	free(set->addresses);
}
