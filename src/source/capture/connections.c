/*
 * connections - see connections.h. A table with chains, and a list for each patience, in
 * the order of the last packets, whose oldest is looked at as time goes by.
 */
#include "source/capture/connections.h"

#include <stdlib.h>
#include <string.h>

#include "core/index.h"
#include "core/memory.h"
#include "source/capture/fragments.h"

#define NONE UINT32_MAX

enum { FIRST_BUCKETS = 1024 };

struct list {
	uint32_t oldest;
	uint32_t newest;
};

struct connections {
	struct connection *all; /* owned */
	size_t n_used;		/* places in use, or free again */
	size_t n;
	size_t capacity;
	size_t most;
	uint32_t free; /* chain of places */
	uint32_t last_found;

	uint32_t *buckets; /* owned */
	size_t n_buckets;  /* a power of two */
	uint64_t seed;

	struct list lists[N_PATIENCES];
	int64_t clock_us;  /* the earlier time of the last two packets: one that is wrong
			    */
	int64_t latest_us; /* does not make all others old */
	struct fragments fragments;
	uint64_t n_early;

	connection_end_fn *on_end;
	void *context;
};

struct connections *connections_new(size_t most, connection_end_fn *on_end, void *context)
{
	struct connections *connections = memory_zero(1, sizeof(*connections));

	connections->most = most;
	connections->on_end = on_end;
	connections->context = context;
	connections->free = connections->last_found = NONE;
	connections->seed = connections->fragments.seed = index_seed();
	connections->n_buckets = FIRST_BUCKETS;
	connections->buckets =
		memory_alloc(FIRST_BUCKETS * sizeof(*connections->buckets));
	memset(connections->buckets, 0xff, FIRST_BUCKETS * sizeof(*connections->buckets));
	for (size_t i = 0; i < N_PATIENCES; i++)
		connections->lists[i] = (struct list){ NONE, NONE };
	return connections;
}

void connections_free(struct connections *connections)
{
	if (!connections)
		return;
	free(connections->all);
	free(connections->buckets);
	fragments_free(&connections->fragments);
	free(connections);
}

/* The same for both directions. */
static uint32_t *bucket_of(struct connections *connections, const struct address ends[2],
			   const uint16_t ports[2], uint8_t protocol)
{
	uint64_t hashes[2];

	for (int i = 0; i < 2; i++) {
		hashes[i] =
			index_hash_bytes(connections->seed, &ends[i], sizeof(ends[i]));
		hashes[i] = index_hash(hashes[i], (uint64_t)protocol << 16 | ports[i]);
	}
	return &connections
			->buckets[index_hash(connections->seed, hashes[0] + hashes[1]) >>
					  7 &
				  (connections->n_buckets - 1)];
}

static uint32_t *bucket_of_connection(struct connections *connections,
				      const struct connection *connection)
{
	return bucket_of(connections, connection->ends, connection->ports,
			 connection->protocol);
}

static void chain(struct connections *connections, uint32_t number)
{
	struct connection *connection = &connections->all[number];
	uint32_t *bucket = bucket_of_connection(connections, connection);

	connection->next = *bucket;
	*bucket = number;
}

static void unchain(struct connections *connections, uint32_t number)
{
	uint32_t *at = bucket_of_connection(connections, &connections->all[number]);

	while (*at != number)
		at = &connections->all[*at].next;
	*at = connections->all[number].next;
}

static void link_newest(struct connections *connections, uint32_t number)
{
	struct connection *connection = &connections->all[number];
	struct list *list = &connections->lists[connection->patience];

	connection->newer = NONE;
	connection->older = list->newest;
	if (list->newest != NONE)
		connections->all[list->newest].newer = number;
	else
		list->oldest = number;
	list->newest = number;
}

static void unlink_from_list(struct connections *connections, uint32_t number)
{
	const struct connection *connection = &connections->all[number];
	struct list *list = &connections->lists[connection->patience];

	if (connection->newer != NONE)
		connections->all[connection->newer].older = connection->older;
	else
		list->newest = connection->older;
	if (connection->older != NONE)
		connections->all[connection->older].newer = connection->newer;
	else
		list->oldest = connection->newer;
}

static void end(struct connections *connections, uint32_t number, bool was_idle)
{
	struct connection *connection = &connections->all[number];

	connections->on_end(connections->context, connection, was_idle);
	unchain(connections, number);
	unlink_from_list(connections, number);
	connection->id = 0;
	connection->next = connections->free;
	connections->free = number;
	connections->n--;
	if (connections->last_found == number)
		connections->last_found = NONE;
}

