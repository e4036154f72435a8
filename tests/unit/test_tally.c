/*
 * test_tally - every record is counted once, and the first bad one of a file is
 * named by its line, whatever pieces the file was read in.
 */
#include "helpers.h"

#include "model/tally.h"

static void lines_are_no_records(void **state)
{
	const struct tally tally = { .flows = 1,
				     .other = 2,
				     .no_port = 4,
				     .outside = 8,
				     .dropped = 16,
				     .bad = 32,
				     .others = 64,
				     .lines = 1000 };

	(void)state;
	assert_int_equal(tally_records(&tally), 127);
}

static void only_the_first_bad_record_is_described(void **state)
{
	struct tally tally = { .flows = 0 };

	(void)state;
	tally_bad(&tally, 7, "no src_ip");
	tally_bad(&tally, 3, "no dest_ip");
	assert_int_equal(tally.bad, 2);
	assert_int_equal(tally.first_bad_line, 7);
	assert_string_equal(tally.first_bad_why, "no src_ip");
}

static void a_long_reason_is_cut(void **state)
{
	struct tally tally = { .flows = 0 };
	char why[500];

	(void)state;
	memset(why, 'x', sizeof(why));
	why[sizeof(why) - 1] = '\0';
	tally_bad(&tally, 1, why);
	assert_int_equal(strlen(tally.first_bad_why), sizeof(tally.first_bad_why) - 1);
}

static void appending_adds_every_count(void **state)
{
	struct tally sum = { .flows = 1,
			     .other = 2,
			     .no_port = 3,
			     .outside = 4,
			     .dropped = 5,
			     .bad = 6,
			     .lines = 7 };
	const struct tally part = { .flows = 10,
				    .other = 20,
				    .no_port = 30,
				    .outside = 40,
				    .dropped = 50,
				    .bad = 60,
				    .lines = 70 };

	(void)state;
	tally_append(&sum, &part);
	assert_int_equal(sum.flows, 11);
	assert_int_equal(sum.other, 22);
	assert_int_equal(sum.no_port, 33);
	assert_int_equal(sum.outside, 44);
	assert_int_equal(sum.dropped, 55);
	assert_int_equal(sum.bad, 66);
	assert_int_equal(sum.lines, 77);
}

static void a_bad_line_of_a_later_piece_counts_the_lines_before(void **state)
{
	struct tally sum = { .flows = 100, .lines = 100 };
	struct tally part = { .lines = 50 };

	(void)state;
	tally_bad(&part, 7, "no time");
	tally_append(&sum, &part);
	assert_int_equal(sum.first_bad_line, 107);
	assert_string_equal(sum.first_bad_why, "no time");
	tally_append(&sum, &part);
	assert_int_equal(sum.first_bad_line, 107);
	assert_int_equal(sum.lines, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_no_records),
		cmocka_unit_test(only_the_first_bad_record_is_described),
		cmocka_unit_test(a_long_reason_is_cut),
		cmocka_unit_test(appending_adds_every_count),
		cmocka_unit_test(a_bad_line_of_a_later_piece_counts_the_lines_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
