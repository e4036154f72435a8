/*
 * window - one window of an index, all of it or nothing, see elastic.h.
 * What a scroll gives is staged and passed on when the window is complete; if it
 * breaks half-way, that is thrown away and the window begins anew, after growing
 * pauses. A window of too many records is halved first: it would cost too much
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
	struct arena arena;
	struct tally tally;
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

static void stage_empty(struct stage *stage)
{
	stage->n_flows = stage->n_namings = 0;
	arena_free(&stage->arena);
	stage->tally = (struct tally){ .flows = 0 };
}

static void stage_free(struct stage *stage)
{
	stage_empty(stage);
	free(stage->flows);
	free(stage->namings);
}

static void pass_on(const struct stage *stage, const struct sink *sink)
{
	tally_append(sink->tally, &stage->tally);
	for (size_t i = 0; i < stage->n_flows; i++)
		sink->put(sink->context, &stage->flows[i]);
	for (size_t i = 0; i < stage->n_namings; i++)
		sink->put_name(sink->context, &stage->namings[i]);
}

static const char *span_of(const struct elastic_window *window, char text[96])
{
	char from[TIMESTAMP_TEXT], to[TIMESTAMP_TEXT];

	snprintf(text, 96, "%s to %s", timestamp_format(window->from_us, from),
		 timestamp_format(window->to_us, to));
	return text;
}

/* Until it is complete, found too large, or not worth another try. */
static int try_window(struct elastic *elastic, struct http *http,
		      const struct elastic_window *window, struct stage *stage,
		      struct drain_outcome *outcome, struct error *err)
{
	char span[96];

	for (int try = 1;; try++) {
		struct sink sink = { .put = stage_flow, .put_name = stage_name,
				     .context = stage, .tally = &stage->tally };
		int64_t seconds;

		stage_empty(stage);
		*outcome = (struct drain_outcome){ .again = false };
		if (elastic_drain(elastic, http, window, &sink, outcome, err) == 0)
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
		atomic_fetch_add(&elastic->n_begun_anew, 1);
		if (server_wait(seconds, err) != 0)
			return -1;
	}
}

static int read_half(struct elastic *elastic, struct http *http, struct elastic_window window,
		     int64_t from_us, int64_t to_us, const struct sink *sink,
		     struct error *err)
{
	window.from_us = from_us;
	window.to_us = to_us;
	return elastic_read_window(elastic, http, &window, sink, err);
}

int elastic_read_window(struct elastic *elastic, struct http *http,
			const struct elastic_window *window, const struct sink *sink,
			struct error *err)
{
	int64_t middle_us = window->from_us + (window->to_us - window->from_us) / 2000 * 1000;
	struct stage stage = { .n_flows = 0 };
	struct drain_outcome outcome;
	int r = try_window(elastic, http, window, &stage, &outcome, err);

	if (r == 0 && !outcome.too_many)
		pass_on(&stage, sink);
	stage_free(&stage);
	if (r != 0 && elastic->config->allow_partial && !interrupted()) {
		elastic_miss(elastic, window, err->text);
		return 0;
	}
	if (r != 0 || !outcome.too_many)
		return r;
	if (read_half(elastic, http, *window, window->from_us, middle_us, sink, err) != 0)
		return -1;
	return read_half(elastic, http, *window, middle_us, window->to_us, sink, err);
}
