/*
 * procfs - see procfs.h.
 */
#include "programs/procfs.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"

enum { PATH_ROOM = 64 };

static int by_number_falling(const void *a, const void *b)
{
	const pid_t *x = a, *y = b;

	return (*x < *y) - (*x > *y);
}

size_t procfs_pids(pid_t **pids)
{
	DIR *folder = opendir("/proc");
	const struct dirent *entry;
	size_t n = 0, capacity = 0;

	*pids = NULL;
	while (folder && (entry = readdir(folder))) {
		long number;

		if (!isdigit((unsigned char)*entry->d_name))
			continue;
		number = strtol(entry->d_name, NULL, 10);
		*pids = memory_grow(*pids, n, &capacity, sizeof(**pids));
		(*pids)[n++] = (pid_t)number;
	}
	if (folder)
		closedir(folder);
	if (n)
		qsort(*pids, n, sizeof(**pids), by_number_falling);
	return n;
}

ssize_t procfs_read(pid_t pid, const char *file, char *text, size_t room)
{
	char path[PATH_ROOM];
	ssize_t got = 0;
	size_t len = 0;
	int fd;

	snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	while (len + 1 < room && (got = read(fd, text + len, room - 1 - len)) > 0)
		len += (size_t)got;
	close(fd);
	text[len] = '\0';
	return got < 0 && len == 0 ? -1 : (ssize_t)len;
}

bool procfs_link(pid_t pid, const char *file, char *text, size_t room)
{
	char path[PATH_ROOM];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid, file);
	len = readlink(path, text, room - 1);
	if (len < 0)
		return false;
	text[len] = '\0';
	return true;
}

uint64_t procfs_number(const char *link, const char *kind)
{
	size_t len = strlen(kind);

	if (strncmp(link, kind, len) != 0 || strncmp(link + len, ":[", 2) != 0)
		return 0;
	return strtoull(link + len + 2, NULL, 10);
}
