/*
 * merge - from the workers' pairs to one list: joins the tables, makes one pair
 * of what the key does not tell apart, and gives each pair that is wanted its
 * part of one array of times, sorted.
 */
#include <stdlib.h>

#include "core/memory.h"
#include "core/parallel.h"
#include "group/table.h"
#include "model/size.h"
#include "model/timestamp.h"

/* How long before the last moment of all an open flow must have been alive. */
#define OPEN_SLACK_US (600 * SECOND_US)

struct merge {
	struct pairs *sum;
	const struct pairs_wanted *wanted;
	struct pair_list *list;
	struct open_flow *open; /* of all workers, by pair and start */
	size_t n_open;
	uint32_t *n_reserved; /* places for open flows, one a pair of the sum */
	size_t *filled;       /* next place of each pair that is wanted */
};

enum { NOT_WANTED = 0 }; /* of `filled`, whose places are counted from 1 */

/* Adds a worker's pairs to the sum; number[i] is what its i-th is called there. */
static uint32_t *join(struct pairs *sum, const struct pairs *worker)
{
	uint32_t *numbers = memory_alloc((worker->n + 1) * sizeof(*numbers));

	for (size_t i = 0; i < worker->n; i++) {
		const struct pair *from = &worker->pairs[i];
		struct pair key = { .src = from->src, .dst = from->dst, .port = from->port,
				    .name = from->name, .first_ms = INT64_MAX,
				    .n_services = 1 };

		numbers[i] = table_intern(sum, &key);
		table_add_sums(&sum->pairs[numbers[i]], from);
	}
	return numbers;
}

static void join_all(struct merge *merge, struct pairs **workers, size_t n_workers,
		     uint32_t **numbers)
{
	for (size_t i = 0; i < n_workers; i++)
		numbers[i] = join(merge->sum, workers[i]);
}

static void apply_key(struct merge *merge, enum pairs_key key, struct pairs **workers,
		      size_t n_workers, uint32_t **numbers)
{
	uint32_t *renumber;
	struct pairs *collapsed;

	if (key == PAIRS_BY_PORT)
		return;
	collapsed = collapse(merge->sum, key, &renumber);
	for (size_t i = 0; i < n_workers; i++) {
		for (size_t j = 0; j < workers[i]->n; j++)
			numbers[i][j] = renumber[numbers[i][j]];
	}
	free(renumber);
	pairs_free(merge->sum);
	merge->sum = collapsed;
}

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
static void drop_repeats(struct merge *merge)
{
	size_t n = 0;

	for (size_t i = 0; i < merge->n_open; i++) {
		const struct open_flow *open = &merge->open[i];
		const struct open_flow *last = n ? &merge->open[n - 1] : NULL;

		if (open->again && last && last->pair == open->pair &&
		    last->time_us == open->time_us)
			continue;
		merge->open[n++] = *open;
	}
	merge->n_open = n;
}

static void collect_open(struct merge *merge, struct pairs **workers, size_t n_workers,
			 uint32_t **numbers)
{
	size_t n = 0;

	for (size_t i = 0; i < n_workers; i++)
		n += workers[i]->n_open;
	merge->n_reserved = memory_zero(merge->sum->n, sizeof(*merge->n_reserved));
	merge->open = memory_alloc((n + 1) * sizeof(*merge->open));
	for (size_t i = 0; i < n_workers; i++) {
		for (size_t j = 0; j < workers[i]->n_open; j++) {
			struct open_flow *open = &merge->open[merge->n_open++];

			*open = workers[i]->open[j];
			open->pair = numbers[i][open->pair];
		}
	}
	qsort(merge->open, merge->n_open, sizeof(*merge->open), by_flow);
	drop_repeats(merge);
	for (size_t i = 0; i < merge->n_open; i++) {
		const struct open_flow *open = &merge->open[i];
		struct pair *pair = &merge->sum->pairs[open->pair];

		merge->n_reserved[open->pair] += open->again;
		/* Whatever is logged of it later is longer still. */
		if (open->duration_us > pair->longest_us)
			pair->longest_us = open->duration_us;
	}
}

