/*
 * cache - see cache.h.
 */
#include "enrich/services/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/log.h"

/* "flbv", so that no other program's file is taken for one of these, nor this for its. */
enum { APPLICATION_ID = 0x666c6276, VERSION = 1 };

enum { BUSY_MS = 5000, LONGEST_TEXT = 4096 };

/* What was not asked for in so long is of no use to anybody. */
static const int64_t KEPT_US = INT64_C(400) * 86400 * 1000000;

struct put {
	struct subject subject;
	struct verdict verdict;
};

struct cache {
	sqlite3 *db;
	sqlite3_stmt *find;
	sqlite3_stmt *store;
	const char *path;
	struct put *puts; /* owned; not written yet */
	size_t n;
	size_t capacity;
	bool only_read;
	bool is_told; /* that nothing can be written */
	struct arena arena;
};

static const char create_sql[] =
	"CREATE TABLE verdicts ("
	" service TEXT NOT NULL, subject TEXT NOT NULL, kind INTEGER NOT NULL,"
	" count INTEGER NOT NULL, text TEXT, reference TEXT, asked_us INTEGER NOT NULL,"
	" PRIMARY KEY (service, subject)) WITHOUT ROWID";

static const char find_sql[] =
	"SELECT kind, count, text, reference, asked_us FROM verdicts"
	" WHERE service = ?1 AND subject = ?2";

static const char store_sql[] =
	"INSERT INTO verdicts (service, subject, kind, count, text, reference, asked_us)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
	" ON CONFLICT (service, subject) DO UPDATE SET kind = excluded.kind,"
	" count = excluded.count, text = excluded.text, reference = excluded.reference,"
	" asked_us = excluded.asked_us WHERE excluded.asked_us >= asked_us";

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

static int refuse(const struct cache *cache, const char *what, struct error *err)
{
	return error_set(err, ERROR_INPUT,
			 "%s: %s; it is left as it is: move it away, or name another file "
			 "with --cache", cache->path, what);
}

