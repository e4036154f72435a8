/*
 * host - looks at the sockets of this host and finds out who holds those asked for.
 */
#ifndef PROGRAMS_HOST_H
#define PROGRAMS_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "programs/executable.h"
#include "programs/kept.h"
#include "programs/namespaces.h"
#include "programs/process.h"
#include "programs/programs.h"

/* A process that was described; `program` is NULL when there are too many. */
struct known_process {
	struct process process;
	struct program *program;
	bool is_settled; /* hashed, and its package asked for */
};

/* A socket whose process is to be found. */
struct open_question {
	uint64_t inode;
	struct kept_socket *socket;
};

struct host {
	struct kept *kept; /* borrowed, as is what it asks */
	programs_wanted_fn *wanted;
	void *context;
	struct namespaces spaces;
	struct executables executables;
	struct known_process *processes; /* owned, as are the questions */
	size_t n_processes;
	size_t processes_capacity;
	struct open_question *questions;
	size_t n_questions;
	size_t questions_capacity;
	struct program **stand_ins; /* owned; they themselves are of what is kept */
	size_t n_stand_ins;
	size_t stand_ins_capacity;
	size_t n_open; /* executables kept open until they are hashed */
	uint64_t n_looks;
	uint64_t n_unanswered; /* questions of the last look */
	uint64_t n_unconnected_udp;
	uint64_t n_refused; /* processes that may not be looked at, at the last search */
	int64_t now_us;
	int64_t spaces_us; /* when namespaces were looked for last */
	bool is_thorough;  /* this look: for namespaces, and ports that listen */
	double seconds;	   /* that looking took in all */
	double gap_s;	   /* the longest time between two looks that followed */
	bool is_root;
};

void host_init(struct host *host, struct kept *kept, programs_wanted_fn *wanted,
	       void *context);
void host_free(struct host *host); /* accepts a zeroed one */

int host_look(struct host *host, struct error *err);

/* After the last look: hashes, packages, and what stands for those not found. */
void host_settle(struct host *host);

/* For programs_limits_text(): what could not be seen of this host; NULL: nothing. */
const char *host_limits_text(const struct host *host, struct arena *arena);

#endif
