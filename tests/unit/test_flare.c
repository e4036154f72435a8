/*
 * test_flare - Flare's six rules to the digit, against the numbers that follow
 * from their wording, and against the wording itself written plainly.
 */
#include "helpers.h"

#include "analyze/flare.h"
#include "model/timestamp.h"

enum { MOST_GAPS = 2000 };

/* 2025-11-20T00:00:00Z */
#define MOMENT (INT64_C(1763596800) * SECOND_US)

struct series {
	int64_t times_us[MOST_GAPS + 1];
	struct pair pair;
};

static void series_init(struct series *series)
{
	*series = (struct series){ .times_us = { MOMENT } };
	series->pair = (struct pair){ .times_us = series->times_us,
				      .n_flows = 1,
				      .bytes_out = 1000,
				      .first_bytes_out = 100 };
}

/* n times this gap. */
static void add_gaps(struct series *series, int64_t gap_us, int n)
{
	for (; n > 0; n--) {
		uint32_t last = series->pair.n_flows;

		assert_true(last <= MOST_GAPS);
		series->times_us[last] = series->times_us[last - 1] + gap_us;
		series->pair.n_flows++;
	}
}

static void add_seconds(struct series *series, int64_t gap_s, int n)
{
	add_gaps(series, gap_s * SECOND_US, n);
}

static struct config rule(int64_t min_occur, int64_t min_interval_s, int64_t window_s)
{
	return (struct config){ .min_occur = min_occur,
				.min_interval_s = min_interval_s,
				.window_s = window_s,
				.min_percent = 50 };
}

static struct flare_rating rate(const struct series *series, const struct config *config)
{
	struct flare_rating rating = { .occurrences = -1 };

	if (!flare_rate(&series->pair, config, &rating))
		fail_msg("too few gaps");
	return rating;
}

static void a_perfect_beacon_is_of_100_percent(void **state)
{
	const struct config config = rule(10, 30, 2);
	struct flare_rating rating;
	struct series series;

	(void)state;
	series_init(&series);
	add_seconds(&series, 60, 20);
	rating = rate(&series, &config);
	assert_int_equal(rating.occurrences, 20);
	assert_true(rating.percent == 100);
	/* [59, 61) comes before [60, 62): interval = 59 + 2 / 2 */
	assert_int_equal(rating.interval_s, 60);
	assert_int_equal(rating.bytes_out, 900);
	assert_true(flare_reports(&rating, &config));
}

static void times_not_gaps_are_cut_to_seconds(void **state)
{
	const struct config config = rule(1, 0, 1);
	struct flare_rating rating;
	struct series series;

	(void)state;
	/* At .0, .9, 1.8, 2.7: in seconds 0, 0, 1, 2. */
	series_init(&series);
	add_gaps(&series, 900000, 3);
	rating = rate(&series, &config);
	assert_int_equal(rating.occurrences, 3);
	assert_true(rating.percent == 2.0 / 3 * 100);
	assert_int_equal(rating.interval_s, 1);
}

static void gaps_below_min_interval_are_left_out(void **state)
{
	const struct config config = rule(5, 30, 2);
	struct flare_rating rating;
	struct series series;

	(void)state;
	series_init(&series);
	add_seconds(&series, 29, 100);
	add_seconds(&series, 30, 6);
	rating = rate(&series, &config);
	assert_int_equal(rating.occurrences, 6);
	assert_true(rating.percent == 100);
	assert_int_equal(rating.interval_s, 30);
}

static void more_gaps_than_min_occur_are_needed(void **state)
{
	struct config config = rule(10, 30, 2);
	struct flare_rating rating = { .occurrences = -77 };
	struct series series;

	(void)state;
	series_init(&series);
	add_seconds(&series, 60, 10);
	assert_false(flare_rate(&series.pair, &config, &rating));
	add_seconds(&series, 5, 100); /* flows enough, but too short a gap */
	assert_false(flare_rate(&series.pair, &config, &rating));
	assert_int_equal(rating.occurrences, -77);
	add_seconds(&series, 60, 1);
	assert_true(flare_rate(&series.pair, &config, &rating));
	assert_int_equal(rating.occurrences, 11);
}

