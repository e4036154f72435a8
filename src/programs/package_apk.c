/*
 * package_apk - of Alpine: /lib/apk/db/installed, where P: begins a package's entry,
 * F: names a folder and R: a file in it.
 */
#include "programs/package.h"

#include <stdio.h>
#include <string.h>

enum { PATH_ROOM = 4096, NAME_ROOM = 256 };

struct database {
	struct package_query *queries;
	size_t n;
	struct arena *arena;
	char package[NAME_ROOM];
	char folder[PATH_ROOM];
};

static void read_line(void *context, const char *line, size_t len)
{
	struct database *database = context;
	char path[2 * PATH_ROOM];

	if (len < 2 || line[1] != ':')
		return;
	if (*line == 'P')
		snprintf(database->package, NAME_ROOM, "%s", line + 2);
	if (*line == 'F')
		snprintf(database->folder, PATH_ROOM, "%s", line + 2);
	if (*line != 'R')
		return;
	snprintf(path, sizeof(path), "/%s%s%s", database->folder,
		 *database->folder ? "/" : "", line + 2);
	package_owns(database->queries, database->n, path, strlen(path),
		     database->package, strlen(database->package), database->arena);
}

bool package_apk(const char *root, struct package_query *queries, size_t n,
		 struct arena *arena)
{
	/* Alpine 3.23 moved it. */
	static const char *const files[] = { "/lib/apk/db/installed",
					     "/usr/lib/apk/db/installed" };
	struct database database = { .queries = queries, .n = n, .arena = arena };
	char path[PATH_ROOM];

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		snprintf(path, sizeof(path), "%s%s", root, files[i]);
		if (package_lines(path, read_line, &database))
			return true;
	}
	return false;
}
