/*
 * places - see places.h.
 */
#include "analyze/places.h"

#include <stdlib.h>
#include <string.h>

#include "core/index.h"
#include "core/memory.h"

struct places {
	struct index index;
	struct place *places;
	size_t n;
	size_t capacity;
};

/* One name is one place, whatever its address. */
static uint64_t hash_of(uint64_t seed, const struct place *place)
{
	uint64_t hash = place->name
				? index_hash_bytes(seed, place->name, strlen(place->name))
				: index_hash_bytes(seed, place->dst.bytes,
						   sizeof(place->dst.bytes));

	return hash ^ hash >> 32;
}

static uint64_t hash_of_number(const struct index *index, const void *elements,
			       uint32_t number)
{
	return hash_of(index->seed, (const struct place *)elements + number);
}

static bool is_place(const void *elements, uint32_t number, const void *wanted)
{
	const struct place *x = (const struct place *)elements + number, *y = wanted;

	if (x->name || y->name)
		return x->name && y->name && strcmp(x->name, y->name) == 0;
	return address_compare(&x->dst, &y->dst) == 0;
}

struct places *places_new(void)
{
	struct places *places = memory_zero(1, sizeof(*places));

	index_init(&places->index);
	return places;
}

void places_free(struct places *places)
{
	index_free(&places->index);
	free(places->places);
	free(places);
}

size_t places_take(struct places *places, const struct place *place)
{
	uint64_t hash = hash_of(places->index.seed, place);
	uint32_t number =
		index_find(&places->index, hash, is_place, places->places, place);

	if (number != INDEX_NONE) {
		places->places[number].n_sources += place->n_sources;
		return number;
	}
	places->places = memory_grow(places->places, places->n, &places->capacity,
				     sizeof(*places->places));
	places->places[places->n] = *place;
	index_add(&places->index, hash, (uint32_t)places->n, hash_of_number,
		  places->places);
	return places->n++;
}

int64_t places_sources(const struct places *places, size_t number)
{
	return places->places[number].n_sources;
}