/* Damage is an error, and so is what is no database; what is in the way for now is not. */
static bool is_damage(int code)
{
	return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

static int fail(const struct cache *cache, struct error *err)
{
	return refuse(cache,
		      (sqlite3_errcode(cache->db) & 0xff) == SQLITE_NOTADB
			      ? "no cache of verdicts: it is no database"
			      : "the cache of verdicts is damaged",
		      err);
}

/* The number that a pragma gives; `code` is SQLITE_OK or what went wrong. */
static int64_t ask_number(const struct cache *cache, const char *sql, int *code)
{
	sqlite3_stmt *statement = NULL;
	int64_t number = -1;

	*code = sqlite3_prepare_v2(cache->db, sql, -1, &statement, NULL);
	if (*code == SQLITE_OK)
		*code = sqlite3_step(statement);
	if (*code == SQLITE_ROW) {
		number = sqlite3_column_int64(statement, 0);
		*code = SQLITE_OK;
	}
	sqlite3_finalize(statement);
	return number;
}

static int run(const struct cache *cache, const char *sql)
{
	return sqlite3_exec(cache->db, sql, NULL, NULL, NULL);
}

/* Two processes may come to this at once: who comes second finds it done. */
static int create(struct cache *cache)
{
	char sql[sizeof(create_sql) + 128];
	int code = run(cache, "BEGIN IMMEDIATE");

	if (code != SQLITE_OK)
		return code;
	if (ask_number(cache, "PRAGMA application_id", &code) == 0) {
		snprintf(sql, sizeof(sql), "%s; PRAGMA application_id = %d; "
			 "PRAGMA user_version = %d", create_sql, APPLICATION_ID, VERSION);
		code = run(cache, sql);
	}
	if (code != SQLITE_OK) {
		run(cache, "ROLLBACK");
		return code;
	}
	return run(cache, "COMMIT");
}

static bool is_intact(const struct cache *cache)
{
	sqlite3_stmt *statement = NULL;
	bool intact = false;

	if (sqlite3_prepare_v2(cache->db, "PRAGMA quick_check(1)", -1, &statement, NULL) ==
		    SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW) {
		const unsigned char *text = sqlite3_column_text(statement, 0);

		intact = text && strcmp((const char *)text, "ok") == 0;
	}
	sqlite3_finalize(statement);
	return intact;
}

/* 0: it is ours, made now if it was empty; 1: it can't be used now, `why` says so. */
static int check(struct cache *cache, const char **why, struct error *err)
{
	int code;
	int64_t id = ask_number(cache, "PRAGMA application_id", &code);
	int64_t n_tables = -1;

	if (code == SQLITE_OK)
		n_tables = ask_number(cache, "SELECT count(*) FROM sqlite_master", &code);
	if (code == SQLITE_OK && id == 0 && n_tables == 0) {
		code = create(cache);
		id = code == SQLITE_OK ? APPLICATION_ID : id;
	}
	if (is_damage(code))
		return fail(cache, err);
	if (code != SQLITE_OK) {
		*why = sqlite3_errmsg(cache->db);
		return 1;
	}
	if (id != APPLICATION_ID)
		return refuse(cache, "a database, but no cache of verdicts", err);
	if (ask_number(cache, "PRAGMA user_version", &code) != VERSION)
		return refuse(cache, "a cache of verdicts of another version", err);
	if (!is_intact(cache))
		return refuse(cache, "the cache of verdicts is damaged", err);
	return 0;
}

static int prepare(struct cache *cache, struct error *err)
{
	if (sqlite3_prepare_v2(cache->db, find_sql, -1, &cache->find, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(cache->db, store_sql, -1, &cache->store, NULL) != SQLITE_OK)
		return refuse(cache, "the cache of verdicts is damaged", err);
	return 0;
}

/* SQLite would make it readable by whom the umask lets; its journals are as the file is. */
static bool can_write(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static int open_file(struct cache *cache, const char **why, struct error *err)
{
	int flags = cache->only_read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	int code;

	code = sqlite3_open_v2(cache->path, &cache->db, flags | SQLITE_OPEN_FULLMUTEX, NULL);
	if (!cache->db)
		abort(); /* only for want of memory */
	if (code != SQLITE_OK) {
		*why = sqlite3_errmsg(cache->db);
		return 1;
	}
	sqlite3_busy_timeout(cache->db, BUSY_MS);
	/* Whatever somebody put into the file, it can do nothing but be read. */
	sqlite3_db_config(cache->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(cache->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(cache->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(cache->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	return check(cache, why, err);
}

static void cache_free(struct cache *cache)
{
	sqlite3_finalize(cache->find);
	sqlite3_finalize(cache->store);
	sqlite3_close(cache->db);
	free(cache->puts);
	arena_free(&cache->arena);
	free(cache);
}

int cache_open(const char *path, bool make_folders, struct cache **result,
	       struct error *err)
{
	struct cache *cache = memory_zero(1, sizeof(*cache));
	const char *why = NULL;
	struct stat about;
	int r = 1;

	cache->path = arena_text(&cache->arena, path, strlen(path));
	if (make_folders)
		create_folders(path, &cache->arena);
	if (!can_write(path)) {
		why = strerror(errno);
		cache->only_read = access(path, R_OK) == 0;
	}
	if (stat(path, &about) == 0 && !S_ISREG(about.st_mode))
		r = refuse(cache, "no file", err);
	else if (!why || cache->only_read)
		r = open_file(cache, &why, err);
	if (r == 0)
		r = prepare(cache, err);
	if (r >= 0 && why)
		log_warn("%s: %s: what services answer is not kept", path, why);
	if (r == 0) {
		*result = cache;
		return 0;
	}
	cache_free(cache);
	if (r > 0)
		*result = NULL;
	return r > 0 ? 0 : -1;
}

void cache_close(struct cache *cache)
{
	if (!cache)
		return;
	cache_flush(cache);
	cache_free(cache);
}

/* NULL for what is absent or no text. */
static const char *column_text(sqlite3_stmt *row, int column, struct arena *arena)
{
	const unsigned char *text;
	int len;

	if (sqlite3_column_type(row, column) != SQLITE_TEXT)
		return NULL;
	text = sqlite3_column_text(row, column);
	len = sqlite3_column_bytes(row, column);
	if (len > LONGEST_TEXT)
		len = LONGEST_TEXT;
	return text ? arena_text(arena, (const char *)text, strlen(arena_text(arena, (const char *)text, (size_t)len))) : NULL;
}

static bool read_row(sqlite3_stmt *row, int64_t since_us, struct arena *arena,
		     struct verdict *verdict)
{
	int64_t kind = sqlite3_column_int64(row, 0);
	int64_t asked_us = sqlite3_column_int64(row, 4);

	if (kind <= VERDICT_UNKNOWN || kind >= N_VERDICT_KINDS || asked_us < since_us)
		return false;
	*verdict = (struct verdict){
		.kind = (enum verdict_kind)kind,
		.service = verdict->service,
		.count = sqlite3_column_int64(row, 1),
		.text = column_text(row, 2, arena),
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
	       int64_t since_us, struct arena *arena, struct verdict *verdict, bool *found,
	       struct error *err)
{
	char room[ADDRESS_TEXT];
	int code;

	bind_key(cache->find, service, subject, room);
	code = sqlite3_step(cache->find);
	*found = code == SQLITE_ROW && read_row(cache->find, since_us, arena, verdict);
	sqlite3_reset(cache->find);
	sqlite3_clear_bindings(cache->find);
	return is_damage(code) ? fail(cache, err) : 0;
}

void cache_put(struct cache *cache, const struct subject *subject,
	       const struct verdict *verdict)
{
	if (cache->only_read)
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
	return run(cache, sql);
}

static int store_all(struct cache *cache)
{
	int code = run(cache, "BEGIN IMMEDIATE");

	if (code != SQLITE_OK)
		return code;
	for (size_t i = 0; i < cache->n && code == SQLITE_OK; i++)
		code = store(cache, &cache->puts[i]);
	if (code == SQLITE_OK)
		code = forget_old(cache, cache->puts[0].verdict.asked_us);
	if (code == SQLITE_OK)
		code = run(cache, "COMMIT");
	if (code != SQLITE_OK)
		run(cache, "ROLLBACK");
	return code;
}

void cache_flush(struct cache *cache)
{
	if (cache->n == 0)
		return;
	if (store_all(cache) == SQLITE_OK) {
		cache->n = 0;
		return;
	}
	if (!cache->is_told)
		log_warn("%s: %s: what services answer is not kept for now", cache->path,
			 sqlite3_errmsg(cache->db));
	cache->is_told = true;
}
