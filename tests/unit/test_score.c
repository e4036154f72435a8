/*
 * test_score - what gets a high score and what does not, on times made by a
 * generator with a fixed seed.
 */
#include "helpers.h"

#include <math.h>

#include "analyze/score.h"
#include "group/clock.h"
#include "model/timestamp.h"

enum { MOST = 20000 };
#define DAY_S 86400.0

struct times {
	int64_t us[MOST];
	uint32_t n;
	uint64_t random; /* state of the generator */
};

static double uniform(struct times *times)
{
	times->random =
		times->random * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (double)(times->random >> 11) / 9007199254740992.0;
}

static void put(struct times *times, double at_s)
{
	if (at_s >= 0 && at_s < DAY_S && times->n < MOST)
		times->us[times->n++] = INT64_C(1763596800000000) + (int64_t)(at_s * 1e6);
}

/* From `from_s` to `to_s`, each gap off by up to `jitter` of the period, and
 * each beat lost with the probability `loss`. */
static void add_beacon(struct times *times, double from_s, double to_s, double period_s,
		       double jitter, double loss)
{
	for (double at_s = from_s; at_s < to_s;
	     at_s += period_s * (1 + jitter * (2 * uniform(times) - 1))) {
		if (uniform(times) >= loss)
			put(times, at_s);
	}
}

static void add_poisson(struct times *times, double mean_s)
{
	for (double at_s = 0; at_s < DAY_S; at_s -= mean_s * log(1 - uniform(times)))
		put(times, at_s);
}

/* Waits of any length between two. */
static void add_waits(struct times *times, double from_s, double to_s, double least_s,
		      double most_s)
{
	for (double at_s = from_s; at_s < to_s;
	     at_s += least_s + (most_s - least_s) * uniform(times))
		put(times, at_s);
}

/* A visit every quarter of an hour or so: a page and what it draws in. */
static void add_browsing(struct times *times)
{
	for (double at_s = 8 * 3600; at_s < 18 * 3600;
	     at_s -= 900 * log(1 - uniform(times))) {
		double click_s = at_s;

		for (int i = 0; i < 15; i++, click_s -= 8 * log(1 - uniform(times)))
			put(times, click_s);
	}
}

/* Day and night, visits of twenty flows with longer and longer pauses. */
static void add_visits(struct times *times, double every_s)
{
	for (double at_s = 0; at_s < DAY_S; at_s -= every_s * log(1 - uniform(times))) {
		double click_s = at_s, pause_s = 0.5;

		for (int i = 0; i < 20; i++, pause_s *= 1.2) {
			put(times, click_s);
			click_s -= pause_s * log(1 - uniform(times));
		}
	}
}

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static struct score_result rate(struct times *times)
{
	struct pair pair = { .times_us = times->us, .n_flows = times->n };

	struct score_result result;
	struct beats beats;

	qsort(times->us, times->n, sizeof(times->us[0]), by_time);
	beats = beats_of(&pair, DAY_S, 0);
	result = score_beats(&beats);
	beats_free(&beats);
	return result;
}

static struct times *begin(void)
{
	struct times *times = calloc(1, sizeof(*times));

	assert_non_null(times);
	times->random = 20251120;
	return times;
}

static void expect(struct times *times, double least, double most, double period_s,
		   double tolerance)
{
	struct score_result result = rate(times);

	if (result.score < least || result.score > most)
		fail_msg("score %g, period %g", result.score, result.period_s);
	if (period_s > 0 && fabs(result.period_s - period_s) > tolerance * period_s)
		fail_msg("period %g, not %g", result.period_s, period_s);
	free(times);
}

static void clockwork_of_any_period_scores_one(void **state)
{
	static const double periods[] = { 1, 10, 60, 3600 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(periods); i++) {
		struct times *times = begin();

		add_beacon(times, 0, fmin(DAY_S, periods[i] * 5000), periods[i], 0.01, 0);
		expect(times, periods[i] < 3600 ? 0.99 : 0.9, 1, periods[i], 0.01);
	}
}

