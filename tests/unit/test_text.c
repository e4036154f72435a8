/*
 * test_text - hostile text is read character by character, never beyond its
 * end, and what could harm a terminal is known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/text.h"

/* Reads from a copy of exact size, so that the sanitizer sees each byte too many. */
static size_t read_all(const char *text, size_t len, uint32_t *characters)
{
	char *copy = malloc(len ? len : 1);
	const char *at = copy;
	size_t n = 0;

	assert_non_null(copy);
	memcpy(copy, text, len);
	while (at < copy + len)
		characters[n++] = text_next(&at, copy + len);
	assert_ptr_equal(at, copy + len);
	free(copy);
	return n;
}

static void expect(const char *text, size_t n, const uint32_t *expected)
{
	uint32_t characters[64];

	assert_int_equal(read_all(text, strlen(text), characters), n);
	assert_memory_equal(characters, expected, n * sizeof(*expected));
}

#define EXPECT(text, ...) \
	expect(text, sizeof((uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t), \
	       (uint32_t[]){ __VA_ARGS__ })

static void characters_of_each_length_are_read(void **state)
{
	(void)state;
	EXPECT("a~", 'a', '~');
	EXPECT("\xc2\x80\xdf\xbf", 0x80, 0x7ff);
	EXPECT("\xe0\xa0\x80\xef\xbf\xbf", 0x800, 0xffff);
	EXPECT("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", 0x10000, 0x10ffff);
}

static void overlong_forms_are_replaced(void **state)
{
	(void)state;
	EXPECT("\xc0\xaf", 0xfffd, 0xfffd);
	EXPECT("\xe0\x9f\xbf", 0xfffd, 0xfffd, 0xfffd);
	EXPECT("\xf0\x8f\xbf\xbf", 0xfffd, 0xfffd, 0xfffd, 0xfffd);
}

static void surrogates_and_what_lies_beyond_unicode_are_replaced(void **state)
{
	(void)state;
	EXPECT("\xed\xa0\x80", 0xfffd, 0xfffd, 0xfffd);
	EXPECT("\xf4\x90\x80\x80", 0xfffd, 0xfffd, 0xfffd, 0xfffd);
	EXPECT("\xf5\xff", 0xfffd, 0xfffd);
}

static void bytes_behind_a_cut_character_are_not_swallowed(void **state)
{
	(void)state;
	EXPECT("\xe2\x82<", 0xfffd, 0xfffd, '<');
	EXPECT("\xc3\"", 0xfffd, '"');
	EXPECT("\x80"
	       "a",
	       0xfffd, 'a');
}

static void a_character_cut_by_the_end_is_replaced(void **state)
{
	uint32_t characters[4];

	(void)state;
	assert_int_equal(read_all("\xf0\x9f\x92", 3, characters), 3);
	assert_int_equal(characters[0], 0xfffd);
	assert_int_equal(read_all("", 0, characters), 0);
}

static void every_character_written_is_read_back(void **state)
{
	(void)state;
	for (uint32_t c = 1; c <= 0x10ffff; c += c < 0x11000 ? 1 : 97) {
		char text[8] = "";
		const char *at = text;
		FILE *out;

		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		out = fmemopen(text, sizeof(text), "w");
		assert_non_null(out);
		text_put(c, out);
		fclose(out);
		assert_int_equal(text_next(&at, text + strlen(text)), c);
		assert_int_equal(*at, '\0');
	}
}

static void controls_directions_and_the_invisible_are_dangerous(void **state)
{
	static const uint32_t dangerous[] = { 0,      0x1b,   0x7f,   0x9b,   0x200b,
					      0x200e, 0x202e, 0x2028, 0x2066, 0x2069,
					      0x2060, 0xfeff, 0x61c,  0xe0041 };

	(void)state;
	for (size_t i = 0; i < sizeof(dangerous) / sizeof(dangerous[0]); i++)
		assert_true(text_is_dangerous(dangerous[i]));
}

static void letters_of_any_script_are_harmless(void **state)
{
	static const uint32_t harmless[] = { ' ',    '~',    0xa0,   0xe9,
					     0x5d0,  0x627,  0x2010, 0x20ac,
					     0x4e2d, 0xfffd, 0x1f600 };

	(void)state;
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		assert_false(text_is_dangerous(harmless[i]));
}

static void line_ends_are_shown_as_a_space(void **state)
{
	const char *text = "\t\r\n\x1b";
	const char *end = text + 4;

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(text_next_shown(&text, end), ' ');
	assert_int_equal(text_next_shown(&text, end), TEXT_REPLACEMENT);
}

static void widths_are_those_of_a_terminal(void **state)
{
	(void)state;
	assert_int_equal(text_width('a'), 1);
	assert_int_equal(text_width(0xe9), 1);
	assert_int_equal(text_width(0x301), 0);
	assert_int_equal(text_width(0x4e2d), 2);
	assert_int_equal(text_width(0x1f600), 2);
	assert_int_equal(text_width(TEXT_REPLACEMENT), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_of_each_length_are_read),
		cmocka_unit_test(overlong_forms_are_replaced),
		cmocka_unit_test(surrogates_and_what_lies_beyond_unicode_are_replaced),
		cmocka_unit_test(bytes_behind_a_cut_character_are_not_swallowed),
		cmocka_unit_test(a_character_cut_by_the_end_is_replaced),
		cmocka_unit_test(every_character_written_is_read_back),
		cmocka_unit_test(controls_directions_and_the_invisible_are_dangerous),
		cmocka_unit_test(letters_of_any_script_are_harmless),
		cmocka_unit_test(line_ends_are_shown_as_a_space),
		cmocka_unit_test(widths_are_those_of_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
