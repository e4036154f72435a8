/*
 * hosts - see hosts.h. Each pair has two ends; those of one address are a host.
 */
#include "analyze/hosts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/busiest.h"
#include "model/protocol.h"

static const int64_t UNMENTIONED = INT64_MAX;

/* What one end of a pair, or a mention, says of the address there. */
struct end {
	struct address address;
	struct address peer;
	bool has_peer;
	bool is_called;	  /* else it calls */
	uint32_t port;	  /* and protocols << 16; 0: not known */
	uint64_t n_flows; /* 0: it is a mention */
	int64_t sent;
	int64_t received;
	int64_t first_us; /* CELL_NO_INTEGER: not known */
	int64_t last_us;
	double score;
	int64_t line; /* of the mention, in their order */
};

struct ends {
	struct end *ends;
	size_t n;
	size_t capacity;
};

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
		.line = UNMENTIONED,
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

static bool is_inside(const struct end *end, const struct hosts_choice *choice)
{
	return end->has_peer && !choice->with_inside &&
	       !inside_is_left_for(choice->inside, &end->address);
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

static void collect(const struct hosts_given *given, const struct hosts_choice *choice,
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

static int by_address(const void *a, const void *b)
{
	const struct end *x = a, *y = b;

	return address_compare(&x->address, &y->address);
}

/* What is not known changes nothing; what a file says may be any number. */
static void add_number(int64_t *sum, int64_t number)
{
	if (number == CELL_NO_INTEGER)
		return;
	if (*sum == CELL_NO_INTEGER)
		*sum = 0;
	*sum = number > INT64_MAX - *sum ? INT64_MAX : *sum + number;
}

static void take_span(struct host *host, const struct end *end)
{
	if (end->first_us == CELL_NO_INTEGER)
		return;
	if (host->first_seen.us == CELL_NO_INTEGER || end->first_us < host->first_seen.us)
		host->first_seen.us = end->first_us;
	if (host->last_seen.us == CELL_NO_INTEGER || end->last_us > host->last_seen.us)
		host->last_seen.us = end->last_us;
}

static void add_up(struct host *host, const struct end *ends, size_t n)
{
	host->order = UNMENTIONED;
	for (size_t i = 0; i < n; i++) {
		const struct end *end = &ends[i];

		if (end->n_flows > 0)
			add_number(&host->flows, (int64_t)end->n_flows);
		add_number(&host->bytes_sent, end->sent);
		add_number(&host->bytes_received, end->received);
		take_span(host, end);
		if (isnan(host->score) || end->score > host->score)
			host->score = end->score;
		if (end->line < host->order)
			host->order = end->line;
	}
}

/* Of a mention it is not known how many flows it stands for: some. */
static uint64_t weight(const struct end *end)
{
	return end->n_flows > 0 ? end->n_flows : 1;
}

/* Of ICMP some sensors log its code as a port. */
static bool is_port(uint32_t port)
{
	return port != 0 && port >> 16 != FLOW_OTHER;
}

static const char *ports_text(const struct end *ends, size_t n, bool called,
			      struct counted *room, struct arena *arena)
{
	size_t n_counted = 0;
	bool all_flows = true;

	for (size_t i = 0; i < n; i++) {
		if (ends[i].is_called != called || !is_port(ends[i].port))
			continue;
		all_flows = all_flows && ends[i].n_flows > 0;
		room[n_counted++] =
			(struct counted){ .port = ends[i].port, .n = weight(&ends[i]) };
	}
	n_counted = busiest_sort(room, n_counted);
	return busiest_text(room, n_counted, all_flows, arena);
}

static void tell_peers(struct host *host, const struct end *ends, size_t n,
		       struct counted *room, struct arena *arena)
{
	size_t n_counted = 0;

	for (size_t i = 0; i < n; i++) {
		if (ends[i].has_peer)
			room[n_counted++] = (struct counted){ .address = ends[i].peer,
							      .n = weight(&ends[i]) };
	}
	n_counted = busiest_sort(room, n_counted);
	host->peers = busiest_text(room, n_counted, false, arena);
	if (n_counted > 0)
		host->n_peers = (int64_t)n_counted;
}

static struct host host_of(const struct end *ends, size_t n, struct arena *arena)
{
	struct counted *room = memory_zero(n + 1, sizeof(*room));
	struct host host = host_nothing(&ends[0].address);

	add_up(&host, ends, n);
	host.ports = ports_text(ends, n, true, room, arena);
	host.ports_called = ports_text(ends, n, false, room, arena);
	tell_peers(&host, ends, n, room, arena);
	free(room);
	return host;
}

static int by_appearance(const void *a, const void *b)
{
	const struct host *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->first_seen.us != y->first_seen.us)
		return x->first_seen.us < y->first_seen.us ? -1 : 1;
	return address_compare(&x->address, &y->address);
}

/* Some mention of it may stand alone, and then it is to be checked. */
static bool is_wanted(const struct end *ends, size_t n, const struct hosts_choice *choice)
{
	for (size_t i = 0; i < n; i++) {
		if (!is_inside(&ends[i], choice))
			return true;
	}
	return false;
}

static void put_in_order(struct host_list *list)
{
	if (list->n > 0)
		qsort(list->hosts, list->n, sizeof(*list->hosts), by_appearance);
	for (size_t i = 0; i < list->n; i++)
		list->hosts[i].order = (int64_t)i + 1;
}

void hosts_find(const struct hosts_given *given, const struct hosts_choice *choice,
		struct host_list *list)
{
	struct ends all = { .ends = NULL };
	size_t capacity = 0;

	*list = (struct host_list){ .hosts = NULL };
	collect(given, choice, &all);
	if (all.n > 0)
		qsort(all.ends, all.n, sizeof(*all.ends), by_address);
	for (size_t i = 0, n; i < all.n; i += n) {
		for (n = 1;
		     i + n < all.n && by_address(&all.ends[i], &all.ends[i + n]) == 0;)
			n++;
		if (!is_wanted(&all.ends[i], n, choice)) {
			list->n_inside++;
			continue;
		}
		list->hosts = memory_grow(list->hosts, list->n, &capacity,
					  sizeof(*list->hosts));
		list->hosts[list->n++] = host_of(&all.ends[i], n, &list->texts);
	}
	free(all.ends);
	put_in_order(list);
}
