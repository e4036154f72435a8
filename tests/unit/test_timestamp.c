/*
 * test_timestamp - every way a log writes a moment is read to the microsecond,
 * and what is none is told from what is out of range.
 */
#include "helpers.h"

#include "model/timestamp.h"

/* 2025-11-20T00:01:04Z */
#define MOMENT (INT64_C(1763596864) * SECOND_US)

static enum timestamp_fault parse(const char *text, int64_t *time_us)
{
	size_t len = strlen(text);
	char *copy = malloc(len ? len : 1); /* of exact size, for the sanitizer */
	enum timestamp_fault fault;

	assert_non_null(copy);
	memcpy(copy, text, len);
	fault = timestamp_parse(copy, len, time_us);
	free(copy);
	return fault;
}

static void expect(const char *text, int64_t expected)
{
	int64_t time_us = -1;

	if (parse(text, &time_us) != TIMESTAMP_OK || time_us != expected)
		fail_msg("%s: %lld instead of %lld", text, (long long)time_us,
			 (long long)expected);
}

static void expect_fault(const char *text, enum timestamp_fault expected)
{
	int64_t time_us = -77;

	if (parse(text, &time_us) != expected)
		fail_msg("\"%s\" is not fault %d", text, (int)expected);
	assert_int_equal(time_us, -77);
}

static void suricata_writes_offsets_without_a_colon(void **state)
{
	(void)state;
	expect("2025-11-20T00:01:04.639633+0000", MOMENT + 639633);
	expect("2025-11-20T02:01:04.639633+0200", MOMENT + 639633);
	expect("2025-11-19T17:31:04.639633-0630", MOMENT + 639633);
}

static void iso_comes_with_any_zone_fraction_and_separator(void **state)
{
	(void)state;
	expect("2025-11-20T00:01:04Z", MOMENT);
	expect("2025-11-20t00:01:04z", MOMENT);
	expect("2025-11-20 00:01:04", MOMENT);
	expect("2025-11-20 00:01:04,5", MOMENT + 500000);
	expect("2025-11-20T05:31:04+05:30", MOMENT);
	expect("2025-11-20T02:01:04+02", MOMENT);
	expect("2025-11-20T00:01:04.123456789Z", MOMENT + 123456);
	expect("2025-11-20T00:01:04.1Z", MOMENT + 100000);
	expect("2025-11-20T00:01", MOMENT - 4 * SECOND_US);
	expect("2025-11-20", MOMENT - 64 * SECOND_US);
}

static void zeek_writes_seconds_with_a_fraction(void **state)
{
	(void)state;
	expect("1763596864.639633", MOMENT + 639633);
	expect("1763596864.6", MOMENT + 600000);
	expect("1763596864.000001", MOMENT + 1);
	expect("1.763596864E9", MOMENT);
	expect("1.763596864e+9", MOMENT);
}

static void the_unit_of_an_epoch_is_told_from_its_size(void **state)
{
	(void)state;
	expect("1763596864", MOMENT);
	expect("1763596864639", MOMENT + 639000);
	expect("1763596864639633", MOMENT + 639633);
	expect("1763596864639633123", MOMENT + 639633);
	expect("1763596864639.633", MOMENT + 639633);
	expect("0", 0);
	expect("7258118399", TIMESTAMP_MAX - SECOND_US);
}

static void leap_days_are_where_the_calendar_has_them(void **state)
{
	(void)state;
	expect("2024-02-29T00:00:00Z", INT64_C(1709164800) * SECOND_US);
	expect("2000-02-29", INT64_C(951782400) * SECOND_US);
	expect("2024-03-01", INT64_C(1709251200) * SECOND_US);
	expect_fault("2025-02-29", TIMESTAMP_MALFORMED);
	expect_fault("2100-02-29", TIMESTAMP_MALFORMED);
	expect("2016-12-31T23:59:60Z", INT64_C(1483228800) * SECOND_US);
}

static void well_formed_moments_outside_of_the_years_are_out_of_range(void **state)
{
	(void)state;
	expect_fault("0001-01-01T00:00:00Z", TIMESTAMP_OUT_OF_RANGE);
	expect_fault("1969-12-31T23:59:59Z", TIMESTAMP_OUT_OF_RANGE);
	expect_fault("1970-01-01T00:00:00+0100", TIMESTAMP_OUT_OF_RANGE);
	expect_fault("2200-01-01", TIMESTAMP_OUT_OF_RANGE);
	expect_fault("9999-12-31T23:59:59Z", TIMESTAMP_OUT_OF_RANGE);
	expect_fault("-1", TIMESTAMP_OUT_OF_RANGE);
	expect_fault("7258118400", TIMESTAMP_OUT_OF_RANGE);
	expect_fault("99999999999999999999999999", TIMESTAMP_OUT_OF_RANGE);
	expect_fault("9e99", TIMESTAMP_OUT_OF_RANGE);
	expect("2199-12-31T23:59:59.999999Z", TIMESTAMP_MAX - 1);
	expect("1970-01-01", 0);
}

