/*
 * listing_text - see listing_text.h.
 */
#include "programs/listing_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/stream.h"
#include "core/text.h"

enum { MOST_BYTES = 64 << 20, BLOCK = 65536 };

static int read_all(struct stream *stream, char **text, size_t *len, struct error *err)
{
	size_t capacity = BLOCK, n = 0, got;
	char *all = memory_alloc(capacity);

	do {
		if (capacity - n < BLOCK) {
			capacity *= 2;
			all = memory_resize(all, capacity, 1);
		}
		if (stream_read(stream, all + n, BLOCK, &got, err) != 0) {
			free(all);
			return -1;
		}
		n += got;
		if (n > MOST_BYTES) {
			free(all);
			return error_set(err, ERROR_INPUT,
					 "%s: larger than 64 MiB, so no list of sockets",
					 stream_name(stream));
		}
	} while (got > 0);
	*text = all;
	*len = n;
	return 0;
}

static size_t put_utf8(uint32_t character, char *out)
{
	if (character < 0x80) {
		out[0] = (char)character;
		return 1;
	}
	if (character < 0x800) {
		out[0] = (char)(0xc0 | character >> 6);
		out[1] = (char)(0x80 | (character & 0x3f));
		return 2;
	}
	if (character < 0x10000) {
		out[0] = (char)(0xe0 | character >> 12);
		out[1] = (char)(0x80 | (character >> 6 & 0x3f));
		out[2] = (char)(0x80 | (character & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | character >> 18);
	out[1] = (char)(0x80 | (character >> 12 & 0x3f));
	out[2] = (char)(0x80 | (character >> 6 & 0x3f));
	out[3] = (char)(0x80 | (character & 0x3f));
	return 4;
}

static uint32_t unit(const char *at, bool is_big)
{
	uint32_t first = (unsigned char)at[0], second = (unsigned char)at[1];

	return is_big ? first << 8 | second : second << 8 | first;
}

/* A unit of two bytes becomes at most three, a pair of them four. A half of a pair by
 * itself is shown as what can't be read. */
static void from_utf16(char **text, size_t *len, bool is_big)
{
	const char *at = *text + 2, *end = *text + *len;
	char *out = memory_alloc(*len / 2 * 3 + 1);
	size_t n = 0;

	while (end - at >= 2) {
		uint32_t character = unit(at, is_big);

		at += 2;
		if (character >= 0xd800 && character < 0xe000) {
			uint32_t low = end - at >= 2 ? unit(at, is_big) : 0;

			if (character < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
				character = 0x10000 + ((character - 0xd800) << 10) +
					    (low - 0xdc00);
				at += 2;
			} else {
				character = TEXT_REPLACEMENT;
			}
		}
		n += put_utf8(character, out + n);
	}
	free(*text);
	*text = out;
	*len = n;
}

int listing_text_read(const char *path, char **text, size_t *len, struct error *err)
{
	struct stream *stream = NULL;
	int result;

	if (stream_open(&stream, path, err) != 0)
		return -1;
	result = read_all(stream, text, len, err);
	stream_close(stream);
	if (result != 0)
		return -1;
	if (*len >= 2 && memcmp(*text, "\xff\xfe", 2) == 0) {
		from_utf16(text, len, false);
	} else if (*len >= 2 && memcmp(*text, "\xfe\xff", 2) == 0) {
		from_utf16(text, len, true);
	} else {
		size_t mark = text_mark_length(*text, *len);

		*len -= mark;
		memmove(*text, *text + mark, *len);
	}
	return 0;
}
