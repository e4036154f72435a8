/*
 * programs - from an address to the programs that talk to it: of this host as the kernel
 * tells it now, or for some seconds; of another one as its lists of sockets have it.
 *
 * Settings that a command has for it: `processes` (bool: look at this host), `watch`
 * (seconds; 0: one look) and `sockets` (list of files, of one other host). Then:
 *
 *     programs = programs_new(wanted, context);
 *     programs_look(programs, &err) or programs_watch(programs, seconds, &err)
 *     or programs_read(programs, path, &err) for each file, then programs_find().
 *
 * Not for several threads at once. Start it before there are threads: it may run rpm.
 */
#ifndef PROGRAMS_PROGRAMS_H
#define PROGRAMS_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/address.h"
#include "model/program.h"

struct programs;

/* Is it one of those that are asked for? Sockets to others are not looked at; the port
 * is the remote one. Must be quick: every socket of the host is asked for. */
typedef bool programs_wanted_fn(void *context, const struct address *remote,
				uint16_t port);

/* NULL: all. The context outlives the programs. */
struct programs *programs_new(programs_wanted_fn *wanted, void *context);
void programs_free(struct programs *programs); /* accepts NULL */

/* One look at this host. Fails if the kernel tells nothing of sockets. */
int programs_look(struct programs *programs, struct error *err);

/* Looks many times a second for that long, with a line of progress, so that short
 * connections are met too. Ctrl-C ends it early: that is no failure, and what was seen
 * is there (the command goes on; interrupted() stays true). */
int programs_watch(struct programs *programs, double seconds, struct error *err);

/*
 * Reads one list of another host, told apart by content and in any order: `ss -tunap`,
 * netstat of Linux (-tunap) and Windows (-ano, -anob), tasklist (table or CSV, /v or
 * /svc), one or more of them in a file, "-" for standard input. All files are taken to
 * be of one host; process numbers of netstat get the names of tasklist. Rows that were
 * not understood are counted; a file without any that was is an error.
 */
int programs_read(struct programs *programs, const char *path, struct error *err);

/* A program and those of its sockets that were asked for. */
struct program_found {
	const struct program *program;
	const struct program_socket *const *sockets;
	size_t n_sockets;
};

enum { PROGRAMS_ANY_PORT = -1 };

/*
 * Who has a socket to that address, and to that port of it; processes first, then what
 * stands for one. A socket that several processes share is found with each. The array
 * is the arena's; what it points to belongs to the programs and is good until the next
 * look. None: *found is NULL.
 */
size_t programs_find(const struct programs *programs, const struct address *remote,
		     int32_t port, struct arena *arena,
		     const struct program_found **found);

/* Each socket that was asked for, in the order in which they were met. `is_called`: it
 * was begun by the other side, to a port that listens here. */
typedef void programs_socket_fn(void *context, const struct program_socket *socket,
				bool is_called);
void programs_each_socket(const struct programs *programs, programs_socket_fn *each,
			  void *context);

/* For the closing summary: "356 looks at this host in 6.72 s: 60 sockets to what was
 * asked for, 3 processes"; "2 lists of sockets: 31 sockets to what was asked for, 9
 * processes". */
const char *programs_totals_text(const struct programs *programs, struct arena *arena);

/* What could not be seen, and what would help, as whole sentences: "27 sockets belong to
 * other users' processes: only root sees which." NULL: nothing. */
const char *programs_limits_text(const struct programs *programs, struct arena *arena);

#endif
