/*
 * fuzz_allow_history - any text is a history of rules or a mistake; and what is written of
 * one can be read again, and is written the same then.
 */
#include "feed.h"

#include "filter/allow_history.h"

static const char title[] =
	"# flare_beacon: when each rule of an allowlist last hid a row\n";

static const int64_t NOW_US = INT64_C(1763596800) * SECOND_US;

static struct allow_history *open_history(const char *path)
{
	struct allow_history *history = NULL;
	struct error err;

	if (allow_history_open(path, NOW_US, 90 * 24 * HOUR_US, &history, &err) == 0)
		return history;
	allow_history_free(history);
	return NULL;
}

static long length_of(const char *path)
{
	FILE *in = fopen(path, "r");
	long length;

	EXPECT(in && fseek(in, 0, SEEK_END) == 0);
	length = ftell(in);
	fclose(in);
	return length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = sizeof(title) - 1;
	uint8_t *text = malloc(len + size);
	struct allow_history *history;
	char path[FEED_PATH];
	struct error err;

	feed_config();
	memcpy(text, title, len);
	memcpy(text + len, data, size);
	history = open_history(feed_file(text, len + size, path));
	if (history) {
		long length;

		EXPECT(allow_history_save(history, &err) == 0);
		allow_history_free(history);
		length = length_of(path);
		history = open_history(path);
		EXPECT(history && allow_history_save(history, &err) == 0);
		EXPECT(length_of(path) == length);
		allow_history_free(history);
	}
	unlink(path);
	free(text);
	return 0;
}
