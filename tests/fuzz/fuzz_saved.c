/*
 * fuzz_saved - any bytes, read as a saved result, and what can be read joined and
 * compared, as --merge does.
 */
#include "analyze/join.h"
#include "analyze/listing.h"
#include "feed.h"
#include "source/saved.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { .blocks = NULL };
	struct error err = { .kind = ERROR_NONE };
	struct inside inside = { .n = 0 };
	struct result part, whole = { .source = NULL };
	char path[FEED_PATH];
	const char *name = feed_file(data, size, path);

	feed_config(); /* keeps warnings quiet */
	if (saved_load(name, &arena, &part, &err) != 0)
		EXPECT(err.kind != ERROR_NONE && strstr(err.text, path));
	else if (saved_join(&part, &name, 1, true, &arena, &whole, &err) == 0 &&
		 inside_parse(whole.internal_networks, &arena, &inside, &err) == 0)
		listing_compare(&whole.list, whole.focus_outbound ? &inside : NULL);
	unlink(path);
	result_free(&whole);
	result_free(&part);
	arena_free(&arena);
	return 0;
}
