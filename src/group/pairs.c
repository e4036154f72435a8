/*
 * pairs - see pairs.h. Each worker collects flows until some are bound for the same
 * table, see table.h, and hands them over together.
 */
#include "group/pairs.h"

#include <stdlib.h>

#include "core/memory.h"
#include "group/clock.h"
#include "group/merge.h"

enum { BATCH = 32 };

struct batch {
	size_t n;
	struct bound_flow flows[BATCH];
};

/* What one worker has not handed over yet, and of a part what it knows of all flows. */
struct outbox {
	struct batch batches[N_TABLES];
	struct absent absent;
	struct clock clock;
};

struct pairs {
	struct table tables[N_TABLES];
	uint64_t seed;
	struct outbox *outboxes; /* one a worker */
	size_t n_workers;
	struct absent absent;
	struct clock clock;
};

static const struct absent nobody = { .oldest_us = INT64_MAX,
				      .newest_us = INT64_MIN,
				      .last_us = INT64_MIN };

struct pairs *pairs_new(size_t n_workers)
{
	struct pairs *pairs = memory_zero(1, sizeof(*pairs));

	pairs->seed = index_seed();
	pairs->n_workers = n_workers;
	pairs->absent = nobody;
	pairs->outboxes = memory_zero(n_workers, sizeof(*pairs->outboxes));
	for (size_t i = 0; i < n_workers; i++)
		pairs->outboxes[i].absent = nobody;
	for (size_t i = 0; i < N_TABLES; i++)
		table_init(&pairs->tables[i], pairs->seed);
	return pairs;
}

void pairs_free(struct pairs *pairs)
{
	if (!pairs)
		return;
	for (size_t i = 0; i < N_TABLES; i++)
		table_free(&pairs->tables[i]);
	free(pairs->outboxes);
	free(pairs);
}

void pairs_add(struct pairs *pairs, size_t worker, const struct flow *flow)
{
	uint64_t hash =
		table_hash(pairs->seed, &flow->src, &flow->dst, flow->port, flow->name);
	struct batch *batch = &pairs->outboxes[worker].batches[table_of(hash)];

	batch->flows[batch->n++] = (struct bound_flow){ hash, *flow };
	if (batch->n < BATCH)
		return;
	table_add(&pairs->tables[table_of(hash)], batch->flows, batch->n);
	batch->n = 0;
}

void pairs_note_sources(struct pairs *pairs, const struct address *sources, size_t n)
{
	pairs->absent.sources = sources;
	pairs->absent.n_sources = n;
}

static void widen(struct absent *absent, int64_t oldest_us, int64_t newest_us,
		  int64_t last_us)
{
	if (oldest_us < absent->oldest_us)
		absent->oldest_us = oldest_us;
	if (newest_us > absent->newest_us)
		absent->newest_us = newest_us;
	if (last_us > absent->last_us)
		absent->last_us = last_us;
}

void pairs_note_span(struct pairs *pairs, int64_t oldest_us, int64_t newest_us,
		     int64_t last_us)
{
	widen(&pairs->absent, oldest_us, newest_us, last_us);
}

void pairs_meet(struct pairs *pairs, size_t worker, const struct flow *flow)
{
	struct outbox *outbox = &pairs->outboxes[worker];

	widen(&outbox->absent, flow->time_us, flow->time_us, flow->end_us);
	clock_note(
		&outbox->clock, flow->time_us,
		table_hash(pairs->seed, &flow->src, &flow->dst, flow->port, flow->name));
}

static void hand_over(struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->n_workers; i++) {
		const struct absent *absent = &pairs->outboxes[i].absent;

		clock_join(&pairs->clock, &pairs->outboxes[i].clock);
		widen(&pairs->absent, absent->oldest_us, absent->newest_us,
		      absent->last_us);
		for (size_t j = 0; j < N_TABLES; j++) {
			struct batch *batch = &pairs->outboxes[i].batches[j];

			table_add(&pairs->tables[j], batch->flows, batch->n);
			batch->n = 0;
		}
	}
	free(pairs->outboxes);
	pairs->outboxes = NULL;
}

void pairs_finish(struct pairs *pairs, enum pairs_key key,
		  const struct pairs_wanted *wanted, struct pair_list *list)
{
	hand_over(pairs);
	merge_tables(pairs->tables, key, wanted, &pairs->absent, pairs->n_workers, list);
	list->clock_us = wanted->places ? clock_step_us(&pairs->clock)
					: clock_of_pairs(list->pairs, list->n);
}
