/*
 * known - see known.h.
 */
#include "enrich/services/known.h"

#include <stdlib.h>
#include <string.h>

static uint64_t hash_of(const struct index *index, const struct subject *subject)
{
	if (subject->name)
		return index_hash_bytes(index->seed, subject->name,
					strlen(subject->name));
	return index_hash_bytes(index->seed, subject->address.bytes,
				sizeof(subject->address.bytes));
}

static uint64_t hash_of_number(const struct index *index, const void *elements,
			       uint32_t number)
{
	const struct known_subject *subjects = elements;

	return hash_of(index, &subjects[number].subject);
}

static bool is_same(const void *elements, uint32_t number, const void *key)
{
	const struct known_subject *subjects = elements;

	return subject_compare(&subjects[number].subject, key) == 0;
}

void known_init(struct known *known, size_t n_services, struct arena *arena)
{
	*known = (struct known){ .n_services = n_services, .arena = arena };
	index_init(&known->index);
}

void known_free(struct known *known)
{
	index_free(&known->index);
	free(known->subjects);
}

size_t known_find(const struct known *known, const struct subject *subject)
{
	uint32_t number = index_find(&known->index, hash_of(&known->index, subject),
				     is_same, known->subjects, subject);

	return number == INDEX_NONE ? SIZE_MAX : number;
}

size_t known_take(struct known *known, const struct subject *subject)
{
	size_t number = known_find(known, subject);
	struct known_subject *added;

	if (number != SIZE_MAX)
		return number;
	known->subjects = memory_grow(known->subjects, known->n, &known->capacity,
				      sizeof(*known->subjects));
	number = known->n++;
	added = &known->subjects[number];
	added->subject = *subject;
	if (subject->name)
		added->subject.name =
			arena_text(known->arena, subject->name, strlen(subject->name));
	added->answers =
		arena_alloc(known->arena, known->n_services * sizeof(*added->answers));
	index_add(&known->index, hash_of(&known->index, subject), (uint32_t)number,
		  hash_of_number, known->subjects);
	return number;
}
