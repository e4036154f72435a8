/*
 * cache - see cache.h.
 */
#include "enrich/services/cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/log.h"
#include "enrich/services/cache_file.h"
#include "enrich/services/reply.h"

enum { LONGEST_TEXT = 2048, LONGEST_BYTES = 4096 }; /* characters; bytes looked at */

/* What was not asked for in so long is of no use to anybody. */
static const int64_t KEPT_US = INT64_C(400) * 86400 * 1000000;

struct put {
	struct subject subject;
	struct verdict verdict;
};

struct cache {
	struct cache_file file;
	sqlite3_stmt *find;
	sqlite3_stmt *store;
	struct put *puts; /* owned; not written yet */
	size_t n;
	size_t capacity;
	bool is_told; /* that nothing can be written */
	struct arena arena;
};

static const char find_sql[] =
	"SELECT kind, count, text, reference, asked_us FROM verdicts"
	" WHERE service = ?1 AND subject = ?2";

static const char store_sql[] =
	"INSERT INTO verdicts (service, subject, kind, count, text, reference, asked_us)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
	" ON CONFLICT (service, subject) DO UPDATE SET kind = excluded.kind,"
	" count = excluded.count, text = excluded.text, reference = excluded.reference,"
	" asked_us = excluded.asked_us";

const char *cache_usual_path(struct arena *arena)
{
	const char *folder = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	/* By its specification a relative one does not count. */
	if (folder && *folder == '/')
		return arena_print(arena, "%s/flare_beacon/verdicts.sqlite", folder);
	if (home && *home == '/')
		return arena_print(arena, "%s/.cache/flare_beacon/verdicts.sqlite", home);
	return NULL;
}

