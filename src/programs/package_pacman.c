/*
 * package_pacman - of Arch: /var/lib/pacman/local/NAME-VERSION-RELEASE/files, where the
 * paths without their first '/' follow a line "%FILES%" up to an empty one.
 */
#include "programs/package.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

enum { PATH_ROOM = 4096 };

struct list {
	struct package_query *queries;
	size_t n;
	struct arena *arena;
	const char *package;
	size_t package_len;
	bool in_files;
};

static void read_line(void *context, const char *line, size_t len)
{
	struct list *list = context;
	char path[PATH_ROOM];

	if (len == 0 || *line == '%') {
		list->in_files = strcmp(line, "%FILES%") == 0;
		return;
	}
	if (!list->in_files || len + 2 > sizeof(path))
		return;
	snprintf(path, sizeof(path), "/%s", line);
	/* Not len + 1: a NUL in the line ends what was written. */
	package_owns(list->queries, list->n, path, strlen(path), list->package,
		     list->package_len, list->arena);
}

/* "curl-8.11.0-3" is curl: version and release have no '-'. */
static size_t package_length(const char *folder)
{
	size_t len = strlen(folder);

	for (int parts = 0; parts < 2; parts++) {
		while (len > 0 && folder[len - 1] != '-')
			len--;
		if (len == 0)
			return 0;
		len--;
	}
	return len;
}

bool package_pacman(const char *root, struct package_query *queries, size_t n,
		    struct arena *arena)
{
	struct list list = { .queries = queries, .n = n, .arena = arena };
	const struct dirent *entry;
	char path[PATH_ROOM], name[2 * PATH_ROOM];
	DIR *folder;

	snprintf(path, sizeof(path), "%s/var/lib/pacman/local", root);
	folder = opendir(path);
	if (!folder)
		return false;
	while ((entry = readdir(folder))) {
		list.package = entry->d_name;
		list.package_len = package_length(entry->d_name);
		list.in_files = false;
		if (list.package_len == 0)
			continue;
		snprintf(name, sizeof(name), "%s/%s/files", path, entry->d_name);
		package_lines(name, read_line, &list);
	}
	closedir(folder);
	return true;
}
