/*
 * cache - verdicts that are kept on disk from run to run, in a file of SQLite that several
 * processes may use at once.
 *
 * It keeps a rollback journal, not a write-ahead log: that would want memory shared by all
 * who have it open, which a home on the network does not give, and there is little to be
 * had by it where all there is to write is a few rows a second.
 */
#ifndef ENRICH_SERVICES_CACHE_H
#define ENRICH_SERVICES_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/verdict.h"

struct cache;

/* $XDG_CACHE_HOME/flare_beacon/verdicts.sqlite, or that in ~/.cache; NULL: there is no
 * home. */
const char *cache_usual_path(struct arena *arena);

/*
 * Opens the file, or makes it, readable by its owner alone; folders of the usual path are
 * made as well. Fails if it is damaged or something else, which is left as it is. If it
 * can't be made or written there is a warning, and *cache is NULL or can only be read.
 */
int cache_open(const char *path, bool make_folders, struct cache **cache,
	       struct error *err);

/* Keeps what is not kept yet. Accepts NULL. */
void cache_close(struct cache *cache);

/*
 * What a service said of the subject, if that was not before `since_us`; texts go into the
 * arena. *found is false if there is nothing. Fails if the file is damaged.
 */
int cache_find(struct cache *cache, const char *service, const struct subject *subject,
	       int64_t since_us, struct arena *arena, struct verdict *verdict,
	       bool *found, struct error *err);

/* Is kept by the next cache_flush(), at the latest when it is closed. The texts must live
 * until then. */
void cache_put(struct cache *cache, const struct subject *subject,
	       const struct verdict *verdict);

/* Writes what was put. If that fails it is said once, and tried again the next time. */
void cache_flush(struct cache *cache);

#endif
