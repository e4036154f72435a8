/*
 * fuzz_ini - any bytes, read as an ini file.
 */
#include "core/ini.h"
#include "feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config config = { .help = false };
	struct arena arena = { .blocks = NULL };
	struct settings settings = { .groups = config_settings,
				     .n_groups = n_config_settings,
				     .section = "beacon",
				     .target = &config,
				     .arena = &arena };
	struct error err = { .kind = ERROR_NONE };
	char path[FEED_PATH];

	feed_config(); /* keeps warnings quiet */
	settings_init(&settings);
	if (ini_read(&settings, feed_file(data, size, path), &err) == 0)
		config_settle(&config, &settings, &err);
	else
		EXPECT(err.kind != ERROR_NONE && strstr(err.text, path));
	unlink(path);
	settings_free(&settings);
	arena_free(&arena);
	return 0;
}
