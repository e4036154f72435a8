/*
 * host - see host.h.
 */
#include "programs/host.h"

#include <stdlib.h>
#include <unistd.h>

#include "core/clock.h"
#include "model/timestamp.h"
#include "programs/holders.h"

/*
 * MOST_SEARCHES: who was not found by then will not be. MOST_OPEN: files kept open for
 * their hash, well below the 1,024 that a process usually may have.
 */
enum { MOST_SEARCHES = 3, MOST_OPEN = 256 };
#define SPACES_EVERY_US SECOND_US

void host_init(struct host *host, struct kept *kept, programs_wanted_fn *wanted,
	       void *context)
{
	*host = (struct host){ .kept = kept,
			       .wanted = wanted,
			       .context = context,
			       .is_root = geteuid() == 0 };
	namespaces_init(&host->spaces);
}

void host_free(struct host *host)
{
	for (size_t i = 0; i < host->n_processes; i++)
		process_let_go(&host->processes[i].process);
	free(host->processes);
	free(host->questions);
	free(host->stand_ins);
	executables_free(&host->executables);
	namespaces_free(&host->spaces);
}

/* One namespace's sockets on their way to what is kept. */
struct looking {
	struct host *host;
	const struct network_namespace *space;
};

static void ask_for_owner(struct host *host, struct kept_socket *socket)
{
	if (socket->is_found || socket->n_searches == MOST_SEARCHES)
		return;
	host->questions =
		memory_grow(host->questions, host->n_questions, &host->questions_capacity,
			    sizeof(*host->questions));
	host->questions[host->n_questions++] =
		(struct open_question){ .inode = socket->inode, .socket = socket };
}

/* A known one was seen again: maybe another connection between the same ends. */
static void update(struct host *host, struct kept_socket *kept,
		   const struct seen_socket *seen)
{
	if (kept->look != host->n_looks) {
		kept->look = host->n_looks;
		kept->socket.n_seen++;
		kept->socket.last_us = host->now_us;
	}
	kept->state = seen->state;
	kept->socket.state = socket_state_text(seen->protocol, seen->state);
	if (seen->inode == 0) /* what is left of it belongs to nobody: keep who had it */
		return;
	if (kept->inode != seen->inode) {
		kept->inode = seen->inode;
		kept->is_found = false;
		kept->n_searches = 0;
	}
	kept->socket.uid = seen->uid;
	ask_for_owner(host, kept);
}

static void put(void *context, const struct seen_socket *seen)
{
	const struct looking *looking = context;
	struct host *host = looking->host;
	const struct program_socket ends = { .protocol = seen->protocol,
					     .local = seen->local,
					     .remote = seen->remote,
					     .local_port = seen->local_port,
					     .remote_port = seen->remote_port,
					     .uid = -1,
					     .first_us = host->now_us };
	struct kept_socket *kept;

	if (host->wanted &&
	    !host->wanted(host->context, &seen->remote, seen->remote_port))
		return;
	kept = kept_socket(host->kept, &ends, looking->space->number);
	if (kept)
		update(host, kept, seen);
}

static void put_listening(void *context, uint16_t port)
{
	const struct looking *looking = context;

	listening_add(&looking->host->kept->listening, looking->space->number, port);
}

static int by_inode(const void *a, const void *b)
{
	const struct open_question *x = a, *y = b;

	return (x->inode > y->inode) - (x->inode < y->inode);
}

/* The process by its number and start: described once, and kept. */
static struct program *program_of(struct host *host, pid_t pid, uint64_t space)
{
	uint64_t started = process_started(pid);
	struct known_process new = { .program = NULL };

	if (started == 0)
		return NULL;
	for (size_t i = 0; i < host->n_processes; i++) {
		const struct process *process = &host->processes[i].process;

		if (process->program.pid == pid && process->started == started)
			return host->processes[i].program;
	}
	if (!process_describe(pid, space, space != host->spaces.all[0].number,
			      &host->kept->arena, &new.process))
		return NULL;
	new.program = kept_program(host->kept, &new.process.program);
	if (new.process.executable >= 0 && (!new.program || host->n_open == MOST_OPEN)) {
		if (new.program)
			executable_hash(&host->executables, new.process.executable,
					new.program, &host->kept->arena);
		process_let_go(&new.process);
	}
	host->n_open += new.process.executable >= 0;
	host->processes =
		memory_grow(host->processes, host->n_processes, &host->processes_capacity,
			    sizeof(*host->processes));
	host->processes[host->n_processes++] = new;
	return new.program;
}

static void found(void *context, pid_t pid, uint64_t inode)
{
	const struct open_question key = { .inode = inode };
	struct host *host = context;
	struct open_question *at, *end = host->questions + host->n_questions;

	at = bsearch(&key, host->questions, host->n_questions, sizeof(key), by_inode);
	while (at && at > host->questions && at[-1].inode == inode)
		at--;
	for (; at && at < end && at->inode == inode; at++) {
		struct program *program = program_of(host, pid, at->socket->space);

		if (!program)
			continue;
		at->socket->is_found = true;
		kept_own(host->kept, at->socket, program);
	}
}

/* Goes through all processes only if there is something to find. */
static void find_owners(struct host *host)
{
	uint64_t *inodes;
	size_t n = 0;

	host->n_unanswered = 0;
	if (host->n_questions == 0)
		return;
	qsort(host->questions, host->n_questions, sizeof(*host->questions), by_inode);
	inodes = memory_zero(host->n_questions, sizeof(*inodes));
	for (size_t i = 0; i < host->n_questions; i++) {
		if (n == 0 || inodes[n - 1] != host->questions[i].inode)
			inodes[n++] = host->questions[i].inode;
	}
	host->n_refused = holders_find(&(struct wanted_inodes){ inodes, n }, found, host);
	free(inodes);
	for (size_t i = 0; i < host->n_questions; i++) {
		struct kept_socket *socket = host->questions[i].socket;

		socket->n_searches = (uint8_t)(socket->n_searches + !socket->is_found);
		host->n_unanswered += !socket->is_found;
	}
}

static int look_at_space(struct host *host, size_t i, struct error *err)
{
	struct looking looking = { .host = host, .space = &host->spaces.all[i] };
	struct socket_sink sink = { .put = put, .context = &looking };

	if (host->is_thorough)
		sink.put_listening = put_listening;
	if (namespace_sockets(looking.space, &sink, err) != 0)
		return -1;
	host->n_unconnected_udp += sink.n_unconnected_udp;
	return 0;
}

int host_look(struct host *host, struct error *err)
{
	double begun_s = clock_s();
	struct error ignored;

	host->now_us = clock_now_us();
	host->n_looks++;
	host->n_questions = 0;
	host->n_unconnected_udp = 0;
	host->is_thorough = host->n_looks == 1 ||
			    host->now_us - host->spaces_us > SPACES_EVERY_US ||
			    host->now_us < host->spaces_us;
	if (host->is_thorough) {
		namespaces_look(&host->spaces);
		host->spaces_us = host->now_us;
	}
	if (look_at_space(host, 0, err) != 0)
		return -1;
	/* Those of others may end meanwhile. */
	for (size_t i = 1; i < host->spaces.n; i++)
		look_at_space(host, i, &ignored);
	find_owners(host);
	host->seconds += clock_s() - begun_s;
	return 0;
}