static void one_flow_has_no_gap(void **state)
{
	const struct config config = rule(0, 0, 2);
	struct flare_rating rating;
	struct series series;

	(void)state;
	series_init(&series);
	assert_false(flare_rate(&series.pair, &config, &rating));
	series.pair.n_flows = 0;
	assert_false(flare_rate(&series.pair, &config, &rating));
	series.pair.n_flows = 1;
	add_seconds(&series, 40, 1);
	assert_true(flare_rate(&series.pair, &config, &rating));
	assert_int_equal(rating.occurrences, 1);
}

static void percent_is_divided_before_it_is_multiplied(void **state)
{
	const struct config config = rule(10, 30, 1);
	struct flare_rating rating;
	struct series series;

	(void)state;
	series_init(&series);
	add_seconds(&series, 60, 29);
	for (int i = 0; i < 71; i++)
		add_seconds(&series, 100 + 2 * i, 1);
	rating = rate(&series, &config);
	assert_int_equal(rating.occurrences, 100);
	assert_true(rating.percent < 29); /* 28.999999999999996 */
	assert_int_equal((int)rating.percent, 28);
}

static void the_threshold_is_compared_before_the_cut(void **state)
{
	struct config config = rule(0, 0, 1);
	struct flare_rating rating = { .percent = 50.5 };

	(void)state;
	config.min_percent = 50;
	assert_true(flare_reports(&rating, &config));
	rating.percent = 50;
	assert_false(flare_reports(&rating, &config));
	config.min_percent = 100;
	rating.percent = 100;
	assert_false(flare_reports(&rating, &config));
}

static void the_smallest_place_of_equally_full_windows_wins(void **state)
{
	const struct config config = rule(5, 0, 4);
	struct series series;

	(void)state;
	series_init(&series);
	add_seconds(&series, 60, 10);
	/* from 57 on the window [57, 61) holds them: interval = 57 + 2 */
	assert_int_equal(rate(&series, &config).interval_s, 59);
	add_seconds(&series, 58, 1); /* now [57, 61) holds one more than [59, 63) */
	assert_int_equal(rate(&series, &config).interval_s, 59);
	add_seconds(&series, 63, 2); /* and [60, 64) one more still */
	assert_int_equal(rate(&series, &config).interval_s, 62);
}

static void of_equally_frequent_gaps_the_one_with_the_fuller_window_wins(void **state)
{
	const struct config config = rule(5, 30, 2);
	struct flare_rating rating;
	struct series series;

	(void)state;
	series_init(&series);
	add_seconds(&series, 40, 5);
	add_seconds(&series, 300, 5);
	add_seconds(&series, 301, 2);
	rating = rate(&series, &config);
	assert_int_equal(rating.interval_s, 301);
	assert_true(rating.percent == 7.0 / 12 * 100);
}

static void of_equally_full_windows_of_two_gaps_the_smaller_wins(void **state)
{
	const struct config config = rule(5, 30, 2);
	struct series series;

	(void)state;
	series_init(&series);
	add_seconds(&series, 300, 5);
	add_seconds(&series, 40, 5);
	assert_int_equal(rate(&series, &config).interval_s, 40);
}

static void a_fuller_window_away_from_the_most_frequent_gap_is_not_looked_at(void **state)
{
	const struct config config = rule(5, 30, 3);
	struct flare_rating rating;
	struct series series;

	(void)state;
	series_init(&series);
	add_seconds(&series, 40, 5);
	add_seconds(&series, 100, 4);
	add_seconds(&series, 101, 4);
	rating = rate(&series, &config);
	assert_true(rating.percent == 5.0 / 13 * 100);
	assert_int_equal(rating.interval_s, 39); /* [38, 41) */
}

