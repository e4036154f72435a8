/*
 * gather - see gather.h.
 */
#include "gather.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/interrupt.h"
#include "core/log.h"
#include "core/parallel.h"
#include "core/progress.h"
#include "core/room.h"
#include "filter/period.h"
#include "model/intel.h"
#include "model/timestamp.h"
#include "source/source.h"

/* What one thread has. */
struct worker {
	struct reading *reading;
	size_t number;
	struct tally *tally; /* of the unit being read */

	struct names *names; /* NULL: not asked for */
	struct mentions mentions;

	/* While the period is not known: flows that may turn out to be in it. Where
	 * pairs go by names: all, as any record may still say a name. */
	struct flow *held;
	size_t n_held;
	size_t held_capacity;
	size_t prune_at;
	uint64_t n_pruned;
	uint64_t n_put;
	int64_t oldest_us; /* of all flows that came, by what the period is held to */
	int64_t newest_us;
};

struct reading {
	const struct config *config;
	const struct source *source;
	void *state;
	bool is_index;
	enum pairs_key key;
	struct share share; /* of the sources */
	bool names; /* are wanted, by whatever pairs go */
	bool mentions;
	bool hold; /* the period is not known before the newest record is */
	size_t most_bytes; /* of memory, while flows are gathered */
	struct filter_bounds bounds;
	struct pairs *pairs; /* of all workers */
	struct worker *workers;
	size_t n_workers;
	struct tally *tallies; /* one a unit */
};

static struct filter_bounds open_bounds(void)
{
	return (struct filter_bounds){ PERIOD_BEGINNING, PERIOD_END };
}

/* What lies before the period that the newest record so far gives can go. */
static void prune(struct worker *worker)
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

static void hold(struct worker *worker, const struct flow *flow)
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

static size_t most_bytes(const struct config *config)
{
	return config->max_memory_mb > 0 ? (size_t)config->max_memory_mb << 20
					 : room_there_is();
}

/* Whoever reads looks for an interrupt now and then, and leaves nothing half done. */
static void check_room(const struct reading *reading)
{
	/* What is made of the flows in the end takes a tenth more. */
	size_t most_bytes = reading->most_bytes / 10 * 9;
	struct error err;

	if (room_taken() <= most_bytes)
		return;
	error_set(&err, ERROR_INPUT,
		  "%s: of the %zu MB of memory that may be taken (--max_memory) the flows "
		  "alone would take more than %zu; look at a shorter --period%s, at a part of the "
		  "sources (--part), or allow more",
		  reading->source->describe(reading->state), reading->most_bytes >> 20,
		  most_bytes >> 20,
		  reading->is_index ? ", leave out more with --filter or --prefilter on" : "");
	interrupt_because(&err);
}

/* What passes and is of another part still tells of the time that was looked at. */
static bool pass(struct worker *worker, const struct flow *flow, struct tally *tally)
{
	const struct reading *reading = worker->reading;

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
	struct worker *worker = context;
	struct reading *reading = worker->reading;

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
	struct worker *worker = context;

	names_add(worker->names, naming);
}

static void put_mention(void *context, const struct mention *mention)
{
	struct worker *worker = context;

	mentions_add(&worker->mentions, mention);
}

static struct sink sink_of(struct worker *worker, struct tally *tally)
{
	worker->tally = tally;
	return (struct sink){ .put = put, .context = worker,
			      .put_name = worker->names ? put_name : NULL,
			      .put_mention = worker->reading->mentions ? put_mention : NULL,
			      .tally = tally };
}

static int read_unit(void *context, size_t number, size_t unit, struct error *err)
{
	struct reading *reading = context;
	struct sink sink = sink_of(&reading->workers[number], &reading->tallies[unit]);

	if (interrupt_check(err) != 0)
		return -1;
	return reading->source->read(reading->state, number, unit, &sink, err);
}

/* What a worker kept back; whoever has the time does it. */
static int flush_worker(void *context, size_t number, size_t item, struct error *err)
{
	struct reading *reading = context;
	struct worker *worker = &reading->workers[item];
	struct sink sink = sink_of(worker, worker->tally);

	(void)number, (void)err;
	if (worker->tally) /* else it has read nothing */
		reading->source->flush(reading->state, item, &sink);
	return 0;
}

static int read_units(struct reading *reading, size_t n_units, struct error *err)
{
	int r = parallel_run(reading->n_workers, n_units, read_unit, reading, err);

	if (r == 0 && reading->source->flush)
		r = parallel_run(reading->n_workers, reading->n_workers, flush_worker, reading,
				 err);
	return r;
}

