/*
 * look_again - see look_again.h.
 */
#include "look_again.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "group/context.h"
#include "source/service_port.h"
#include "units.h"

struct looking {
	const struct source *source;
	void *state;
	struct contexts *contexts;
	struct looker *lookers; /* one a worker */
	size_t n_workers;
};

/* What one thread has. */
struct looker {
	struct looking *looking;
	size_t number;
	struct tally tally; /* told the first time */
	uint64_t n;
};

static void put_sighting(void *context, const struct sighting *sighting)
{
	struct looker *looker = context;

	looker->n++;
	contexts_add(looker->looking->contexts, looker->number, sighting);
}

static bool wants(void *context, const struct address *source)
{
	const struct looker *looker = context;

	return contexts_want(looker->looking->contexts, source);
}

static struct sink sink_of(void *context, size_t worker, size_t unit)
{
	struct looking *looking = context;
	struct looker *looker = &looking->lookers[worker];

	(void)unit;
	return (struct sink){ .put_sighting = put_sighting,
			      .wants = wants,
			      .context = looker,
			      .tally = &looker->tally };
}

static int read_all(struct looking *looking, struct error *err)
{
	const struct units units = { .source = looking->source,
				     .state = looking->state,
				     .n_workers = looking->n_workers,
				     .sink = sink_of,
				     .context = looking };
	uint64_t n = 0;
	double seconds;
	int r;

	looking->lookers = memory_zero(looking->n_workers, sizeof(*looking->lookers));
	for (size_t i = 0; i < looking->n_workers; i++) {
		looking->lookers[i].looking = looking;
		looking->lookers[i].number = i;
	}
	r = units_read(&units, &seconds, err);
	for (size_t i = 0; i < looking->n_workers; i++)
		n += looking->lookers[i].n;
	if (r == 0)
		log_say(LOG_VERBOSE, "context: %" PRIu64 " sightings in %.2f s", n,
			seconds);
	if (r == 0 && n == 0 && looking->source->n_units(looking->state) > 0)
		log_warn("%s: no TLS, HTTP or DNS record and no alert is beside the "
			 "flows: nothing for --context",
			 looking->source->describe(looking->state));
	free(looking->lookers);
	return r;
}

static void ask_for_rows(const struct config *config, const struct gathered *gathered,
			 const struct beacon_list *list, struct context_row *rows,
			 size_t n)
{
	/* Timed by when they were logged, flows do not tell what came before. */
	bool has_starts = !gathered->config->flare_timing && !config->flare_timing;

	for (size_t i = 0; i < n; i++) {
		const struct beacon *beacon = &list->beacons[i];
		const struct pair *pair = &gathered->pairs.pairs[beacon->pair];

		rows[i] = (struct context_row){
			.src = beacon->src,
			.dst = beacon->dst,
			.name = (uint32_t)beacon->name,
			.port = (uint16_t)beacon->port,
			.times_us = pair->times_us,
			/* Before a call to a resolver there are queries of all kinds. */
			.n_flows =
				has_starts && !service_port_is_dns((uint16_t)beacon->port)
					? pair->n_flows
					: 0,
		};
	}
}

static int by_address(const void *a, const void *b)
{
	return address_compare(a, b);
}

/* In order, each once; returns how many. */
static size_t settle(struct address *addresses, size_t n)
{
	size_t n_kept = 0;

	if (n > 0)
		qsort(addresses, n, sizeof(*addresses), by_address);
	for (size_t i = 0; i < n; i++) {
		if (n_kept == 0 ||
		    address_compare(&addresses[n_kept - 1], &addresses[i]) != 0)
			addresses[n_kept++] = addresses[i];
	}
	return n_kept;
}

/* Behind a name there may be addresses that no row shows. */
static struct source_pairs pairs_of(const struct context_row *rows, size_t n,
				    enum pairs_key key, struct arena *arena)
{
	struct address *sources = arena_alloc(arena, (n + 1) * sizeof(*sources));
	struct address *destinations =
		arena_alloc(arena, (n + 1) * sizeof(*destinations));

	for (size_t i = 0; i < n; i++) {
		sources[i] = rows[i].src;
		destinations[i] = rows[i].dst;
	}
	return (struct source_pairs){
		.sources = sources,
		.n_sources = settle(sources, n),
		.destinations = destinations,
		.n_destinations = key == PAIRS_BY_NAME ? 0 : settle(destinations, n),
	};
}

static int look(struct looking *looking, const struct context_row *rows, size_t n,
		struct gathered *gathered, struct arena *arena, struct error *err)
{
	const struct context_asked asked = {
		.rows = rows,
		.n_rows = n,
		.key = gathered->key,
		.names = gathered->names,
		.from_us = gathered->bounds.from_us,
		.to_us = gathered->bounds.to_us,
	};
	const struct source_pairs pairs = pairs_of(rows, n, gathered->key, arena);

	if (looking->source->again(looking->state, &pairs, err) != 0)
		return -1;
	looking->contexts = contexts_new(&asked, looking->n_workers);
	return read_all(looking, err);
}

int look_again(const struct config *config, struct gathered *gathered,
	       struct beacon_list *list, size_t n, size_t n_workers, struct arena *arena,
	       struct error *err)
{
	struct looking looking = { .source = gathered->source,
				   .state = gathered->state,
				   .n_workers = n_workers };
	struct context_row *rows = memory_zero(n + 1, sizeof(*rows));
	const struct context **result = memory_zero(n + 1, sizeof(*result));
	int r = 0;

	ask_for_rows(config, gathered, list, rows, n);
	if (n > 0)
		r = look(&looking, rows, n, gathered, arena, err);
	if (r == 0 && n > 0) {
		contexts_finish(looking.contexts, arena, result);
		for (size_t i = 0; i < n; i++)
			list->beacons[i].context = result[i];
		if (looking.source->incomplete)
			gathered->incomplete =
				looking.source->incomplete(looking.state, arena);
	}
	contexts_free(looking.contexts);
	free(result);
	free(rows);
	return r;
}
