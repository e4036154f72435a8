/*
 * lane - see lane.h.
 */
#include "enrich/services/lane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "enrich/services/reply.h"

enum {
	MOST_TRIES = 3,
	MOST_FAILED = 12,    /* tries in a row: it is out of reach */
	MOST_WAITS = 4,	     /* of 1, 2, 4 and 8 seconds, where nobody says how long */
	MOST_PAUSE_S = 60,   /* who wants more is to be asked another day */
	MOST_WAITED_S = 180, /* in a run */
	MOST_SAID = 120,
};

/* Before the second try, and twice as long before the third. */
static const double FIRST_RETRY_S = 0.5;

/* By so much a request may be late without the next one being late for it. */
static const double LATE_S = 0.01;

void lane_free(struct lane *lane)
{
	free(lane->waiting);
	free(lane->again);
}

void lane_add(struct lane *lane, size_t subject)
{
	if (lane->next == lane->n_waiting)
		lane->next = lane->n_waiting = 0;
	lane->waiting = memory_grow(lane->waiting, lane->n_waiting,
				    &lane->waiting_capacity, sizeof(*lane->waiting));
	lane->waiting[lane->n_waiting++] = (struct question){ .subject = subject };
}

size_t lane_left(const struct lane *lane)
{
	return lane->n_waiting - lane->next + lane->n_again + lane->n_running;
}

/* What is to be tried again, the first first; SIZE_MAX: nothing is. */
static size_t first_again(const struct lane *lane)
{
	size_t first = SIZE_MAX;

	for (size_t i = 0; i < lane->n_again; i++) {
		if (first == SIZE_MAX ||
		    lane->again[i].not_before_s < lane->again[first].not_before_s)
			first = i;
	}
	return first;
}

double lane_ready_s(const struct lane *lane)
{
	size_t again = first_again(lane);
	double ready_s = INFINITY;

	if (lane->stopped || lane->n_running == lane->service->at_once)
		return INFINITY;
	if (lane->next < lane->n_waiting)
		ready_s = 0;
	else if (again != SIZE_MAX)
		ready_s = lane->again[again].not_before_s;
	return fmax(ready_s, fmax(lane->next_s, lane->paused_until_s));
}

static struct question take_next(struct lane *lane, double now_s)
{
	size_t again = first_again(lane);
	struct question question;

	if (lane->next < lane->n_waiting &&
	    (again == SIZE_MAX || lane->again[again].not_before_s > now_s))
		return lane->waiting[lane->next++];
	question = lane->again[again];
	lane->again[again] = lane->again[--lane->n_again];
	return question;
}

size_t lane_send(struct lane *lane, double now_s)
{
	size_t place = 0;

	while (lane->is_running[place])
		place++;
	lane->running[place] = take_next(lane, now_s);
	lane->is_running[place] = true;
	lane->n_running++;
	lane->totals.asked += !lane->running[place].is_sent;
	lane->running[place].is_sent = true;
	lane->next_s = fmax(lane->next_s, now_s - LATE_S) + 1 / lane->per_second;
	return place;
}

static enum lane_outcome ask_again(struct lane *lane, const struct question *question,
				   double not_before_s)
{
	lane->again = memory_grow(lane->again, lane->n_again, &lane->again_capacity,
				  sizeof(*lane->again));
	lane->again[lane->n_again] = *question;
	lane->again[lane->n_again++].not_before_s = not_before_s;
	return LANE_AGAIN;
}

/* Unknown, and why. */
static enum lane_outcome give_up(struct lane *lane, struct verdict *verdict,
				 const char *why)
{
	lane->totals.not_answered++;
	verdict->text = why;
	return LANE_NO_ANSWER;
}

static enum lane_outcome stop(struct lane *lane, struct verdict *verdict, const char *why)
{
	if (!lane->stopped)
		lane->stopped = why;
	return give_up(lane, verdict, lane->stopped);
}

/* No answer, whoever is asked about: a few in a row, and nobody else need be. */
static enum lane_outcome fail(struct lane *lane, const char *fault,
			      struct verdict *verdict)
{
	lane->last_fault = fault;
	if (++lane->n_failed >= MOST_FAILED)
		return stop(lane, verdict,
			    arena_print(lane->arena, "out of reach: %s", fault));
	return give_up(lane, verdict, arena_print(lane->arena, "no answer: %s", fault));
}

/* What may be better in a moment. */
static enum lane_outcome retry(struct lane *lane, const struct question *question,
			       double now_s, const char *fault, struct verdict *verdict)
{
	struct question same = *question;

	if (++same.failed >= MOST_TRIES || lane->n_failed + 1 >= MOST_FAILED)
		return fail(lane, fault, verdict);
	lane->n_failed++;
	lane->last_fault = fault;
	return ask_again(lane, &same,
			 now_s + FIRST_RETRY_S * (double)(1u << (same.failed - 1)));
}

/* A question that it does not take: others it may. */
static enum lane_outcome refuse(struct lane *lane, const struct http_many_reply *reply,
				const struct subject *subject, struct verdict *verdict)
{
	const struct value said = { reply->body, reply->len };
	char room[ADDRESS_TEXT];

	lane->totals.odd++;
	if (!lane->first_odd)
		lane->first_odd = arena_print(lane->arena, "%s (HTTP %ld%s%s)",
					      subject_text(subject, room), reply->status,
					      reply->len ? ": " : "",
					      reply_text(said, MOST_SAID, lane->arena));
	return give_up(lane, verdict,
		       arena_print(lane->arena, "not taken: HTTP %ld", reply->status));
}

