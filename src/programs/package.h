/*
 * package - which package brought a file: the databases of dpkg, apk and pacman are read
 * where they lie, rpm is asked. Files are asked for all together: each database is read
 * once, whatever their number.
 */
#ifndef PROGRAMS_PACKAGE_H
#define PROGRAMS_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/memory.h"
#include "model/program.h"

struct package_query {
	const char *path;  /* absolute; asked for */
	const char *alias; /* the same file by another name: "/bin/x" of "/usr/bin/x" */
	size_t path_len;   /* of both, filled in by packages_find() */
	size_t alias_len;
	enum program_package known;
	bool is_unclear;     /* not found, but the manager could not tell for sure */
	const char *package; /* the arena's */
};

/* Asks all; `root` is "" for this host's own databases, tests have a folder of theirs. */
void packages_find(const char *root, struct package_query *queries, size_t n,
		   struct arena *arena);

/* One manager each: false if it has no database here. Queries that are answered already
 * are left alone; what it does not own stays unanswered. */
bool package_dpkg(const char *root, struct package_query *queries, size_t n,
		  struct arena *arena);
bool package_apk(const char *root, struct package_query *queries, size_t n,
		 struct arena *arena);
bool package_pacman(const char *root, struct package_query *queries, size_t n,
		    struct arena *arena);
bool package_rpm(const char *root, struct package_query *queries, size_t n,
		 struct arena *arena);

/* Answers those queries whose file has this path. */
void package_owns(struct package_query *queries, size_t n, const char *path, size_t len,
		  const char *package, size_t package_len, struct arena *arena);

/* A text file of a database, line by line without the '\n'; false: it can't be opened.
 * Only regular files are read. */
typedef void package_line_fn(void *context, const char *line, size_t len);
bool package_lines(const char *path, package_line_fn *line, void *context);

#endif
