/*
 * behind - see behind.h.
 */
#include "group/behind.h"

#include <stdlib.h>

#include "core/memory.h"
#include "model/flow.h"
#include "model/intel.h"

/* What is neither TCP nor UDP does not count, as in merge.c. */
void behind_note(struct behind *behind, const struct entry *entry, uint32_t pair)
{
	if (!behind->intel || !entry->name || entry->protocols == FLOW_OTHER ||
	    !intel_reports(behind->intel, &entry->dst, entry->port))
		return;
	behind->addresses = memory_grow(behind->addresses, behind->n, &behind->capacity,
					sizeof(*behind->addresses));
	behind->addresses[behind->n++] = (struct behind_address){ entry->dst, pair };
}

static int by_pair(const void *a, const void *b)
{
	const struct behind_address *x = a, *y = b;

	if (x->pair != y->pair)
		return x->pair < y->pair ? -1 : 1;
	return address_compare(&x->dst, &y->dst);
}

void behind_settle(struct behind *behind)
{
	struct behind_address *at = behind->addresses;
	size_t n = 0, n_of_pair = 0;

	if (behind->n > 0)
		qsort(at, behind->n, sizeof(*at), by_pair);
	for (size_t i = 0; i < behind->n; i++) {
		if (n == 0 || at[n - 1].pair != at[i].pair)
			n_of_pair = 0;
		else if (n_of_pair == BEHIND_MOST || by_pair(&at[n - 1], &at[i]) == 0)
			continue;
		at[n++] = at[i];
		n_of_pair++;
	}
	behind->n = n;
}

size_t behind_of(const struct behind *behind, uint32_t pair, size_t *first)
{
	size_t low = 0, high = behind->n, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (behind->addresses[middle].pair < pair)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < behind->n && behind->addresses[end].pair == pair;)
		end++;
	*first = low;
	return end - low;
}

void behind_free(struct behind *behind)
{
	free(behind->addresses);
	*behind = (struct behind){ NULL, NULL, 0, 0 };
}
