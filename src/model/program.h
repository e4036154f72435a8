/*
 * program - a program that talks to an address: which process it is, what it was started
 * from, and its sockets. Every text was chosen by someone else: who shows one escapes it.
 */
#ifndef MODEL_PROGRAM_H
#define MODEL_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/memory.h"
#include "model/address.h"

/* What is known of who holds a socket. Only PROGRAM_SEEN has a process; the others
 * stand for it, so that every socket has its program. */
enum program_kind {
	PROGRAM_SEEN,
	PROGRAM_HIDDEN, /* a process that we may not look at: not ours, and not root */
	PROGRAM_ENDED,	/* its process had ended, or let go, before it was looked for */
	PROGRAM_CLOSED, /* the connection is over and no process holds it any more */
	PROGRAM_KERNEL, /* no process holds it: not accepted yet, or the kernel's own */
	PROGRAM_UNTOLD, /* the list of sockets that was read does not tell */
};

/* What became of the file that a process was started from. */
enum program_file {
	PROGRAM_FILE_UNKNOWN,
	PROGRAM_FILE_IS_THERE,
	PROGRAM_FILE_DELETED,  /* nothing is at its path now */
	PROGRAM_FILE_REPLACED, /* another file is: an update, or a disguise */
	PROGRAM_FILE_MEMORY,   /* there never was one: it was run from memory (memfd) */
};

enum program_package {
	PROGRAM_PACKAGE_UNKNOWN, /* no package manager that we can ask */
	PROGRAM_PACKAGE_NONE,	 /* no package brought the file */
	PROGRAM_PACKAGE_OWNED,	 /* `package` did */
};

/* Texts that are not known are NULL, numbers -1. */
struct program {
	enum program_kind kind;
	int64_t pid;
	int64_t parent_pid;
	const char *name;   /* as the process calls itself; of Windows the image */
	const char *parent; /* the parent's name */
	int64_t uid;
	const char *user;	  /* the name, else the number */
	const char *command_line; /* arguments apart by blanks; cut at 4096 bytes */
	const char *path;	  /* of the executable, as its own file system names it */
	enum program_file file;
	const char *sha256; /* of what is run, though it be deleted */
	enum program_package package_known;
	const char *package;
	const char *services;  /* of Windows: "Dnscache, NlaSvc" */
	const char *container; /* "docker 0123456789ab", "network namespace 4026532281" */
	const char *why_not;   /* why some of this is missing: "Permission denied" */
	int64_t started_us;
	const char *from; /* the files that tell it, "ss.txt"; NULL: this host */
};

/* Both ends of it, and when it was there. */
struct program_socket {
	uint8_t protocol; /* IPPROTO_TCP or IPPROTO_UDP */
	struct address local;
	struct address remote;
	uint16_t local_port;
	uint16_t remote_port;
	/* "established", "time-wait"; of a file as it has it; or NULL */
	const char *state;
	int64_t uid;	  /* whose it is; -1: not known */
	uint32_t n_seen;  /* in how many samples */
	int64_t first_us; /* of the first and the last of them; of a file -1 */
	int64_t last_us;
	uint64_t line; /* of the file that has it, from 1; 0: this host */
};

/*
 * One line for a cell of a table:
 *     curl (pid 4711, user alice, /usr/bin/curl, package curl)
 *     kworker (pid 66, user bob, /tmp/.x DELETED, in no package)
 *     a process of user alice that only root may see
 */
const char *program_text(const struct program *program, struct arena *arena);

/* "tcp 10.0.0.5:50123 -> 198.51.100.7:443 established"; with IPv6 in brackets. */
const char *program_socket_text(const struct program_socket *socket, struct arena *arena);

#endif