static bool is_wanted(const struct merge *merge, size_t number)
{
	const struct pair *pair = &merge->sum->pairs[number];
	uint64_t n = pair->n_flows + merge->n_reserved[number];

	return n > 0 && (n >= merge->wanted->min_flows ||
			 (merge->wanted->min_longest_us > 0 &&
			  pair->longest_us >= merge->wanted->min_longest_us));
}

/* Gives each pair that is wanted its part of the arrays. */
static void share_out(struct merge *merge)
{
	struct pair_list *list = merge->list;
	size_t n_times = 0;

	merge->filled = memory_zero(merge->sum->n, sizeof(*merge->filled));
	list->n_pairs = merge->sum->n;
	for (size_t i = 0; i < merge->sum->n; i++) {
		list->n_flows += merge->sum->pairs[i].n_flows;
		if (!is_wanted(merge, i))
			continue;
		merge->filled[i] = n_times + 1;
		n_times += merge->sum->pairs[i].n_flows + merge->n_reserved[i];
		list->n++;
	}
	list->times_us = memory_alloc((n_times + 1) * sizeof(*list->times_us));
	list->sizes = memory_alloc((n_times + 1) * sizeof(*list->sizes));
	for (size_t i = 0; i < merge->sum->n; i++) {
		if (merge->filled[i] == NOT_WANTED)
			continue;
		merge->sum->pairs[i].times_us = list->times_us + merge->filled[i] - 1;
		merge->sum->pairs[i].sizes = list->sizes + merge->filled[i] - 1;
	}
}

static void place(struct merge *merge, uint32_t number, int64_t time_us,
		  struct flow_sizes sizes)
{
	size_t at = merge->filled[number]++ - 1;

	merge->list->times_us[at] = time_us;
	merge->list->sizes[at] = sizes;
}

/* Each block is freed as it is emptied, so the two copies never add up. */
static void scatter(struct merge *merge, struct pairs *worker, const uint32_t *numbers)
{
	while (worker->blocks) {
		struct block *block = worker->blocks;

		for (size_t i = 0; i < block->n; i++) {
			uint32_t number = numbers[block->pair[i]];

			if (merge->filled[number] != NOT_WANTED)
				place(merge, number, block->times_us[i], block->sizes[i]);
		}
		worker->blocks = block->next;
		free(block);
	}
}

struct event {
	int64_t time_us;
	struct flow_sizes sizes;
};

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
static void sort_flows(const struct pair_list *list, const struct pair *pair)
{
	size_t first = (size_t)(pair->times_us - list->times_us), i = 1;
	int64_t *times_us = list->times_us + first;
	struct flow_sizes *sizes = list->sizes + first;
	struct event *events;

	while (i < pair->n_flows && times_us[i - 1] < times_us[i])
		i++;
	if (i >= pair->n_flows)
		return;
	events = memory_alloc(pair->n_flows * sizeof(*events));
	for (i = 0; i < pair->n_flows; i++)
		events[i] = (struct event){ times_us[i], sizes[i] };
	qsort(events, pair->n_flows, sizeof(*events), by_time);
	for (i = 0; i < pair->n_flows; i++) {
		times_us[i] = events[i].time_us;
		sizes[i] = events[i].sizes;
	}
	free(events);
}

