/*
 * fuzz_arguments - any bytes, read as a command line, its arguments a line each.
 */
#include "feed.h"

enum { MOST_ARGUMENTS = 64 };

static int split(char *text, char *argv[MOST_ARGUMENTS + 1])
{
	int argc = 0;

	for (char *end; text && argc < MOST_ARGUMENTS; text = end) {
		end = strchr(text, '\n');
		if (end)
			*end++ = '\0';
		argv[argc++] = text;
	}
	argv[argc] = NULL;
	return argc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config config = { .help = false };
	struct arena arena = { .blocks = NULL };
	struct settings settings = { .groups = config_settings,
				     .n_groups = n_config_settings,
				     .section = "beacon",
				     .command = size % 2 ? COMMAND_BEACON : COMMAND_CHECK,
				     .target = &config,
				     .arena = &arena };
	struct error err = { .kind = ERROR_NONE };
	char *argv[MOST_ARGUMENTS + 1], *text = malloc(size + 1);
	int argc, n_operands = -1;

	EXPECT(text);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	argc = split(text, argv);
	feed_config(); /* keeps warnings quiet */
	settings_init(&settings);
	if (settings_read_arguments(&settings, argc, argv, &n_operands, &err) == 0)
		EXPECT(n_operands >= 0 && n_operands <= argc);
	else
		EXPECT(err.kind != ERROR_NONE && strlen(err.text) < sizeof(err.text));
	settings_free(&settings);
	arena_free(&arena);
	free(text);
	return 0;
}
