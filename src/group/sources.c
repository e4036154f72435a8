/*
 * sources - how many hosts talk to each destination, and how many there are.
 */
#include <stdlib.h>

#include "core/memory.h"
#include "group/table.h"

static int by_place(const struct pair *x, const struct pair *y)
{
	if (x->name || y->name) /* one name is one place, whatever its address */
		return (x->name > y->name) - (x->name < y->name);
	return address_compare(&x->dst, &y->dst);
}

static int by_destination(const void *a, const void *b)
{
	const struct pair *x = *(struct pair *const *)a, *y = *(struct pair *const *)b;
	int order = by_place(x, y);

	return order ? order : address_compare(&x->src, &y->src);
}

/* Notes for the pairs of one destination how many sources they come from. */
static void note_sources(struct pair **pairs, size_t n)
{
	uint32_t n_sources = 1;

	for (size_t i = 1; i < n; i++)
		n_sources += address_compare(&pairs[i - 1]->src, &pairs[i]->src) != 0;
	for (size_t i = 0; i < n; i++)
		pairs[i]->n_sources = n_sources;
}

static void note_each_destination(struct pairs *sum)
{
	struct pair **pairs = memory_alloc((sum->n + 1) * sizeof(struct pair *));

	for (size_t i = 0; i < sum->n; i++)
		pairs[i] = &sum->pairs[i];
	qsort(pairs, sum->n, sizeof(*pairs), by_destination);
	for (size_t i = 0; i < sum->n;) {
		size_t end = i;

		while (end < sum->n && by_place(pairs[i], pairs[end]) == 0)
			end++;
		note_sources(pairs + i, end - i);
		i = end;
	}
	free(pairs);
}

static int by_address(const void *a, const void *b)
{
	return address_compare(*(const struct address *const *)a,
			       *(const struct address *const *)b);
}

void count_sources(struct pairs *sum, struct pairs *const *workers, size_t n_workers,
		   struct pair_list *list)
{
	const struct address **sources;
	size_t n = sum->n;

	note_each_destination(sum);
	for (size_t i = 0; i < n_workers; i++)
		n += workers[i]->n_others;
	sources = memory_alloc((n + 1) * sizeof(*sources));
	n = 0;
	for (size_t i = 0; i < sum->n; i++)
		sources[n++] = &sum->pairs[i].src;
	for (size_t i = 0; i < n_workers; i++) {
		for (size_t j = 0; j < workers[i]->n_others; j++)
			sources[n++] = &workers[i]->others[j];
	}
	qsort(sources, n, sizeof(*sources), by_address);
	for (size_t i = 0; i < n; i++)
		list->n_sources +=
			i == 0 || by_address(&sources[i - 1], &sources[i]) != 0;
	free(sources);
}