static void junk_is_malformed(void **state)
{
	static const char *const junk[] = {
		"",
		" ",
		"-",
		"now",
		"T",
		"x1763596864",
		"1763596864x",
		"1763596864 ",
		"2025-13-01",
		"2025-00-01",
		"2025-11-00",
		"2025-11-31",
		"2025-11-2",
		"2025-1-20",
		"2025-11-20T",
		"2025-11-20T24:00:00",
		"2025-11-20T00:60:00",
		"2025-11-20T00:00:61",
		"2025-11-20T00:01:04.",
		"2025-11-20T00:01:04.x",
		"2025-11-20T00:01:04+",
		"2025-11-20T00:01:04+1",
		"2025-11-20T00:01:04+99:00",
		"2025-11-20T00:01:04+0060",
		"2025-11-20T00:01:04ZZ",
		"2025-11-20T00:01:04 UTC",
		"2025/11/20",
		"20/11/2025",
		"1763596864.",
		"1e",
		"1e9x",
		"0x10",
		"nan",
		"inf",
		"1,763,596,864",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(junk); i++) {
		int64_t time_us = -77;

		if (parse(junk[i], &time_us) == TIMESTAMP_OK)
			fail_msg("\"%s\" was taken for %lld", junk[i],
				 (long long)time_us);
		assert_int_equal(time_us, -77);
	}
}

static void what_is_written_is_read_back(void **state)
{
	char text[TIMESTAMP_TEXT];

	(void)state;
	/* An odd step, so that months, leap days and fractions all come up. */
	for (int64_t at = 0; at < TIMESTAMP_MAX; at += INT64_C(98765432123457))
		expect(timestamp_format(at, text), at);
	assert_string_equal(timestamp_format(MOMENT, text), "2025-11-20T00:01:04Z");
	assert_string_equal(timestamp_format(MOMENT + 7, text),
			    "2025-11-20T00:01:04.000007Z");
	assert_string_equal(timestamp_format(TIMESTAMP_MAX - 1, text),
			    "2199-12-31T23:59:59.999999Z");
}

static void every_day_until_2200_is_written_and_read_back(void **state)
{
	char text[TIMESTAMP_TEXT];

	(void)state;
	for (int64_t day = 0; day < 230 * INT64_C(365); day++)
		expect(timestamp_format(day * 24 * HOUR_US, text), day * 24 * HOUR_US);
}

static void a_moment_before_1970_is_written_without_harm(void **state)
{
	char text[TIMESTAMP_TEXT];

	(void)state;
	assert_string_equal(timestamp_format(-1, text), "1969-12-31T23:59:59.999999Z");
	/* now-9999999w, the furthest that can be typed */
	assert_true(strlen(timestamp_format(-INT64_C(9999999) * 7 * 24 * HOUR_US, text)) <
		    TIMESTAMP_TEXT);
	assert_true(strlen(timestamp_format(INT64_MAX, text)) < TIMESTAMP_TEXT);
}

static void expect_moment(const char *text, int64_t expected)
{
	int64_t time_us = -1;

	if (!timestamp_parse_moment(text, MOMENT, &time_us) || time_us != expected)
		fail_msg("%s: %lld", text, (long long)time_us);
}

static void now_may_have_a_span_added_or_taken_away(void **state)
{
	(void)state;
	expect_moment("now", MOMENT);
	expect_moment("now-7d", MOMENT - 7 * 24 * HOUR_US);
	expect_moment("now-90m", MOMENT - 90 * 60 * SECOND_US);
	expect_moment("now+1h", MOMENT + HOUR_US);
	expect_moment("now-30s", MOMENT - 30 * SECOND_US);
	expect_moment("now-2w", MOMENT - 14 * 24 * HOUR_US);
	expect_moment("2025-11-20T00:01:04Z", MOMENT);
	expect_moment("1763596864", MOMENT);
}

static void junk_is_no_moment(void **state)
{
	static const char *const junk[] = { "",
					    "n",
					    "no",
					    "now-",
					    "now-d",
					    "now-7",
					    "now-7x",
					    "now7d",
					    "now--7d",
					    "now-7dd",
					    "now-7d ",
					    "today",
					    "now-99999999999999999999d",
					    "yesterday",
					    "-7d" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(junk); i++) {
		int64_t time_us = -77;

		if (timestamp_parse_moment(junk[i], MOMENT, &time_us))
			fail_msg("\"%s\" was taken for %lld", junk[i],
				 (long long)time_us);
		assert_int_equal(time_us, -77);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(suricata_writes_offsets_without_a_colon),
		cmocka_unit_test(iso_comes_with_any_zone_fraction_and_separator),
		cmocka_unit_test(zeek_writes_seconds_with_a_fraction),
		cmocka_unit_test(the_unit_of_an_epoch_is_told_from_its_size),
		cmocka_unit_test(leap_days_are_where_the_calendar_has_them),
		cmocka_unit_test(
			well_formed_moments_outside_of_the_years_are_out_of_range),
		cmocka_unit_test(junk_is_malformed),
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(every_day_until_2200_is_written_and_read_back),
		cmocka_unit_test(a_moment_before_1970_is_written_without_harm),
		cmocka_unit_test(now_may_have_a_span_added_or_taken_away),
		cmocka_unit_test(junk_is_no_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
