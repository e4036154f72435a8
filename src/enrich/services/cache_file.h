/*
 * cache_file - the file of a cache: that it is ours, intact, and nobody else's to read.
 */
#ifndef ENRICH_SERVICES_CACHE_FILE_H
#define ENRICH_SERVICES_CACHE_FILE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "core/error.h"

struct cache_file {
	const char *path;
	sqlite3 *db; /* NULL: it can't be used, and there was a warning */
	bool only_read;
};

/* Opens or makes it, see cache_open(). The path must outlive it. */
int cache_file_open(const char *path, struct cache_file *file, struct error *err);
void cache_file_close(struct cache_file *file);

/* SQLite's result `code`: is the file no database any more? */
bool cache_file_is_damaged(int code);
int cache_file_refuse(const struct cache_file *file, const char *what, struct error *err);

/* Runs statements that give no rows. */
int cache_file_run(const struct cache_file *file, const char *sql);

#endif