static void span_of_all(const struct reading *reading, int64_t *oldest_us,
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

/* An empty period looks like a quiet network, and is not one. */
static int check_period(const struct reading *reading, const struct tally *total,
			struct error *err)
{
	char from[TIMESTAMP_TEXT], to[TIMESTAMP_TEXT];
	int64_t oldest_us, newest_us;

	if (total->flows + total->dropped + total->others + total->mentions > 0 ||
	    total->outside == 0)
		return 0;
	span_of_all(reading, &oldest_us, &newest_us);
	return error_set(err, ERROR_INPUT,
			 "%s: none of its %" PRIu64 " flows lies in the period; they go from %s "
			 "to %s (-pd, --from, --to)",
			 reading->source->describe(reading->state), total->outside,
			 timestamp_format(oldest_us, from), timestamp_format(newest_us, to));
}

/* All names are known: one table of them. */
static struct names *join_names(const struct reading *reading)
{
	struct names *names = names_new();

	for (size_t i = 0; i < reading->n_workers; i++) {
		names_join(names, reading->workers[i].names);
		names_free(reading->workers[i].names);
		reading->workers[i].names = NULL;
	}
	return names;
}

static struct names *settle_names(const struct reading *reading)
{
	struct names *names = join_names(reading);

	names_settle(names);
	if (names_is_empty(names))
		log_warn("%s: no TLS, HTTP or DNS record says a name, so --key src,name goes by "
			 "addresses",
			 reading->source->describe(reading->state));
	return names;
}

/* The newest record and all names are known: what was held is grouped now, and
 * filtered before if the period was not known. */
static void release(struct reading *reading, const struct names *names, struct tally *total)
{
	if (reading->hold)
		total->flows = 0;
	for (size_t i = 0; i < reading->n_workers; i++) {
		struct worker *worker = &reading->workers[i];

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

static void workers_init(struct reading *reading)
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

static void workers_free(struct reading *reading)
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

static int read_all(struct reading *reading, struct gathered *gathered, struct error *err)
{
	struct tally *total = &gathered->tally;
	int64_t oldest_us, newest_us;
	const char *things;
	uint64_t n_things;
	double seconds;
	int r;
	const struct source *source = reading->source;
	size_t n_units = source->n_units(reading->state);

	reading->tallies = memory_zero(n_units, sizeof(*reading->tallies));
	n_things = source->amount(reading->state, &things);
	progress_begin(things, n_things);
	r = read_units(reading, n_units, err);
	seconds = progress_end();
	if (r != 0 || source->finish(reading->state, reading->tallies, total, err) != 0)
		return -1;
	if (total->odd > 0)
		log_warn("%s: of %" PRIu64 " flows some detail is left out, since it is not "
			 "readable; the first: %s",
			 source->describe(reading->state), total->odd, total->first_odd_why);
	if (seconds >= 1) /* else there is nothing to make quicker */
		log_say(LOG_VERBOSE, "%" PRIu64 " records read in %.2f s, %.0f a second",
			tally_records(total), seconds,
			(double)tally_records(total) / seconds);
	span_of_all(reading, &oldest_us, &newest_us);
	if (reading->hold &&
	    period_resolve(reading->config, false, newest_us, &reading->bounds, err) != 0)
		return -1;
	if (reading->key == PAIRS_BY_NAME)
		gathered->names = settle_names(reading);
	else if (reading->names)
		gathered->said = join_names(reading);
	for (size_t i = 0; i < reading->n_workers; i++)
		mentions_append(&gathered->mentions, &reading->workers[i].mentions);
	if (reading->hold || gathered->names)
		release(reading, gathered->names, total);
	return check_period(reading, total, err);
}

static int resolve(struct reading *reading, struct source_request *request,
		   struct error *err)
{
	int64_t now_us;

	reading->bounds = open_bounds();
	if (reading->hold)
		return period_check(reading->config, err);
	if (period_now(reading->config, &now_us, err) != 0 ||
	    period_resolve(reading->config, reading->is_index, now_us, &reading->bounds,
			   err) != 0)
		return -1;
	request->from_us = reading->bounds.from_us;
	request->to_us = reading->bounds.to_us;
	return 0;
}

static enum pairs_key key_of(const struct config *config)
{
	if (!config->key || strcmp(config->key, "src,dst,port") == 0)
		return PAIRS_BY_PORT;
	return strcmp(config->key, "src,dst") == 0 ? PAIRS_BY_HOST : PAIRS_BY_NAME;
}

/* When flows were that the source leaves out as another part's. */
static bool note_others(struct reading *reading)
{
	struct source_span span;

	if (!reading->source->shares || !reading->source->shares(reading->state, &span))
		return false;
	pairs_note_span(reading->pairs, span.oldest_us, span.newest_us, span.last_us);
	return true;
}

static void close_source(struct gathered *gathered)
{
	if (gathered->source)
		gathered->source->close(gathered->state);
	gathered->source = NULL;
}

/* Of all names, by their numbers; NULL if none is to be asked for. */
static bool *find_reported(const struct intel *intel, const struct names *names)
{
	size_t n = intel && names ? names_count(names) : 0;
	bool *reported = n > 0 ? memory_zero(n + 1, sizeof(*reported)) : NULL;

	for (size_t i = 1; i <= n; i++)
		reported[i] = intel_reports_name(intel, names_text(names, (uint32_t)i));
	return reported;
}

static void finish_pairs(struct reading *reading, struct pairs_wanted *wanted,
			 struct gathered *gathered)
{
	bool *reported = find_reported(wanted->intel, gathered->names);

	wanted->reported_names = reported;
	pairs_finish(reading->pairs, reading->key, wanted, &gathered->pairs);
	wanted->reported_names = NULL;
	free(reported);
}

int gather(const struct config *config, char *const *paths, size_t n_paths,
	   const struct pairs_wanted *wanted, size_t n_workers, struct arena *arena,
	   struct gathered *gathered, struct error *err)
{
	struct source_request *request = &gathered->request;
	struct reading reading = { .config = config, .source = source_choose(n_paths),
				   .is_index = n_paths == 0, .n_workers = n_workers,
				   .key = key_of(config), .most_bytes = most_bytes(config),
				   .names = wanted->names, .mentions = wanted->mentions };
	int r;

	*gathered = (struct gathered){ .key = reading.key };
	*request = (struct source_request){ .config = config, .paths = paths,
					    .n_paths = n_paths, .n_workers = n_workers,
					    .names = reading.key == PAIRS_BY_NAME || wanted->names,
					    .wanted = *wanted,
					    .arena = arena };
	if (share_parse(config->part, &request->share, err) != 0)
		return -1;
	request->wanted.places = request->share.parts > 0;
	reading.hold = period_needs_newest(config, reading.is_index);
	if (resolve(&reading, request, err) != 0 ||
	    reading.source->open(request, &reading.state, err) != 0)
		return -1;
	gathered->bounds = reading.bounds;
	gathered->share = reading.share = request->share;
	if (reading.source->bounds_period(reading.state))
		reading.bounds = open_bounds();
	workers_init(&reading);
	r = read_all(&reading, gathered, err);
	if (r == 0) {
		if (reading.source->left_out)
			reading.source->left_out(reading.state, &gathered->left_out);
		pairs_note_sources(reading.pairs, gathered->left_out.sources,
				   gathered->left_out.n_sources);
		gathered->read_all = request->share.parts > 0 && !note_others(&reading);
		finish_pairs(&reading, &request->wanted, gathered);
		gathered->description = reading.source->describe(reading.state);
		gathered->config = reading.source->config
					   ? reading.source->config(reading.state)
					   : config;
		if (reading.source->incomplete)
			gathered->incomplete = reading.source->incomplete(reading.state, arena);
		if (reading.hold)
			gathered->bounds = reading.bounds;
	}
	workers_free(&reading);
	gathered->source = reading.source;
	gathered->state = reading.state;
	if (r != 0 || !wanted->again)
		close_source(gathered);
	return r;
}

int gather_explain(const struct config *config, char *const *paths, size_t n_paths,
		   const struct pairs_wanted *wanted, struct arena *arena, FILE *out,
		   struct error *err)
{
	struct source_request request = { .config = config, .paths = paths,
					  .n_paths = n_paths, .n_workers = 1,
					  .names = key_of(config) == PAIRS_BY_NAME,
					  .wanted = *wanted,
					  .arena = arena };
	struct reading reading = { .config = config, .source = source_choose(n_paths),
				   .is_index = true };

	if (!reading.source->explain)
		return error_set(err, ERROR_USAGE, "--explain-query: files are not queried");
	if (resolve(&reading, &request, err) != 0)
		return -1;
	return reading.source->explain(&request, out, err);
}

void gathered_free(struct gathered *gathered)
{
	close_source(gathered);
	pair_list_free(&gathered->pairs);
	names_free(gathered->names);
	names_free(gathered->said);
	mentions_free(&gathered->mentions);
	gathered->names = gathered->said = NULL;
}
