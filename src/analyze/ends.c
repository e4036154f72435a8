/*
 * ends - see ends.h.
 */
#include "analyze/ends.h"

#include <math.h>
#include <stdlib.h>

#include "model/protocol.h"

static void add_end(struct ends *ends, const struct end *end)
{
	ends->ends =
		memory_grow(ends->ends, ends->n, &ends->capacity, sizeof(*ends->ends));
	ends->ends[ends->n++] = *end;
}

/* The same, seen from the other end. */
static struct end turned(const struct end *end)
{
	struct end other = *end;

	other.address = end->peer;
	other.peer = end->address;
	other.is_called = !end->is_called;
	other.sent = end->received;
	other.received = end->sent;
	return other;
}

static int64_t amount(uint64_t bytes)
{
	return bytes > INT64_MAX ? INT64_MAX : (int64_t)bytes;
}

static struct end end_of_pair(const struct pair *pair)
{
	return (struct end){
		.address = pair->dst,
		.peer = pair->src,
		.has_peer = true,
		.is_called = true,
		.port = pair->port | (uint32_t)pair->protocols << 16,
		.n_flows = pair->n_flows,
		.sent = amount(pair->bytes_in),
		.received = amount(pair->bytes_out),
		.first_us = pair->times_us[0],
		.last_us = pair->times_us[pair->n_flows - 1],
		.score = NAN,
		.line = END_UNMENTIONED,
	};
}

static struct end end_of_mention(const struct mention *mention, int64_t line)
{
	uint32_t protocols = protocol_flags(mention->protocol);
	bool has_port = mention->port > 0 && mention->port <= UINT16_MAX;

	return (struct end){
		.address = mention->address,
		.peer = mention->peer,
		.has_peer = mention->has_peer,
		.is_called = true,
		.port = has_port ? (uint32_t)mention->port | protocols << 16 : 0,
		.sent = mention->bytes_in,
		.received = mention->bytes_out,
		.first_us = mention->first.us,
		.last_us = mention->last.us,
		.score = mention->score,
		.line = line,
	};
}

/* Those of both ends that are asked for. */
static void add_ends(struct ends *ends, const struct end *called,
		     const struct hosts_choice *choice)
{
	struct end calls = turned(called);
	bool both = choice->srcs == choice->dsts;

	if (both || choice->dsts || !called->has_peer)
		add_end(ends, called);
	if ((both || choice->srcs) && called->has_peer)
		add_end(ends, &calls);
}

static void add_all(const struct hosts_given *given, const struct hosts_choice *choice,
		    struct ends *ends)
{
	for (size_t i = 0; i < given->pairs->n; i++) {
		struct end end = end_of_pair(&given->pairs->pairs[i]);

		add_ends(ends, &end, choice);
	}
	for (size_t i = 0; i < given->mentions->n; i++) {
		const struct mention *mention = &given->mentions->items[i];
		struct end end = end_of_mention(mention, (int64_t)i);

		if (mention->has_address)
			add_ends(ends, &end, choice);
	}
}

static int by_number(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Between whom, and which of them calls. */
static int by_sides(const struct end *x, const struct end *y)
{
	int order = address_compare(&x->address, &y->address);

	if (order)
		return order;
	if (x->has_peer != y->has_peer || !x->has_peer)
		return x->has_peer - y->has_peer;
	order = address_compare(&x->peer, &y->peer);
	return order ? order : x->is_called - y->is_called;
}

/* Flows come before mentions, and what began earliest and took longest before what it may
 * repeat. */
static int by_place(const void *a, const void *b)
{
	const struct end *x = a, *y = b;
	int order = by_sides(x, y);

	if (order)
		return order;
	if ((x->n_flows > 0) != (y->n_flows > 0))
		return x->n_flows > 0 ? -1 : 1;
	order = by_number(x->port, y->port);
	if (order == 0)
		order = by_number(x->first_us, y->first_us);
	if (order == 0)
		order = by_number(y->last_us, x->last_us);
	if (order == 0)
		order = by_number(y->sent, x->sent);
	return order ? order : by_number(y->received, x->received);
}

/* A time of which the bytes are known. */
struct span {
	bool is_known;
	int64_t first_us;
	int64_t last_us;
};

static bool is_within(const struct end *end, const struct span *span)
{
	return span->is_known && end->first_us != CELL_NO_INTEGER &&
	       end->last_us != CELL_NO_INTEGER && end->first_us <= span->last_us &&
	       end->last_us >= span->first_us;
}

static void widen(struct span *span, const struct end *end)
{
	if (!span->is_known)
		*span = (struct span){ true, end->first_us, end->last_us };
	if (end->first_us < span->first_us)
		span->first_us = end->first_us;
	if (end->last_us > span->last_us)
		span->last_us = end->last_us;
}

/*
 * Runs every hour over a day tell of the same bytes again and again, and a capture beside
 * the result that was made of it tells them once more. Results may go by hosts, and then
 * have but one port of many: beside flows theirs does not count.
 */
static void mark_repeated(struct ends *ends)
{
	struct span flows = { .is_known = false }, mentions = { .is_known = false };

	for (size_t i = 0; i < ends->n; i++) {
		struct end *end = &ends->ends[i];

		if (i == 0 || by_sides(end - 1, end) != 0)
			flows.is_known = mentions.is_known = false;
		else if (end[-1].port != end->port)
			mentions.is_known = false;
		if (!end->has_peer)
			continue;
		if (end->n_flows > 0)
			widen(&flows, end);
		else if (is_within(end, &flows) || is_within(end, &mentions))
			end->is_repeated = true;
		else if (end->first_us != CELL_NO_INTEGER)
			mentions = (struct span){ true, end->first_us, end->last_us };
	}
}

void ends_collect(const struct hosts_given *given, const struct hosts_choice *choice,
		  struct ends *ends)
{
	*ends = (struct ends){ .ends = NULL };
	add_all(given, choice, ends);
	if (ends->n > 0)
		qsort(ends->ends, ends->n, sizeof(*ends->ends), by_place);
	mark_repeated(ends);
}

size_t ends_of_one(const struct ends *ends, size_t first)
{
	const struct end *end = &ends->ends[first];
	size_t n = 1;

	while (first + n < ends->n &&
	       address_compare(&end->address, &end[n].address) == 0)
		n++;
	return n;
}

void ends_free(struct ends *ends)
{
	free(ends->ends);
	*ends = (struct ends){ .ends = NULL };
}
