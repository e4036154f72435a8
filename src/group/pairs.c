/*
 * pairs - see pairs.h. An open-addressing table of 32-bit numbers into a plain
 * array of pairs, and the flows beside it in blocks: chained tables from
 * libraries follow a pointer a flow, which measured half as fast at a million
 * pairs.
 */
#include "group/pairs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/memory.h"
#include "core/parallel.h"

enum { BLOCK_FLOWS = 65536, FIRST_SLOTS = 1024, NO_PAIR = 0 };

/* The flows of a worker in the order they came. */
struct block {
	struct block *next;
	size_t n;
	int64_t times_us[BLOCK_FLOWS];
	uint32_t pair[BLOCK_FLOWS];
};

struct pairs {
	struct pair *pairs; /* their times_us are not set before the merge */
	size_t n;
	size_t capacity;
	uint32_t *slots; /* number of a pair + 1, or NO_PAIR */
	size_t n_slots;  /* a power of two */
	uint64_t seed;   /* so that nobody can choose addresses that collide */
	struct block *blocks;
	int64_t oldest_us;
	int64_t newest_us;
};

static uint64_t mix(uint64_t hash)
{
	hash ^= hash >> 32;
	hash *= UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

static uint64_t hash_of(const struct pairs *pairs, const struct pair *pair)
{
	uint64_t words[4];
	uint64_t hash = mix(pairs->seed ^ pair->port);

	memcpy(words, pair->src.bytes, 16);
	memcpy(words + 2, pair->dst.bytes, 16);
	for (size_t i = 0; i < 4; i++)
		hash = mix(hash ^ words[i]) + words[i];
	return mix(hash);
}

static void insert_slot(struct pairs *pairs, uint64_t hash, uint32_t number)
{
	size_t at = hash & (pairs->n_slots - 1);

	while (pairs->slots[at] != NO_PAIR)
		at = (at + 1) & (pairs->n_slots - 1);
	pairs->slots[at] = number + 1;
}

static void grow_slots(struct pairs *pairs)
{
	free(pairs->slots);
	pairs->n_slots *= 2;
	pairs->slots = memory_zero(pairs->n_slots, sizeof(*pairs->slots));
	for (size_t i = 0; i < pairs->n; i++) {
		insert_slot(pairs, hash_of(pairs, &pairs->pairs[i]), (uint32_t)i);
	}
}

static bool is_pair(const struct pair *pair, const struct pair *key)
{
	return pair->port == key->port && address_compare(&pair->dst, &key->dst) == 0 &&
	       address_compare(&pair->src, &key->src) == 0;
}

/* Finds the pair, or adds it as `key` is. */
static uint32_t intern(struct pairs *pairs, const struct pair *key)
{
	uint64_t hash = hash_of(pairs, key);
	size_t at = hash & (pairs->n_slots - 1);

	for (; pairs->slots[at] != NO_PAIR; at = (at + 1) & (pairs->n_slots - 1)) {
		if (is_pair(&pairs->pairs[pairs->slots[at] - 1], key))
			return pairs->slots[at] - 1;
	}
	pairs->pairs = memory_grow(pairs->pairs, pairs->n, &pairs->capacity,
				   sizeof(*pairs->pairs));
	pairs->pairs[pairs->n] = *key;
	pairs->slots[at] = (uint32_t)pairs->n + 1;
	pairs->n++;
	if (pairs->n * 2 > pairs->n_slots)
		grow_slots(pairs);
	return (uint32_t)pairs->n - 1;
}

struct pairs *pairs_new(void)
{
	struct pairs *pairs = memory_zero(1, sizeof(*pairs));

	struct timespec clock;

	clock_gettime(CLOCK_MONOTONIC, &clock);
	pairs->seed = mix((uint64_t)clock.tv_nsec ^ mix((uint64_t)(uintptr_t)pairs));
	pairs->n_slots = FIRST_SLOTS;
	pairs->slots = memory_zero(pairs->n_slots, sizeof(*pairs->slots));
	pairs->oldest_us = INT64_MAX;
	pairs->newest_us = INT64_MIN;
	return pairs;
}

void pairs_free(struct pairs *pairs)
{
	if (!pairs)
		return;
	while (pairs->blocks) {
		struct block *next = pairs->blocks->next;

		free(pairs->blocks);
		pairs->blocks = next;
	}
	free(pairs->pairs);
	free(pairs->slots);
	free(pairs);
}

static void append(struct pairs *pairs, int64_t time_us, uint32_t number)
{
	struct block *block = pairs->blocks;

	if (!block || block->n == BLOCK_FLOWS) {
		block = memory_alloc(sizeof(*block));
		block->next = pairs->blocks;
		block->n = 0;
		pairs->blocks = block;
	}
	block->times_us[block->n] = time_us;
	block->pair[block->n++] = number;
}

/* The earlier millisecond first, of equals the fewer bytes. */
static void take_earlier(struct pair *pair, int64_t first_ms, uint64_t first_bytes_out)
{
	if (first_ms > pair->first_ms ||
	    (first_ms == pair->first_ms && first_bytes_out >= pair->first_bytes_out))
		return;
	pair->first_ms = first_ms;
	pair->first_bytes_out = first_bytes_out;
}

/* Stops at the largest number that every reader of the result can hold. */
static void add_bytes(struct pair *pair, uint64_t bytes_out)
{
	pair->bytes_out += bytes_out;
	if (pair->bytes_out > INT64_MAX)
		pair->bytes_out = INT64_MAX;
}

void pairs_add(struct pairs *pairs, const struct flow *flow)
{
	struct pair key = { .src = flow->src, .dst = flow->dst, .port = flow->port,
			    .first_ms = INT64_MAX };
	uint32_t number = intern(pairs, &key);
	struct pair *pair = &pairs->pairs[number];

	pair->n_flows++;
	add_bytes(pair, flow->bytes_out);
	take_earlier(pair, flow->time_us / 1000, flow->bytes_out);
	append(pairs, flow->time_us, number);
	if (flow->time_us < pairs->oldest_us)
		pairs->oldest_us = flow->time_us;
	if (flow->time_us > pairs->newest_us)
		pairs->newest_us = flow->time_us;
}

/* Adds a worker's pairs to the sum; number[i] is what its i-th is called there. */
static uint32_t *join(struct pairs *sum, const struct pairs *worker)
{
	uint32_t *numbers = memory_alloc((worker->n + 1) * sizeof(*numbers));

	for (size_t i = 0; i < worker->n; i++) {
		const struct pair *from = &worker->pairs[i];
		struct pair key = *from;
		struct pair *to;

		key.n_flows = 0;
		key.bytes_out = 0;
		numbers[i] = intern(sum, &key);
		to = &sum->pairs[numbers[i]];
		to->n_flows += from->n_flows;
		add_bytes(to, from->bytes_out);
		take_earlier(to, from->first_ms, from->first_bytes_out);
	}
	return numbers;
}

/* Gives each pair that is kept its part of one array of times. */
static int64_t **share_out(const struct pairs *sum, uint64_t min_flows,
			   struct pair_list *list)
{
	int64_t **fill = memory_zero(sum->n, sizeof(*fill));
	size_t n_times = 0;
	int64_t *at;

	for (size_t i = 0; i < sum->n; i++) {
		list->n_flows += sum->pairs[i].n_flows;
		if (sum->pairs[i].n_flows >= min_flows) {
			n_times += sum->pairs[i].n_flows;
			list->n++;
		}
	}
	list->n_pairs = sum->n;
	list->times_us = memory_alloc(n_times * sizeof(*list->times_us));
	at = list->times_us;
	for (size_t i = 0; i < sum->n; i++) {
		if (sum->pairs[i].n_flows < min_flows)
			continue;
		fill[i] = at;
		sum->pairs[i].times_us = at;
		at += sum->pairs[i].n_flows;
	}
	return fill;
}

/* Each block is freed as it is emptied, so the two copies never add up. */
static void scatter(struct pairs *worker, const uint32_t *numbers, int64_t **fill)
{
	while (worker->blocks) {
		struct block *block = worker->blocks;

		for (size_t i = 0; i < block->n; i++) {
			uint32_t number = numbers[block->pair[i]];

			if (fill[number])
				*fill[number]++ = block->times_us[i];
		}
		worker->blocks = block->next;
		free(block);
	}
}

static int by_key(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int order = address_compare(&x->src, &y->src);

	if (order == 0)
		order = address_compare(&x->dst, &y->dst);
	return order ? order : (x->port > y->port) - (x->port < y->port);
}

static int by_destination(const void *a, const void *b)
{
	const struct pair *x = *(struct pair *const *)a, *y = *(struct pair *const *)b;
	int order = address_compare(&x->dst, &y->dst);

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

/* Over all pairs, also those too small to be kept. */
static void count_sources(struct pairs *sum, struct pair_list *list)
{
	struct pair **pairs = memory_alloc((sum->n + 1) * sizeof(struct pair *));

	for (size_t i = 0; i < sum->n; i++)
		pairs[i] = &sum->pairs[i];
	qsort(pairs, sum->n, sizeof(*pairs), by_destination);
	for (size_t i = 0; i < sum->n;) {
		size_t end = i;

		while (end < sum->n && address_compare(&pairs[i]->dst, &pairs[end]->dst) == 0)
			end++;
		note_sources(pairs + i, end - i);
		i = end;
	}
	qsort(pairs, sum->n, sizeof(*pairs), by_source);
	for (size_t i = 0; i < sum->n; i++)
		list->n_sources += i == 0 || by_source(&pairs[i - 1], &pairs[i]) != 0;
	free(pairs);
}

static void keep_pairs(const struct pairs *sum, struct pair_list *list)
{
	size_t n = 0;

	list->pairs = memory_alloc((list->n + 1) * sizeof(*list->pairs));
	for (size_t i = 0; i < sum->n; i++) {
		if (sum->pairs[i].times_us)
			list->pairs[n++] = sum->pairs[i];
	}
	qsort(list->pairs, n, sizeof(*list->pairs), by_key);
}

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int sort_times(void *context, size_t worker, size_t item, struct error *err)
{
	const struct pair_list *list = context;
	const struct pair *pair = &list->pairs[item];
	int64_t *times_us = list->times_us + (pair->times_us - list->times_us);
	size_t i = 1;

	(void)worker, (void)err;
	while (i < pair->n_flows && times_us[i - 1] <= times_us[i])
		i++;
	if (i < pair->n_flows)
		qsort(times_us, pair->n_flows, sizeof(*times_us), by_time);
	return 0;
}

static void note_span(struct pairs **workers, size_t n_workers, struct pair_list *list)
{
	list->oldest_us = INT64_MAX;
	list->newest_us = INT64_MIN;
	for (size_t i = 0; i < n_workers; i++) {
		if (workers[i]->oldest_us < list->oldest_us)
			list->oldest_us = workers[i]->oldest_us;
		if (workers[i]->newest_us > list->newest_us)
			list->newest_us = workers[i]->newest_us;
	}
	if (list->oldest_us > list->newest_us)
		list->oldest_us = list->newest_us = 0;
}

void pairs_merge(struct pairs **workers, size_t n_workers, uint64_t min_flows,
		 struct pair_list *list)
{
	struct pairs *sum = pairs_new();
	uint32_t **numbers = memory_zero(n_workers, sizeof(*numbers));
	struct error ignored;
	int64_t **fill;

	*list = (struct pair_list){ .pairs = NULL };
	note_span(workers, n_workers, list);
	for (size_t i = 0; i < n_workers; i++)
		numbers[i] = join(sum, workers[i]);
	fill = share_out(sum, min_flows > 1 ? min_flows : 1, list);
	for (size_t i = 0; i < n_workers; i++) {
		scatter(workers[i], numbers[i], fill);
		free(numbers[i]);
	}
	free(numbers);
	free(fill);
	count_sources(sum, list);
	keep_pairs(sum, list);
	pairs_free(sum);
	parallel_run(n_workers, list->n, sort_times, list, &ignored);
}
