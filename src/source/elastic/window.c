/*
 * window - one window of an index, all of it or nothing, see elastic.h.
 * What a scroll gives is staged; if it breaks half-way, that is thrown away and the
 * window begins anew, after growing pauses. A complete window is passed on while the
 * server makes the first page of the next one: grouping costs no time of its own. A window of too many records is halved first: it would cost too much
 * memory to stage, and too much time to begin anew.
 */
#include <stdlib.h>
#include <string.h>

#include "core/interrupt.h"
#include "core/log.h"
#include "model/timestamp.h"
#include "source/elastic/elastic.h"

struct stage {
	struct flow *flows;
	size_t n_flows;
	size_t flows_capacity;
	struct naming *namings; /* their names are of the arena */
	size_t n_namings;
	size_t namings_capacity;
	struct sighting *sightings; /* likewise their texts */
	size_t n_sightings;
	size_t sightings_capacity;
	struct arena arena;
	struct tally tally;
};

struct elastic_reader {
	struct elastic *elastic;
	struct http *http;
	struct stage coming;	 /* of the window under way */
	struct stage complete;	 /* of the one before, to be passed on, */
	const struct sink *sink; /* here: of the call under way */
};

static void stage_flow(void *context, const struct flow *flow)
{
	struct stage *stage = context;

	stage->flows = memory_grow(stage->flows, stage->n_flows, &stage->flows_capacity,
				   sizeof(*stage->flows));
	stage->flows[stage->n_flows++] = *flow;
}

static void stage_name(void *context, const struct naming *naming)
{
	struct stage *stage = context;

	stage->namings = memory_grow(stage->namings, stage->n_namings,
				     &stage->namings_capacity, sizeof(*stage->namings));
	stage->namings[stage->n_namings] = *naming;
	stage->namings[stage->n_namings++].name =
		arena_text(&stage->arena, naming->name, naming->len);
}

static void stage_sighting(void *context, const struct sighting *sighting)
{
	struct stage *stage = context;
	struct sighting *staged;

	stage->sightings =
		memory_grow(stage->sightings, stage->n_sightings,
			    &stage->sightings_capacity, sizeof(*stage->sightings));
	staged = &stage->sightings[stage->n_sightings++];
	*staged = *sighting;
	staged->text = arena_text(&stage->arena, sighting->text, sighting->len);
	if (sighting->payload)
		staged->payload = arena_text(&stage->arena, sighting->payload,
					     sighting->payload_len);
}

static void stage_empty(struct stage *stage)
{
	stage->n_flows = stage->n_namings = stage->n_sightings = 0;
	arena_free(&stage->arena);
	stage->tally = (struct tally){ .flows = 0 };
}

static void stage_free(struct stage *stage)
{
	stage_empty(stage);
	free(stage->flows);
	free(stage->namings);
	free(stage->sightings);
}

static void stage_pass_on(const struct stage *stage, const struct sink *sink)
{
	tally_append(sink->tally, &stage->tally);
	for (size_t i = 0; i < stage->n_flows; i++)
		sink->put(sink->context, &stage->flows[i]);
	for (size_t i = 0; i < stage->n_namings; i++)
		sink->put_name(sink->context, &stage->namings[i]);
	for (size_t i = 0; i < stage->n_sightings; i++)
		sink->put_sighting(sink->context, &stage->sightings[i]);
}

struct elastic_reader *elastic_reader_new(struct elastic *elastic, struct http *http)
{
	struct elastic_reader *reader = memory_zero(1, sizeof(*reader));

	reader->elastic = elastic;
	reader->http = http;
	return reader;
}

void elastic_reader_free(struct elastic_reader *reader)
{
	if (!reader)
		return;
	stage_free(&reader->coming);
	stage_free(&reader->complete);
	free(reader);
}

void elastic_pass_on(struct elastic_reader *reader, const struct sink *sink)
{
	stage_pass_on(&reader->complete, sink);
	stage_empty(&reader->complete);
}

static void pass_on_meanwhile(void *context)
{
	struct elastic_reader *reader = context;

	elastic_pass_on(reader, reader->sink);
}

/* The window under way has become the complete one; the memory changes places. */
static void keep_back(struct elastic_reader *reader)
{
	struct stage empty;

	elastic_pass_on(reader, reader->sink);
	empty = reader->complete;
	reader->complete = reader->coming;
	reader->coming = empty;
}

static const char *span_of(const struct elastic_window *window, char text[96])
{
	char from[TIMESTAMP_TEXT], to[TIMESTAMP_TEXT];

	snprintf(text, 96, "%s to %s", timestamp_format(window->from_us, from),
		 timestamp_format(window->to_us, to));
	return text;
}

/* Until it is complete, found too large, or not worth another try. */
static int try_window(struct elastic_reader *reader, const struct elastic_window *window,
		      struct drain_outcome *outcome, struct error *err)
{
	struct stage *stage = &reader->coming;
	const struct sink sink = { .put = stage_flow,
				   .put_name = stage_name,
				   .put_sighting =
					   window->context ? stage_sighting : NULL,
				   .context = stage,
				   .tally = &stage->tally };
	const struct drain_meanwhile meanwhile = { pass_on_meanwhile, reader };
	char span[96];

	for (int try = 1;; try++) {
		int64_t seconds;

		stage_empty(stage);
		*outcome = (struct drain_outcome){ .again = false };
		if (elastic_drain(reader->elastic, reader->http, window, &sink,
				  &meanwhile, outcome, err) == 0)
			return 0;
		/* Whatever broke when the user wanted no more of it. */
		if (interrupt_check(err) != 0 || !outcome->again)
			return -1;
		if (try == SERVER_MOST_TRIES)
			return error_wrap(err, "the window from %s, tried %d times",
					  span_of(window, span), try);
		seconds = server_pause_after(try, outcome->retry_after_s);
		log_say(LOG_VERBOSE, "the window from %s begins anew in %lld s: %s",
			span_of(window, span), (long long)seconds, err->text);
		atomic_fetch_add(&reader->elastic->n_begun_anew, 1);
		if (server_wait(seconds, err) != 0)
			return -1;
	}
}

static int read_half(struct elastic_reader *reader, struct elastic_window window,
		     int64_t from_us, int64_t to_us, const struct sink *sink,
		     struct error *err)
{
	window.from_us = from_us;
	window.to_us = to_us;
	return elastic_read_window(reader, &window, sink, err);
}

int elastic_read_window(struct elastic_reader *reader,
			const struct elastic_window *window, const struct sink *sink,
			struct error *err)
{
	int64_t middle_us =
		window->from_us + (window->to_us - window->from_us) / 2000 * 1000;
	struct drain_outcome outcome;
	int r;

	reader->sink = sink;
	r = try_window(reader, window, &outcome, err);
	if (r == 0 && !outcome.too_many)
		keep_back(reader);
	if (r != 0 && reader->elastic->config->allow_partial && !interrupted()) {
		elastic_miss(reader->elastic, window, err->text);
		return 0;
	}
	if (r != 0 || !outcome.too_many)
		return r;
	if (read_half(reader, *window, window->from_us, middle_us, sink, err) != 0)
		return -1;
	return read_half(reader, *window, middle_us, window->to_us, sink, err);
}
