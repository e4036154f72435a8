/*
 * test_baseline - what is new, known, changed, back and gone, and what lines of earlier
 * runs say of that, in whatever order they come.
 */
#include "helpers.h"

#include <math.h>

#include "analyze/baseline.h"
#include "model/timestamp.h"
#include "source/baseline.h"

static const char key[] = "src,dst,port";

static struct known known(const char *src, int64_t run_h, double period_s)
{
	struct known row = known_nothing();

	row.src = address_of(src);
	row.dst = address_of("203.0.113.9");
	row.port = 443;
	row.span = SPAN_DAY;
	row.run_us = run_h * HOUR_US;
	row.first_us = row.since_us = (run_h - 5) * HOUR_US;
	row.last_us = (run_h - 1) * HOUR_US;
	row.period_s = period_s;
	row.listed = "score";
	return row;
}

static struct beacon beacon(const char *src, double period_s)
{
	return (struct beacon){ .src = address_of(src),
				.dst = address_of("203.0.113.9"),
				.port = 443,
				.listed = "score",
				.period_s = period_s,
				.jitter_percent = 1,
				.known_since = { CELL_NO_INTEGER },
				.period_before_s = NAN,
				.back_after = { CELL_NO_INTEGER },
				.first_seen = { 90 * HOUR_US },
				.last_seen = { 100 * HOUR_US } };
}

/* A run over a day; the rows stay the caller's. */
static struct result result_of(struct beacon *rows, size_t n)
{
	return (struct result){ .key = key,
				.from_us = 80 * HOUR_US,
				.to_us = 104 * HOUR_US,
				.list = { .beacons = rows, .n = n, .n_all = n } };
}

static void compare(struct baseline *baseline, struct result *result)
{
	struct baseline_counts counts;

	baseline_compare(baseline, result, &counts);
	assert_int_equal(counts.n_new + counts.n_known + counts.n_changed + counts.n_back,
			 result->list.n);
}

