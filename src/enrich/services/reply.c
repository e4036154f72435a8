/*
 * reply - see reply.h.
 */
#include "enrich/services/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

int reply_read(const char *body, size_t len, const char *const *paths, size_t n_paths,
	       const char *record_path, json_record_fn *on_record, json_record_fn *on_end,
	       void *context, struct error *err)
{
	struct json_reader *reader =
		json_reader_new(paths, n_paths, record_path, on_record, context);
	int r = json_feed(reader, body, len, err);

	if (r == 0 && !json_is_complete(reader))
		r = error_set(err, ERROR_INPUT, "it ends in the middle");
	if (r == 0 && on_end)
		r = on_end(context, reader);
	json_reader_free(reader);
	return r;
}

int64_t reply_number(struct value value)
{
	enum { MOST_DIGITS = 15 };
	int64_t number = 0;
	size_t i = 0;

	if (!value.text)
		return -1;
	for (; i < value.len && value.text[i] >= '0' && value.text[i] <= '9'; i++) {
		if (i == MOST_DIGITS)
			return -1;
		number = number * 10 + (value.text[i] - '0');
	}
	if (i == 0 || (i < value.len && value.text[i] != '.'))
		return -1;
	return number;
}

const char *reply_text(struct value value, size_t most, struct arena *arena)
{
	const char *at = value.text, *end = at ? at + value.len : NULL, *result;
	char *text = NULL;
	size_t len = 0;
	FILE *out;

	if (!at)
		return "";
	out = open_memstream(&text, &len);
	if (!out)
		abort(); /* only for want of memory */
	while (at < end && *at == ' ')
		at++;
	for (size_t i = 0; at < end && i < most; i++)
		text_put(text_next_shown(&at, end), out);
	if (at < end)
		fputs("...", out);
	fclose(out);
	result = arena_text(arena, text, len);
	free(text);
	return result;
}

int reply_refuse(const char *missing, struct error *err)
{
	return error_set(err, ERROR_INPUT, "it has no %s", missing);
}
