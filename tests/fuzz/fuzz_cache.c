/*
 * fuzz_cache - any bytes, opened as the file in which verdicts are kept, or kept in one
 * as a row by somebody else; and what is found there is what a service could have said.
 */
#include "feed.h"

#include <sqlite3.h>

#include "enrich/services/cache.h"

static void expect_clean(const char *text)
{
	EXPECT(!text || strlen(text) <= 3 * 4096);
	for (; text && *text; text++)
		EXPECT((unsigned char)*text >= ' ' && *text != 127);
}

static void find(struct cache *cache, const char *name)
{
	struct subject subject = { .name = name };
	struct arena arena = { .blocks = NULL };
	struct verdict verdict = { .service = "otx" };
	struct error err = { .kind = ERROR_NONE };
	bool found = false;

	EXPECT(name || address_parse("45.1.2.3", 8, &subject.address));
	if (cache_find(cache, "otx", &subject, 1, &arena, &verdict, &found, &err) != 0)
		EXPECT(err.kind == ERROR_INPUT);
	else if (found) {
		EXPECT(verdict.kind > VERDICT_UNKNOWN && verdict.kind < N_VERDICT_KINDS);
		EXPECT(verdict.count >= 0 && verdict.asked_us >= 1);
		EXPECT(verdict.kind != VERDICT_BAD || verdict.text);
		expect_clean(verdict.text);
		expect_clean(verdict.reference);
	}
	arena_free(&arena);
}

static void keep(struct cache *cache)
{
	const struct subject subject = { .name = "kept.example" };
	const struct verdict verdict = { .kind = VERDICT_NOTHING,
					 .service = "otx",
					 .reference = "https://example.com/",
					 .asked_us = INT64_C(1763596800000000) };

	cache_put(cache, &subject, &verdict);
	cache_flush(cache);
}

static void use(const char *path)
{
	struct cache *cache = NULL;
	struct error err = { .kind = ERROR_NONE };

	if (cache_open(path, false, &cache, &err) != 0)
		EXPECT(err.kind == ERROR_INPUT && strstr(err.text, path));
	else if (cache) {
		find(cache, NULL);
		find(cache, "bad.example");
		keep(cache);
		cache_close(cache);
	}
}

/* A number, a text or neither, as the byte before it says. */
static void bind(sqlite3_stmt *row, int column, const uint8_t **data, const uint8_t *end)
{
	size_t len = 0;
	uint8_t kind;
	int64_t number = 0;

	if (*data == end)
		return; /* NULL */
	kind = *(*data)++;
	while (len < (size_t)(end - *data) && (*data)[len] != '\n')
		len++;
	for (size_t i = 0; i < len && i < 8; i++)
		number = (int64_t)((uint64_t)number << 8 | (*data)[i]);
	if (kind == 'n')
		sqlite3_bind_int64(row, column, number);
	else if (kind == 'b')
		sqlite3_bind_blob(row, column, *data, (int)len, SQLITE_TRANSIENT);
	else
		sqlite3_bind_text(row, column, (const char *)*data, (int)len,
				  SQLITE_TRANSIENT);
	*data += len + (*data + len < end);
}

static void put_row(const char *path, const uint8_t *data, size_t size)
{
	const uint8_t *end = data + size;
	sqlite3_stmt *row = NULL;
	sqlite3 *db = NULL;

	EXPECT(sqlite3_open(path, &db) == SQLITE_OK);
	EXPECT(sqlite3_prepare_v2(
		       db,
		       "INSERT INTO verdicts (service, subject, kind, count, text, "
		       "reference, asked_us) VALUES ('otx', 'bad.example', ?1, ?2, "
		       "?3, ?4, ?5)",
		       -1, &row, NULL) == SQLITE_OK);
	for (int column = 1; column <= 5; column++)
		bind(row, column, &data, end);
	sqlite3_step(row); /* a NULL that may not be is refused */
	sqlite3_finalize(row);
	sqlite3_close(db);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[FEED_PATH], journal[FEED_PATH + 16];

	feed_config(); /* keeps warnings quiet */
	if (size > 0 && *data == 'r') {
		feed_file(data, 0, path);
		use(path); /* makes it */
		put_row(path, data + 1, size - 1);
	} else {
		feed_file(data, size, path);
	}
	use(path);
	unlink(path);
	snprintf(journal, sizeof(journal), "%s-journal", path);
	unlink(journal);
	return 0;
}