static void another_period_is_a_change(void **state)
{
	static const struct {
		double before_s, before_jitter, period_s, jitter, clock_s;
		bool changed;
	} cases[] = {
		{ 60, 1, 61, 1, 0, false },    { 60, 1, 71.9, 1, 0, false },
		{ 60, 1, 72.1, 1, 0, true },   { 72.1, 1, 60, 1, 0, true },
		{ 60, 30, 77, 1, 0, false },   { 60, 1, 85, 30, 0, false },
		{ 60, 30, 120, 30, 0, true },  { 3, 1, 4, 1, 1, false },
		{ 3, 1, 4.5, 1, 1, true },     { NAN, NAN, 60, 1, 0, false },
		{ 60, 1, NAN, NAN, 0, false }, { 60, NAN, 300, NAN, 0, true },
		{ 60, 1, 300, 1, 600, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(baseline_has_changed(cases[i].before_s,
						      cases[i].before_jitter,
						      cases[i].period_s, cases[i].jitter,
						      cases[i].clock_s),
				 cases[i].changed);
}

static void each_row_has_its_status(void **state)
{
	struct beacon rows[] = { beacon("10.0.0.1", 60), beacon("10.0.0.2", 60),
				 beacon("10.0.0.3", 60), beacon("10.0.0.4", NAN),
				 beacon("10.0.0.5", 60) };
	struct result result = result_of(rows, COUNT_OF(rows));
	struct known were[] = { known("10.0.0.2", 50, 60),  known("10.0.0.3", 50, 600),
				known("10.0.0.4", 50, NAN), known("10.0.0.5", 40, 60),
				known("10.0.0.6", 50, 60),  known("10.0.0.7", 40, 60) };
	static const char *const status[] = { "new", "known", "changed", "known",
					      "back" };
	struct baseline baseline;

	(void)state;
	baseline_init(&baseline, key);
	for (size_t i = 0; i < COUNT_OF(were); i++)
		baseline_add(&baseline, &were[i]);
	compare(&baseline, &result);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(rows[i].status, status[i]);
	assert_int_equal(rows[0].known_since.us, 90 * HOUR_US);
	assert_int_equal(rows[1].known_since.us, 45 * HOUR_US);
	assert_true(rows[2].period_before_s == 600 && isnan(rows[1].period_before_s));
	assert_int_equal(rows[4].known_since.us, 35 * HOUR_US);
	assert_int_equal(rows[4].back_after.us, 39 * HOUR_US);
	/* .7 was gone before. */
	assert_int_equal(result.n_gone, 1);
	assert_true(result.gone[0].src.bytes[15] == 6 && isnan(result.gone[0].score) &&
		    result.gone[0].occurrences == CELL_NO_INTEGER);
	assert_string_equal(result.gone[0].status, "gone");
	baseline_hide_known(&result.list);
	assert_true(result.list.n == 3 && result.list.n_known == 2 &&
		    result.list.n_all == 5);
	free(result.gone);
	baseline_free(&baseline);
}

static void hidden_rows_are_not_gone(void **state)
{
	struct beacon rows[] = { beacon("10.0.0.1", 60), beacon("10.0.0.2", 60) };
	struct result result = result_of(rows, 2);
	struct known were[] = { known("10.0.0.2", 50, 60), known("192.0.2.1", 50, 60),
				known("8.8.8.8", 50, 60) };
	struct baseline baseline;

	(void)state;
	baseline_init(&baseline, key);
	for (size_t i = 0; i < COUNT_OF(were); i++) {
		were[i].dst = i ? address_of("8.8.4.4") : were[i].dst;
		baseline_add(&baseline, &were[i]);
	}
	result.list.n = 1;
	result.focus_outbound = 1;
	compare(&baseline, &result);
	assert_string_equal(rows[1].status, "known");
	/* Of the others the second would not be shown, since it is from outside. */
	assert_int_equal(result.n_gone, 1);
	assert_true(result.gone[0].src.bytes[12] == 192);
	free(result.gone);
	baseline_free(&baseline);
}

static void runs_over_another_time_say_since_when_but_not_what_is_gone(void **state)
{
	struct beacon rows[] = { beacon("10.0.0.1", 60) };
	struct result result = result_of(rows, 1);
	struct known day = known("10.0.0.2", 50, 60), hour = known("10.0.0.3", 60, 60),
		     first = known("10.0.0.1", 30, 300);
	struct baseline baseline;

	(void)state;
	hour.span = first.span = SPAN_HOUR;
	baseline_init(&baseline, key);
	baseline_add(&baseline, &hour);
	assert_int_equal(baseline_nearest(&baseline, SPAN_DAY), SPAN_HOUR);
	baseline_add(&baseline, &day);
	baseline_add(&baseline, &first);
	assert_int_equal(baseline_nearest(&baseline, SPAN_DAY), SPAN_DAY);
	compare(&baseline, &result);
	assert_string_equal(rows[0].status, "changed");
	assert_int_equal(rows[0].known_since.us, 25 * HOUR_US);
	assert_int_equal(result.n_gone, 1);
	assert_int_equal(result.gone[0].src.bytes[15], 2);
	free(result.gone);
	baseline_free(&baseline);
	assert_int_equal(baseline_span_of(0), SPAN_HOUR);
	assert_int_equal(baseline_span_of(3), SPAN_HOURS);
	assert_int_equal(baseline_span_of(24), SPAN_DAY);
	assert_int_equal(baseline_span_of(168), SPAN_WEEK);
	assert_int_equal(baseline_span_of(INT64_MAX), SPAN_LONG);
}

static void an_unlisted_pair_is_at_most_gone(void **state)
{
	struct beacon rows[] = { beacon("10.0.0.1", 60), beacon("10.0.0.2", 60) };
	struct result result = result_of(rows, 2);
	struct known was = known("10.0.0.1", 50, 60);
	struct baseline_counts counts;
	struct baseline baseline;

	(void)state;
	rows[0].listed = rows[1].listed = NULL;
	baseline_init(&baseline, key);
	baseline_add(&baseline, &was);
	baseline_compare(&baseline, &result, &counts);
	assert_string_equal(rows[0].status, "gone");
	assert_null(rows[1].status);
	assert_int_equal(result.n_gone, 0);
	baseline_free(&baseline);
}

/* Each permutation of lines gives one baseline. */
static void it_does_not_matter_in_which_order_lines_come(void **state)
{
	struct known lines[] = { known("10.0.0.1", 40, 60), known("10.0.0.1", 50, 61),
				 known("10.0.0.1", 50, 62), known("10.0.0.1", 60, 63) };

	(void)state;
	lines[2].rank = 0.5;
	lines[3].state = KNOWN_GONE;
	for (size_t i = 0; i < 24; i++) {
		struct baseline baseline, other;
		size_t left[] = { 0, 1, 2, 3 }, rest = i;

		baseline_init(&baseline, key);
		baseline_init(&other, key);
		for (size_t n = 4; n > 0; n--) {
			size_t pick = rest % n;

			rest /= n;
			baseline_add(n % 2 ? &baseline : &other, &lines[left[pick]]);
			left[pick] = left[n - 1];
		}
		baseline_append(&baseline, &other);
		assert_int_equal(baseline.n, 1);
		assert_int_equal(baseline.n_lines, 4);
		assert_true(baseline.rows[0].period_s == 63);
		assert_int_equal(baseline.rows[0].since_us, 35 * HOUR_US);
		assert_false(baseline_is_present(&baseline, &baseline.rows[0]));
		baseline_free(&baseline);
		baseline_free(&other);
	}
}

static const char *line_of(const char *src, const char *more, char text[512])
{
	snprintf(
		text, 512,
		"{\"timestamp\":\"2025-11-20T06:00:00Z\",\"event_type\":\"beaconing\","
		"\"period\":24,\"src_ip\":\"%s\",\"dest_ip\":\"192.0.2.1\",\"dest_port\":443%s}\n",
		src, more);
	return text;
}

static struct baseline_tally read_text(const char *text, const char *by,
				       struct baseline *baseline)
{
	struct baseline_tally tally = { .rows = 0 };
	struct stream *stream = stream_of(text, strlen(text));
	struct error err;

	baseline_init(baseline, by);
	assert_int_equal(baseline_read_lines(stream, "lines", 1, baseline, &tally, &err),
			 0);
	stream_close(stream);
	return tally;
}

static void addresses_may_be_spelled_in_any_way(void **state)
{
	static const char *const spellings[] = { "2001:db8::a", "2001:DB8:0:0::000A",
						 "2001:db8:0:0:0:0:0:a" };
	char lines[2048] = "", text[512];
	struct baseline baseline;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(spellings); i++)
		strcat(lines, line_of(spellings[i], "", text));
	assert_int_equal(read_text(lines, key, &baseline).rows, 3);
	assert_int_equal(baseline.n, 1);
	baseline_free(&baseline);
	/* So may what has no name but its address. */
	strcpy(lines, line_of("10.0.0.1", ",\"dest_name\":\"2001:DB8::1\"", text));
	strcat(lines, line_of("10.0.0.1", ",\"dest_name\":\"2001:db8:0::1\"", text));
	read_text(lines, "src,name", &baseline);
	assert_int_equal(baseline.n, 1);
	assert_string_equal(baseline.rows[0].name, "2001:db8::1");
	baseline_free(&baseline);
}

static void lines_of_flare_itself_are_read(void **state)
{
	static const char line[] =
		"{\"src_ip\": \"10.0.0.1\", \"dest_ip\": \"192.0.2.1\", \"dest_port\": 443, "
		"\"percent\": \"98\", \"interval\": 60, \"occurrences\": 300, \"timestamp\": "
		"\"2025-11-20T06:00:00.123456\", \"period\": 24, \"event_type\": \"beaconing\"}";
	struct baseline baseline;

	(void)state;
	assert_int_equal(read_text(line, key, &baseline).rows, 1);
	assert_int_equal(baseline.rows[0].percent, 98);
	assert_int_equal(baseline.rows[0].since_us, 1763618400123456);
	assert_true(isnan(baseline.rows[0].period_s));
	baseline_free(&baseline);
}

static void what_is_no_row_is_counted(void **state)
{
	char lines[4096], text[512];
	struct baseline_tally tally;
	struct baseline baseline;

	(void)state;
	strcpy(lines, line_of("10.0.0.1", "", text));
	strcat(lines, "\n{\"event_type\":\"flow\"}\n");
	strcat(lines, line_of("10.0.0.1", ",\"services\":3", text));
	strcat(lines, line_of("nobody", "", text));
	strcat(lines, "[1]\ndamage\n");
	strcat(lines,
	       line_of("10.0.0.2",
		       ",\"rank\":1e999,\"period_s\":-1,\"known_since\":\"x\"", text));
	strcat(lines, "{\"event_type\":\"beaconing\",\"src_ip\":\"10.0.0.1\"");
	tally = read_text(lines, key, &baseline);
	assert_int_equal(tally.rows, 2);
	assert_int_equal(tally.other, 1);
	assert_int_equal(tally.other_key, 1);
	assert_string_equal(tally.key, "src,dst");
	assert_int_equal(tally.bad, 4);
	assert_int_equal(tally.first_bad_line, 5);
	assert_string_equal(tally.first_bad_why, "no source address");
	assert_true(isnan(baseline.rows[1].rank) && isnan(baseline.rows[1].period_s));
	baseline_free(&baseline);
}

static void who_says_what_is_gone_need_not_repeat_what_is_there(void **state)
{
	struct beacon rows[] = { beacon("10.0.0.9", 60) };
	struct result result = result_of(rows, 1);
	char lines[4096], text[512];
	struct baseline baseline;

	(void)state;
	strcpy(lines, line_of("10.0.0.1", ",\"status\":\"new\"", text));
	strcat(lines, line_of("10.0.0.2", ",\"status\":\"new\"", text));
	for (char *at = lines; (at = strstr(at, "T06:")); at++)
		at[2] = '5'; /* the run before */
	strcat(lines, line_of("10.0.0.2", ",\"status\":\"gone\"", text));
	strcat(lines, line_of("10.0.0.3", "", text));
	read_text(lines, key, &baseline);
	compare(&baseline, &result);
	assert_int_equal(result.n_gone, 2);
	assert_int_equal(result.gone[0].src.bytes[15] + result.gone[1].src.bytes[15], 4);
	free(result.gone);
	baseline_free(&baseline);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_period_is_a_change),
		cmocka_unit_test(each_row_has_its_status),
		cmocka_unit_test(hidden_rows_are_not_gone),
		cmocka_unit_test(
			runs_over_another_time_say_since_when_but_not_what_is_gone),
		cmocka_unit_test(an_unlisted_pair_is_at_most_gone),
		cmocka_unit_test(it_does_not_matter_in_which_order_lines_come),
		cmocka_unit_test(addresses_may_be_spelled_in_any_way),
		cmocka_unit_test(lines_of_flare_itself_are_read),
		cmocka_unit_test(what_is_no_row_is_counted),
		cmocka_unit_test(who_says_what_is_gone_need_not_repeat_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
