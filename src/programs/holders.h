/*
 * holders - which processes have a socket open: their descriptors under /proc say so.
 */
#ifndef PROGRAMS_HOLDERS_H
#define PROGRAMS_HOLDERS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Sockets by their inode, in rising order, each once. */
struct wanted_inodes {
	const uint64_t *inodes;
	size_t n;
};

/* Called once for each process and wanted socket that it has open, at once: the process
 * may end any moment. */
typedef void holders_fn(void *context, pid_t pid, uint64_t inode);

/* Looks through all processes once; returns how many may not be looked at. */
size_t holders_find(const struct wanted_inodes *wanted, holders_fn *found, void *context);

#endif
