/*
 * fuzz_ssh - any bytes, read as what ssh says on its standard error, and as the host that
 * a user wants it to go to, its configuration in the line behind that.
 */
#include "feed.h"

#include "core/last_words.h"
#include "core/ssh.h"

struct heard {
	uint64_t sum;
	size_t n;
};

/* A line is one: log and error put it into theirs. */
static void hear(void *context, const char *line)
{
	struct heard *heard = context;

	EXPECT(*line && strlen(line) < LAST_WORDS_LINE && !strchr(line, '\n'));
	heard->n++;
	for (; *line; line++)
		heard->sum = heard->sum * 33 + (unsigned char)*line;
}

/* Pieces are gone when the next one comes. */
static void listen_in_pieces(const uint8_t *data, size_t size, size_t step,
			     struct heard *heard, char text[LAST_WORDS_TEXT])
{
	struct last_words words = { .say = hear, .context = heard };

	for (size_t at = 0; at < size; at += step) {
		size_t len = size - at < step ? size - at : step;
		char *piece = malloc(len);

		EXPECT(piece);
		memcpy(piece, data + at, len);
		last_words_take(&words, piece, len);
		free(piece);
	}
	last_words_end(&words);
	last_words_text(&words, text);
	EXPECT(strlen(text) < LAST_WORDS_TEXT && !strchr(text, '\n'));
	EXPECT((*text != '\0') == (heard->n > 0));
	last_words_forget(&words);
	EXPECT(!*last_words_text(&words, (char[LAST_WORDS_TEXT]){ "" }));
}

/* However often it is started anew: ssh of an old version only once. */
static void understand(const char *text)
{
	struct ssh_call call = { .local_port = 40000, .may_ask = *text % 2 };
	const char *remedy = ssh_remedy(&call, text);

	EXPECT(remedy && *remedy);
	if (ssh_is_worth_another_try(&call, text) && call.is_old)
		EXPECT(!ssh_is_worth_another_try(&call, text) || strstr(text, "40000"));
}

/* Nothing of what was given can be taken for an option. */
static void call_host(char *by)
{
	struct ssh_call call = { .to_host = "localhost",
				 .to_port = 9200,
				 .local_port = 40000 };
	const char *argv[SSH_MOST_ARGUMENTS];
	struct arena arena = { .blocks = NULL };
	struct error err = { .kind = ERROR_NONE };
	size_t n = 0;

	call.config_file = strchr(by, '\n');
	if (call.config_file) {
		*strchr(by, '\n') = '\0';
		call.config_file++;
	}
	if (ssh_read_host(&call, by, &arena, &err) != 0) {
		EXPECT(err.kind == ERROR_USAGE);
		arena_free(&arena);
		return;
	}
	ssh_arguments(&call, argv, &arena);
	while (argv[n])
		EXPECT(++n < SSH_MOST_ARGUMENTS);
	EXPECT(n > 3 && strcmp(argv[n - 2], "--") == 0);
	EXPECT(*argv[n - 1] && *argv[n - 1] != '-');
	EXPECT(!strstr(argv[n - 1], "@-") || strncmp(argv[n - 1], "ssh://", 6) == 0 ||
	       strrchr(argv[n - 1], '@')[1] != '-');
	EXPECT(!call.port || (*call.port && !call.port[strspn(call.port, "0123456789")]));
	EXPECT(*ssh_command(argv, &arena));
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct heard at_once = { .n = 0 }, slowly = { .n = 0 };
	char text[LAST_WORDS_TEXT], again[LAST_WORDS_TEXT], *host = malloc(size + 1);

	EXPECT(host);
	listen_in_pieces(data, size, size + 1, &at_once, text);
	listen_in_pieces(data, size, size ? 1 + data[0] % 5 : 1, &slowly, again);
	EXPECT(at_once.n == slowly.n && at_once.sum == slowly.sum);
	EXPECT(strcmp(text, again) == 0);
	understand(text);
	if (size > 0)
		memcpy(host, data, size);
	host[size] = '\0';
	call_host(host);
	free(host);
	return 0;
}
