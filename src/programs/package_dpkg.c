/*
 * package_dpkg - of Debian and its kin: /var/lib/dpkg/info/PACKAGE.list has the paths of
 * a package, one a line; /var/lib/dpkg/diversions, three lines each, which file of other
 * packages was put aside, where to, and for which package (":" the administrator).
 */
#include "programs/package.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096 };

struct diversion {
	const char *from;
	const char *to;
	const char *package;
};

struct diversions {
	struct diversion *all;
	size_t n;
	size_t capacity;
	unsigned part; /* of the one being read */
	struct arena *arena;
};

static void read_diversion(void *context, const char *line, size_t len)
{
	struct diversions *diversions = context;
	const char *text = arena_text(diversions->arena, line, len);
	struct diversion *at;

	if (diversions->part == 0) {
		diversions->all =
			memory_grow(diversions->all, diversions->n, &diversions->capacity,
				    sizeof(*diversions->all));
		diversions->all[diversions->n++] = (struct diversion){ .from = text };
	}
	at = &diversions->all[diversions->n - 1];
	if (diversions->part == 1)
		at->to = text;
	if (diversions->part == 2)
		at->package = text;
	diversions->part = (diversions->part + 1) % 3;
}

static bool is_file_of(const struct package_query *query, const char *path)
{
	return strcmp(query->path, path) == 0 ||
	       (query->alias && strcmp(query->alias, path) == 0);
}

/* What the query's file is called in the lists, if it was put aside; and whose it is, if
 * it took the place of one that was. */
struct aside {
	const char *listed;
	const char *only;
	const char * not ;
};

static struct aside look_aside(const struct diversions *diversions,
			       const struct package_query *query)
{
	for (size_t i = 0; i < diversions->n; i++) {
		const struct diversion *at = &diversions->all[i];

		if (!at->package)
			continue;
		if (is_file_of(query, at->to))
			return (struct aside){ .listed = at->from, .not = at->package };
		if (is_file_of(query, at->from))
			return (struct aside){ .only = at->package };
	}
	return (struct aside){ .listed = NULL };
}

struct list {
	struct package_query *queries;
	const struct aside *asides;
	size_t n;
	const char *package;
	size_t package_len;
	struct arena *arena;
};

static bool is_package(const struct list *list, const char *name)
{
	return strlen(name) == list->package_len &&
	       memcmp(name, list->package, list->package_len) == 0;
}

static void read_path(void *context, const char *line, size_t len)
{
	struct list *list = context;

	for (size_t i = 0; i < list->n; i++) {
		const struct aside *aside = &list->asides[i];
		struct package_query *query = &list->queries[i];

		if ((aside->only && !is_package(list, aside->only)) ||
		    (aside->not &&is_package(list, aside->not )))
			continue;
		if (!aside->listed)
			package_owns(query, 1, line, len, list->package,
				     list->package_len, list->arena);
		else if (strcmp(aside->listed, line) == 0)
			package_owns(query, 1, query->path, strlen(query->path),
				     list->package, list->package_len, list->arena);
	}
}

/* "libc6:amd64.list" is of libc6. */
static size_t package_length(const char *file)
{
	size_t len = strlen(file);

	if (len <= 5 || strcmp(file + len - 5, ".list") != 0)
		return 0;
	return strcspn(file, ":") < len ? strcspn(file, ":") : len - 5;
}

static void read_lists(DIR *folder, const char *path, struct list *list)
{
	const struct dirent *entry;
	char name[2 * PATH_ROOM];

	while ((entry = readdir(folder))) {
		list->package = entry->d_name;
		list->package_len = package_length(entry->d_name);
		if (list->package_len == 0)
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		package_lines(name, read_path, list);
	}
}

bool package_dpkg(const char *root, struct package_query *queries, size_t n,
		  struct arena *arena)
{
	struct diversions diversions = { .arena = arena };
	struct aside *asides;
	char path[PATH_ROOM];
	struct list list;
	DIR *folder;

	snprintf(path, sizeof(path), "%s/var/lib/dpkg/diversions", root);
	package_lines(path, read_diversion, &diversions);
	snprintf(path, sizeof(path), "%s/var/lib/dpkg/info", root);
	folder = opendir(path);
	if (!folder) {
		free(diversions.all);
		return false;
	}
	asides = memory_zero(n, sizeof(*asides));
	for (size_t i = 0; i < n; i++)
		asides[i] = look_aside(&diversions, &queries[i]);
	list = (struct list){ queries, asides, n, NULL, 0, arena };
	read_lists(folder, path, &list);
	closedir(folder);
	free(asides);
	free(diversions.all);
	return true;
}
