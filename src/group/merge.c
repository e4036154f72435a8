/*
 * merge - see merge.h. Each table is finished by itself: pairs that the key does not
 * tell apart become one, flows that are still open are settled, and each pair that is
 * wanted gets its part of one array of times, sorted.
 */
#include "group/merge.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/parallel.h"
#include "group/sources.h"
#include "model/intel.h"

struct merge {
	struct table *tables;
	enum pairs_key key;
	const struct pairs_wanted *wanted;
	int64_t last_us; /* the last moment of any flow */
	struct part parts[N_TABLES];
	pthread_mutex_t mutex;
	struct source_set sources;
};

/* Of several ports that are one pair any may be meant. What is neither TCP nor UDP is
 * ICMP: a host that tells scanners, which fill the lists, that nobody is at home. */
static bool is_reported(const struct part *part, const struct pairs_wanted *wanted,
			size_t number)
{
	const struct entry *entry = &part->table->entries[number];
	size_t first;

	if (!wanted->intel || entry->protocols == FLOW_OTHER)
		return false;
	return behind_of(&part->behind, (uint32_t)number, &first) > 0 ||
	       (entry->name > 0 && wanted->reported_names &&
		wanted->reported_names[entry->name]) ||
	       intel_reports(wanted->intel, &entry->dst,
			     entry->n_services > 1 ? INTEL_ANY_PORT : entry->port);
}

static bool is_wanted(const struct part *part, const struct pairs_wanted *wanted,
		      size_t number)
{
	const struct entry *entry = &part->table->entries[number];
	uint64_t n = entry->n_flows + (part->open ? part->open[number].n_reserved : 0);

	return n > 0 &&
	       (n >= wanted->min_flows ||
		(wanted->min_longest_us > 0 &&
		 entry->longest_us >= wanted->min_longest_us) ||
		(wanted->src && address_compare(wanted->src, &entry->src) == 0) ||
		is_reported(part, wanted, number));
}

/* Gives each pair that is wanted its part of the arrays. */
static void share_out(struct part *part, const struct pairs_wanted *wanted)
{
	const struct table *table = part->table;
	size_t n_times = 0;

	part->n_pairs = table->n;
	part->filled = memory_zero(table->n, sizeof(*part->filled));
	for (size_t i = 0; i < table->n; i++) {
		part->n_flows += table->entries[i].n_flows;
		if (!is_wanted(part, wanted, i))
			continue;
		part->filled[i] = n_times + 1;
		n_times += table->entries[i].n_flows;
		n_times += part->open ? part->open[i].n_reserved : 0;
		part->n++;
	}
	part->flows.times_us =
		memory_alloc((n_times + 1) * sizeof(*part->flows.times_us));
	part->flows.sizes = memory_alloc((n_times + 1) * sizeof(*part->flows.sizes));
}

/* Each block is freed as it is emptied, so the two copies never add up. */
static void scatter(struct part *part)
{
	struct table *table = part->table;

	while (table->blocks) {
		struct block *block = table->blocks;

		for (size_t i = 0; i < block->n; i++) {
			if (part->filled[block->pair[i]] != NOT_WANTED)
				part_place(part, block->pair[i], block->times_us[i],
					   block->sizes[i]);
		}
		table->blocks = block->next;
		free(block);
	}
}

static struct pair pair_of(const struct part *part, const struct pairs_wanted *wanted,
			   size_t number, uint32_t n_sources)
{
	const struct entry *entry = &part->table->entries[number];
	size_t behind, n_behind = behind_of(&part->behind, (uint32_t)number, &behind);

	return (struct pair){
		.behind = part->flows.behind + behind,
		.n_behind = (uint8_t)n_behind,
		.src = entry->src,
		.dst = entry->dst,
		.bytes_out = entry->bytes_out,
		.bytes_in = entry->bytes_in,
		.first_bytes_out = entry->first_bytes_out,
		.first_ms = entry->first_ms,
		.connected_us = entry->connected_us,
		.protocols = entry->protocols,
		.longest_us = entry->longest_us,
		.times_us = part->flows.times_us + part_begin(part, number),
		.sizes = part->flows.sizes + part_begin(part, number),
		.n_flows = entry->n_flows,
		.n_open = part->open ? part->open[number].n_open : 0,
		.n_sources = n_sources,
		.n_services = entry->n_services,
		.name = entry->name,
		.port = entry->port,
		.is_reported = is_reported(part, wanted, number),
	};
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

static void make_pairs(struct part *part, const struct pairs_wanted *wanted)
{
	uint32_t *n_sources = memory_alloc((part->table->n + 1) * sizeof(*n_sources));
	size_t n = 0;

	sources_of_places(part, n_sources, wanted->places);
	part->pairs = memory_alloc((part->n + 1) * sizeof(*part->pairs));
	for (size_t i = 0; i < part->table->n; i++) {
		if (part->filled[i] == NOT_WANTED)
			continue;
		part_sort(part, i);
		part->pairs[n++] = pair_of(part, wanted, i, n_sources[i]);
	}
	qsort(part->pairs, n, sizeof(*part->pairs), by_key);
	free(n_sources);
}

static void note_sources(struct merge *merge, const struct table *table)
{
	pthread_mutex_lock(&merge->mutex);
	for (size_t i = 0; i < table->n; i++)
		source_set_add(&merge->sources, &table->entries[i].src);
	pthread_mutex_unlock(&merge->mutex);
}

static void keep_behind(struct part *part)
{
	struct behind *behind = &part->behind;

	behind_settle(behind);
	part->flows.behind = memory_alloc((behind->n + 1) * sizeof(*part->flows.behind));
	for (size_t i = 0; i < behind->n; i++)
		part->flows.behind[i] = behind->addresses[i].dst;
}

static int finish_table(void *context, size_t worker, size_t item, struct error *err)
{
	struct merge *merge = context;
	struct part *part = &merge->parts[item];

	(void)worker, (void)err;
	part->table = &merge->tables[item];
	part->behind.intel = merge->wanted->behind;
	collapse(part->table, merge->key, &part->behind);
	keep_behind(part);
	part_collect_open(part);
	share_out(part, merge->wanted);
	scatter(part);
	part_settle_open(part, merge->last_us);
	note_sources(merge, part->table);
	make_pairs(part, merge->wanted);
	behind_free(&part->behind);
	free(part->filled);
	free(part->open);
	table_empty(part->table);
	return 0;
}

/* The heap's parts are ordered by the pairs that each has next. */
struct heap {
	struct part *parts[N_TABLES];
	size_t next[N_TABLES]; /* of the part at the same place */
	size_t n;
};

static bool is_before(const struct heap *heap, size_t i, size_t j)
{
	return by_key(&heap->parts[i]->pairs[heap->next[i]],
		      &heap->parts[j]->pairs[heap->next[j]]) < 0;
}

static void heap_swap(struct heap *heap, size_t i, size_t j)
{
	struct part *part = heap->parts[i];
	size_t next = heap->next[i];

	heap->parts[i] = heap->parts[j];
	heap->next[i] = heap->next[j];
	heap->parts[j] = part;
	heap->next[j] = next;
}

static void sift_down(struct heap *heap, size_t i)
{
	for (;;) {
		size_t least = i;

		for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < heap->n;
		     child++) {
			if (is_before(heap, child, least))
				least = child;
		}
		if (least == i)
			return;
		heap_swap(heap, i, least);
		i = least;
	}
}

