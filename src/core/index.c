/*
 * index - see index.h.
 */
#include "core/index.h"

#include <stdlib.h>
#include <time.h>

#include "core/memory.h"

enum { FIRST_SLOTS = 1024 };

uint64_t index_seed(void)
{
	struct timespec clock;

	clock_gettime(CLOCK_MONOTONIC, &clock);
	return index_hash((uint64_t)clock.tv_nsec, (uint64_t)(uintptr_t)&clock);
}

void index_init(struct index *index)
{
	index->seed = index_seed();
	index->n = 0;
	index->n_slots = FIRST_SLOTS;
	index->slots = memory_zero(index->n_slots, sizeof(*index->slots));
}

void index_free(struct index *index)
{
	free(index->slots);
	index->slots = NULL;
}

static void insert(struct index *index, uint64_t hash, uint32_t number)
{
	size_t at = hash & (index->n_slots - 1);

	while (index->slots[at])
		at = (at + 1) & (index->n_slots - 1);
	index->slots[at] = number + 1;
}

static void grow(struct index *index, index_hash_fn *hash_of, const void *elements)
{
	uint32_t *old = index->slots;
	size_t n = index->n_slots;

	index->n_slots *= 2;
	index->slots = memory_zero(index->n_slots, sizeof(*index->slots));
	for (size_t i = 0; i < n; i++) {
		if (old[i])
			insert(index, hash_of(index, elements, old[i] - 1), old[i] - 1);
	}
	free(old);
}

void index_add(struct index *index, uint64_t hash, uint32_t number,
	       index_hash_fn *hash_of, const void *elements)
{
	insert(index, hash, number);
	index->n++;
	if (index->n * 2 > index->n_slots)
		grow(index, hash_of, elements);
}
