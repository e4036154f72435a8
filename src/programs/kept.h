/*
 * kept - the sockets that were asked for and the programs that hold them, kept from one
 * look to the next: the same connection is one socket however often it is seen.
 */
#ifndef PROGRAMS_KEPT_H
#define PROGRAMS_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/index.h"
#include "core/memory.h"
#include "model/program.h"
#include "programs/listening.h"

/* More would be a flood: the rest is counted, and said. */
enum { MOST_SOCKETS = 500000, MOST_PROGRAMS = 50000 };

struct kept_owner {
	struct program *program;
	struct kept_owner *next;
};

struct kept_socket {
	struct program_socket socket; /* what is told of it */
	uint64_t space;		      /* its network namespace; of files 0 */
	uint64_t inode;		      /* the last that it had; 0: none yet */
	uint8_t state;		      /* as the kernel numbers them */
	uint8_t n_searches;	      /* in vain, for who has this inode */
	bool is_found;		      /* somebody has it */
	uint64_t look;		      /* the last that saw it */
	struct kept_owner *owners;
	struct program *stand_in;	 /* where nobody was found */
	struct kept_socket *same_remote; /* the next with that remote address */
};

struct kept {
	struct arena arena;
	struct kept_socket **sockets; /* owned; they themselves are the arena's */
	size_t n_sockets;
	size_t sockets_capacity;
	struct program **programs; /* likewise */
	size_t n_programs;
	size_t programs_capacity;
	struct kept_socket **by_remote; /* the first of each remote address */
	size_t n_remotes;
	size_t remotes_capacity;
	struct index socket_index;
	struct index remote_index;
	struct listening listening;
	uint64_t n_left_out;
};

void kept_init(struct kept *kept);
void kept_free(struct kept *kept);

/* The socket with these ends in that namespace, new or known; NULL: there are too many.
 */
struct kept_socket *kept_socket(struct kept *kept, const struct program_socket *ends,
				uint64_t space);

/* A copy; NULL: there are too many. */
struct program *kept_program(struct kept *kept, const struct program *program);

/* Once, however often it is said. */
void kept_own(struct kept *kept, struct kept_socket *socket, struct program *program);

/* Was it begun by the other side? */
bool kept_is_called(const struct kept *kept, const struct kept_socket *socket);

/* The first socket to that address, then along same_remote; NULL: none. */
const struct kept_socket *kept_to(const struct kept *kept, const struct address *remote);

#endif
