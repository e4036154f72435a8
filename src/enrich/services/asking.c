/*
 * asking - see asking.h.
 */
#include "enrich/services/asking.h"

#include <math.h>

#include "core/clock.h"
#include "core/interrupt.h"
#include "core/progress.h"

enum {
	LONGEST_MS = 200, /* that Ctrl-C is not noticed */
	FLUSH_S = 1,
};

static void send_one(struct asking *asking, size_t i)
{
	struct lane *lane = &asking->lanes[i];
	size_t place = lane_send(lane, clock_s());
	const struct known_subject *known =
		&asking->known->subjects[lane->running[place].subject];
	char path[SERVICE_PATH];

	lane->service->path(&known->subject, path);
	http_many_get(asking->many, arena_print(lane->arena, "%s%s", lane->url, path),
		      lane->header, i * LANE_MOST_AT_ONCE + place);
}

/* Sends what may be sent; how many milliseconds there are until more may be. */
static int send_all(struct asking *asking)
{
	double wait_s = LONGEST_MS / 1e3;

	for (size_t i = 0; i < asking->n_lanes; i++) {
		struct lane *lane = &asking->lanes[i];

		while (lane_ready_s(lane) <= clock_s())
			send_one(asking, i);
		wait_s = fmin(wait_s, lane_ready_s(lane) - clock_s());
	}
	return wait_s > 0 ? (int)ceil(wait_s * 1e3) : 0;
}

static void settle(struct answer *answer)
{
	answer->is_settled = true;
	progress_add(1);
}

static void take(struct asking *asking, const struct http_many_reply *reply)
{
	size_t i = reply->number / LANE_MOST_AT_ONCE;
	size_t place = reply->number % LANE_MOST_AT_ONCE;
	struct lane *lane = &asking->lanes[i];
	struct known_subject *known =
		&asking->known->subjects[lane->running[place].subject];
	struct answer *answer = &known->answers[i];
	enum lane_outcome outcome = lane_take(lane, place, clock_s(), reply,
					      &known->subject, &answer->verdict);

	if (outcome == LANE_AGAIN)
		return;
	settle(answer);
	if (outcome != LANE_ANSWERED)
		return;
	answer->verdict.asked_us = clock_now_us();
	if (asking->cache)
		cache_put(asking->cache, &known->subject, &answer->verdict);
}

/* What a lane that has stopped has left is unknown for its reason. */
static void drop_stopped(struct asking *asking)
{
	size_t subject;

	for (size_t i = 0; i < asking->n_lanes; i++) {
		struct lane *lane = &asking->lanes[i];

		while (lane->stopped && lane_drop(lane, &subject)) {
			struct answer *answer =
				&asking->known->subjects[subject].answers[i];

			answer->verdict.text = lane->stopped;
			settle(answer);
		}
	}
}

static size_t count_left(const struct asking *asking)
{
	size_t n = 0;

	for (size_t i = 0; i < asking->n_lanes; i++)
		n += lane_left(&asking->lanes[i]);
	return n;
}

static int run(struct asking *asking, struct error *err)
{
	double flushed_s = clock_s();
	struct http_many_reply reply;

	while (count_left(asking) > 0) {
		int wait_ms = send_all(asking);

		while (http_many_wait(asking->many, wait_ms, &reply)) {
			take(asking, &reply);
			wait_ms = 0;
		}
		drop_stopped(asking);
		if (asking->cache && clock_s() - flushed_s >= FLUSH_S) {
			cache_flush(asking->cache);
			flushed_s = clock_s();
		}
		if (interrupt_check(err) != 0)
			return -1;
	}
	return 0;
}

int asking_run(struct asking *asking, struct error *err)
{
	int r;

	progress_begin("intel", count_left(asking));
	r = run(asking, err);
	progress_end();
	if (asking->cache)
		cache_flush(asking->cache);
	return r;
}
