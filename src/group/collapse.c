/*
 * collapse - from pairs by destination and port to pairs by what --key says:
 * one host's services become one pair, or all addresses behind one name.
 */
#include <stdlib.h>

#include "core/memory.h"
#include "group/behind.h"
#include "group/table.h"

/* What is left of a pair's key. */
static struct entry rest_of(const struct entry *entry, enum pairs_key key)
{
	struct entry rest = { .src = entry->src,
			      .first_ms = entry->first_ms,
			      .first_bytes_out = entry->first_bytes_out,
			      .name = key == PAIRS_BY_NAME ? entry->name : 0 };

	if (!rest.name)
		rest.dst = entry->dst;
	return rest;
}

/* Is `entry` the better one to stand for all? The busier, then the lower. */
static bool is_busier(const struct entry *entry, const struct entry *best)
{
	int order;

	if (entry->n_flows != best->n_flows)
		return entry->n_flows > best->n_flows;
	order = address_compare(&entry->dst, &best->dst);
	return order < 0 || (order == 0 && entry->port < best->port);
}

/* What the table's pairs are called in `to`. */
static uint32_t *gather_rest(const struct table *table, enum pairs_key key,
			     struct table *to, struct behind *behind)
{
	uint32_t *numbers = memory_alloc((table->n + 1) * sizeof(*numbers));
	/* Which of the pairs stands for each of the new ones. */
	uint32_t *busiest = memory_alloc((table->n + 1) * sizeof(*busiest));

	for (size_t i = 0; i < table->n; i++) {
		const struct entry *entry = &table->entries[i];
		struct entry rest = rest_of(entry, key);
		uint64_t hash = table_hash(to->index.seed, &rest.src, &rest.dst,
					   rest.port, rest.name);
		uint32_t number = table_intern(to, hash, &rest);

		numbers[i] = number;
		if (key == PAIRS_BY_NAME)
			behind_note(behind, entry, number);
		if (to->entries[number].n_services++ == 0 ||
		    is_busier(entry, &table->entries[busiest[number]]))
			busiest[number] = (uint32_t)i;
		table_add_sums(&to->entries[number], entry);
	}
	/* Not before: the key must not change while it is looked up. */
	for (size_t i = 0; i < to->n; i++) {
		to->entries[i].dst = table->entries[busiest[i]].dst;
		to->entries[i].port = table->entries[busiest[i]].port;
	}
	free(busiest);
	return numbers;
}

static void renumber(struct table *table, const uint32_t *numbers)
{
	for (struct block *block = table->blocks; block; block = block->next) {
		for (size_t i = 0; i < block->n; i++)
			block->pair[i] = numbers[block->pair[i]];
	}
	for (size_t i = 0; i < table->n_open; i++)
		table->open[i].pair = numbers[table->open[i].pair];
}

void collapse(struct table *table, enum pairs_key key, struct behind *behind)
{
	struct table to;
	uint32_t *numbers;

	if (key == PAIRS_BY_PORT)
		return;
	table_init(&to, table->index.seed);
	numbers = gather_rest(table, key, &to, behind);
	renumber(table, numbers);
	free(numbers);
	free(table->entries);
	index_free(&table->index);
	table->entries = to.entries;
	table->n = to.n;
	table->capacity = to.capacity;
	table->index = to.index;
	pthread_mutex_destroy(&to.mutex);
}
