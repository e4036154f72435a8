/*
 * table - see table.h.
 */
#include "group/table.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "model/size.h"

enum { TABLE_BITS = 6 };
_Static_assert(N_TABLES == 1 << TABLE_BITS, "the upper bits of a hash tell the table");

static uint64_t hash_address(uint64_t hash, const struct address *address)
{
	uint64_t words[2];

	memcpy(words, address->bytes, sizeof(words));
	return index_hash(index_hash(hash, words[0]), words[1]);
}

uint64_t table_hash(uint64_t seed, const struct address *src, const struct address *dst,
		    uint16_t port, uint32_t name)
{
	uint64_t place = name ? index_hash(seed, name) : hash_address(seed, dst);
	uint64_t hash = hash_address(index_hash(place, port), src);

	if (name)
		hash = hash_address(hash, dst);
	place ^= place >> 32;
	return (place << (64 - TABLE_BITS)) | (hash ^ hash >> 32) >> TABLE_BITS;
}

size_t table_of(uint64_t hash)
{
	return hash >> (64 - TABLE_BITS);
}

static uint64_t hash_of_number(const struct index *index, const void *elements,
			       uint32_t number)
{
	const struct entry *entry = (const struct entry *)elements + number;

	return table_hash(index->seed, &entry->src, &entry->dst, entry->port,
			  entry->name);
}

static bool is_entry(const void *elements, uint32_t number, const void *wanted)
{
	const struct entry *entry = (const struct entry *)elements + number,
			   *key = wanted;

	return entry->port == key->port && entry->name == key->name &&
	       address_compare(&entry->dst, &key->dst) == 0 &&
	       address_compare(&entry->src, &key->src) == 0;
}

uint32_t table_intern(struct table *table, uint64_t hash, const struct entry *key)
{
	uint32_t number = index_find(&table->index, hash, is_entry, table->entries, key);

	if (number != INDEX_NONE)
		return number;
	table->entries = memory_grow(table->entries, table->n, &table->capacity,
				     sizeof(*table->entries));
	table->entries[table->n] = *key;
	index_add(&table->index, hash, (uint32_t)table->n, hash_of_number,
		  table->entries);
	return (uint32_t)table->n++;
}

void table_init(struct table *table, uint64_t seed)
{
	*table = (struct table){ .oldest_us = INT64_MAX,
				 .newest_us = INT64_MIN,
				 .last_us = INT64_MIN };
	pthread_mutex_init(&table->mutex, NULL);
	index_init(&table->index);
	table->index.seed = seed;
}

void table_empty(struct table *table)
{
	while (table->blocks) {
		struct block *next = table->blocks->next;

		free(table->blocks);
		table->blocks = next;
	}
	free(table->open);
	free(table->entries);
	index_free(&table->index);
	table->open = NULL;
	table->entries = NULL;
	table->n = table->n_open = table->capacity = table->open_capacity = 0;
}

void table_free(struct table *table)
{
	table_empty(table);
	pthread_mutex_destroy(&table->mutex);
}

static void append(struct table *table, const struct flow *flow, uint32_t number)
{
	struct block *block = table->blocks;

	if (!block || block->n == BLOCK_FLOWS) {
		block = memory_alloc(sizeof(*block));
		block->next = table->blocks;
		block->n = 0;
		table->blocks = block;
	}
	block->times_us[block->n] = flow->time_us;
	block->sizes[block->n] = (struct flow_sizes){ size_code(flow->bytes_out),
						      size_code(flow->bytes_in) };
	block->pair[block->n++] = number;
}

