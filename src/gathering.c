/*
 * gathering - see gathering.h.
 */
#include "gathering.h"

#include <stdlib.h>

#include "core/interrupt.h"
#include "core/room.h"
#include "filter/period.h"
#include "units.h"

/* What lies before the period that the newest record so far gives can go. */
static void prune(struct gatherer *worker)
{
	struct filter_bounds bounds;
	struct error ignored;
	size_t n = 0;

	if (period_resolve(worker->reading->config, false, worker->newest_us, &bounds,
			   &ignored) != 0)
		return;
	for (size_t i = 0; i < worker->n_held; i++) {
		if (worker->held[i].logged_us / 1000 >= bounds.from_us / 1000)
			worker->held[n++] = worker->held[i];
	}
	worker->n_pruned += worker->n_held - n;
	worker->n_held = n;
}

static void hold(struct gatherer *worker, const struct flow *flow)
{
	enum { PRUNE_FIRST = 65536 };

	worker->held = memory_grow(worker->held, worker->n_held, &worker->held_capacity,
				   sizeof(*worker->held));
	worker->held[worker->n_held++] = *flow;
	if (worker->reading->hold && worker->n_held >= worker->prune_at &&
	    worker->n_held >= PRUNE_FIRST) {
		prune(worker);
		worker->prune_at = worker->n_held * 2;
	}
}

/* Whoever reads looks for an interrupt now and then, and leaves nothing half done. */
static void check_room(const struct gathering *reading)
{
	/* What is made of the flows in the end takes a tenth more. */
	size_t most_bytes = reading->most_bytes / 10 * 9;
	struct error err;

	if (room_taken() <= most_bytes)
		return;
	error_set(
		&err, ERROR_INPUT,
		"%s: of the %zu MB of memory that may be taken (--max_memory) the flows "
		"alone would take more than %zu; look at a shorter --period%s, at a part "
		"of the sources (--part), or allow more",
		reading->source->describe(reading->state), reading->most_bytes >> 20,
		most_bytes >> 20,
		reading->is_index ? ", leave out more with --filter or --prefilter on"
				  : "");
	interrupt_because(&err);
}

/* What passes and is of another part still tells of the time that was looked at. */
static bool pass(struct gatherer *worker, const struct flow *flow, struct tally *tally)
{
	const struct gathering *reading = worker->reading;

	if (!filter_pass(flow, reading->config, &reading->bounds, tally))
		return false;
	if (reading->share.parts == 0)
		return true;
	pairs_meet(reading->pairs, worker->number, flow);
	if (share_has(&reading->share, &flow->src))
		return true;
	tally->flows--;
	tally->others++;
	return false;
}

static void put(void *context, const struct flow *flow)
{
	enum { LOOK_EVERY = 16384 };
	struct gatherer *worker = context;
	struct gathering *reading = worker->reading;

	if (++worker->n_put % LOOK_EVERY == 0)
		check_room(reading);
	if (flow->logged_us < worker->oldest_us)
		worker->oldest_us = flow->logged_us;
	if (flow->logged_us > worker->newest_us)
		worker->newest_us = flow->logged_us;
	if (reading->hold)
		worker->tally->flows++;
	else if (!pass(worker, flow, worker->tally))
		return;
	if (reading->hold || reading->key == PAIRS_BY_NAME)
		hold(worker, flow);
	else
		pairs_add(reading->pairs, worker->number, flow);
}

static void put_name(void *context, const struct naming *naming)
{
	struct gatherer *worker = context;

	names_add(worker->names, naming);
}

static void put_mention(void *context, const struct mention *mention)
{
	struct gatherer *worker = context;

	mentions_add(&worker->mentions, mention);
}

struct sink gathering_sink(void *context, size_t number, size_t unit)
{
	struct gathering *reading = context;
	struct gatherer *worker = &reading->workers[number];

	if (unit != UNITS_KEPT_BACK)
		worker->tally = &reading->tallies[unit];
	return (struct sink){ .put = put,
			      .context = worker,
			      .put_name = worker->names ? put_name : NULL,
			      .put_mention = reading->mentions ? put_mention : NULL,
			      .tally = worker->tally };
}

void gathering_span(const struct gathering *reading, int64_t *oldest_us,
		    int64_t *newest_us)
{
	*oldest_us = INT64_MAX;
	*newest_us = 0;
	for (size_t i = 0; i < reading->n_workers; i++) {
		if (reading->workers[i].oldest_us < *oldest_us)
			*oldest_us = reading->workers[i].oldest_us;
		if (reading->workers[i].newest_us > *newest_us)
			*newest_us = reading->workers[i].newest_us;
	}
}

/* All names are known: one table of them. */
struct names *gathering_join_names(const struct gathering *reading)
{
	struct names *names = names_new();

	for (size_t i = 0; i < reading->n_workers; i++) {
		names_join(names, reading->workers[i].names);
		names_free(reading->workers[i].names);
		reading->workers[i].names = NULL;
	}
	return names;
}

/* The newest record and all names are known: what was held is grouped now, and
 * filtered before if the period was not known. */
void gathering_release(struct gathering *reading, const struct names *names,
		       struct tally *total)
{
	if (reading->hold)
		total->flows = 0;
	for (size_t i = 0; i < reading->n_workers; i++) {
		struct gatherer *worker = &reading->workers[i];

		total->outside += worker->n_pruned;
		for (size_t j = 0; j < worker->n_held; j++) {
			struct flow *flow = &worker->held[j];

			if (reading->hold && !pass(worker, flow, total))
				continue;
			if (names)
				flow->name = names_find(names, flow);
			pairs_add(reading->pairs, i, flow);
		}
		free(worker->held);
		worker->held = NULL;
	}
}

void gathering_init(struct gathering *reading)
{
	reading->pairs = pairs_new(reading->n_workers);
	reading->workers = memory_zero(reading->n_workers, sizeof(*reading->workers));
	for (size_t i = 0; i < reading->n_workers; i++) {
		reading->workers[i].number = i;
		reading->workers[i].reading = reading;
		reading->workers[i].oldest_us = INT64_MAX;
		if (reading->key == PAIRS_BY_NAME || reading->names)
			reading->workers[i].names = names_new();
	}
}

void gathering_free(struct gathering *reading)
{
	for (size_t i = 0; i < reading->n_workers; i++) {
		names_free(reading->workers[i].names);
		mentions_free(&reading->workers[i].mentions);
		free(reading->workers[i].held);
	}
	free(reading->workers);
	free(reading->tallies);
	pairs_free(reading->pairs);
}
