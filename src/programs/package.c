/*
 * package - see package.h.
 */
#include "programs/package.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The first that has a database here counts. */
static bool (*const managers[])(const char *root, struct package_query *queries, size_t n,
				struct arena *arena) = {
	package_dpkg,
	package_apk,
	package_pacman,
	package_rpm,
};

void package_owns(struct package_query *queries, size_t n, const char *path, size_t len,
		  const char *package, size_t package_len, struct arena *arena)
{
	for (size_t i = 0; i < n; i++) {
		struct package_query *query = &queries[i];

		if (query->known == PROGRAM_PACKAGE_OWNED ||
		    ((query->path_len != len || memcmp(query->path, path, len) != 0) &&
		     (!query->alias || query->alias_len != len ||
		      memcmp(query->alias, path, len) != 0)))
			continue;
		query->known = PROGRAM_PACKAGE_OWNED;
		query->package = arena_text(arena, package, package_len);
	}
}

bool package_lines(const char *path, package_line_fn *line, void *context)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	char *text = NULL;
	size_t room = 0;
	ssize_t len;
	FILE *in;

	if (fd < 0)
		return false;
	in = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? fdopen(fd, "r") : NULL;
	if (!in) {
		close(fd);
		return false;
	}
	while ((len = getline(&text, &room, in)) >= 0) {
		if (len > 0 && text[len - 1] == '\n')
			len--;
		text[len] = '\0';
		line(context, text, (size_t)len);
	}
	free(text);
	fclose(in);
	return true;
}

/*
 * Where /bin is a link to /usr/bin, the kernel says /usr/bin/x and the package may still
 * say /bin/x.
 */
static const char *alias_of(const char *root, const char *path, struct arena *arena)
{
	char folder[4096];
	struct stat status;
	const char *end;

	if (strncmp(path, "/usr/", 5) != 0)
		return NULL;
	end = strchr(path + 5, '/');
	if (!end)
		return NULL;
	snprintf(folder, sizeof(folder), "%s%.*s", root, (int)(end - path - 4), path + 4);
	if (lstat(folder, &status) != 0 || !S_ISLNK(status.st_mode))
		return NULL;
	return arena_text(arena, path + 4, strlen(path + 4));
}

void packages_find(const char *root, struct package_query *queries, size_t n,
		   struct arena *arena)
{
	bool has_manager = false;

	for (size_t i = 0; i < n; i++) {
		queries[i].alias = alias_of(root, queries[i].path, arena);
		queries[i].path_len = strlen(queries[i].path);
		queries[i].alias_len = queries[i].alias ? strlen(queries[i].alias) : 0;
		queries[i].known = PROGRAM_PACKAGE_UNKNOWN;
	}
	for (size_t i = 0; n && !has_manager && i < sizeof(managers) / sizeof(*managers);
	     i++)
		has_manager = managers[i](root, queries, n, arena);
	for (size_t i = 0; has_manager && i < n; i++) {
		if (queries[i].known == PROGRAM_PACKAGE_UNKNOWN && !queries[i].is_unclear)
			queries[i].known = PROGRAM_PACKAGE_NONE;
	}
}
