/*
 * hosts - see hosts.h. Each pair has two ends; those of one address are a host.
 */
#include "analyze/hosts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/ends.h"
#include "model/busiest.h"
#include "model/flow.h"

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
	host->order = END_UNMENTIONED;
	for (size_t i = 0; i < n; i++) {
		const struct end *end = &ends[i];

		if (end->n_flows > 0)
			add_number(&host->flows, (int64_t)end->n_flows);
		if (!end->is_repeated) {
			add_number(&host->bytes_sent, end->sent);
			add_number(&host->bytes_received, end->received);
		}
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

static bool is_inside(const struct end *end, const struct hosts_choice *choice)
{
	return end->has_peer && !choice->with_inside &&
	       !inside_is_left_for(choice->inside, &end->address) &&
	       !(choice->intel &&
		 intel_reports(choice->intel, &end->address, INTEL_ANY_PORT));
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
	ends_collect(given, choice, &all);
	for (size_t i = 0, n; i < all.n; i += n) {
		n = ends_of_one(&all, i);
		if (!is_wanted(&all.ends[i], n, choice)) {
			list->n_inside++;
			continue;
		}
		list->hosts = memory_grow(list->hosts, list->n, &capacity,
					  sizeof(*list->hosts));
		list->hosts[list->n++] = host_of(&all.ends[i], n, &list->texts);
	}
	ends_free(&all);
	put_in_order(list);
}
