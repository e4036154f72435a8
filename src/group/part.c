/*
 * part - see part.h.
 */
#include "group/part.h"

#include <stdlib.h>

#include "core/memory.h"

struct event {
	int64_t time_us;
	struct flow_sizes sizes;
};

void part_place(struct part *part, size_t number, int64_t time_us,
		struct flow_sizes sizes)
{
	size_t at = part->filled[number]++ - 1;

	part->flows.times_us[at] = time_us;
	part->flows.sizes[at] = sizes;
}

size_t part_begin(const struct part *part, size_t number)
{
	return part->filled[number] - 1 - part->table->entries[number].n_flows;
}

static int by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->time_us != y->time_us)
		return x->time_us < y->time_us ? -1 : 1;
	if (x->sizes.out != y->sizes.out)
		return x->sizes.out < y->sizes.out ? -1 : 1;
	return (x->sizes.in > y->sizes.in) - (x->sizes.in < y->sizes.in);
}

/* Logs are nearly in order, and often quite; then there is nothing to do. Equal
 * times are ordered too, or the result would depend on the threads. */
void part_sort(struct part *part, size_t number)
{
	size_t n = part->table->entries[number].n_flows, i = 1;
	size_t begin = part_begin(part, number);
	int64_t *times_us = part->flows.times_us + begin;
	struct flow_sizes *sizes = part->flows.sizes + begin;
	struct event *events;

	while (i < n && times_us[i - 1] < times_us[i])
		i++;
	if (i >= n)
		return;
	events = memory_alloc(n * sizeof(*events));
	for (i = 0; i < n; i++)
		events[i] = (struct event){ times_us[i], sizes[i] };
	qsort(events, n, sizeof(*events), by_time);
	for (i = 0; i < n; i++) {
		times_us[i] = events[i].time_us;
		sizes[i] = events[i].sizes;
	}
	free(events);
}