static void jitter_of_half_the_period_is_seen_through(void **state)
{
	struct times *times = begin();

	(void)state;
	add_beacon(times, 0, DAY_S, 60, 0.5, 0);
	expect(times, 0.9, 1, 60, 0.35);
}

static void jitter_of_four_fifths_of_the_period_is_seen_through(void **state)
{
	struct times *times = begin();

	(void)state;
	add_beacon(times, 0, DAY_S, 60, 0.8, 0);
	expect(times, 0.8, 1, 60, 0.05);
}

/* The beacon's gaps vary by 46 % of their mean and never leave [12, 108] s, the
 * poll's by 55 %. */
static void polls_after_any_time_are_no_wide_jitter(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct times *times = begin();

		times->random = seed;
		add_waits(times, 0, DAY_S, 5, 240);
		expect(times, 0, 0.54, 0, 0);
	}
}

static void a_film_loaded_in_pieces_is_no_beat(void **state)
{
	struct times *times = begin();

	(void)state;
	add_waits(times, 70000, 75000, 2, 10);
	expect(times, 0, 0.54, 0, 0);
}

static void lost_beats_do_not_hide_it(void **state)
{
	struct times *times = begin();

	(void)state;
	add_beacon(times, 0, DAY_S, 60, 0.02, 0.3);
	expect(times, 0.55, 1, 0, 0);
}

static void half_of_the_beats_may_be_lost_with_jitter(void **state)
{
	struct times *times = begin();

	(void)state;
	add_beacon(times, 0, DAY_S, 120, 0.3, 0.5);
	expect(times, 0.53, 1, 120, 0.2);
}

static void half_of_a_few_beats_may_be_lost(void **state)
{
	struct times *times = begin();

	(void)state;
	add_beacon(times, 0, DAY_S, 900, 0.05, 0.5);
	assert_in_range(times->n, 35, 60);
	expect(times, 0.55, 1, 900, 0.05);
}

static void three_hosts_behind_one_address_are_seen(void **state)
{
	struct times *times = begin();

	(void)state;
	for (int i = 0; i < 3; i++)
		add_beacon(times, 17 * i, DAY_S, 60, 0.2, 0);
	expect(times, 0.55, 1, 60, 0.2);
}

static void a_beat_shows_under_many_times_as_many_flows_of_people(void **state)
{
	struct times *times = begin();

	(void)state;
	add_beacon(times, 0, DAY_S, 300, 0.05, 0);
	add_visits(times, 400);
	assert_in_range(times->n, 13 * 288, 20 * 288);
	expect(times, 0.55, 1, 300, 0.05);
}

static void six_beats_are_enough_if_they_are_regular(void **state)
{
	struct times *times = begin();

	(void)state;
	add_beacon(times, 600, 6 * 7200, 7200, 0.03, 0);
	assert_int_equal(times->n, 6);
	expect(times, 0.55, 1, 7200, 0.03);
}

static void a_dozen_beats_may_jitter_by_three_tenths(void **state)
{
	struct times *times = begin();

	(void)state;
	add_beacon(times, 0, DAY_S, 7200, 0.3, 0);
	expect(times, 0.55, 1, 7200, 0.2);
}

static void a_few_calls_a_second_apart_are_no_beat(void **state)
{
	struct times *times = begin();

	(void)state;
	add_beacon(times, 40000, 40012, 1.5, 0.1, 0);
	assert_in_range(times->n, 7, 9);
	expect(times, 0, 0.54, 0, 0);
}

static void three_hours_of_a_day_are_enough(void **state)
{
	struct times *times = begin();

	(void)state;
	add_beacon(times, 30000, 40800, 60, 0.05, 0);
	expect(times, 0.9, 1, 60, 0.05);
}

static void three_hours_of_a_day_are_enough_under_people(void **state)
{
	struct times *times = begin();

	(void)state;
	add_beacon(times, 30000, 40800, 120, 0.2, 0);
	add_visits(times, 900);
	assert_in_range(times->n, 15 * 90, 30 * 90);
	expect(times, 0.55, 1, 120, 0.1);
}

