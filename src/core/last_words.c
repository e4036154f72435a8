/*
 * last_words - see last_words.h.
 */
#include "core/last_words.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void end_line(struct last_words *words)
{
	char *line = words->lines[words->n_lines % LAST_WORDS_LINES];

	/* ssh ends its lines as a terminal in raw mode wants it. */
	while (words->len > 0 && words->line[words->len - 1] == '\r')
		words->len--;
	if (words->len == 0)
		return;
	words->line[words->len] = '\0';
	memcpy(line, words->line, words->len + 1);
	words->n_lines++;
	words->len = 0;
	if (words->say)
		words->say(words->context, line);
}

void last_words_take(struct last_words *words, const char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i] == '\n')
			end_line(words);
		else if (data[i] != '\0' && words->len < sizeof(words->line) - 1)
			words->line[words->len++] = data[i];
	}
}

void last_words_end(struct last_words *words)
{
	end_line(words);
}

void last_words_forget(struct last_words *words)
{
	words->n_lines = 0;
}

const char *last_words_text(const struct last_words *words, char text[LAST_WORDS_TEXT])
{
	size_t kept =
		words->n_lines < LAST_WORDS_LINES ? words->n_lines : LAST_WORDS_LINES;
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = words->n_lines - kept; i < words->n_lines; i++)
		len += (size_t)snprintf(text + len, LAST_WORDS_TEXT - len, "%s%s",
					len > 0 ? " / " : "",
					words->lines[i % LAST_WORDS_LINES]);
	return text;
}
