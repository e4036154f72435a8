/*
 * namespaces - see namespaces.h.
 *
 * A netlink socket belongs to the namespace it was opened in, wherever it is used from.
 * Namespaces are a thread's own, so a thread is sent there to open one and ends; it
 * never has to find its way back.
 */
#define _GNU_SOURCE /* setns() */
#include "programs/namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"
#include "programs/procfs.h"

enum { LINK_ROOM = 64 };

/* The number of the namespace a process lives in; 0: cannot be known. */
static uint64_t namespace_of(pid_t pid)
{
	char link[LINK_ROOM];

	return procfs_link(pid, "ns/net", link, sizeof(link)) ? procfs_number(link, "net")
							      : 0;
}

void namespaces_init(struct namespaces *namespaces)
{
	*namespaces = (struct namespaces){ .capacity = 0 };
	namespaces->all =
		memory_grow(NULL, 0, &namespaces->capacity, sizeof(*namespaces->all));
	namespaces->all[0] = (struct network_namespace){ .number = namespace_of(getpid()),
							 .is_ours = true,
							 .pid = getpid(),
							 .netlink = sockets_diag_open() };
	/* Of 0 are the sockets of lists. */
	if (namespaces->all[0].number == 0)
		namespaces->all[0].number = 1;
	namespaces->n = 1;
}

void namespaces_free(struct namespaces *namespaces)
{
	for (size_t i = 0; i < namespaces->n; i++) {
		if (namespaces->all[i].netlink >= 0)
			close(namespaces->all[i].netlink);
	}
	free(namespaces->all);
	*namespaces = (struct namespaces){ .capacity = 0 };
}

struct errand {
	pid_t pid;
	uint64_t number;
	int netlink;
};

/* The process may have moved, or its number may be another's by now. */
static bool is_still(int fd, uint64_t number)
{
	char path[LINK_ROOM], link[LINK_ROOM];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	len = readlink(path, link, sizeof(link) - 1);
	if (len < 0)
		return false;
	link[len] = '\0';
	return procfs_number(link, "net") == number;
}

static void *open_there(void *argument)
{
	struct errand *errand = argument;
	char path[LINK_ROOM];
	int there;

	snprintf(path, sizeof(path), "/proc/%ld/ns/net", (long)errand->pid);
	there = open(path, O_RDONLY | O_CLOEXEC);
	if (there < 0)
		return NULL;
	if (is_still(there, errand->number) && setns(there, CLONE_NEWNET) == 0)
		errand->netlink = sockets_diag_open();
	close(there);
	return NULL;
}

static int netlink_in(pid_t pid, uint64_t number)
{
	struct errand errand = { .pid = pid, .number = number, .netlink = -1 };
	pthread_t thread;

	if (pthread_create(&thread, NULL, open_there, &errand) != 0)
		return -1;
	pthread_join(thread, NULL);
	return errand.netlink;
}

static struct network_namespace *find(const struct namespaces *namespaces,
				      uint64_t number)
{
	for (size_t i = 0; i < namespaces->n; i++) {
		if (namespaces->all[i].number == number)
			return &namespaces->all[i];
	}
	return NULL;
}

static void add(struct namespaces *namespaces, pid_t pid, uint64_t number)
{
	if (namespaces->n == MOST_NAMESPACES) {
		namespaces->too_many = true;
		return;
	}
	namespaces->all = memory_grow(namespaces->all, namespaces->n,
				      &namespaces->capacity, sizeof(*namespaces->all));
	namespaces->all[namespaces->n++] = (struct network_namespace){
		.number = number, .pid = pid, .netlink = netlink_in(pid, number)
	};
}

void namespaces_look(struct namespaces *namespaces)
{
	pid_t *pids;
	size_t n = procfs_pids(&pids);

	for (size_t i = 0; i < n; i++) {
		uint64_t number;
		struct network_namespace *known;

		errno = 0;
		number = namespace_of(pids[i]);
		if (number == 0) {
			namespaces->some_hidden |= errno == EACCES || errno == EPERM;
			continue;
		}
		known = find(namespaces, number);
		if (!known)
			add(namespaces, pids[i], number);
		else if (!known->is_ours)
			known->pid = pids[i]; /* the one before may have ended */
	}
	free(pids);
}

int namespace_sockets(const struct network_namespace *space, struct socket_sink *sink,
		      struct error *err)
{
	char folder[LINK_ROOM] = "/proc/net";
	struct error why;

	if (!space->is_ours)
		snprintf(folder, sizeof(folder), "/proc/%ld/net", (long)space->pid);
	for (size_t i = 0; i < N_SOCKET_TABLES; i++) {
		const struct socket_table *table = &socket_tables[i];

		if (space->netlink >= 0 &&
		    sockets_diag(space->netlink, table, sink, &why) == 0)
			continue;
		if (sockets_proc(folder, table, sink, err) != 0)
			return -1;
	}
	return 0;
}
