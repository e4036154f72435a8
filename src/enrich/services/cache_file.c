/*
 * cache_file - see cache_file.h.
 */
#include "enrich/services/cache_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/log.h"

/* "flbv", so that no other program's file is taken for one of these, nor this for its. */
enum { APPLICATION_ID = 0x666c6276, VERSION = 1 };

enum { BUSY_MS = 5000 };

static const char create_sql[] =
	"CREATE TABLE verdicts ("
	" service TEXT NOT NULL, subject TEXT NOT NULL, kind INTEGER NOT NULL,"
	" count INTEGER NOT NULL, text TEXT, reference TEXT, asked_us INTEGER NOT NULL,"
	" PRIMARY KEY (service, subject)) WITHOUT ROWID";

int cache_file_refuse(const struct cache_file *file, const char *what, struct error *err)
{
	return error_set(
		err, ERROR_INPUT,
		"%s: %s; it is left as it is: move it away, or name another file "
		"with --cache",
		file->path, what);
}

bool cache_file_is_damaged(int code)
{
	return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

int cache_file_run(const struct cache_file *file, const char *sql)
{
	return sqlite3_exec(file->db, sql, NULL, NULL, NULL);
}

/* The number that a statement gives; *code stays as it is unless it is SQLITE_OK. */
static int64_t ask(const struct cache_file *file, const char *sql, int *code)
{
	sqlite3_stmt *statement = NULL;
	int64_t number = -1;

	if (*code != SQLITE_OK)
		return number;
	*code = sqlite3_prepare_v2(file->db, sql, -1, &statement, NULL);
	if (*code == SQLITE_OK)
		*code = sqlite3_step(statement);
	if (*code == SQLITE_ROW) {
		number = sqlite3_column_int64(statement, 0);
		*code = SQLITE_OK;
	}
	sqlite3_finalize(statement);
	return number;
}

struct state {
	int64_t application_id;
	int64_t version;
	int64_t n_tables;
};

/* In one piece: another process may be about to make it. */
static int read_state(const struct cache_file *file, struct state *state)
{
	int code = cache_file_run(file, "BEGIN");

	state->application_id = ask(file, "PRAGMA application_id", &code);
	state->version = ask(file, "PRAGMA user_version", &code);
	state->n_tables = ask(file, "SELECT count(*) FROM sqlite_master", &code);
	/* What ends it must not hide what went wrong. */
	return code == SQLITE_OK ? cache_file_run(file, "COMMIT") : code;
}

/* Two processes may come to this at once: who comes second finds it done. */
static int create(const struct cache_file *file)
{
	char sql[sizeof(create_sql) + 128];
	int code = cache_file_run(file, "BEGIN IMMEDIATE");

	if (code != SQLITE_OK)
		return code;
	if (ask(file, "PRAGMA application_id", &code) == 0) {
		snprintf(sql, sizeof(sql),
			 "%s; PRAGMA application_id = %d; PRAGMA user_version = %d",
			 create_sql, APPLICATION_ID, VERSION);
		code = cache_file_run(file, sql);
	}
	if (code == SQLITE_OK)
		return cache_file_run(file, "COMMIT");
	cache_file_run(file, "ROLLBACK");
	return code;
}

static bool is_intact(const struct cache_file *file)
{
	sqlite3_stmt *statement = NULL;
	bool intact = false;

	if (sqlite3_prepare_v2(file->db, "PRAGMA quick_check(1)", -1, &statement, NULL) ==
		    SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW) {
		const unsigned char *text = sqlite3_column_text(statement, 0);

		intact = text && strcmp((const char *)text, "ok") == 0;
	}
	sqlite3_finalize(statement);
	return intact;
}

static int judge(const struct cache_file *file, const struct state *state,
		 struct error *err)
{
	if (state->application_id != APPLICATION_ID)
		return cache_file_refuse(file, "a database, but no cache of verdicts",
					 err);
	if (state->version != VERSION)
		return cache_file_refuse(file, "a cache of verdicts of another version",
					 err);
	if (!is_intact(file))
		return cache_file_refuse(file, "the cache of verdicts is damaged", err);
	return 0;
}

/* 0: it is ours, made now if it was empty; 1: it can't be used now, *why says so. */
static int check(const struct cache_file *file, const char **why, struct error *err)
{
	struct state state;
	int code = read_state(file, &state);

	if (code == SQLITE_OK && state.application_id == 0 && state.n_tables == 0) {
		code = create(file);
		if (code == SQLITE_OK)
			code = read_state(file, &state);
	}
	if (cache_file_is_damaged(code))
		return cache_file_refuse(file,
					 (code & 0xff) == SQLITE_NOTADB
						 ? "no cache of verdicts"
						 : "the cache of verdicts is damaged",
					 err);
	if (code != SQLITE_OK) {
		*why = sqlite3_errstr(code);
		return 1;
	}
	return judge(file, &state, err);
}

static int open_db(struct cache_file *file, const char **why, struct error *err)
{
	int code = sqlite3_open_v2(
		file->path, &file->db,
		file->only_read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, NULL);

	if (!file->db)
		abort(); /* only for want of memory */
	if (code != SQLITE_OK) {
		*why = sqlite3_errstr(code);
		return 1;
	}
	sqlite3_busy_timeout(file->db, BUSY_MS);
	/* Whatever somebody put into the file, it can do nothing but be read. */
	sqlite3_db_config(file->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(file->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(file->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(file->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	return check(file, why, err);
}

/* SQLite would make it readable by whom the umask lets; its journals are as the file is.
 */
static bool can_write(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

int cache_file_open(const char *path, struct cache_file *file, struct error *err)
{
	const char *why = NULL;
	struct stat about;
	int r = 1;

	*file = (struct cache_file){ .path = path };
	if (stat(path, &about) == 0 && !S_ISREG(about.st_mode))
		return cache_file_refuse(file, "no file", err);
	if (!can_write(path)) {
		why = strerror(errno);
		file->only_read = access(path, R_OK) == 0;
	}
	if (!why || file->only_read)
		r = open_db(file, &why, err);
	if (r >= 0 && why)
		log_warn("%s: %s: what services answer is not kept", path, why);
	if (r != 0)
		cache_file_close(file);
	return r < 0 ? -1 : 0;
}

void cache_file_close(struct cache_file *file)
{
	sqlite3_close(file->db);
	file->db = NULL;
}