/* The oldest of a list that has been silent for too long. */
static void end_idle(struct connections *connections)
{
	for (size_t i = 0; i < N_PATIENCES; i++) {
		uint32_t oldest;

		while ((oldest = connections->lists[i].oldest) != NONE &&
		       connections->clock_us - connections->all[oldest].last_us >
			       patience_us[i])
			end(connections, oldest, true);
	}
}

static void end_most_silent(struct connections *connections)
{
	uint32_t most_silent = NONE;

	for (size_t i = 0; i < N_PATIENCES; i++) {
		uint32_t oldest = connections->lists[i].oldest;

		if (oldest != NONE && (most_silent == NONE ||
				       connections->all[oldest].last_us <
					       connections->all[most_silent].last_us))
			most_silent = oldest;
	}
	end(connections, most_silent, false);
	connections->n_early++;
}

static void widen(struct connections *connections)
{
	connections->n_buckets *= 2;
	connections->buckets = memory_resize(connections->buckets, connections->n_buckets,
					     sizeof(*connections->buckets));
	memset(connections->buckets, 0xff,
	       connections->n_buckets * sizeof(*connections->buckets));
	for (size_t i = 0; i < N_PATIENCES; i++) {
		for (uint32_t at = connections->lists[i].oldest; at != NONE;
		     at = connections->all[at].newer)
			chain(connections, at);
	}
}

static uint32_t take_place(struct connections *connections)
{
	uint32_t number = connections->free;

	if (number != NONE) {
		connections->free = connections->all[number].next;
		return number;
	}
	connections->all = memory_grow(connections->all, connections->n_used,
				       &connections->capacity, sizeof(*connections->all));
	return (uint32_t)connections->n_used++;
}

static uint32_t add(struct connections *connections, const struct packet *packet)
{
	struct connection *connection;
	uint32_t number;

	if (connections->n == connections->most)
		end_most_silent(connections);
	if (connections->n == connections->n_buckets)
		widen(connections);
	number = take_place(connections);
	connections->n++;
	connection = &connections->all[number];
	*connection = (struct connection){ .patience = PATIENCE_SHORT };
	connection_begin(connection, packet);
	chain(connections, number);
	link_newest(connections, number);
	return number;
}

static bool is_of(const struct connections *connections, uint32_t number,
		  const struct packet *packet)
{
	return connection_side(&connections->all[number], packet) >= 0;
}

static uint32_t look_up(struct connections *connections, const struct packet *packet)
{
	const struct address ends[2] = { packet->src, packet->dst };
	const uint16_t ports[2] = { packet->src_port, packet->dst_port };
	uint32_t number = connections->last_found; /* packets come in trains */

	if (number != NONE && is_of(connections, number, packet))
		return number;
	number = *bucket_of(connections, ends, ports, packet->protocol);
	while (number != NONE && !is_of(connections, number, packet))
		number = connections->all[number].next;
	return number;
}

struct connection *connections_find_part(struct connections *connections,
					 const struct packet *packet)
{
	struct connection *connection;
	uint32_t number;
	uint64_t id;

	if (!fragments_find(&connections->fragments, packet, &number, &id))
		return NULL;
	connection = &connections->all[number];
	return connection->id == id ? connection : NULL;
}

static void go_by(struct connections *connections, int64_t time_us)
{
	connections->clock_us =
		time_us < connections->latest_us ? time_us : connections->latest_us;
	connections->latest_us = time_us;
	end_idle(connections);
}

struct connection *connections_find(struct connections *connections,
				    const struct packet *packet, bool *is_new)
{
	uint32_t number;

	go_by(connections, packet->time_us);
	number = look_up(connections, packet);
	if (number != NONE && connection_is_over(&connections->all[number], packet)) {
		end(connections, number, true);
		number = NONE;
	}
	*is_new = number == NONE;
	if (*is_new)
		number = add(connections, packet);
	if (packet->part == IP_FIRST_PART)
		fragments_note(&connections->fragments, packet, number,
			       connections->all[number].id);
	connections->last_found = number;
	return &connections->all[number];
}

void connections_noted(struct connections *connections, struct connection *connection)
{
	uint32_t number = (uint32_t)(connection - connections->all);
	enum patience patience = connection_patience(connection);

	if (connections->lists[patience].newest == number)
		return;
	unlink_from_list(connections, number);
	connection->patience = (uint8_t)patience;
	link_newest(connections, number);
}

void connections_end(struct connections *connections)
{
	for (size_t i = 0; i < N_PATIENCES; i++) {
		uint32_t oldest;

		while ((oldest = connections->lists[i].oldest) != NONE)
			end(connections, oldest,
			    connections->latest_us - connections->all[oldest].last_us >
				    patience_us[i]);
	}
}

uint64_t connections_n_early(const struct connections *connections)
{
	return connections->n_early;
}
