/*
 * test_progress - what the line of progress says; that it goes to terminals
 * only, the golden runs show.
 */
#include "helpers.h"

#include "core/progress.h"

static void expect(uint64_t done, uint64_t total, double seconds, const char *expected)
{
	char text[PROGRESS_TEXT];

	assert_string_equal(progress_text("flows", done, total, seconds, text), expected);
}

static void it_tells_how_many_of_how_many_how_fast_and_how_long(void **state)
{
	(void)state;
	expect(412000, 1000000, 4,
	       "flows: 412,000 of 1,000,000 (41 %), 103,000 a second, "
	       "0:06 left");
	expect(999, 100000, 0.5, "flows: 999 of 100,000 (1 %), 1,998 a second");
	expect(1000, 1000000, 10,
	       "flows: 1,000 of 1,000,000 (0 %), 100 a second, 166:30 left");
}

static void without_a_total_it_tells_no_end(void **state)
{
	(void)state;
	expect(1234567, 0, 2, "flows: 1,234,567, 617,283 a second");
}

static void more_than_there_should_be_is_all(void **state)
{
	(void)state;
	expect(12, 10, 4, "flows: 12 of 10 (100 %), 3 a second");
	expect(0, 10, 0, "flows: 0 of 10 (0 %), 0 a second");
}

static void the_largest_numbers_fit(void **state)
{
	char text[PROGRESS_TEXT];

	(void)state;
	progress_text("flows and names", UINT64_MAX - 1, UINT64_MAX, 1e-9, text);
	assert_true(strlen(text) < PROGRESS_TEXT);
	progress_text("flows and names", 1, UINT64_MAX, 1e9, text);
	assert_true(strlen(text) < PROGRESS_TEXT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_tells_how_many_of_how_many_how_fast_and_how_long),
		cmocka_unit_test(without_a_total_it_tells_no_end),
		cmocka_unit_test(more_than_there_should_be_is_all),
		cmocka_unit_test(the_largest_numbers_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
