/*
 * last_words - what a program says on its standard error: cut into lines as it
 * comes, of which the last few are kept for the message that tells why it ended.
 */
#ifndef CORE_LAST_WORDS_H
#define CORE_LAST_WORDS_H

#include <stddef.h>

enum { LAST_WORDS_LINES = 3, LAST_WORDS_LINE = 256 };
enum { LAST_WORDS_TEXT = LAST_WORDS_LINES * (LAST_WORDS_LINE + 2) };

/* Starts zeroed, but for what is to be done with each line (NULL: nothing). */
struct last_words {
	void (*say)(void *context, const char *line);
	void *context;
	char lines[LAST_WORDS_LINES][LAST_WORDS_LINE]; /* a ring */
	size_t n_lines;				       /* ever; empty ones are none */
	char line[LAST_WORDS_LINE];		       /* that has not ended yet */
	size_t len;
};

/* Takes bytes as they come; what is too long for a line is cut. */
void last_words_take(struct last_words *words, const char *data, size_t len);

/* No more will come: a line without an end counts too. */
void last_words_end(struct last_words *words);

/* Forgets what was said so far. */
void last_words_forget(struct last_words *words);

/* The lines kept, oldest first, with " / " between them; "" if there are none. */
const char *last_words_text(const struct last_words *words, char text[LAST_WORDS_TEXT]);

#endif
