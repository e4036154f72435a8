/*
 * allow_words - the words of a line of an allowlist, and the reason behind them.
 */
#ifndef FILTER_ALLOW_WORDS_H
#define FILTER_ALLOW_WORDS_H

#include "core/error.h"
#include "core/memory.h"

struct allow_words {
	const char *at; /* what is left of the line */
	const char *end;
	struct arena *arena; /* of the words, which are copies */
};

/* Without the quotes that a word with blanks stands in. NULL at the end, or where a
 * reason begins, or if a quote is not closed: then the error is set. */
const char *allow_words_next(struct allow_words *words, struct error *err);

/* When there are no more: the line as it was written, and the reason that follows its #,
 * which is left as it is if there is none. */
void allow_words_texts(const struct allow_words *words, const char *line,
		       const char **text, const char **reason);

#endif
