/*
 * fuzz_libloc - any bytes, opened as a database of libloc, and addresses looked up in it.
 * Between its header and its first part, libloc has room for signatures: it is left out
 * of the input, and filled in here.
 */
#include "enrich/owner.h"
#include "feed.h"

enum { HEADER = 72, PARTS_AT = 8192 };

/* It forgets a network whose row is not to be read. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libloc";
}

static void find(void *state, const char *text, struct arena *arena)
{
	struct owner owner = { .asn = 0 };
	struct address address;

	EXPECT(address_parse(text, strlen(text), &address));
	owner_libloc.find(state, &address, &owner, arena);
	EXPECT(!owner.name || *owner.name);
	EXPECT(!owner.country || strlen(owner.country) == 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const addresses[] = {
		"45.1.2.3", "9.9.9.9", "255.255.255.255", "2606:4700::1", "::1", "ffff::"
	};
	struct arena arena = { .blocks = NULL };
	struct error err = { .kind = ERROR_NONE };
	size_t head = size < HEADER ? size : HEADER;
	uint8_t *file = calloc(1, PARTS_AT + size);
	char path[FEED_PATH];
	void *state;

	EXPECT(file);
	memcpy(file, data, head);
	memcpy(file + PARTS_AT, data + head, size - head);
	feed_file(file, PARTS_AT + size - head, path);
	free(file);
	if (owner_libloc.open(path, &state, &err) == 0) {
		for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++)
			find(state, addresses[i], &arena);
		owner_libloc.name(state, 64500, &arena);
		owner_libloc.close(state);
	} else {
		EXPECT(err.kind != ERROR_NONE && *err.text);
	}
	unlink(path);
	arena_free(&arena);
	return 0;
}
