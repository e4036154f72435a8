/*
 * fuzz_intel - any bytes, read as a list of what is reported; then it is asked.
 */
#include "feed.h"
#include "source/intel/intel.h"

static void ask(const struct intel *intel, struct arena *arena)
{
	static const char *const names[] = { "bad.example", "www.bad.example", "a.b" };
	struct intel_hits hits = { .n = 0 };
	struct address address;
	const char *text;
	int64_t n;

	EXPECT(address_parse("8.8.8.8", 7, &address));
	intel_find(intel, &address, 443, NULL, &hits);
	EXPECT(hits.n == 0 || intel_reports(intel, &address, 443));
	EXPECT(address_parse("10.0.0.1", 8, &address));
	EXPECT(!intel_reports(intel, &address, INTEL_ANY_PORT));
	EXPECT(address_parse("2a00::1", 7, &address));
	intel_find(intel, &address, 443, "source", &hits);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		intel_find_name(intel, names[i], names[i], &hits);
	text = intel_text(intel, &hits, &n, arena);
	EXPECT((text != NULL) == (hits.n > 0) && (n > 0) == (hits.n > 0));
	EXPECT(!text || (strlen(text) < 2048 && !strchr(text, '\n')));
	intel_hits_free(&hits);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct intel *intel = intel_new();
	struct arena arena = { .blocks = NULL };
	struct error err = { .kind = ERROR_NONE };
	struct stream *stream = NULL;
	char path[FEED_PATH];

	feed_config(); /* keeps warnings quiet */
	if (stream_open(&stream, feed_file(data, size, path), &err) == 0 &&
	    intel_read(stream, "list", intel, &arena, &err) != 0)
		EXPECT(err.kind != ERROR_NONE);
	ask(intel, &arena);
	stream_close(stream);
	unlink(path);
	arena_free(&arena);
	intel_free(intel);
	return 0;
}
