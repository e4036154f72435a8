/*
 * find - who has a socket to an address.
 */
#include <stdlib.h>

#include "programs/state.h"

struct pairing {
	const struct program *program;
	const struct program_socket *socket;
};

struct pairings {
	struct pairing *all;
	size_t n;
	size_t capacity;
};

static void add(struct pairings *pairings, const struct program *program,
		const struct program_socket *socket)
{
	if (!program)
		return;
	pairings->all = memory_grow(pairings->all, pairings->n, &pairings->capacity,
				    sizeof(*pairings->all));
	pairings->all[pairings->n++] = (struct pairing){ program, socket };
}

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Processes first, the oldest number first; the same program side by side. */
static int compare_programs(const struct program *a, const struct program *b)
{
	int order = compare_numbers(a->kind, b->kind);

	if (order == 0)
		order = compare_numbers(a->pid, b->pid);
	if (order == 0)
		order = compare_numbers(a->uid, b->uid);
	if (order == 0)
		order = compare_numbers(a->started_us, b->started_us);
	return order ? order
		     : ((uintptr_t)a > (uintptr_t)b) - ((uintptr_t)a < (uintptr_t)b);
}

static int compare(const void *a, const void *b)
{
	const struct pairing *x = a, *y = b;
	int order = compare_programs(x->program, y->program);

	if (order == 0)
		order = compare_numbers(x->socket->first_us, y->socket->first_us);
	if (order == 0)
		order = compare_numbers((int64_t)x->socket->line,
					(int64_t)y->socket->line);
	if (order == 0)
		order = compare_numbers(x->socket->remote_port, y->socket->remote_port);
	return order ? order
		     : compare_numbers(x->socket->local_port, y->socket->local_port);
}

static void collect(const struct kept_socket *from, int32_t port,
		    struct pairings *pairings)
{
	for (; from; from = from->same_remote) {
		if (port != PROGRAMS_ANY_PORT && from->socket.remote_port != port)
			continue;
		if (!from->owners)
			add(pairings, from->stand_in, &from->socket);
		for (const struct kept_owner *at = from->owners; at; at = at->next)
			add(pairings, at->program, &from->socket);
	}
}

static size_t count_programs(const struct pairings *pairings)
{
	size_t n = 0;

	for (size_t i = 0; i < pairings->n; i++)
		n += i == 0 || pairings->all[i].program != pairings->all[i - 1].program;
	return n;
}

static void group(const struct pairings *pairings, struct arena *arena,
		  struct program_found *found)
{
	const struct program_socket **sockets =
		arena_alloc(arena, pairings->n * sizeof(*sockets));
	struct program_found *at = found;

	for (size_t i = 0; i < pairings->n; i++) {
		sockets[i] = pairings->all[i].socket;
		if (i > 0 && pairings->all[i].program == pairings->all[i - 1].program) {
			at->n_sockets++;
			continue;
		}
		at += i > 0;
		*at = (struct program_found){ pairings->all[i].program, sockets + i, 1 };
	}
}

void programs_each_socket(const struct programs *programs, programs_socket_fn *each,
			  void *context)
{
	const struct kept *kept = &programs->kept;

	for (size_t i = 0; i < kept->n_sockets; i++)
		each(context, &kept->sockets[i]->socket,
		     kept_is_called(kept, kept->sockets[i]));
}

size_t programs_find(const struct programs *programs, const struct address *remote,
		     int32_t port, struct arena *arena,
		     const struct program_found **found)
{
	struct pairings pairings = { .n = 0 };
	struct program_found *all;
	size_t n;

	*found = NULL;
	collect(kept_to(&programs->kept, remote), port, &pairings);
	if (pairings.n == 0)
		return 0;
	qsort(pairings.all, pairings.n, sizeof(*pairings.all), compare);
	n = count_programs(&pairings);
	all = arena_alloc(arena, n * sizeof(*all));
	group(&pairings, arena, all);
	free(pairings.all);
	*found = all;
	return n;
}