static void each_of_two_periods_may_be_the_one(void **state)
{
	struct times *times = begin();

	(void)state;
	add_beacon(times, 30000, 40800, 200, 0.2, 0);
	add_beacon(times, 40800, 75600, 1000, 0.2, 0);
	expect(times, 0.55, 1, 200, 0.1);
}

static void browsing_on_the_same_pair_does_not_hide_it(void **state)
{
	struct times *times = begin();

	(void)state;
	add_beacon(times, 0, DAY_S, 120, 0.05, 0);
	add_browsing(times);
	expect(times, 0.55, 1, 120, 0.1);
}

static void bursts_of_connections_count_as_one_beat(void **state)
{
	struct times *times = begin();

	(void)state;
	for (int i = 0; i < 5; i++)
		add_beacon(times, 0.2 * i, DAY_S, 600, 0, 0);
	expect(times, 0.95, 1, 600, 0.01);
}

static void chance_and_people_stay_low(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct times *times = begin();

		times->random = seed;
		add_poisson(times, 20.0 * (double)seed);
		expect(times, 0, 0.5, 0, 0);
		times = begin();
		times->random = seed;
		add_browsing(times);
		expect(times, 0, 0.5, 0, 0);
	}
}

/* Each visit has a pace, and half an hour of one pace is no beat. */
static void a_persons_pace_is_no_beat(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct times *times = begin();

		times->random = seed;
		for (double at_s = 20000; at_s < 60000; at_s += 3000) {
			double click_s = at_s, pace_s = 5 + 80 * uniform(times);

			for (int i = 0; i < 40;
			     i++, click_s += pace_s * 2 * uniform(times))
				put(times, click_s);
		}
		expect(times, 0, 0.5, 0, 0);
	}
}

/* A page fails, and is asked for again some seconds later. */
static void a_retry_after_a_fixed_time_is_no_beat(void **state)
{
	struct times *times = begin();

	(void)state;
	for (double at_s = 0; at_s < DAY_S; at_s -= 300 * log(1 - uniform(times))) {
		put(times, at_s);
		put(times, at_s + 5);
	}
	expect(times, 0, 0.5, 0, 0);
}

static void retries_that_wait_twice_as_long_each_time_are_no_beat(void **state)
{
	struct times *times = begin();
	double at_s = 0;

	(void)state;
	while (at_s < DAY_S) {
		for (double wait_s = 1; wait_s < 600; wait_s *= 2) {
			put(times, at_s);
			at_s += wait_s * (0.7 + 0.6 * uniform(times));
		}
	}
	expect(times, 0, 0.5, 0, 0);
}

/* Thinned to a dead time, dense traffic gets a rhythm that is only ours. */
static void dense_traffic_has_no_rhythm(void **state)
{
	static const double means[] = { 0.02, 0.05, 0.2, 1, 3 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(means); i++) {
		struct times *times = begin();

		add_poisson(times, means[i]);
		expect(times, 0, 0.5, 0, 0);
	}
}

static void too_few_or_simultaneous_flows_get_no_score(void **state)
{
	struct times *times = begin();

	(void)state;
	put(times, 5);
	expect(times, 0, 0, 0, 0);
	times = begin();
	for (int i = 0; i < 1000; i++)
		put(times, 5);
	expect(times, 0, 0, 0, 0);
}

/* Whole seconds say nothing of scales below a few of them. */
static void a_coarse_clock_is_respected(void **state)
{
	struct times *times = begin();

	(void)state;
	for (int i = 0; i < 3000; i++)
		put(times, floor(i * 0.5));
	expect(times, 0, 0, 0, 0);
}

/* Exports of NetFlow and of clouds: each tick would look like a beat. */
static void a_clock_that_all_pairs_keep_is_no_beat_of_theirs(void **state)
{
	static const int64_t minutes[] = { 1763596800000000, 1763596860000000,
					   1763597040000000 };
	const struct pair pair = { .times_us = minutes, .n_flows = COUNT_OF(minutes) };
	struct beats beats = beats_of(&pair, DAY_S, 60);

	(void)state;
	assert_true(score_first_scale(&beats) == 240);
	beats_free(&beats);
}

/* A few pairs may all be beacons of whole minutes; and one with a finer clock tells
 * that the others only look so. */
