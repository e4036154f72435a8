/*
 * test_terminal - what is drawn with, and how wide, follows from the environment.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/terminal.h"

static void set(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

static bool is_unicode(const char *all, const char *ctype, const char *lang)
{
	set("LC_ALL", all);
	set("LC_CTYPE", ctype);
	set("LANG", lang);
	return terminal_is_unicode();
}

static void unicode_is_what_the_first_of_three_variables_says(void **state)
{
	(void)state;
	assert_true(is_unicode(NULL, NULL, "en_US.UTF-8"));
	assert_true(is_unicode(NULL, "C.utf8", "C"));
	assert_true(is_unicode("de_DE.UTF-8", "C", "C"));
	assert_true(is_unicode("", "", "C.UTF-8"));
	assert_false(is_unicode("C", NULL, "en_US.UTF-8"));
	assert_false(is_unicode(NULL, "en_US.ISO-8859-1", "en_US.UTF-8"));
	assert_false(is_unicode(NULL, NULL, NULL));
	assert_false(is_unicode(NULL, NULL, "POSIX"));
}

static void what_is_no_terminal_has_the_width_of_columns_and_no_color(void **state)
{
	(void)state;
	set("COLUMNS", "132");
	assert_int_equal(terminal_width(-1), 132);
	set("COLUMNS", "wide");
	assert_int_equal(terminal_width(-1), 80);
	set("COLUMNS", "-3");
	assert_int_equal(terminal_width(-1), 80);
	set("COLUMNS", NULL);
	assert_int_equal(terminal_width(-1), 80);
	assert_false(terminal_has_color(-1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unicode_is_what_the_first_of_three_variables_says),
		cmocka_unit_test(
			what_is_no_terminal_has_the_width_of_columns_and_no_color),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
