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

static int by_source(const void *a, const void *b)
{
	return address_compare(&(*(struct pair *const *)a)->src,
			       &(*(struct pair *const *)b)->src);
}

void count_sources(struct pairs *sum, struct pair_list *list)
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
	qsort(pairs, sum->n, sizeof(*pairs), by_source);
	for (size_t i = 0; i < sum->n; i++)
		list->n_sources += i == 0 || by_source(&pairs[i - 1], &pairs[i]) != 0;
	free(pairs);
}
