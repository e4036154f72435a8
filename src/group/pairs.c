/*
 * pairs - see pairs.h. Pairs lie in a plain array, found by an index, and the
 * flows beside them in blocks.
 */
#include "group/pairs.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "group/table.h"
#include "model/size.h"

static uint64_t hash_of(const struct index *index, const struct pair *pair)
{
	uint64_t hash = index_hash(index->seed, pair->port | (uint64_t)pair->name << 16);
	uint64_t words[4];

	memcpy(words, pair->src.bytes, 16);
	memcpy(words + 2, pair->dst.bytes, 16);
	for (size_t i = 0; i < 4; i++)
		hash = index_hash(hash, words[i]);
	return hash ^ hash >> 32;
}

static uint64_t hash_of_number(const struct index *index, const void *elements,
			       uint32_t number)
{
	return hash_of(index, (const struct pair *)elements + number);
}

static bool is_pair(const void *elements, uint32_t number, const void *wanted)
{
	const struct pair *pair = (const struct pair *)elements + number, *key = wanted;

	return pair->port == key->port && pair->name == key->name &&
	       address_compare(&pair->dst, &key->dst) == 0 &&
	       address_compare(&pair->src, &key->src) == 0;
}

uint32_t table_intern(struct pairs *pairs, const struct pair *key)
{
	uint64_t hash = hash_of(&pairs->index, key);
	uint32_t number = index_find(&pairs->index, hash, is_pair, pairs->pairs, key);

	if (number != INDEX_NONE)
		return number;
	pairs->pairs = memory_grow(pairs->pairs, pairs->n, &pairs->capacity,
				   sizeof(*pairs->pairs));
	pairs->pairs[pairs->n] = *key;
	index_add(&pairs->index, hash, (uint32_t)pairs->n, hash_of_number, pairs->pairs);
	return (uint32_t)pairs->n++;
}

struct pairs *pairs_new(void)
{
	struct pairs *pairs = memory_zero(1, sizeof(*pairs));

	index_init(&pairs->index);
	pairs->oldest_us = INT64_MAX;
	pairs->newest_us = INT64_MIN;
	pairs->last_us = INT64_MIN;
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
	free(pairs->open);
	free(pairs->pairs);
	index_free(&pairs->index);
	free(pairs);
}

static void append(struct pairs *pairs, const struct flow *flow, uint32_t number)
{
	struct block *block = pairs->blocks;

	if (!block || block->n == BLOCK_FLOWS) {
		block = memory_alloc(sizeof(*block));
		block->next = pairs->blocks;
		block->n = 0;
		pairs->blocks = block;
	}
	block->times_us[block->n] = flow->time_us;
	block->sizes[block->n] = (struct flow_sizes){ size_code(flow->bytes_out),
						      size_code(flow->bytes_in) };
	block->pair[block->n++] = number;
}

static void keep_open(struct pairs *pairs, const struct flow *flow, uint32_t number)
{
	pairs->open = memory_grow(pairs->open, pairs->n_open, &pairs->open_capacity,
				  sizeof(*pairs->open));
	pairs->open[pairs->n_open++] = (struct open_flow){
		.time_us = flow->time_us,
		.end_us = flow->end_us,
		.duration_us = flow->duration_us,
		.bytes_out = flow->bytes_out,
		.bytes_in = flow->bytes_in,
		.pair = number,
		.again = flow->state == FLOW_OPEN,
	};
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
static void add_up(uint64_t *sum, uint64_t bytes)
{
	*sum += bytes;
	if (*sum > INT64_MAX)
		*sum = INT64_MAX;
}

/* Thousands of years would do: no file may turn the sum negative. */
static void add_time(struct pair *pair, int64_t duration_us)
{
	if (pair->connected_us > INT64_MAX / 2 - duration_us)
		pair->connected_us = INT64_MAX / 2;
	else
		pair->connected_us += duration_us;
}

void table_add_flow(struct pair *pair, int64_t time_us, int64_t duration_us,
		    uint64_t bytes_out, uint64_t bytes_in)
{
	uint64_t sent = bytes_out == FLOW_NO_BYTES ? 0 : bytes_out;

	pair->n_flows++;
	add_up(&pair->bytes_out, sent);
	add_up(&pair->bytes_in, bytes_in == FLOW_NO_BYTES ? 0 : bytes_in);
	take_earlier(pair, time_us / 1000, sent);
	add_time(pair, duration_us);
	if (duration_us > pair->longest_us)
		pair->longest_us = duration_us;
}

void table_add_sums(struct pair *to, const struct pair *from)
{
	to->n_flows += from->n_flows;
	add_up(&to->bytes_out, from->bytes_out);
	add_up(&to->bytes_in, from->bytes_in);
	take_earlier(to, from->first_ms, from->first_bytes_out);
	add_time(to, from->connected_us);
	if (from->longest_us > to->longest_us)
		to->longest_us = from->longest_us;
}

void pairs_add(struct pairs *pairs, const struct flow *flow)
{
	struct pair key = { .src = flow->src, .dst = flow->dst, .port = flow->port,
			    .name = flow->name, .first_ms = INT64_MAX, .n_services = 1 };
	uint32_t number = table_intern(pairs, &key);

	if (flow->state != FLOW_ENDED)
		keep_open(pairs, flow, number);
	if (flow->state != FLOW_OPEN) {
		table_add_flow(&pairs->pairs[number], flow->time_us, flow->duration_us,
			       flow->bytes_out, flow->bytes_in);
		append(pairs, flow, number);
	}
	if (flow->time_us < pairs->oldest_us)
		pairs->oldest_us = flow->time_us;
	if (flow->time_us > pairs->newest_us)
		pairs->newest_us = flow->time_us;
	if (flow->end_us > pairs->last_us)
		pairs->last_us = flow->end_us;
}

void pairs_note_sources(struct pairs *pairs, const struct address *sources, size_t n)
{
	pairs->others = sources;
	pairs->n_others = n;
}
