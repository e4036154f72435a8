/*
 * lines - see lines.h.
 */
#include "core/lines.h"

#include <stdlib.h>
#include <string.h>

#include "core/lanes.h"
#include "core/memory.h"

/* SPARE: a missing '\n', and what may be read behind it. */
enum { FIRST_CAPACITY = 262144, SPARE = 1 + LANES };

void lines_init(struct lines *lines, struct stream *stream)
{
	*lines = (struct lines){ .stream = stream, .left = -1 };
	lines->capacity = FIRST_CAPACITY;
	lines->buffer = memory_zero(lines->capacity + SPARE, 1);
}

void lines_free(struct lines *lines)
{
	free(lines->buffer);
	lines->buffer = NULL;
}

/* Moves what is left to the front and reads more behind it. */
static int fill(struct lines *lines, struct error *err)
{
	size_t got;

	if (lines->at > 0) {
		lines->len -= lines->at;
		memmove(lines->buffer, lines->buffer + lines->at, lines->len);
		lines->at = 0;
	}
	if (lines->len == lines->capacity) {
		lines->capacity *= 2;
		lines->buffer = memory_resize(lines->buffer, lines->capacity + SPARE, 1);
	}
	if (stream_read(lines->stream, lines->buffer + lines->len,
			lines->capacity - lines->len, &got, err) != 0)
		return -1;
	lines->len += got;
	lines->ended = got == 0;
	return 0;
}

/* Takes n bytes; never past 0, since below 0 means "no limit". */
static void consume(struct lines *lines, size_t n)
{
	lines->at += n;
	if (lines->left >= 0)
		lines->left = lines->left > (int64_t)n ? lines->left - (int64_t)n : 0;
}

/* Drops the rest of a line, up to and with its '\n'. */
static int skip_rest(struct lines *lines, struct error *err)
{
	for (;;) {
		char *start = lines->buffer + lines->at;
		size_t have = lines->len - lines->at;
		char *end = have ? memchr(start, '\n', have) : NULL;

		consume(lines, end ? (size_t)(end - start) + 1 : have);
		if (end || lines->ended)
			return 0;
		if (fill(lines, err) != 0)
			return -1;
	}
}

static void give(struct lines *lines, struct line *line, size_t len)
{
	*line = (struct line){ .text = lines->buffer + lines->at, .len = len };
	consume(lines, len);
	lines->number++;
}

int lines_next(struct lines *lines, struct line *line, struct error *err)
{
	size_t searched = 0;

	if (lines->left == 0)
		return 0;
	for (;;) {
		char *start = lines->buffer + lines->at;
		size_t have = lines->len - lines->at;
		char *end = memchr(start + searched, '\n', have - searched);

		if (end) {
			give(lines, line, (size_t)(end - start) + 1);
			return 1;
		}
		if (have > LONGEST_LINE) {
			give(lines, line, 0);
			*line = (struct line){ .text = "", .too_long = true };
			return skip_rest(lines, err) == 0 ? 1 : -1;
		}
		if (lines->ended && have == 0)
			return 0;
		if (lines->ended) { /* the last line, without its '\n' */
			lines->buffer[lines->len++] = '\n';
			give(lines, line, have + 1);
			line->is_cut = true;
			return 1;
		}
		searched = have;
		if (fill(lines, err) != 0)
			return -1;
	}
}

int lines_init_piece(struct lines *lines, struct stream *stream, int64_t offset,
		     int64_t length, struct error *err)
{
	lines_init(lines, stream);
	if (length < 0)
		return 0;
	if (offset == 0) {
		lines->left = length;
		return stream_seek(stream, 0, err);
	}
	/* A line begins behind a '\n': find the first one from the byte before. */
	if (stream_seek(stream, offset - 1, err) != 0)
		return -1;
	lines->left = length + 1;
	return skip_rest(lines, err);
}

size_t line_length(const struct line *line)
{
	size_t len = line->len;

	while (len && (line->text[len - 1] == '\n' || line->text[len - 1] == '\r'))
		len--;
	return len;
}
