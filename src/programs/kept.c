/*
 * kept - see kept.h.
 */
#include "programs/kept.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

void kept_init(struct kept *kept)
{
	*kept = (struct kept){ .n_sockets = 0 };
	index_init(&kept->socket_index);
	index_init(&kept->remote_index);
}

void kept_free(struct kept *kept)
{
	free(kept->sockets);
	free(kept->programs);
	free(kept->by_remote);
	index_free(&kept->socket_index);
	index_free(&kept->remote_index);
	listening_free(&kept->listening);
	arena_free(&kept->arena);
}

static uint64_t hash_address(const struct index *index, const struct address *address)
{
	return index_hash_bytes(index->seed, address->bytes, sizeof(address->bytes));
}

static uint64_t hash_socket(const struct index *index, const struct kept_socket *at)
{
	const struct program_socket *socket = &at->socket;
	uint64_t hash = hash_address(index, &socket->remote);

	hash = index_hash_bytes(hash, socket->local.bytes, sizeof(socket->local.bytes));
	hash = index_hash(hash, (uint64_t)socket->protocol << 32 |
					(uint64_t)socket->local_port << 16 |
					socket->remote_port);
	return index_hash(hash, at->space);
}

static uint64_t socket_hash_of(const struct index *index, const void *elements,
			       uint32_t number)
{
	struct kept_socket *const *sockets = elements;

	return hash_socket(index, sockets[number]);
}

static bool same_socket(const void *elements, uint32_t number, const void *key)
{
	struct kept_socket *const *sockets = elements;
	const struct kept_socket *a = sockets[number], *b = key;

	return a->socket.protocol == b->socket.protocol && a->space == b->space &&
	       a->socket.local_port == b->socket.local_port &&
	       a->socket.remote_port == b->socket.remote_port &&
	       address_compare(&a->socket.local, &b->socket.local) == 0 &&
	       address_compare(&a->socket.remote, &b->socket.remote) == 0;
}

static uint64_t remote_hash_of(const struct index *index, const void *elements,
			       uint32_t number)
{
	struct kept_socket *const *sockets = elements;

	return hash_address(index, &sockets[number]->socket.remote);
}

static bool same_remote(const void *elements, uint32_t number, const void *key)
{
	struct kept_socket *const *sockets = elements;

	return address_compare(&sockets[number]->socket.remote, key) == 0;
}

static uint32_t find_remote(const struct kept *kept, const struct address *remote)
{
	return index_find(&kept->remote_index, hash_address(&kept->remote_index, remote),
			  same_remote, kept->by_remote, remote);
}

/* Behind the first of its address: the order within an address is put right by who
 * asks for it. */
static void chain(struct kept *kept, struct kept_socket *socket)
{
	uint32_t at = find_remote(kept, &socket->socket.remote);

	if (at != INDEX_NONE) {
		socket->same_remote = kept->by_remote[at]->same_remote;
		kept->by_remote[at]->same_remote = socket;
		return;
	}
	kept->by_remote = memory_grow(kept->by_remote, kept->n_remotes,
				      &kept->remotes_capacity, sizeof(*kept->by_remote));
	kept->by_remote[kept->n_remotes] = socket;
	index_add(&kept->remote_index,
		  hash_address(&kept->remote_index, &socket->socket.remote),
		  (uint32_t)kept->n_remotes++, remote_hash_of, kept->by_remote);
}

static struct kept_socket *add(struct kept *kept, const struct kept_socket *new,
			       uint64_t hash)
{
	struct kept_socket *socket = arena_alloc(&kept->arena, sizeof(*socket));

	*socket = *new;
	kept->sockets =
		memory_grow(kept->sockets, kept->n_sockets, &kept->sockets_capacity,
			    sizeof(struct kept_socket *));
	kept->sockets[kept->n_sockets] = socket;
	index_add(&kept->socket_index, hash, (uint32_t)kept->n_sockets++, socket_hash_of,
		  kept->sockets);
	chain(kept, socket);
	return socket;
}

struct kept_socket *kept_socket(struct kept *kept, const struct program_socket *ends,
				uint64_t space)
{
	const struct kept_socket key = { .socket = *ends, .space = space };
	uint64_t hash = hash_socket(&kept->socket_index, &key);
	uint32_t at =
		index_find(&kept->socket_index, hash, same_socket, kept->sockets, &key);

	if (at != INDEX_NONE)
		return kept->sockets[at];
	if (kept->n_sockets == MOST_SOCKETS) {
		kept->n_left_out++;
		return NULL;
	}
	return add(kept, &key, hash);
}

struct program *kept_program(struct kept *kept, const struct program *program)
{
	struct program *copy;

	if (kept->n_programs == MOST_PROGRAMS)
		return NULL;
	copy = arena_alloc(&kept->arena, sizeof(*copy));
	*copy = *program;
	kept->programs = memory_grow(kept->programs, kept->n_programs,
				     &kept->programs_capacity, sizeof(struct program *));
	kept->programs[kept->n_programs++] = copy;
	return copy;
}

void kept_own(struct kept *kept, struct kept_socket *socket, struct program *program)
{
	struct kept_owner *owner;

	for (owner = socket->owners; owner; owner = owner->next) {
		if (owner->program == program)
			return;
	}
	owner = arena_alloc(&kept->arena, sizeof(*owner));
	*owner = (struct kept_owner){ .program = program, .next = socket->owners };
	socket->owners = owner;
}

bool kept_is_called(const struct kept *kept, const struct kept_socket *socket)
{
	return socket->socket.protocol == IPPROTO_TCP &&
	       listening_has(&kept->listening, socket->space, socket->socket.local_port);
}

const struct kept_socket *kept_to(const struct kept *kept, const struct address *remote)
{
	uint32_t at = find_remote(kept, remote);

	return at == INDEX_NONE ? NULL : kept->by_remote[at];
}