static int sort_item(void *context, size_t worker, size_t item, struct error *err)
{
	const struct pair_list *list = context;

	(void)worker, (void)err;
	sort_flows(list, &list->pairs[item]);
	return 0;
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

/* The open flows of one pair: those not logged at their end become flows. */
static void settle_pair(struct merge *merge, const struct open_flow *open, size_t n,
			int64_t last_us)
{
	struct pair *pair = &merge->sum->pairs[open->pair];
	size_t n_logged = pair->n_flows;

	if (merge->filled[open->pair] == NOT_WANTED)
		return;
	sort_flows(merge->list, pair);
	for (size_t i = 0; i < n; i++) {
		if (open[i].again && has_time(pair->times_us, n_logged, open[i].time_us))
			continue;
		if (open[i].again) {
			place(merge, open->pair, open[i].time_us,
			      (struct flow_sizes){ size_code(open[i].bytes_out),
						   size_code(open[i].bytes_in) });
			table_add_flow(pair, open[i].time_us, open[i].duration_us,
				       open[i].bytes_out, open[i].bytes_in);
			merge->list->n_flows++;
		}
		pair->n_open += open[i].end_us >= last_us - OPEN_SLACK_US;
	}
}

static void settle_open(struct merge *merge, int64_t last_us)
{
	for (size_t i = 0; i < merge->n_open;) {
		size_t end = i;

		while (end < merge->n_open && merge->open[end].pair == merge->open[i].pair)
			end++;
		settle_pair(merge, &merge->open[i], end - i, last_us);
		i = end;
	}
}

static int by_key(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int order = address_compare(&x->src, &y->src);

	if (order == 0)
		order = address_compare(&x->dst, &y->dst);
	if (order == 0)
		order = (x->port > y->port) - (x->port < y->port);
	return order ? order : (x->name > y->name) - (x->name < y->name);
}

static void keep_pairs(const struct merge *merge)
{
	struct pair_list *list = merge->list;
	size_t n = 0;

	list->pairs = memory_alloc((list->n + 1) * sizeof(*list->pairs));
	for (size_t i = 0; i < merge->sum->n; i++) {
		if (merge->filled[i] != NOT_WANTED)
			list->pairs[n++] = merge->sum->pairs[i];
	}
	qsort(list->pairs, n, sizeof(*list->pairs), by_key);
}

/* Returns the last moment of any flow. */
static int64_t note_span(struct pairs **workers, size_t n_workers, struct pair_list *list)
{
	int64_t last_us = INT64_MIN;

	list->oldest_us = INT64_MAX;
	list->newest_us = INT64_MIN;
	for (size_t i = 0; i < n_workers; i++) {
		if (workers[i]->oldest_us < list->oldest_us)
			list->oldest_us = workers[i]->oldest_us;
		if (workers[i]->newest_us > list->newest_us)
			list->newest_us = workers[i]->newest_us;
		if (workers[i]->last_us > last_us)
			last_us = workers[i]->last_us;
	}
	if (list->oldest_us > list->newest_us)
		list->oldest_us = list->newest_us = 0;
	return last_us;
}

void pairs_merge(struct pairs **workers, size_t n_workers, enum pairs_key key,
		 const struct pairs_wanted *wanted, struct pair_list *list)
{
	struct merge merge = { .sum = pairs_new(), .wanted = wanted, .list = list };
	uint32_t **numbers = memory_zero(n_workers, sizeof(*numbers));
	struct error ignored;
	int64_t last_us;

	*list = (struct pair_list){ .pairs = NULL };
	last_us = note_span(workers, n_workers, list);
	join_all(&merge, workers, n_workers, numbers);
	apply_key(&merge, key, workers, n_workers, numbers);
	collect_open(&merge, workers, n_workers, numbers);
	share_out(&merge);
	for (size_t i = 0; i < n_workers; i++) {
		scatter(&merge, workers[i], numbers[i]);
		free(numbers[i]);
	}
	free(numbers);
	settle_open(&merge, last_us);
	count_sources(merge.sum, workers, n_workers, list);
	keep_pairs(&merge);
	pairs_free(merge.sum);
	free(merge.open);
	free(merge.n_reserved);
	free(merge.filled);
	parallel_run(n_workers, list->n, sort_item, list, &ignored);
}
