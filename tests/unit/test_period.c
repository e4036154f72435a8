/*
 * test_period - which span is looked at: back from now for an index, all of a
 * file unless the command line says otherwise.
 */
#include "helpers.h"

#include "filter/period.h"
#include "model/timestamp.h"

#define NOW (INT64_C(1763596800) * SECOND_US) /* 2025-11-20T00:00:00Z */

static struct filter_bounds resolve(const struct config *config, bool is_index)
{
	struct filter_bounds bounds = { -1, -1 };
	struct error err = { .kind = ERROR_NONE };

	if (period_resolve(config, is_index, NOW, &bounds, &err) != 0)
		fail_msg("%s", err.text);
	return bounds;
}

static void refuse(const struct config *config, bool is_index, const char *word)
{
	struct filter_bounds bounds = { -1, -2 };
	struct error err = { .kind = ERROR_NONE };

	assert_int_equal(period_resolve(config, is_index, NOW, &bounds, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	if (!strstr(err.text, word) || strstr(err.text, "(null)"))
		fail_msg("%s", err.text);
	assert_int_equal(bounds.from_us, -1);
	assert_int_equal(bounds.to_us, -2);
}

static void an_index_is_read_back_from_now_by_the_period(void **state)
{
	const struct config config = { .period_h = 24 };
	struct filter_bounds bounds = resolve(&config, true);

	(void)state;
	assert_int_equal(bounds.from_us, NOW - 24 * HOUR_US);
	assert_int_equal(bounds.to_us, NOW);
	assert_false(period_needs_newest(&config, true));
}

static void files_are_read_whole(void **state)
{
	const struct config config = { .period_h = 24 };
	struct filter_bounds bounds = resolve(&config, false);

	(void)state;
	assert_int_equal(bounds.from_us, PERIOD_BEGINNING);
	assert_int_equal(bounds.to_us, PERIOD_END);
	assert_false(period_needs_newest(&config, false));
}

static void files_are_read_back_from_their_newest_record_if_told_so(void **state)
{
	struct config config = { .period_h = 2, .period_given = true };
	struct filter_bounds bounds = resolve(&config, false);

	(void)state;
	assert_int_equal(bounds.from_us, NOW - 2 * HOUR_US);
	assert_true(bounds.to_us >= NOW);
	assert_true(period_needs_newest(&config, false));
	config.now = "2025-11-20";
	assert_false(period_needs_newest(&config, false));
}

static void from_and_to_bound_a_file(void **state)
{
	const struct config config = { .from = "2025-11-18",
				       .to = "2025-11-19T12:00:00Z" };
	struct filter_bounds bounds = resolve(&config, false);

	(void)state;
	assert_int_equal(bounds.from_us, NOW - 48 * HOUR_US);
	assert_int_equal(bounds.to_us, NOW - 12 * HOUR_US);
	assert_false(period_needs_newest(&config, false));
}

static void from_wins_over_the_period(void **state)
{
	const struct config config = { .from = "now-1w",
				       .period_h = 24,
				       .period_given = true };

	(void)state;
	assert_int_equal(resolve(&config, true).from_us, NOW - 7 * 24 * HOUR_US);
	assert_int_equal(resolve(&config, true).to_us, NOW);
	assert_true(period_needs_newest(&config, false));
}

static void the_period_ends_where_to_says(void **state)
{
	const struct config config = { .to = "2025-11-19", .period_h = 3 };

	(void)state;
	assert_int_equal(resolve(&config, true).to_us, NOW - 24 * HOUR_US);
	assert_int_equal(resolve(&config, true).from_us, NOW - 27 * HOUR_US);
}

static void a_period_longer_than_time_begins_with_it(void **state)
{
	const struct config config = { .period_h = 876000 };

	(void)state;
	assert_int_equal(resolve(&config, true).from_us, PERIOD_BEGINNING);
}

static void a_period_that_ends_before_it_begins_is_refused(void **state)
{
	(void)state;
	refuse(&(struct config){ .from = "2025-11-19", .to = "2025-11-18" }, false,
	       "ends before it begins");
	refuse(&(struct config){ .from = "2025-11-21" }, true, "ends before it begins");
}

static void an_end_before_1970_is_refused_without_a_from(void **state)
{
	(void)state;
	refuse(&(struct config){ .to = "now-9999w" }, false, "ends before it begins");
}

static void what_is_no_time_is_refused_with_its_option(void **state)
{
	struct config config = { .now = "later" };
	struct error err = { .kind = ERROR_NONE };
	int64_t now_us;

	(void)state;
	refuse(&(struct config){ .from = "yesterday" }, false, "--from: \"yesterday\"");
	refuse(&(struct config){ .to = "2025-13-01" }, true, "--to: \"2025-13-01\"");
	assert_int_equal(period_now(&config, &now_us, &err), -1);
	assert_non_null(strstr(err.text, "--now: \"later\""));
}

static void a_wrong_time_is_found_before_now_is_known(void **state)
{
	struct config config = { .from = "now-7d", .to = "now" };
	struct error err = { .kind = ERROR_NONE };

	(void)state;
	assert_int_equal(period_check(&config, &err), 0);
	config.to = "noon";
	assert_int_equal(period_check(&config, &err), -1);
	assert_non_null(strstr(err.text, "--to"));
	config = (struct config){ .from = "dawn" };
	assert_int_equal(period_check(&config, &err), -1);
	assert_non_null(strstr(err.text, "--from"));
}

static void now_is_what_it_is_said_to_be(void **state)
{
	struct config config = { .now = "2025-11-20T00:00:00Z" };
	struct error err;
	int64_t now_us = 0;

	(void)state;
	assert_int_equal(period_now(&config, &now_us, &err), 0);
	assert_int_equal(now_us, NOW);
	config.now = NULL;
	assert_int_equal(period_now(&config, &now_us, &err), 0);
	assert_true(now_us > NOW - 24 * HOUR_US); /* the clock: this test is no older */
}

static void both_ends_are_in_the_period_to_the_millisecond(void **state)
{
	const struct config config = { .period_h = 1 };
	const struct filter_bounds bounds = { NOW + 500, NOW + 2000 };
	static const struct {
		int64_t logged_us;
		bool in;
	} cases[] = { { NOW - 1, false },
		      { NOW, true },
		      { NOW + 2999, true },
		      { NOW + 3000, false } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct flow flow = { .logged_us = cases[i].logged_us };
		struct tally tally = { .flows = 0 };

		assert_int_equal(filter_pass(&flow, &config, &bounds, &tally),
				 cases[i].in);
		assert_int_equal(tally.flows, cases[i].in);
		assert_int_equal(tally.outside, !cases[i].in);
	}
}

static void focus_outbound_drops_what_stays_inside_and_no_source(void **state)
{
	const struct config config = { .focus_outbound = true };
	const struct filter_bounds bounds = { PERIOD_BEGINNING, PERIOD_END };
	struct flow inside = { .src = address_of("10.0.0.1"),
			       .dst = address_of("10.0.0.2") };
	struct flow outside = { .src = address_of("8.8.4.4"),
				.dst = address_of("8.8.8.8") };
	struct tally tally = { .flows = 0 };

	(void)state;
	assert_false(filter_pass(&inside, &config, &bounds, &tally));
	assert_true(filter_pass(&outside, &config, &bounds, &tally));
	assert_int_equal(tally.dropped, 1);
	assert_int_equal(tally.flows, 1);
	assert_true(filter_pass(&inside, &(struct config){ .focus_outbound = false },
				&bounds, &tally));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_index_is_read_back_from_now_by_the_period),
		cmocka_unit_test(files_are_read_whole),
		cmocka_unit_test(files_are_read_back_from_their_newest_record_if_told_so),
		cmocka_unit_test(from_and_to_bound_a_file),
		cmocka_unit_test(from_wins_over_the_period),
		cmocka_unit_test(the_period_ends_where_to_says),
		cmocka_unit_test(a_period_longer_than_time_begins_with_it),
		cmocka_unit_test(a_period_that_ends_before_it_begins_is_refused),
		cmocka_unit_test(an_end_before_1970_is_refused_without_a_from),
		cmocka_unit_test(what_is_no_time_is_refused_with_its_option),
		cmocka_unit_test(a_wrong_time_is_found_before_now_is_known),
		cmocka_unit_test(now_is_what_it_is_said_to_be),
		cmocka_unit_test(both_ends_are_in_the_period_to_the_millisecond),
		cmocka_unit_test(focus_outbound_drops_what_stays_inside_and_no_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
