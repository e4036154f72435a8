/*
 * holders - see holders.h.
 */
#include "programs/holders.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"
#include "programs/procfs.h"

enum { LINK_ROOM = 64 };

static int rising(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static const uint64_t *find(const struct wanted_inodes *wanted, uint64_t inode)
{
	return bsearch(&inode, wanted->inodes, wanted->n, sizeof(*wanted->inodes),
		       rising);
}

static bool is_refusal(void)
{
	return errno == EACCES || errno == EPERM;
}

/* The inode behind one descriptor, 0 if it is no socket. */
static uint64_t socket_behind(int folder, const char *name, bool *is_refused)
{
	char link[LINK_ROOM];
	ssize_t len = readlinkat(folder, name, link, sizeof(link) - 1);

	if (len < 0) {
		*is_refused |= is_refusal();
		return 0;
	}
	link[len] = '\0';
	return procfs_number(link, "socket");
}

/* A process has a socket once, however often it was duplicated: `told` marks those.
 * False: root without CAP_SYS_PTRACE may see that there are descriptors, but not of what.
 */
static bool look_at(pid_t pid, DIR *folder, const struct wanted_inodes *wanted,
		    bool *told, holders_fn *found, void *context)
{
	const struct dirent *entry;
	bool is_refused = false;

	memset(told, 0, wanted->n);
	while ((entry = readdir(folder))) {
		uint64_t inode = socket_behind(dirfd(folder), entry->d_name, &is_refused);
		const uint64_t *at = inode ? find(wanted, inode) : NULL;

		if (!at || told[at - wanted->inodes])
			continue;
		told[at - wanted->inodes] = true;
		found(context, pid, inode);
	}
	return !is_refused;
}

size_t holders_find(const struct wanted_inodes *wanted, holders_fn *found, void *context)
{
	bool *told = memory_zero(wanted->n, sizeof(*told));
	size_t n_refused = 0, n;
	char path[LINK_ROOM];
	pid_t *pids;

	n = procfs_pids(&pids);
	for (size_t i = 0; i < n; i++) {
		DIR *folder;

		snprintf(path, sizeof(path), "/proc/%ld/fd", (long)pids[i]);
		errno = 0;
		folder = opendir(path);
		if (folder) {
			n_refused +=
				!look_at(pids[i], folder, wanted, told, found, context);
			closedir(folder);
		} else {
			n_refused += is_refusal();
		}
	}
	free(pids);
	free(told);
	return n_refused;
}
