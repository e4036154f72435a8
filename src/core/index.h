/*
 * index - finds elements of an array by their key: open addressing over 32-bit
 * numbers of elements. The array stays the caller's, so elements lie side by
 * side and a slot costs four bytes; chained tables of libraries follow a pointer
 * an element, which measured half as fast at a million pairs.
 */
#ifndef CORE_INDEX_H
#define CORE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define INDEX_NONE UINT32_MAX

struct index {
	uint32_t *slots; /* number of an element + 1, or 0 */
	size_t n_slots;	 /* a power of two */
	size_t n;
	uint64_t seed; /* so that nobody can choose keys that collide */
};

/* The elements by their number: is number's key this one, and its hash. */
typedef bool index_same_fn(const void *elements, uint32_t number, const void *key);
typedef uint64_t index_hash_fn(const struct index *index, const void *elements,
			       uint32_t number);

/* Seeds it with one of its own; who shares one sets it before anything is added. */
void index_init(struct index *index);
uint64_t index_seed(void);
void index_free(struct index *index);

/* Adds an element that is not there; `hash_of` serves to make more room. */
void index_add(struct index *index, uint64_t hash, uint32_t number,
	       index_hash_fn *hash_of, const void *elements);

/* Hashes of a key's parts, each taking in the one before; the first takes the
 * index's seed. Here, and find too, so that they are inlined on the hot path. */
static inline uint64_t index_hash(uint64_t hash, uint64_t word)
{
	hash ^= word;
	hash ^= hash >> 32;
	hash *= UINT64_C(0x9e3779b97f4a7c15);
	return (hash ^ hash >> 29) + word;
}

static inline uint64_t index_hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	uint64_t word;

	for (; len >= sizeof(word); at += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		hash = index_hash(hash, word);
	}
	/* The rest, its length in the byte that it can't fill. */
	word = (uint64_t)len << 56;
	memcpy(&word, at, len);
	return index_hash(hash, word);
}

/* The number of the element with the key, or INDEX_NONE. */
static inline uint32_t index_find(const struct index *index, uint64_t hash,
				  index_same_fn *same, const void *elements,
				  const void *key)
{
	size_t at = hash & (index->n_slots - 1);

	for (; index->slots[at]; at = (at + 1) & (index->n_slots - 1)) {
		if (same(elements, index->slots[at] - 1, key))
			return index->slots[at] - 1;
	}
	return INDEX_NONE;
}

#endif
