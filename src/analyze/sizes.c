/*
 * sizes - see sizes.h.
 */
#include "analyze/sizes.h"

#include <stdlib.h>

#include "core/memory.h"
#include "model/size.h"

static int by_code(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static bool are_alike(uint64_t smaller, uint64_t larger)
{
	return larger - smaller <= 32 || larger - smaller <= smaller / 10;
}

static struct size_habit fullest(const uint16_t *codes, size_t n)
{
	size_t best = 0, best_at = 0;

	for (size_t low = 0, high = 0; low < n; low++) {
		while (high < n && are_alike(size_bytes(codes[low]), size_bytes(codes[high])))
			high++;
		if (high - low > best) {
			best = high - low;
			best_at = low;
		}
	}
	return (struct size_habit){ (int64_t)size_bytes(codes[best_at + (best - 1) / 2]),
				    100 * (double)best / (double)n };
}

bool sizes_rate(const struct flow_sizes *sizes, size_t n, enum sizes_way way,
		struct size_habit *habit)
{
	uint16_t *codes = memory_alloc((n + 1) * sizeof(*codes));
	size_t n_known = 0;

	for (size_t i = 0; i < n; i++) {
		uint16_t code = way == SIZES_OUT ? sizes[i].out : sizes[i].in;

		if (code != SIZE_UNKNOWN)
			codes[n_known++] = code;
	}
	qsort(codes, n_known, sizeof(*codes), by_code);
	if (n_known > 0)
		*habit = fullest(codes, n_known);
	free(codes);
	return n_known > 0;
}