static const char *span_text(int64_t seconds, struct arena *arena)
{
	if (seconds < 120)
		return arena_print(arena, "%lld s", (long long)seconds);
	if (seconds < 7200)
		return arena_print(arena, "%lld minutes", (long long)(seconds + 59) / 60);
	return arena_print(arena, "%lld hours", (long long)(seconds + 3599) / 3600);
}

/* It has had enough for now. What is under way beside this one will be told the same. */
static enum lane_outcome pause_for(struct lane *lane, const struct question *question,
				   double now_s, const struct http_many_reply *reply,
				   struct verdict *verdict)
{
	double wait_s = (double)reply->retry_after_s;

	if (reply->retry_after_s > MOST_PAUSE_S)
		return stop(
			lane, verdict,
			arena_print(lane->arena,
				    "it has had enough (HTTP %ld) and wants to be asked "
				    "again in %s",
				    reply->status,
				    span_text(reply->retry_after_s, lane->arena)));
	if (now_s >= lane->paused_until_s) {
		if (reply->retry_after_s <= 0)
			wait_s = (double)(1u << lane->n_waits++);
		lane->waited_s += wait_s;
		lane->paused_until_s = now_s + wait_s;
	}
	if (lane->n_waits > MOST_WAITS || lane->waited_s > MOST_WAITED_S)
		return stop(lane, verdict,
			    arena_print(lane->arena, "it has had enough (HTTP %ld)",
					reply->status));
	return ask_again(lane, question, lane->paused_until_s);
}

static enum lane_outcome answer(struct lane *lane, struct verdict *verdict)
{
	lane->n_failed = lane->n_waits = 0;
	lane->totals.bad += verdict->kind == VERDICT_BAD;
	lane->totals.allowed += verdict->kind == VERDICT_ALLOWED;
	return LANE_ANSWERED;
}

static enum lane_outcome refuse_key(struct lane *lane, long status,
				    struct verdict *verdict)
{
	if (!lane->header)
		return stop(lane, verdict,
			    arena_print(lane->arena,
					"it wants a key (HTTP %ld): set %s, or "
					"see %s_key_file",
					status, lane->variable, lane->name));
	return stop(lane, verdict,
		    arena_print(lane->arena,
				"it refuses the key (HTTP %ld): look at %s, "
				"%s_key_file or %s_key",
				status, lane->variable, lane->name, lane->name));
}

static enum lane_outcome read_reply(struct lane *lane, const struct question *question,
				    double now_s, const struct http_many_reply *reply,
				    const struct subject *subject,
				    struct verdict *verdict)
{
	struct error err;

	if (lane->service->read(reply->body, reply->len, subject, lane->arena, verdict,
				&err) == 0)
		return answer(lane, verdict);
	return retry(
		lane, question, now_s,
		arena_print(lane->arena, "its reply is not understood: %.200s", err.text),
		verdict);
}

/* By its status, as the services document them. */
static enum lane_outcome judge(struct lane *lane, const struct question *question,
			       double now_s, const struct http_many_reply *reply,
			       const struct subject *subject, struct verdict *verdict)
{
	long status = reply->status;

	if (reply->is_too_large)
		return fail(lane, "a reply that is far too large", verdict);
	if (reply->fault)
		return retry(lane, question, now_s,
			     arena_text(lane->arena, reply->fault, strlen(reply->fault)),
			     verdict);
	if (status == 200)
		return read_reply(lane, question, now_s, reply, subject, verdict);
	if (status == 404) {
		verdict->kind = VERDICT_NOTHING;
		return answer(lane, verdict);
	}
	if (status == 401 || status == 403)
		return refuse_key(lane, status, verdict);
	if (status == 429 || (status == 503 && reply->retry_after_s > 0))
		return pause_for(lane, question, now_s, reply, verdict);
	if (status >= 300 && status < 400)
		return fail(lane,
			    arena_print(lane->arena,
					"it sends elsewhere (HTTP %ld), where the "
					"key does not go: is %s_url right?",
					status, lane->name),
			    verdict);
	if (status >= 400 && status < 500 && status != 408 && status != 407)
		return refuse(lane, reply, subject, verdict);
	return retry(lane, question, now_s, arena_print(lane->arena, "HTTP %ld", status),
		     verdict);
}

enum lane_outcome lane_take(struct lane *lane, size_t place, double now_s,
			    const struct http_many_reply *reply,
			    const struct subject *subject, struct verdict *verdict)
{
	struct question question = lane->running[place];

	lane->is_running[place] = false;
	lane->n_running--;
	return judge(lane, &question, now_s, reply, subject, verdict);
}

bool lane_drop(struct lane *lane, size_t *subject)
{
	if (lane->next < lane->n_waiting)
		*subject = lane->waiting[lane->next++].subject;
	else if (lane->n_again > 0)
		*subject = lane->again[--lane->n_again].subject;
	else
		return false;
	lane->totals.not_answered++;
	return true;
}