static void keep_open(struct table *table, const struct flow *flow, uint32_t number)
{
	table->open = memory_grow(table->open, table->n_open, &table->open_capacity,
				  sizeof(*table->open));
	table->open[table->n_open++] = (struct open_flow){
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
static void take_earlier(struct entry *entry, int64_t first_ms, uint64_t first_bytes_out)
{
	if (first_ms > entry->first_ms ||
	    (first_ms == entry->first_ms && first_bytes_out >= entry->first_bytes_out))
		return;
	entry->first_ms = first_ms;
	entry->first_bytes_out = first_bytes_out;
}

/* Stops at the largest number that every reader of the result can hold. */
static void add_up(uint64_t *sum, uint64_t bytes)
{
	*sum += bytes;
	if (*sum > INT64_MAX)
		*sum = INT64_MAX;
}

/* Thousands of years would do: no file may turn the sum negative. */
static void add_time(struct entry *entry, int64_t duration_us)
{
	if (entry->connected_us > INT64_MAX / 2 - duration_us)
		entry->connected_us = INT64_MAX / 2;
	else
		entry->connected_us += duration_us;
}

void table_add_flow(struct entry *entry, int64_t time_us, int64_t duration_us,
		    uint64_t bytes_out, uint64_t bytes_in)
{
	uint64_t sent = bytes_out == FLOW_NO_BYTES ? 0 : bytes_out;

	entry->n_flows++;
	add_up(&entry->bytes_out, sent);
	add_up(&entry->bytes_in, bytes_in == FLOW_NO_BYTES ? 0 : bytes_in);
	take_earlier(entry, time_us / 1000, sent);
	add_time(entry, duration_us);
	if (duration_us > entry->longest_us)
		entry->longest_us = duration_us;
}

void table_add_sums(struct entry *to, const struct entry *from)
{
	to->n_flows += from->n_flows;
	to->protocols |= from->protocols;
	add_up(&to->bytes_out, from->bytes_out);
	add_up(&to->bytes_in, from->bytes_in);
	take_earlier(to, from->first_ms, from->first_bytes_out);
	add_time(to, from->connected_us);
	if (from->longest_us > to->longest_us)
		to->longest_us = from->longest_us;
}

static void add(struct table *table, const struct bound_flow *bound)
{
	const struct flow *flow = &bound->flow;
	struct entry key = { .src = flow->src,
			     .dst = flow->dst,
			     .port = flow->port,
			     .name = flow->name,
			     .first_ms = INT64_MAX,
			     .n_services = 1 };
	uint32_t number = table_intern(table, bound->hash, &key);

	table->entries[number].protocols |= flow->protocol;
	if (flow->state != FLOW_ENDED)
		keep_open(table, flow, number);
	if (flow->state != FLOW_OPEN) {
		table_add_flow(&table->entries[number], flow->time_us, flow->duration_us,
			       flow->bytes_out, flow->bytes_in);
		append(table, flow, number);
	}
	if (flow->time_us < table->oldest_us)
		table->oldest_us = flow->time_us;
	if (flow->time_us > table->newest_us)
		table->newest_us = flow->time_us;
	if (flow->end_us > table->last_us)
		table->last_us = flow->end_us;
}

/* A pair is seldom in the cache, and its slot neither: the memory is asked for all
 * of them at once, not for one after the other. Inlined, since a call that changes
 * nothing is one that gcc leaves out. */
__attribute__((always_inline)) static inline void
fetch(const struct table *table, const struct bound_flow *flows, size_t n)
{
	const struct index *index = &table->index;
	size_t mask = index->n_slots - 1;

	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(&index->slots[flows[i].hash & mask]);
	for (size_t i = 0; i < n; i++) {
		uint32_t slot = index->slots[flows[i].hash & mask];

		if (slot > 0) {
			__builtin_prefetch(&table->entries[slot - 1].src);
			__builtin_prefetch(&table->entries[slot - 1].longest_us);
		}
	}
}

void table_add(struct table *table, const struct bound_flow *flows, size_t n)
{
	pthread_mutex_lock(&table->mutex);
	fetch(table, flows, n);
	for (size_t i = 0; i < n; i++)
		add(table, &flows[i]);
	pthread_mutex_unlock(&table->mutex);
}
