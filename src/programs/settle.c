/*
 * settle - what is left for after the last look: hashes and packages of what was found,
 * something that stands for what was not, and what there is to say of that.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "programs/container.h"
#include "programs/host.h"
#include "programs/package.h"

/* Files of containers are not those of our packages, even if they are called so; what
 * was run from memory has no file. */
static bool can_be_packaged(const struct known_process *known)
{
	return known->program && known->program->path && !known->is_settled &&
	       !known->process.is_elsewhere &&
	       known->program->file != PROGRAM_FILE_MEMORY &&
	       known->program->file != PROGRAM_FILE_UNKNOWN;
}

static size_t query_of(struct package_query *queries, size_t *n, const char *path)
{
	for (size_t i = 0; i < *n; i++) {
		if (strcmp(queries[i].path, path) == 0)
			return i;
	}
	queries[*n] = (struct package_query){ .path = path };
	return (*n)++;
}

static void find_packages(struct host *host)
{
	struct package_query *queries = memory_zero(host->n_processes, sizeof(*queries));
	size_t *query = memory_zero(host->n_processes, sizeof(*query));
	size_t n = 0;

	for (size_t i = 0; i < host->n_processes; i++) {
		if (can_be_packaged(&host->processes[i]))
			query[i] =
				query_of(queries, &n, host->processes[i].program->path);
	}
	packages_find("", queries, n, &host->kept->arena);
	for (size_t i = 0; i < host->n_processes; i++) {
		struct program *program = host->processes[i].program;

		if (!can_be_packaged(&host->processes[i]))
			continue;
		program->package_known = queries[query[i]].known;
		program->package = queries[query[i]].package;
	}
	free(query);
	free(queries);
}

static void hash(struct host *host, struct known_process *known)
{
	if (known->process.executable < 0)
		return;
	executable_hash(&host->executables, known->process.executable, known->program,
			&host->kept->arena);
	process_let_go(&known->process);
	host->n_open--;
}

/*
 * A socket that nobody has open belongs to a connection that is over, or is not yet
 * anybody's. One that somebody had, who was not found: seen at two looks it was no
 * matter of time.
 */
static enum program_kind kind_without_owner(const struct host *host,
					    const struct kept_socket *socket)
{
	if (socket->inode != 0) {
		bool is_others =
			!host->is_root && socket->socket.uid != (int64_t)geteuid();

		return is_others || socket->n_searches > 1 ? PROGRAM_HIDDEN
							   : PROGRAM_ENDED;
	}
	switch (socket->state) {
	case SOCKET_ESTABLISHED:
	case SOCKET_SYN_RECEIVED:
	case 12: /* the same, without a socket yet */
	case SOCKET_CLOSE_WAIT:
		return PROGRAM_KERNEL;
	default:
		return PROGRAM_CLOSED;
	}
}

static bool is_same(const struct program *a, const struct program *b)
{
	return a->kind == b->kind && a->uid == b->uid &&
	       (a->container == b->container ||
		(a->container && b->container &&
		 strcmp(a->container, b->container) == 0));
}

static struct program *keep_stand_in(struct host *host, const struct program *program)
{
	struct program *kept = kept_program(host->kept, program);

	if (!kept)
		return NULL;
	host->stand_ins = memory_grow(host->stand_ins, host->n_stand_ins,
				      &host->stand_ins_capacity, sizeof(kept));
	host->stand_ins[host->n_stand_ins++] = kept;
	return kept;
}

/* One for all sockets of a kind, a user and a namespace. */
static struct program *stand_in(struct host *host, const struct kept_socket *socket,
				struct arena *notes)
{
	struct program program = { .kind = kind_without_owner(host, socket),
				   .pid = -1,
				   .parent_pid = -1,
				   .uid = socket->socket.uid,
				   .started_us = -1 };

	if (socket->space != host->spaces.all[0].number)
		program.container = container_of_namespace(socket->space, notes);
	for (size_t i = 0; i < host->n_stand_ins; i++) {
		if (is_same(host->stand_ins[i], &program))
			return host->stand_ins[i];
	}
	if (program.container)
		program.container =
			container_of_namespace(socket->space, &host->kept->arena);
	if (program.uid >= 0)
		program.user = user_text(program.uid, &host->kept->arena);
	if (program.kind == PROGRAM_HIDDEN && host->is_root)
		program.why_not = host->n_refused
					  ? "one that we may not look at, though root"
					  : "no process that /proc shows has it open";
	return keep_stand_in(host, &program);
}

void host_settle(struct host *host)
{
	struct arena notes = { NULL };

	for (size_t i = 0; i < host->n_processes; i++)
		hash(host, &host->processes[i]);
	find_packages(host);
	for (size_t i = 0; i < host->n_processes; i++)
		host->processes[i].is_settled = true;
	for (size_t i = 0; i < host->kept->n_sockets; i++) {
		struct kept_socket *socket = host->kept->sockets[i];

		if (socket->socket.n_seen > 0 && !socket->owners)
			socket->stand_in = stand_in(host, socket, &notes);
	}
	arena_free(&notes);
}