/* Those that are missing above the file; what fails shows when it is opened. */
static void create_folders(const char *path, struct arena *arena)
{
	for (const char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/'))
		mkdir(arena_text(arena, path, (size_t)(at - path)), 0700);
}

static int prepare(struct cache *cache, struct error *err)
{
	sqlite3 *db = cache->file.db;

	if (sqlite3_prepare_v2(db, find_sql, -1, &cache->find, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, store_sql, -1, &cache->store, NULL) != SQLITE_OK)
		return cache_file_refuse(&cache->file, "the cache of verdicts is damaged",
					 err);
	return 0;
}

static void cache_free(struct cache *cache)
{
	sqlite3_finalize(cache->find);
	sqlite3_finalize(cache->store);
	cache_file_close(&cache->file);
	free(cache->puts);
	arena_free(&cache->arena);
	free(cache);
}

int cache_open(const char *path, bool make_folders, struct cache **result,
	       struct error *err)
{
	struct cache *cache = memory_zero(1, sizeof(*cache));
	int r;

	if (make_folders)
		create_folders(path, &cache->arena);
	r = cache_file_open(arena_text(&cache->arena, path, strlen(path)), &cache->file,
			    err);
	if (r == 0 && cache->file.db)
		r = prepare(cache, err);
	if (r == 0 && cache->file.db) {
		*result = cache;
		return 0;
	}
	cache_free(cache);
	if (r == 0)
		*result = NULL;
	return r;
}

void cache_close(struct cache *cache)
{
	if (!cache)
		return;
	cache_flush(cache);
	cache_free(cache);
}

/* NULL for what is absent or no text. Whoever wrote it there, it is fit to be shown. */
static const char *column_text(sqlite3_stmt *row, int column, struct arena *arena)
{
	struct value value;

	if (sqlite3_column_type(row, column) != SQLITE_TEXT)
		return NULL;
	value.text = (const char *)sqlite3_column_text(row, column);
	value.len = value.text ? strnlen(value.text, LONGEST_BYTES) : 0;
	return value.text ? reply_text(value, LONGEST_TEXT, arena) : NULL;
}

static bool read_row(sqlite3_stmt *row, int64_t since_us, struct arena *arena,
		     struct verdict *verdict)
{
	int64_t kind = sqlite3_column_int64(row, 0);
	int64_t count = sqlite3_column_int64(row, 1);
	int64_t asked_us = sqlite3_column_int64(row, 4);
	const char *text;

	if (kind <= VERDICT_UNKNOWN || kind >= N_VERDICT_KINDS || asked_us < since_us ||
	    count < 0)
		return false;
	text = column_text(row, 2, arena);
	if (kind == VERDICT_BAD && !text)
		return false; /* no service says so without a reason */
	*verdict = (struct verdict){
		.kind = (enum verdict_kind)kind,
		.service = verdict->service,
		.count = count,
		.text = text,
		.reference = column_text(row, 3, arena),
		.asked_us = asked_us,
		.from_cache = true,
	};
	return true;
}

static void bind_key(sqlite3_stmt *statement, const char *service,
		     const struct subject *subject, char room[ADDRESS_TEXT])
{
	sqlite3_bind_text(statement, 1, service, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 2, subject_text(subject, room), -1, SQLITE_STATIC);
}

int cache_find(struct cache *cache, const char *service, const struct subject *subject,
	       int64_t since_us, struct arena *arena, struct verdict *verdict,
	       bool *found, struct error *err)
{
	char room[ADDRESS_TEXT];
	int code;

	bind_key(cache->find, service, subject, room);
	code = sqlite3_step(cache->find);
	*found = code == SQLITE_ROW && read_row(cache->find, since_us, arena, verdict);
	sqlite3_reset(cache->find);
	sqlite3_clear_bindings(cache->find);
	if (cache_file_is_damaged(code))
		return cache_file_refuse(&cache->file, "the cache of verdicts is damaged",
					 err);
	return 0;
}

void cache_put(struct cache *cache, const struct subject *subject,
	       const struct verdict *verdict)
{
	if (cache->file.only_read)
		return;
	cache->puts = memory_grow(cache->puts, cache->n, &cache->capacity,
				  sizeof(*cache->puts));
	cache->puts[cache->n++] = (struct put){ *subject, *verdict };
}

static int store(struct cache *cache, const struct put *put)
{
	sqlite3_stmt *row = cache->store;
	char room[ADDRESS_TEXT];
	int code;

	bind_key(row, put->verdict.service, &put->subject, room);
	sqlite3_bind_int64(row, 3, put->verdict.kind);
	sqlite3_bind_int64(row, 4, put->verdict.count);
	sqlite3_bind_text(row, 5, put->verdict.text, -1, SQLITE_STATIC);
	sqlite3_bind_text(row, 6, put->verdict.reference, -1, SQLITE_STATIC);
	sqlite3_bind_int64(row, 7, put->verdict.asked_us);
	code = sqlite3_step(row);
	sqlite3_reset(row);
	sqlite3_clear_bindings(row);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int forget_old(const struct cache *cache, int64_t now_us)
{
	char sql[96];

	snprintf(sql, sizeof(sql), "DELETE FROM verdicts WHERE asked_us < %lld",
		 (long long)(now_us - KEPT_US));
	return cache_file_run(&cache->file, sql);
}

static int store_all(struct cache *cache)
{
	int code = cache_file_run(&cache->file, "BEGIN IMMEDIATE");

	if (code != SQLITE_OK)
		return code;
	for (size_t i = 0; i < cache->n && code == SQLITE_OK; i++)
		code = store(cache, &cache->puts[i]);
	if (code == SQLITE_OK)
		code = forget_old(cache, cache->puts[0].verdict.asked_us);
	if (code == SQLITE_OK)
		code = cache_file_run(&cache->file, "COMMIT");
	if (code != SQLITE_OK)
		cache_file_run(&cache->file, "ROLLBACK");
	return code;
}

void cache_flush(struct cache *cache)
{
	int code;

	if (cache->n == 0)
		return;
	code = store_all(cache);
	if (code == SQLITE_OK)
		cache->n = 0;
	else if (!cache->is_told)
		log_warn("%s: %s: what services answer is not kept for now",
			 cache->file.path, sqlite3_errstr(code));
	cache->is_told = cache->is_told || code != SQLITE_OK;
}
