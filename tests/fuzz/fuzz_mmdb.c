/*
 * fuzz_mmdb - any bytes, opened as a database in MaxMind's format, and addresses looked
 * up in it; and as a value that the guard is to judge. libmaxminddb maps a file, hence
 * one for each.
 */
#include "enrich/mmdb_guard.h"
#include "enrich/owner.h"
#include "feed.h"

/* When it opens a database whose languages are no texts it forgets what it took. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libmaxminddb";
}

static void check_text(const char *text)
{
	EXPECT(!text || (*text && strlen(text) <= 200));
}

static void find(void *state, const char *text, struct arena *arena)
{
	struct owner owner = { .asn = 0 };
	struct address address;

	EXPECT(address_parse(text, strlen(text), &address));
	owner_mmdb.find(state, &address, &owner, arena);
	check_text(owner.name);
	check_text(owner.region);
	check_text(owner.city);
	EXPECT(!owner.country || strlen(owner.country) == 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const addresses[] = { "160.153.76.129", "9.9.9.9",
						 "0.0.0.0",	   "255.255.255.255",
						 "2606:4700::1",   "::1",
						 "ffff::" };
	struct arena arena = { .blocks = NULL };
	struct error err = { .kind = ERROR_NONE };
	char path[FEED_PATH];
	void *state;

	mmdb_guard_value(data, size, size ? data[0] : 0);
	if (owner_mmdb.open(feed_file(data, size, path), &state, &err) == 0) {
		for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++)
			find(state, addresses[i], &arena);
		owner_mmdb.close(state);
	} else {
		EXPECT(err.kind != ERROR_NONE && *err.text);
	}
	unlink(path);
	arena_free(&arena);
	return 0;
}
