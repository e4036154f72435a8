/*
 * sort - see sort.h. Doubles that are not negative are in the order of their bits,
 * so that both kinds are sorted as whole numbers of 64 bits.
 */
#include "core/sort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

enum { BYTES = 8, VALUES = 256, FEW = 40 };

_Static_assert(sizeof(double) == BYTES, "a double has the bits of a whole number");

static uint64_t key_at(const char *keys, size_t i)
{
	uint64_t key;

	memcpy(&key, keys + i * BYTES, BYTES);
	return key;
}

static void put(char *keys, size_t i, uint64_t key)
{
	memcpy(keys + i * BYTES, &key, BYTES);
}

static void insert_each(char *keys, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint64_t key = key_at(keys, i);
		size_t at = i;

		while (at > 0 && key_at(keys, at - 1) > key) {
			put(keys, at, key_at(keys, at - 1));
			at--;
		}
		put(keys, at, key);
	}
}

static void count_bytes(const char *keys, size_t n, size_t counts[BYTES][VALUES])
{
	memset(counts, 0, BYTES * sizeof(*counts));
	for (size_t i = 0; i < n; i++) {
		uint64_t key = key_at(keys, i);

		for (size_t byte = 0; byte < BYTES; byte++)
			counts[byte][key >> (8 * byte) & 0xff]++;
	}
}

/* Keeps the order of those that have the same byte. */
static void move_by_byte(const char *from, char *to, size_t n, size_t byte,
			 const size_t counts[VALUES])
{
	size_t next[VALUES];
	size_t sum = 0;

	for (size_t value = 0; value < VALUES; value++) {
		next[value] = sum;
		sum += counts[value];
	}
	for (size_t i = 0; i < n; i++) {
		uint64_t key = key_at(from, i);

		put(to, next[key >> (8 * byte) & 0xff]++, key);
	}
}

static void sort_keys(char *keys, size_t n)
{
	size_t counts[BYTES][VALUES];
	char *from = keys, *to, *spare;

	if (n <= FEW) {
		insert_each(keys, n);
		return;
	}
	count_bytes(keys, n, counts);
	spare = to = memory_alloc(n * BYTES);
	for (size_t byte = 0; byte < BYTES; byte++) {
		char *was = from;

		if (counts[byte][key_at(keys, 0) >> (8 * byte) & 0xff] == n)
			continue; /* all have the same there */
		move_by_byte(from, to, n, byte, counts[byte]);
		from = to;
		to = was;
	}
	if (from != keys)
		memcpy(keys, from, n * BYTES);
	free(spare);
}

void sort_spans(double *spans, size_t n)
{
	sort_keys((char *)spans, n);
}

void sort_numbers(int64_t *numbers, size_t n)
{
	sort_keys((char *)numbers, n);
}
