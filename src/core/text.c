/* 
 * text - see text.h. 
 */
#include "core/text.h"

#include <stddef.h>
#include <string.h>

struct range {
	uint32_t first;
	uint32_t last;
};

/* Each table is in ascending order. */
static const struct range dangerous[] = {
	{ 0x0000, 0x001f },   /* controls C0 */
	{ 0x007f, 0x009f },   /* delete, controls C1 */
	{ 0x00ad, 0x00ad },   /* soft hyphen */
	{ 0x034f, 0x034f },   /* grapheme joiner */
	{ 0x061c, 0x061c },   /* Arabic letter mark */
	{ 0x115f, 0x1160 },   /* Hangul fillers */
	{ 0x180b, 0x180f },   /* Mongolian selectors and separator */
	{ 0x200b, 0x200f },   /* zero width, left and right marks */
	{ 0x2028, 0x202e },   /* line and paragraph end, directions */
	{ 0x2060, 0x206f },   /* joiner, invisible operators, isolates */
	{ 0x3164, 0x3164 },   /* Hangul filler */
	{ 0xfeff, 0xfeff },   /* byte order mark */
	{ 0xffa0, 0xffa0 },   /* Hangul filler, half width */
	{ 0xfff9, 0xfffb },   /* annotations */
	{ 0xe0000, 0xe0fff }, /* tags and selectors */
};

/*
 * Of Unicode's accents and wide characters only the blocks that host names,
 * owners and user agents hold. wcwidth() knows all, but only in the locale of
 * the one who runs us; a column off by one is the lesser evil.
 */
static const struct range accents[] = {
	{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x064b, 0x065f },
	{ 0x0e34, 0x0e3a }, { 0x0e47, 0x0e4e }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },
	{ 0x20d0, 0x20f0 }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
};

static const struct range wide[] = {
	{ 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0xa4cf },
	{ 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },
	{ 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },   { 0x1f300, 0x1f64f },
	{ 0x1f680, 0x1f6ff }, { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};

static bool is_among(uint32_t character, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n && ranges[i].first <= character; i++) {
		if (character <= ranges[i].last)
			return true;
	}
	return false;
}

#define IS_AMONG(character, ranges) \
	is_among(character, ranges, sizeof(ranges) / sizeof((ranges)[0]))

/* How many bytes follow this first byte; -1 if it is none. */
static int count_following(unsigned char first)
{
	if (first < 0x80)
		return 0;
	if (first >= 0xc2 && first <= 0xdf)
		return 1;
	if (first >= 0xe0 && first <= 0xef)
		return 2;
	if (first >= 0xf0 && first <= 0xf4)
		return 3;
	return -1;
}

static bool is_well_formed(uint32_t character, int n_following)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };

	return character >= least[n_following] && character <= 0x10ffff &&
	       !(character >= 0xd800 && character <= 0xdfff);
}

uint32_t text_next(const char **at, const char *end)
{
	const unsigned char *byte = (const unsigned char *)*at;
	int n = count_following(*byte);
	uint32_t character;

	(*at)++;
	if (n <= 0)
		return n == 0 ? *byte : TEXT_REPLACEMENT;
	if (end - *at < n)
		return TEXT_REPLACEMENT;
	character = *byte & (0x3fu >> n);
	for (int i = 1; i <= n; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return TEXT_REPLACEMENT;
		character = character << 6 | (byte[i] & 0x3fu);
	}
	if (!is_well_formed(character, n))
		return TEXT_REPLACEMENT;
	*at += n;
	return character;
}

uint32_t text_next_shown(const char **at, const char *end)
{
	uint32_t character = text_next(at, end);

	if (character == '\t' || character == '\n' || character == '\r')
		return ' ';
	return text_is_dangerous(character) ? TEXT_REPLACEMENT : character;
}

bool text_is_dangerous(uint32_t character)
{
	return IS_AMONG(character, dangerous);
}

unsigned text_width(uint32_t character)
{
	if (IS_AMONG(character, accents))
		return 0;
	return IS_AMONG(character, wide) ? 2 : 1;
}

const char *text_lower(const char *text, size_t len, struct arena *arena)
{
	char *copy = arena_alloc(arena, len + 1);

	for (size_t i = 0; i < len; i++)
		copy[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + ('a' - 'A')
								  : text[i]);
	copy[len] = '\0';
	return copy;
}

void text_put(uint32_t character, FILE *out)
{
	if (character < 0x80) {
		putc((int)character, out);
		return;
	}
	if (character < 0x800) {
		putc((int)(0xc0 | character >> 6), out);
	} else if (character < 0x10000) {
		putc((int)(0xe0 | character >> 12), out);
		putc((int)(0x80 | (character >> 6 & 0x3f)), out);
	} else {
		putc((int)(0xf0 | character >> 18), out);
		putc((int)(0x80 | (character >> 12 & 0x3f)), out);
		putc((int)(0x80 | (character >> 6 & 0x3f)), out);
	}
	putc((int)(0x80 | (character & 0x3f)), out);
}

size_t text_mark_length(const char *text, size_t len)
{
	return len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

const char *text_plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

bool text_same(const char *a, const char *b)
{
	return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

bool text_ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);

	return len >= n && strcmp(text + len - n, end) == 0;
}
