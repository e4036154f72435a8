/*
 * limits - what could not be seen of this host, in sentences.
 */

#include "core/figures.h"
#include "programs/host.h"
#include "programs/rights.h"

struct limits {
	uint64_t hidden;
	uint64_t ended;
	uint64_t elsewhere; /* processes whose packages are a container's */
};

static void count(const struct host *host, struct limits *limits)
{
	*limits = (struct limits){ .hidden = 0 };
	for (size_t i = 0; i < host->kept->n_sockets; i++) {
		const struct kept_socket *socket = host->kept->sockets[i];

		if (socket->owners || !socket->stand_in)
			continue;
		limits->hidden += socket->stand_in->kind == PROGRAM_HIDDEN;
		limits->ended += socket->stand_in->kind == PROGRAM_ENDED;
	}
	for (size_t i = 0; i < host->n_processes; i++)
		limits->elsewhere += host->processes[i].process.is_elsewhere;
}

/* "1 socket", "27 sockets" */
static const char *counted(uint64_t n, const char *one, const char *several,
			   struct arena *arena)
{
	char figures[FIGURES_TEXT];

	return arena_print(arena, "%s %s", figures_count((int64_t)n, figures),
			   n == 1 ? one : several);
}

static const char *join(const char *text, const char *sentence, struct arena *arena)
{
	return text ? arena_print(arena, "%s %s", text, sentence) : sentence;
}

/* Root sees all, unless something is in its way. */
static const char *of_root(const struct host *host, uint64_t hidden, struct arena *arena)
{
	const char *sockets = counted(hidden, "socket is", "sockets are", arena);
	const char *why;

	if (host->n_refused) {
		why = rights_lack_ptrace()
			      ? "CAP_SYS_PTRACE is missing"
			      : "a container or a security module is in the way";
		return arena_print(arena,
				   "%s open in processes that we may not look at, though "
				   "root: %s.",
				   sockets, why);
	}
	if (rights_lack_processes())
		why = "outside of this PID namespace; look from the host itself";
	else if (rights_lack_proc())
		why = "it hides others' (hidepid); mount it without";
	else
		why = "the kernel's own, as of NFS, or hidden by somebody";
	return arena_print(arena, "%s open in no process that /proc shows: %s.", sockets,
			   why);
}

static const char *of_sockets(const struct host *host, const struct limits *limits,
			      struct arena *arena)
{
	const char *text = NULL;

	if (limits->hidden && !host->is_root)
		text = join(
			text,
			arena_print(arena,
				    "%s other users' processes: only root sees which.",
				    counted(limits->hidden, "socket belongs to",
					    "sockets belong to", arena)),
			arena);
	if (limits->hidden && host->is_root)
		text = join(text, of_root(host, limits->hidden, arena), arena);
	if (limits->ended)
		text = join(text,
			    arena_print(arena, "%s gone before the process was found.",
					counted(limits->ended, "socket was",
						"sockets were", arena)),
			    arena);
	if (host->kept->n_left_out)
		text = join(text,
			    "There were more sockets than are kept; the rest was "
			    "left out.",
			    arena);
	return text;
}

const char *host_limits_text(const struct host *host, struct arena *arena)
{
	struct limits limits;
	const char *text;

	count(host, &limits);
	text = of_sockets(host, &limits, arena);
	if (host->spaces.some_hidden && !host->is_root)
		text = join(text,
			    "Sockets in network namespaces of other users' processes "
			    "(containers) are only seen by root.",
			    arena);
	if (host->spaces.too_many)
		text = join(text,
			    "There were more network namespaces than are looked at.",
			    arena);
	if (host->n_unconnected_udp)
		text = join(
			text,
			arena_print(arena,
				    "%s not connected: whom they send to can't be seen.",
				    counted(host->n_unconnected_udp, "UDP socket is",
					    "UDP sockets are", arena)),
			arena);
	if (host->n_looks > 2 && host->gap_s > 0)
		text = join(text,
			    arena_print(arena,
					"Connections shorter than %.0f ms may have been "
					"missed.",
					host->gap_s * 1000),
			    arena);
	if (limits.elsewhere)
		text = join(
			text,
			arena_print(arena,
				    "%s files of their own (a container's), which are "
				    "not looked for in packages.",
				    counted(limits.elsewhere, "process has",
					    "processes have", arena)),
			arena);
	return text;
}
