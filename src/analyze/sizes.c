/*
 * sizes - see sizes.h.
 */
#include "analyze/sizes.h"

#include <stdlib.h>

#include "core/memory.h"
#include "core/sort.h"
#include "model/size.h"

static bool are_alike(int64_t smaller, int64_t larger)
{
	return larger - smaller <= 32 || larger - smaller <= smaller / 10;
}

static struct size_habit fullest(const int64_t *sizes, size_t n)
{
	size_t best = 0, best_at = 0;

	for (size_t low = 0, high = 0; low < n; low++) {
		while (high < n && are_alike(sizes[low], sizes[high]))
			high++;
		if (high - low > best) {
			best = high - low;
			best_at = low;
		}
	}
	return (struct size_habit){ sizes[best_at + (best - 1) / 2],
				    100 * (double)best / (double)n };
}

bool sizes_rate(const struct flow_sizes *sizes, size_t n, enum sizes_way way,
		struct size_habit *habit)
{
	int64_t *known = memory_alloc((n + 1) * sizeof(*known));
	size_t n_known = 0;

	for (size_t i = 0; i < n; i++) {
		uint16_t code = way == SIZES_OUT ? sizes[i].out : sizes[i].in;

		if (code != SIZE_UNKNOWN)
			known[n_known++] = (int64_t)size_bytes(code);
	}
	sort_numbers(known, n_known);
	if (n_known > 0)
		*habit = fullest(known, n_known);
	free(known);
	return n_known > 0;
}