static void a_window_of_one_second_holds_one_gap(void **state)
{
	const struct config config = rule(5, 30, 1);
	struct flare_rating rating;
	struct series series;

	(void)state;
	series_init(&series);
	add_seconds(&series, 60, 6);
	add_seconds(&series, 59, 5);
	rating = rate(&series, &config);
	assert_int_equal(rating.interval_s, 60);
	assert_true(rating.percent == 6.0 / 11 * 100);
}

/* The rules as they are worded, without any cleverness. */
static struct flare_rating reference(const struct series *series,
				     const struct config *config)
{
	struct flare_rating best = { .percent = -1 };
	int64_t gaps[MOST_GAPS];
	size_t n = 0, most = 0, counts[MOST_GAPS];
	int64_t W = config->window_s;

	for (size_t i = 1; i < series->pair.n_flows; i++) {
		int64_t gap = series->times_us[i] / SECOND_US -
			      series->times_us[i - 1] / SECOND_US;

		if (gap >= config->min_interval_s)
			gaps[n++] = gap;
	}
	for (size_t i = 0; i < n; i++) {
		counts[i] = 0;
		for (size_t j = 0; j < n; j++)
			counts[i] += gaps[j] == gaps[i];
		most = counts[i] > most ? counts[i] : most;
	}
	for (size_t m = 0; m < n; m++) {
		for (int64_t i = gaps[m] - W; counts[m] == most && i <= gaps[m]; i++) {
			size_t in = 0;
			double percent;

			for (size_t j = 0; j < n; j++)
				in += gaps[j] >= i && gaps[j] < i + W;
			percent = (double)in / (double)n * 100;
			if (percent > best.percent ||
			    (percent == best.percent && i + W / 2 < best.interval_s)) {
				best.percent = percent;
				best.interval_s = i + W / 2;
			}
		}
	}
	best.occurrences = (int64_t)n;
	return best;
}

static void any_series_is_rated_as_the_rules_are_worded(void **state)
{
	uint32_t random = 7;

	(void)state;
	for (int run = 0; run < 400; run++) {
		const struct config config = rule(2, run % 3 * 5, 1 + run % 9);
		struct flare_rating rating, expected;
		struct series series;

		series_init(&series);
		for (int i = 0; i < 20 + run % 60; i++) {
			random = random * 1664525 + 1013904223;
			add_gaps(&series,
				 (random >> 8) % 30 * SECOND_US + (random >> 4) % 1000000,
				 1);
		}
		expected = reference(&series, &config);
		rating = rate(&series, &config);
		assert_int_equal(rating.occurrences, expected.occurrences);
		assert_true(rating.percent == expected.percent);
		assert_int_equal(rating.interval_s, expected.interval_s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_perfect_beacon_is_of_100_percent),
		cmocka_unit_test(times_not_gaps_are_cut_to_seconds),
		cmocka_unit_test(gaps_below_min_interval_are_left_out),
		cmocka_unit_test(more_gaps_than_min_occur_are_needed),
		cmocka_unit_test(one_flow_has_no_gap),
		cmocka_unit_test(percent_is_divided_before_it_is_multiplied),
		cmocka_unit_test(the_threshold_is_compared_before_the_cut),
		cmocka_unit_test(the_smallest_place_of_equally_full_windows_wins),
		cmocka_unit_test(
			of_equally_frequent_gaps_the_one_with_the_fuller_window_wins),
		cmocka_unit_test(of_equally_full_windows_of_two_gaps_the_smaller_wins),
		cmocka_unit_test(
			a_fuller_window_away_from_the_most_frequent_gap_is_not_looked_at),
		cmocka_unit_test(a_window_of_one_second_holds_one_gap),
		cmocka_unit_test(any_series_is_rated_as_the_rules_are_worded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
