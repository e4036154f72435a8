/*
 * test_last_words - of what a program says the last lines are kept, whole.
 */
#include "helpers.h"

#include "core/last_words.h"

static void take(struct last_words *words, const char *text)
{
	last_words_take(words, text, strlen(text));
}

static void expect(const struct last_words *words, const char *expected)
{
	char text[LAST_WORDS_TEXT];

	assert_string_equal(last_words_text(words, text), expected);
}

static void nothing_said_is_an_empty_text(void **state)
{
	struct last_words words = { .say = NULL };

	(void)state;
	expect(&words, "");
	take(&words, "\n\r\n\n");
	expect(&words, "");
}

static void the_last_three_lines_are_kept_whatever_the_pieces(void **state)
{
	struct last_words words = { .say = NULL };

	(void)state;
	take(&words, "one\ntw");
	take(&words, "o\r\n\nthree\nfo");
	expect(&words, "one / two / three");
	take(&words, "ur\n");
	expect(&words, "two / three / four");
}

static void a_line_without_an_end_counts_at_the_end(void **state)
{
	struct last_words words = { .say = NULL };

	(void)state;
	take(&words, "gone");
	expect(&words, "");
	last_words_end(&words);
	last_words_end(&words);
	expect(&words, "gone");
	last_words_forget(&words);
	expect(&words, "");
}

static void long_lines_are_cut_and_all_of_them_fit(void **state)
{
	struct last_words words = { .say = NULL };
	char line[1000], text[LAST_WORDS_TEXT];

	(void)state;
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	for (int i = 0; i < 4; i++)
		last_words_take(&words, line, sizeof(line));
	assert_int_equal(strlen(last_words_text(&words, text)),
			 3 * (LAST_WORDS_LINE - 1) + 2 * strlen(" / "));
}

static void note(void *context, const char *line)
{
	char *said = context;

	strcat(said, line);
	strcat(said, ";");
}

static void each_line_is_passed_on_once(void **state)
{
	char said[64] = "";
	struct last_words words = { .say = note, .context = said };

	(void)state;
	take(&words, "a\nb");
	assert_string_equal(said, "a;");
	take(&words, "c\n");
	last_words_end(&words);
	assert_string_equal(said, "a;bc;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_said_is_an_empty_text),
		cmocka_unit_test(the_last_three_lines_are_kept_whatever_the_pieces),
		cmocka_unit_test(a_line_without_an_end_counts_at_the_end),
		cmocka_unit_test(long_lines_are_cut_and_all_of_them_fit),
		cmocka_unit_test(each_line_is_passed_on_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
