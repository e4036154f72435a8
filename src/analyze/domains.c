/*
 * domains - see hosts.h: who is called by a name, by whom, and how hosts are called.
 */
#include <stdlib.h>
#include <string.h>

#include "analyze/hosts.h"
#include "model/busiest.h"

/* A name that was said, or stands in a list. */
struct use {
	struct name_use said;
	bool has_client;
	bool has_server;
	int64_t line; /* of a list; INT64_MAX: it was said */
};

static struct use use_of_mention(const struct mention *mention, size_t line)
{
	return (struct use){
		.said = { mention->peer, mention->address, mention->name, 1 },
		.has_client = mention->has_peer,
		.has_server = mention->has_address,
		.line = (int64_t)line,
	};
}

/* Of both kinds; the array is the caller's. */
static size_t collect(const struct hosts_given *given, struct use **uses)
{
	size_t n = 0;

	*uses = memory_zero(given->n_uses + given->mentions->n + 1, sizeof(**uses));
	for (size_t i = 0; i < given->n_uses; i++)
		(*uses)[n++] = (struct use){ given->uses[i], true, true, INT64_MAX };
	for (size_t i = 0; i < given->mentions->n; i++) {
		if (given->mentions->items[i].name)
			(*uses)[n++] = use_of_mention(&given->mentions->items[i], i);
	}
	return n;
}

static int by_name(const void *a, const void *b)
{
	const struct use *x = a, *y = b;

	return strcmp(x->said.name, y->said.name);
}

static int by_server(const void *a, const void *b)
{
	const struct use *x = a, *y = b;

	return address_compare(&x->said.server, &y->said.server);
}

static void add_up(struct domain *domain, const struct use *uses, size_t n,
		   struct arena *arena)
{
	struct counted *servers = memory_zero(n, sizeof(*servers));
	struct counted *clients = memory_zero(n, sizeof(*clients));
	size_t n_servers = 0, n_clients = 0;

	for (size_t i = 0; i < n; i++) {
		const struct name_use *said = &uses[i].said;

		if (uses[i].line == INT64_MAX)
			domain->times = domain->times == CELL_NO_INTEGER
						? (int64_t)said->n
						: domain->times + (int64_t)said->n;
		if (uses[i].line < domain->order)
			domain->order = uses[i].line;
		if (uses[i].has_server)
			servers[n_servers++] =
				(struct counted){ .address = said->server, .n = said->n };
		if (uses[i].has_client)
			clients[n_clients++] =
				(struct counted){ .address = said->client, .n = said->n };
	}
	n_servers = busiest_sort(servers, n_servers);
	domain->addresses = busiest_text(servers, n_servers, false, arena);
	domain->n_addresses = n_servers > 0 ? (int64_t)n_servers : CELL_NO_INTEGER;
	n_clients = busiest_sort(clients, n_clients);
	domain->clients = busiest_text(clients, n_clients, false, arena);
	domain->n_clients = n_clients > 0 ? (int64_t)n_clients : CELL_NO_INTEGER;
	free(servers);
	free(clients);
}

static int by_appearance(const void *a, const void *b)
{
	const struct domain *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void put_in_order(struct domain_list *list)
{
	if (list->n > 0)
		qsort(list->domains, list->n, sizeof(*list->domains), by_appearance);
	for (size_t i = 0; i < list->n; i++)
		list->domains[i].order = (int64_t)i + 1;
}

void domains_find(const struct hosts_given *given, struct domain_list *list)
{
	struct use *uses;
	size_t n_uses = collect(given, &uses), capacity = 0;

	*list = (struct domain_list){ .domains = NULL };
	if (n_uses > 0)
		qsort(uses, n_uses, sizeof(*uses), by_name);
	for (size_t i = 0, n; i < n_uses; i += n) {
		struct domain *domain;

		for (n = 1; i + n < n_uses && by_name(&uses[i], &uses[i + n]) == 0;)
			n++;
		list->domains = memory_grow(list->domains, list->n, &capacity,
					    sizeof(*list->domains));
		domain = &list->domains[list->n++];
		*domain = (struct domain){
			.name = arena_text(&list->texts, uses[i].said.name,
					   strlen(uses[i].said.name)),
			.said.hits = CELL_NO_INTEGER,
			.times = CELL_NO_INTEGER,
			.order = INT64_MAX,
		};
		add_up(domain, &uses[i], n, &list->texts);
	}
	free(uses);
	put_in_order(list);
}

static void call(struct host *host, const struct use *uses, size_t n, struct arena *arena)
{
	enum { MOST_ASKED = 64 }; /* of a host that is called by thousands */
	struct counted *names = memory_zero(n, sizeof(*names));
	size_t n_names;

	for (size_t i = 0; i < n; i++)
		names[i] = (struct counted){ .text = uses[i].said.name,
					     .n = uses[i].said.n };
	n_names = busiest_sort(names, n);
	host->n_names = (int64_t)n_names;
	host->names = busiest_text(names, n_names, false, arena);
	host->n_asked = n_names < MOST_ASKED ? n_names : MOST_ASKED;
	host->name_list = arena_alloc(arena, host->n_asked * sizeof(*host->name_list));
	for (size_t i = 0; i < host->n_asked; i++)
		host->name_list[i] =
			arena_text(arena, names[i].text, strlen(names[i].text));
	free(names);
}

void hosts_call(const struct hosts_given *given, struct host_list *list)
{
	struct use *uses, key = { .line = 0 };
	size_t n_uses = collect(given, &uses);

	if (n_uses > 0)
		qsort(uses, n_uses, sizeof(*uses), by_server);
	for (size_t i = 0; n_uses > 0 && i < list->n; i++) {
		struct host *host = &list->hosts[i];
		const struct use *first, *end = uses + n_uses;
		size_t n = 0;

		key.said.server = host->address;
		first = bsearch(&key, uses, n_uses, sizeof(key), by_server);
		if (!first)
			continue;
		while (first > uses && by_server(first - 1, &key) == 0)
			first--;
		while (first + n < end && by_server(first + n, &key) == 0)
			n++;
		call(host, first, n, &list->texts);
	}
	free(uses);
}
