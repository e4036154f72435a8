/*
 * collapse - from pairs by destination and port to pairs by what --key says:
 * one host's services become one pair, or all addresses behind one name.
 */
#include <stdlib.h>

#include "core/memory.h"
#include "group/table.h"

/* What is left of a pair's key. */
static struct pair key_of(const struct pair *pair, enum pairs_key key)
{
	struct pair rest = *pair;

	rest.n_flows = 0;
	rest.n_services = 0;
	rest.bytes_out = rest.bytes_in = 0;
	rest.connected_us = rest.longest_us = 0;
	if (key != PAIRS_BY_NAME)
		rest.name = 0;
	if (rest.name)
		rest.dst = (struct address){ { 0 } };
	rest.port = 0;
	return rest;
}

/* Is `pair` the better one to stand for all? The busier, then the lower. */
static bool is_busier(const struct pair *pair, const struct pair *best)
{
	int order;

	if (pair->n_flows != best->n_flows)
		return pair->n_flows > best->n_flows;
	order = address_compare(&pair->dst, &best->dst);
	return order < 0 || (order == 0 && pair->port < best->port);
}

struct pairs *collapse(const struct pairs *from, enum pairs_key key, uint32_t **numbers)
{
	struct pairs *to = pairs_new();
	/* Which of the pairs stands for each of the new ones. */
	uint32_t *busiest = memory_alloc((from->n + 1) * sizeof(*busiest));

	*numbers = memory_alloc((from->n + 1) * sizeof(**numbers));
	for (size_t i = 0; i < from->n; i++) {
		const struct pair *pair = &from->pairs[i];
		struct pair rest = key_of(pair, key);
		uint32_t number = table_intern(to, &rest);

		(*numbers)[i] = number;
		if (to->pairs[number].n_services++ == 0 ||
		    is_busier(pair, &from->pairs[busiest[number]]))
			busiest[number] = (uint32_t)i;
		table_add_sums(&to->pairs[number], pair);
	}
	/* Not before: the key must not change while it is looked up. */
	for (size_t i = 0; i < to->n; i++) {
		to->pairs[i].dst = from->pairs[busiest[i]].dst;
		to->pairs[i].port = from->pairs[busiest[i]].port;
	}
	free(busiest);
	return to;
}