/* Each part is in order, so the least of all is the first of one of them. */
static void order_pairs(struct merge *merge, struct pair_list *list)
{
	struct heap heap = { .n = 0 };

	for (size_t i = 0; i < N_TABLES; i++) {
		if (merge->parts[i].n > 0)
			heap.parts[heap.n++] = &merge->parts[i];
		else
			free(merge->parts[i].pairs);
	}
	for (size_t i = heap.n; i-- > 0;)
		sift_down(&heap, i);
	list->pairs = memory_alloc((list->n + 1) * sizeof(*list->pairs));
	for (size_t n = 0; heap.n > 0; sift_down(&heap, 0)) {
		list->pairs[n++] = heap.parts[0]->pairs[heap.next[0]++];
		if (heap.next[0] < heap.parts[0]->n)
			continue;
		free(heap.parts[0]->pairs);
		heap.parts[0]->pairs = NULL;
		heap_swap(&heap, 0, --heap.n);
	}
}

/* Sets last_us as well. */
static void note_span(struct merge *merge, const struct absent *absent,
		      struct pair_list *list)
{
	list->oldest_us = absent->oldest_us;
	list->newest_us = absent->newest_us;
	merge->last_us = absent->last_us;
	for (size_t i = 0; i < N_TABLES; i++) {
		const struct table *table = &merge->tables[i];

		if (table->oldest_us < list->oldest_us)
			list->oldest_us = table->oldest_us;
		if (table->newest_us > list->newest_us)
			list->newest_us = table->newest_us;
		if (table->last_us > merge->last_us)
			merge->last_us = table->last_us;
	}
	if (list->oldest_us > list->newest_us)
		list->oldest_us = list->newest_us = 0;
}

static void add_up_parts(struct merge *merge, struct pair_list *list)
{
	list->flows = memory_alloc(N_TABLES * sizeof(*list->flows));
	for (size_t i = 0; i < N_TABLES; i++) {
		const struct part *part = &merge->parts[i];

		list->flows[list->n_parts++] = part->flows;
		list->n += part->n;
		list->n_pairs += part->n_pairs;
		list->n_flows += part->n_flows;
		list->n_places += part->n_places;
	}
	list->n_sources = merge->sources.n;
}

static void join_places(struct merge *merge, struct pair_list *list)
{
	size_t n = 0;

	list->places = memory_alloc((list->n_places + 1) * sizeof(*list->places));
	for (size_t i = 0; i < N_TABLES; i++) {
		struct part *part = &merge->parts[i];

		if (part->n_places > 0)
			memcpy(list->places + n, part->places,
			       part->n_places * sizeof(*list->places));
		n += part->n_places;
		free(part->places);
	}
}

void merge_tables(struct table *tables, enum pairs_key key,
		  const struct pairs_wanted *wanted, const struct absent *absent,
		  size_t n_threads, struct pair_list *list)
{
	struct merge merge = { .tables = tables, .key = key, .wanted = wanted };
	struct error ignored;

	*list = (struct pair_list){ .pairs = NULL };
	pthread_mutex_init(&merge.mutex, NULL);
	source_set_init(&merge.sources);
	for (size_t i = 0; i < absent->n_sources; i++)
		source_set_add(&merge.sources, &absent->sources[i]);
	note_span(&merge, absent, list);
	parallel_run(n_threads, N_TABLES, finish_table, &merge, &ignored);
	add_up_parts(&merge, list);
	if (wanted->places)
		join_places(&merge, list);
	order_pairs(&merge, list);
	source_set_free(&merge.sources);
	pthread_mutex_destroy(&merge.mutex);
}