static void a_clock_is_one_if_enough_pairs_keep_it(void **state)
{
	static const int64_t NOON_US = 1763640000000000, MINUTE_US = 60000000;
	struct clock clock = { .step_us = 0 }, other = { .step_us = 0 };

	(void)state;
	for (uint64_t pair = 1; pair < CLOCK_PAIRS; pair++) {
		clock_note(&clock, NOON_US + (int64_t)pair * MINUTE_US, pair);
		clock_note(&clock, NOON_US, pair);
	}
	assert_true(clock_step_us(&clock) == 0);
	clock_note(&other, NOON_US, CLOCK_PAIRS);
	clock_join(&clock, &other);
	assert_true(clock_step_us(&clock) == MINUTE_US);
	clock_note(&other, NOON_US + 7 * SECOND_US, 1);
	clock_join(&clock, &other);
	assert_true(clock_step_us(&clock) == 0);
}

static void a_clock_of_pairs_is_one_if_there_are_enough(void **state)
{
	static const int64_t minutes[] = { 1763596800000000, 1763596860000000,
					   1763597040000000 };
	static const int64_t seconds[] = { 1763596800000000, 1763596807000000 };
	struct pair pairs[CLOCK_PAIRS];

	(void)state;
	for (size_t i = 0; i < CLOCK_PAIRS; i++)
		pairs[i] = (struct pair){ .times_us = minutes,
					  .n_flows = COUNT_OF(minutes) };
	assert_true(clock_of_pairs(pairs, CLOCK_PAIRS) == 60 * SECOND_US);
	assert_true(clock_of_pairs(pairs, CLOCK_PAIRS - 1) == 0);
	pairs[7] = (struct pair){ .times_us = seconds, .n_flows = COUNT_OF(seconds) };
	assert_true(clock_of_pairs(pairs, CLOCK_PAIRS) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clock_that_all_pairs_keep_is_no_beat_of_theirs),
		cmocka_unit_test(a_clock_is_one_if_enough_pairs_keep_it),
		cmocka_unit_test(a_clock_of_pairs_is_one_if_there_are_enough),
		cmocka_unit_test(clockwork_of_any_period_scores_one),
		cmocka_unit_test(jitter_of_half_the_period_is_seen_through),
		cmocka_unit_test(jitter_of_four_fifths_of_the_period_is_seen_through),
		cmocka_unit_test(polls_after_any_time_are_no_wide_jitter),
		cmocka_unit_test(a_film_loaded_in_pieces_is_no_beat),
		cmocka_unit_test(lost_beats_do_not_hide_it),
		cmocka_unit_test(half_of_the_beats_may_be_lost_with_jitter),
		cmocka_unit_test(half_of_a_few_beats_may_be_lost),
		cmocka_unit_test(three_hosts_behind_one_address_are_seen),
		cmocka_unit_test(a_beat_shows_under_many_times_as_many_flows_of_people),
		cmocka_unit_test(six_beats_are_enough_if_they_are_regular),
		cmocka_unit_test(a_dozen_beats_may_jitter_by_three_tenths),
		cmocka_unit_test(a_few_calls_a_second_apart_are_no_beat),
		cmocka_unit_test(three_hours_of_a_day_are_enough),
		cmocka_unit_test(three_hours_of_a_day_are_enough_under_people),
		cmocka_unit_test(each_of_two_periods_may_be_the_one),
		cmocka_unit_test(browsing_on_the_same_pair_does_not_hide_it),
		cmocka_unit_test(bursts_of_connections_count_as_one_beat),
		cmocka_unit_test(chance_and_people_stay_low),
		cmocka_unit_test(a_persons_pace_is_no_beat),
		cmocka_unit_test(a_retry_after_a_fixed_time_is_no_beat),
		cmocka_unit_test(retries_that_wait_twice_as_long_each_time_are_no_beat),
		cmocka_unit_test(dense_traffic_has_no_rhythm),
		cmocka_unit_test(too_few_or_simultaneous_flows_get_no_score),
		cmocka_unit_test(a_coarse_clock_is_respected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
