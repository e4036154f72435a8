/*
 * gather - see gather.h.
 */
#include "gather.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/room.h"
#include "filter/period.h"
#include "gathering.h"
#include "model/intel.h"
#include "model/timestamp.h"
#include "source/source.h"
#include "units.h"

static struct filter_bounds open_bounds(void)
{
	return (struct filter_bounds){ PERIOD_BEGINNING, PERIOD_END };
}

static size_t most_bytes(const struct config *config)
{
	return config->max_memory_mb > 0 ? (size_t)config->max_memory_mb << 20
					 : room_there_is();
}

/* An empty period looks like a quiet network, and is not one. */
static int check_period(const struct gathering *reading, const struct tally *total,
			struct error *err)
{
	char from[TIMESTAMP_TEXT], to[TIMESTAMP_TEXT];
	int64_t oldest_us, newest_us;

	if (total->flows + total->dropped + total->others + total->mentions > 0 ||
	    total->outside == 0)
		return 0;
	gathering_span(reading, &oldest_us, &newest_us);
	return error_set(err, ERROR_INPUT,
			 "%s: none of its %" PRIu64
			 " flows lies in the period (-pd, --from, --to); "
			 "they go from %s to %s",
			 reading->source->describe(reading->state), total->outside,
			 timestamp_format(oldest_us / SECOND_US * SECOND_US, from),
			 timestamp_format(newest_us / SECOND_US * SECOND_US, to));
}

static struct names *settle_names(const struct gathering *reading)
{
	struct names *names = gathering_join_names(reading);

	names_settle(names);
	if (names_is_empty(names))
		log_warn("%s: no TLS, HTTP or DNS record says a name, so --key src,name "
			 "goes by addresses",
			 reading->source->describe(reading->state));
	return names;
}

static int read_all(struct gathering *reading, struct gathered *gathered,
		    struct error *err)
{
	struct tally *total = &gathered->tally;
	int64_t oldest_us, newest_us;
	const struct source *source = reading->source;
	const struct units units = { .source = source,
				     .state = reading->state,
				     .n_workers = reading->n_workers,
				     .sink = gathering_sink,
				     .context = reading };
	double seconds;
	int r;

	reading->tallies =
		memory_zero(source->n_units(reading->state), sizeof(*reading->tallies));
	r = units_read(&units, &seconds, err);
	if (r != 0 || source->finish(reading->state, reading->tallies, total, err) != 0)
		return -1;
	if (total->odd > 0)
		log_warn("%s: of %" PRIu64
			 " flows some detail is left out, since it is not "
			 "readable; the first: %s",
			 source->describe(reading->state), total->odd,
			 total->first_odd_why);
	if (seconds >= 1) /* else there is nothing to make quicker */
		log_say(LOG_VERBOSE, "%" PRIu64 " records read in %.2f s, %.0f a second",
			tally_records(total), seconds,
			(double)tally_records(total) / seconds);
	gathering_span(reading, &oldest_us, &newest_us);
	if (reading->hold &&
	    period_resolve(reading->config, false, newest_us, &reading->bounds, err) != 0)
		return -1;
	if (reading->key == PAIRS_BY_NAME)
		gathered->names = settle_names(reading);
	else if (reading->names)
		gathered->said = gathering_join_names(reading);
	for (size_t i = 0; i < reading->n_workers; i++)
		mentions_append(&gathered->mentions, &reading->workers[i].mentions);
	if (reading->hold || gathered->names)
		gathering_release(reading, gathered->names, total);
	return check_period(reading, total, err);
}

static int resolve(struct gathering *reading, struct source_request *request,
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
static bool note_others(struct gathering *reading)
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

static void finish_pairs(struct gathering *reading, struct pairs_wanted *wanted,
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
	struct gathering reading = { .config = config,
				     .source = source_choose(n_paths),
				     .is_index = n_paths == 0,
				     .n_workers = n_workers,
				     .key = key_of(config),
				     .most_bytes = most_bytes(config),
				     .names = wanted->names,
				     .mentions = wanted->mentions };
	int r;

	*gathered = (struct gathered){ .key = reading.key };
	*request = (struct source_request){ .config = config,
					    .paths = paths,
					    .n_paths = n_paths,
					    .n_workers = n_workers,
					    .names = reading.key == PAIRS_BY_NAME ||
						     wanted->names,
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
	gathering_init(&reading);
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
			gathered->incomplete =
				reading.source->incomplete(reading.state, arena);
		if (reading.hold)
			gathered->bounds = reading.bounds;
	}
	gathering_free(&reading);
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
	struct source_request request = { .config = config,
					  .paths = paths,
					  .n_paths = n_paths,
					  .n_workers = 1,
					  .names = key_of(config) == PAIRS_BY_NAME,
					  .wanted = *wanted,
					  .arena = arena };
	struct gathering reading = { .config = config,
				     .source = source_choose(n_paths),
				     .is_index = true };

	if (!reading.source->explain)
		return error_set(err, ERROR_USAGE,
				 "--explain-query: files are not queried");
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
