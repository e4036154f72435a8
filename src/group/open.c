/*
 * open - flows of which the end was not seen. Several reports of one flow are one, and
 * none if the flow was logged at its end.
 */
#include <stdlib.h>

#include "core/memory.h"
#include "group/part.h"
#include "model/size.h"
#include "model/timestamp.h"

/* How long before the last moment of all an open flow must have been alive. */
#define OPEN_SLACK_US (600 * SECOND_US)

/* By pair and start; of one flow's reports the latest, or what was logged at
 * its end, first. */
static int by_flow(const void *a, const void *b)
{
	const struct open_flow *x = a, *y = b;

	if (x->pair != y->pair)
		return x->pair < y->pair ? -1 : 1;
	if (x->time_us != y->time_us)
		return x->time_us < y->time_us ? -1 : 1;
	if (x->again != y->again)
		return x->again ? 1 : -1;
	if (x->duration_us != y->duration_us)
		return x->duration_us > y->duration_us ? -1 : 1;
	if (x->bytes_out != y->bytes_out)
		return x->bytes_out > y->bytes_out ? -1 : 1;
	return (x->bytes_in < y->bytes_in) - (x->bytes_in > y->bytes_in);
}

/* Two flows that were cut off may begin at one time; two reports are of one flow. */
static void drop_repeats(struct table *table)
{
	size_t n = 0;

	for (size_t i = 0; i < table->n_open; i++) {
		const struct open_flow *open = &table->open[i];
		const struct open_flow *last = n ? &table->open[n - 1] : NULL;

		if (open->again && last && last->pair == open->pair &&
		    last->time_us == open->time_us)
			continue;
		table->open[n++] = *open;
	}
	table->n_open = n;
}

void part_collect_open(struct part *part)
{
	struct table *table = part->table;

	if (table->n_open == 0)
		return;
	part->open = memory_zero(table->n, sizeof(*part->open));
	qsort(table->open, table->n_open, sizeof(*table->open), by_flow);
	drop_repeats(table);
	for (size_t i = 0; i < table->n_open; i++) {
		const struct open_flow *open = &table->open[i];
		struct entry *entry = &table->entries[open->pair];

		part->open[open->pair].n_reserved += open->again;
		/* Whatever is logged of it later is longer still. */
		if (open->duration_us > entry->longest_us)
			entry->longest_us = open->duration_us;
	}
}

static bool has_time(const int64_t *times_us, size_t n, int64_t time_us)
{
	size_t low = 0;

	while (low < n) {
		size_t middle = low + (n - low) / 2;

		if (times_us[middle] == time_us)
			return true;
		if (times_us[middle] < time_us)
			low = middle + 1;
		else
			n = middle;
	}
	return false;
}

/* The open flows of one pair. */
static void settle_pair(struct part *part, const struct open_flow *open, size_t n,
			int64_t last_us)
{
	struct entry *entry = &part->table->entries[open->pair];
	size_t n_logged = entry->n_flows;
	const int64_t *times_us;

	if (part->filled[open->pair] == NOT_WANTED)
		return;
	part_sort(part, open->pair);
	times_us = part->flows.times_us + part_begin(part, open->pair);
	for (size_t i = 0; i < n; i++) {
		if (open[i].again && has_time(times_us, n_logged, open[i].time_us))
			continue;
		if (open[i].again) {
			part_place(part, open->pair, open[i].time_us,
				   (struct flow_sizes){ size_code(open[i].bytes_out),
							size_code(open[i].bytes_in) });
			table_add_flow(entry, open[i].time_us, open[i].duration_us,
				       open[i].bytes_out, open[i].bytes_in);
			part->n_flows++;
		}
		part->open[open->pair].n_open +=
			open[i].end_us >= last_us - OPEN_SLACK_US;
	}
}

void part_settle_open(struct part *part, int64_t last_us)
{
	const struct table *table = part->table;

	for (size_t i = 0; i < table->n_open;) {
		size_t end = i;

		while (end < table->n_open &&
		       table->open[end].pair == table->open[i].pair)
			end++;
		settle_pair(part, &table->open[i], end - i, last_us);
		i = end;
	}
}
