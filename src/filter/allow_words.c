/*
 * allow_words - see allow_words.h.
 */
#include "filter/allow_words.h"

#include <stdbool.h>
#include <string.h>

static bool is_blank(char character)
{
	return character == ' ' || character == '\t' || character == '\r' ||
	       character == '\n';
}

static void skip_blanks(struct allow_words *words)
{
	while (words->at < words->end && is_blank(*words->at))
		words->at++;
}

const char *allow_words_next(struct allow_words *words, struct error *err)
{
	const char *start;

	skip_blanks(words);
	start = words->at;
	if (start == words->end || *start == '#')
		return NULL;
	if (*start == '"') {
		const char *quote =
			memchr(start + 1, '"', (size_t)(words->end - start - 1));

		if (!quote) {
			error_set(err, ERROR_USAGE, "a quote is not closed");
			return NULL;
		}
		words->at = quote + 1;
		return arena_text(words->arena, start + 1, (size_t)(quote - start - 1));
	}
	while (words->at < words->end && !is_blank(*words->at) && *words->at != '#')
		words->at++;
	return arena_text(words->arena, start, (size_t)(words->at - start));
}

void allow_words_texts(const struct allow_words *words, const char *line,
		       const char **text, const char **reason)
{
	const char *start = line, *end = words->at;

	while (start < end && is_blank(*start))
		start++;
	while (end > start && is_blank(end[-1]))
		end--;
	*text = arena_text(words->arena, start, (size_t)(end - start));
	if (words->at == words->end)
		return;
	start = words->at;
	while (start < words->end && (*start == '#' || is_blank(*start)))
		start++;
	for (end = words->end; end > start && is_blank(end[-1]);)
		end--;
	if (end > start)
		*reason = arena_text(words->arena, start, (size_t)(end - start));
}
