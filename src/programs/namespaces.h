/*
 * namespaces - the network namespaces of this host, each with sockets of its own: ours,
 * and as root those of containers.
 */
#ifndef PROGRAMS_NAMESPACES_H
#define PROGRAMS_NAMESPACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/error.h"
#include "programs/sockets.h"

struct network_namespace {
	uint64_t number;
	bool is_ours;
	pid_t pid;   /* one that lives in it */
	int netlink; /* opened in it, and keeps it alive; -1: read its /proc/PID/net */
};

enum { MOST_NAMESPACES = 1024 };

struct namespaces {
	struct network_namespace *all; /* owned; ours is the first */
	size_t n;
	size_t capacity;
	bool some_hidden; /* processes whose namespace we may not know */
	bool too_many;
};

/* Ours alone; then those that are new since it was asked last. */
void namespaces_init(struct namespaces *namespaces);
void namespaces_look(struct namespaces *namespaces);
void namespaces_free(struct namespaces *namespaces);

/* All its sockets, in whatever way works; fails if there is none. */
int namespace_sockets(const struct network_namespace *space, struct socket_sink *sink,
		      struct error *err);

#endif
