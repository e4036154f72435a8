/*
 * test_evidence - what stands beside the score: sizes, lag, strobes, long
 * connections, shapes, rank, and what several hosts have in common.
 */
#include "helpers.h"

#include <math.h>
#include <stdlib.h>

#include "analyze/analyze.h"
#include "analyze/listing.h"
#include "analyze/rank.h"
#include "analyze/shape.h"
#include "analyze/sizes.h"
#include "analyze/spike.h"
#include "analyze/strobe.h"
#include "analyze/words.h"
#include "group/pairs.h"
#include "model/size.h"
#include "model/timestamp.h"

/* 2025-11-20T00:00:00Z */
#define MOMENT (INT64_C(1763596800) * SECOND_US)

enum { MOST = 4000 };

static void most_flows_alike_are_the_habit(void **state)
{
	static const uint64_t sent[] = { 500, 520, 530, 90000, 40, 511 };
	struct flow_sizes sizes[COUNT_OF(sent)];
	struct size_habit habit = { -1, -1 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sent); i++)
		sizes[i] = (struct flow_sizes){ size_code(sent[i]), SIZE_UNKNOWN };
	assert_true(sizes_rate(sizes, COUNT_OF(sent), SIZES_OUT, &habit));
	assert_int_equal(habit.usual, 511);
	assert_true(fabs(habit.percent - 100.0 * 4 / 6) < 1e-9);
	assert_false(sizes_rate(sizes, COUNT_OF(sent), SIZES_IN, &habit));
	assert_int_equal(habit.usual, 511);
}

static void sizes_are_alike_by_a_tenth_or_32_bytes(void **state)
{
	static const struct {
		uint64_t a, b;
		double percent;
	} cases[] = {
		{ 0, 32, 100 }, { 0, 33, 50 }, { 1000, 1100, 100 }, { 1000, 1101, 50 }
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct flow_sizes sizes[] = { { size_code(cases[i].a), 0 },
					      { size_code(cases[i].b), 0 } };
		struct size_habit habit;

		assert_true(sizes_rate(sizes, 2, SIZES_OUT, &habit));
		assert_true(fabs(habit.percent - cases[i].percent) < 1e-9);
	}
}

/* Sleeps 5 s and then talks a while: no gap tells, the lags do. */
/* However dense: what thinning makes of a stream must not look like a clock. */
static void people_have_no_lag_at_any_density(void **state)
{
	static const double means_s[] = { 0.3, 1, 5, 10, 30 };
	static int64_t us[20 * MOST];
	uint64_t random = 5;

	(void)state;
	for (size_t i = 0; i < 3 * COUNT_OF(means_s); i++) {
		struct pair pair = { .times_us = us };
		bool whole_seconds = i >= 2 * COUNT_OF(means_s);
		struct beats beats;

		for (double at = 0; at < 43200 && pair.n_flows < COUNT_OF(us);) {
			random = random * UINT64_C(6364136223846793005) +
				 1442695040888963407u;
			at -= means_s[i % COUNT_OF(means_s)] *
			      log(1 - (double)(random >> 11) / 9007199254740992.0);
			us[pair.n_flows++] =
				MOMENT + (whole_seconds ? (int64_t)at * SECOND_US
							: (int64_t)(at * 1e6));
		}
		beats = beats_of(&pair, 43200, 0);
		if (spike_rate(&beats).z >= 7)
			fail_msg("case %zu: %g", i, spike_rate(&beats).z);
		beats_free(&beats);
	}
}

static void an_implant_at_work_has_a_lag_and_people_have_none(void **state)
{
	static int64_t us[MOST];
	struct pair pair = { .times_us = us };
	struct beats beats;
	struct spike spike;
	uint64_t random = 1;

	(void)state;
	for (int i = 0; i < 600; i++) {
		random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
		us[pair.n_flows++] = MOMENT + i * 5 * SECOND_US;
		if (random >> 63)
			us[pair.n_flows++] = MOMENT + i * 5 * SECOND_US + 300000 +
					     (int64_t)(random >> 42);
	}
	beats = beats_of(&pair, 86400, 0);
	spike = spike_rate(&beats);
	assert_true(spike.z > 8);
	assert_true(fmod(spike.lag_s + 0.1, 5) < 0.2);
	beats_free(&beats);
	pair.n_flows = 0;
	for (double at = 0; at < 86400 && pair.n_flows < MOST;) {
		random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
		at -= 60 * log(1 - (double)(random >> 11) / 9007199254740992.0);
		us[pair.n_flows++] = MOMENT + (int64_t)(at * 1e6);
	}
	beats = beats_of(&pair, 86400, 0);
	assert_true(spike_rate(&beats).z < 6);
	beats_free(&beats);
}

static void a_minute_of_sixty_calls_is_a_strobe(void **state)
{
	static int64_t us[MOST];
	struct pair pair = { .times_us = us };

	(void)state;
	for (int i = 0; i < 60 * 3; i++) /* three minutes, one call a second */
		us[pair.n_flows++] = MOMENT + i * SECOND_US;
	for (int i = 0; i < 59; i++) /* one call too few */
		us[pair.n_flows++] = MOMENT + (600 + i) * SECOND_US;
	assert_int_equal(strobe_minutes(&pair), 3);
}

static void intervals_are_counted_in_quarter_octaves(void **state)
{
	static const int64_t us[] = { MOMENT, MOMENT + 100000,		 /* 0.1 s */
				      MOMENT + 100000 + 1000000,	 /* 1 s: bin 8 */
				      MOMENT + 1100000 + 64 * SECOND_US, /* bin 32 */
				      MOMENT + 1100000 +
					      864064 * SECOND_US /* ten days */ };
	const struct pair pair = { .times_us = us, .n_flows = COUNT_OF(us) };
	const struct pair_list all = { .oldest_us = MOMENT,
				       .newest_us = MOMENT + 865165 * SECOND_US };
	struct shape *shape = shape_of(&pair, &all, false);

	(void)state;
	assert_int_equal(shape->intervals.n, INTERVAL_BINS);
	assert_int_equal(shape->intervals.counts[0], 1);
	assert_int_equal(shape->intervals.counts[8], 1);
	assert_int_equal(shape->intervals.counts[32], 1);
	assert_int_equal(shape->intervals.counts[INTERVAL_BINS - 1], 1);
	assert_int_equal(shape->ticks.n, 0);
	free(shape);
}

static void the_strip_goes_from_the_first_moment_of_all_to_the_last(void **state)
{
	static const int64_t us[] = { MOMENT, MOMENT + 900 * SECOND_US,
				      MOMENT + 86400 * SECOND_US };
	const struct pair pair = { .times_us = us, .n_flows = COUNT_OF(us) };
	const struct pair_list day = { .oldest_us = MOMENT,
				       .newest_us = MOMENT + 86400 * SECOND_US };
	const struct pair_list moment = { .oldest_us = MOMENT, .newest_us = MOMENT };
	const struct pair once = { .times_us = us, .n_flows = 1 };
	struct shape *shape = shape_of(&pair, &day, false);

	(void)state;
	assert_int_equal(shape->strip.n, STRIP_PARTS);
	assert_int_equal(shape->strip.counts[0], 2); /* 900 s is one microsecond short */
	assert_int_equal(shape->strip.counts[STRIP_PARTS - 1], 1);
	free(shape);
	shape = shape_of(&once, &moment, false);
	assert_int_equal(shape->strip.counts[0], 1);
	free(shape);
}

static void
what_is_drawn_has_the_bytes_of_each_part_and_a_tick_for_each_slot(void **state)
{
	/* The second in the first one's slot, the third 10 slots on; the last at the end. */
	static const int64_t us[] = { MOMENT, MOMENT + SECOND_US, MOMENT + 50 * SECOND_US,
				      MOMENT + 86400 * SECOND_US };
	static const struct flow_sizes sizes[] = { { 300, 40 },
						   { 200, SIZE_UNKNOWN },
						   { 1, SIZE_UNKNOWN },
						   { 5, SIZE_UNKNOWN } };
	const struct pair pair = { .times_us = us,
				   .sizes = sizes,
				   .n_flows = COUNT_OF(us) };
	const struct pair_list day = { .oldest_us = MOMENT,
				       .newest_us = MOMENT + 86400 * SECOND_US };
	struct shape *shape = shape_of(&pair, &day, true);

	(void)state;
	assert_int_equal(shape->strip_out.counts[0], 501);
	assert_int_equal(shape->strip_out.counts[STRIP_PARTS - 1], 5);
	assert_int_equal(shape->strip_in.counts[0], 40);
	assert_int_equal(shape->ticks.n, 3);
	assert_int_equal(shape->ticks.counts[0], 0);
	assert_int_equal(shape->ticks.counts[1], 9); /* 50 s is one microsecond short */
	assert_int_equal(shape->ticks.counts[2], TICK_SLOTS - 1 - 9);
	free(shape);
}

static void sizes_that_nobody_told_are_not_drawn(void **state)
{
	static const int64_t us[] = { MOMENT };
	static const struct flow_sizes sizes[] = { { SIZE_UNKNOWN, SIZE_UNKNOWN } };
	const struct pair pair = { .times_us = us, .sizes = sizes, .n_flows = 1 };
	const struct pair_list moment = { .oldest_us = MOMENT, .newest_us = MOMENT };
	struct shape *shape = shape_of(&pair, &moment, true);

	(void)state;
	assert_int_equal(shape->strip_out.n, 0);
	assert_int_equal(shape->ticks.n, 1);
	free(shape);
}

static struct beacon beacon_of(const char *listed)
{
	return (struct beacon){ .listed = listed,
				.rarity = 1,
				.score = NAN,
				.period_s = NAN,
				.beats = CELL_NO_INTEGER,
				.occurrences = CELL_NO_INTEGER,
				.lag_s = NAN,
				.size_out = CELL_NO_INTEGER,
				.size_in = CELL_NO_INTEGER };
}

static void a_row_says_in_words_what_its_numbers_say(void **state)
{
	struct beacon beacon = beacon_of("score+flare");
	struct arena arena = { NULL };

	(void)state;
	beacon.period_s = 60;
	beacon.jitter_percent = 0.7;
	beacon.beats = 1438;
	beacon.beats_expected = 1440;
	beacon.last_seen.us = 86399 * SECOND_US;
	beacon.hours_active = 24;
	beacon.size_out = 300;
	beacon.size_out_percent = 98.2;
	assert_string_equal(
		words_of(&beacon, &arena),
		"1,438 of about 1,440 expected beats, 60.0 s apart, give or take "
		"0.4 s; for 24.0 h, with calls in 24 hours of the clock; usually "
		"sends 300 bytes (98 % of flows); nobody else calls it");
	arena_free(&arena);
}

static void what_has_no_period_says_why_it_is_listed(void **state)
{
	struct beacon connected = beacon_of("long"), strobe = beacon_of("flare+strobe");
	struct arena arena = { NULL };

	(void)state;
	connected.longest_s = connected.connected_s = 36000;
	connected.open = 1;
	assert_string_equal(
		words_of(&connected, &arena),
		"connected for 10.0 h, still open when last seen; nobody else "
		"calls it");
	strobe.strobe_minutes = 75;
	strobe.occurrences = 12345;
	strobe.percent = 60;
	strobe.interval_s = 30;
	strobe.rarity = 0.5;
	strobe.prevalence_percent = 12.5;
	strobe.same_period = 2;
	assert_string_equal(
		words_of(&strobe, &arena),
		"60 % of 12,345 gaps are close to 30 s; a call a second or more in "
		"75 minutes; 12.5 % of all sources call it, 2 of them at this period");
	arena_free(&arena);
}

static const struct address anywhere;

static struct rank rank_after(int64_t n_sources, double hours, double score)
{
	const struct rank_basis basis = { .dst = &anywhere,
					  .score = score,
					  .active_us = (int64_t)(hours * (double)HOUR_US),
					  .span_us = 24 * HOUR_US,
					  .n_sources = n_sources,
					  .n_all_sources = 100 };

	return rank_of(&basis);
}

static void a_lone_beacon_goes_before_what_all_call_and_before_a_burst(void **state)
{
	(void)state;
	assert_true(rank_after(1, 24, 0.8).rank > rank_after(50, 24, 1).rank);
	assert_true(rank_after(1, 24, 0.8).rank > rank_after(1, 0.2, 1).rank);
	assert_true(rank_after(1, 24, 1).rank > 0.99);
	assert_true(rank_after(100, 24, 1).rarity == 0.05);
	assert_true(rank_after(1, 24, NAN).rank == 0);
}

static void a_connection_that_never_hangs_up_has_a_rank(void **state)
{
	struct rank_basis basis = { .dst = &anywhere,
				    .score = NAN,
				    .is_long = true,
				    .longest_us = 24 * HOUR_US,
				    .span_us = 24 * HOUR_US,
				    .n_sources = 1,
				    .n_all_sources = 100 };

	(void)state;
	assert_true(fabs(rank_of(&basis).rank - 0.5625) < 1e-6);
	basis.is_long = false;
	assert_true(rank_of(&basis).rank == 0);
}

static void add_beacon(struct pairs *pairs, const char *src, const char *dst,
		       int period_s)
{
	struct flow flow = { .src = address_of(src),
			     .dst = address_of(dst),
			     .port = 443,
			     .time_us = MOMENT,
			     .bytes_out = 10,
			     .bytes_in = FLOW_NO_BYTES };

	for (int i = 0; i < 100; i++, flow.time_us += period_s * SECOND_US)
		pairs_add(pairs, 0, &flow);
}

static struct beacon_list run(struct pairs *pairs, const struct config *config)
{
	const struct table all = { .columns = beacon_columns,
				   .n_columns = n_beacon_columns };
	const struct pairs_wanted wanted = analyze_wanted(config);
	struct pair_list list;
	struct beacon_list beacons;

	pairs_finish(pairs, PAIRS_BY_PORT, &wanted, &list);
	analyze(&list, config, 2, &beacons);
	listing_order(&beacons, config, table_column(&all, "dest_ip"));
	pair_list_free(&list);
	pairs_free(pairs);
	return beacons;
}

static struct config defaults(void)
{
	return (struct config){ .min_occur = 50,
				.min_percent = 50,
				.min_interval_s = 30,
				.window_s = 2,
				.min_beats = 6,
				.min_score = 0.55,
				.min_lag = 8,
				.min_long_h = 8,
				.min_strobe = 60 };
}

static void sources_of_one_period_at_one_place_are_counted(void **state)
{
	const struct config config = defaults();
	struct pairs *pairs = pairs_new(1);
	struct beacon_list list;

	(void)state;
	add_beacon(pairs, "10.0.0.1", "192.0.2.1", 60);
	add_beacon(pairs, "10.0.0.2", "192.0.2.1", 62);
	add_beacon(pairs, "10.0.0.3", "192.0.2.1", 300);
	add_beacon(pairs, "10.0.0.4", "192.0.2.2", 60);
	list = run(pairs, &config);
	assert_int_equal(list.n, 4);
	for (size_t i = 0; i < list.n; i++)
		assert_int_equal(list.beacons[i].same_period,
				 list.beacons[i].period_s < 100 && i < 3 ? 2 : 1);
	beacon_list_free(&list);
}

static void a_row_says_by_which_rules_it_is_listed(void **state)
{
	struct config config = defaults();
	struct pairs *pairs = pairs_new(1);
	struct flow flow = { .src = address_of("10.0.0.1"),
			     .dst = address_of("192.0.2.9"),
			     .port = 22,
			     .time_us = MOMENT,
			     .duration_us = 9 * HOUR_US };
	struct beacon_list list;

	(void)state;
	add_beacon(pairs, "10.0.0.1", "192.0.2.1", 60);
	add_beacon(pairs, "10.0.0.1", "192.0.2.2", 20); /* too short for Flare */
	pairs_add(pairs, 0, &flow);
	flow.dst = address_of("192.0.2.99");
	flow.duration_us = 0;
	/* a strobe; a clock of whole seconds would be too coarse to rate it by */
	for (int i = 0; i < 3700; i++, flow.time_us += SECOND_US + 1)
		pairs_add(pairs, 0, &flow);
	list = run(pairs, &config);
	assert_int_equal(list.n, 4);
	assert_string_equal(list.beacons[0].listed, "score+flare+lag");
	assert_string_equal(list.beacons[1].listed, "score+lag");
	assert_string_equal(list.beacons[2].listed, "long");
	assert_string_equal(list.beacons[3].listed, "score+lag+strobe");
	assert_true(isnan(list.beacons[2].score));
	assert_true(list.beacons[2].rank > 0);
	assert_int_equal(list.beacons[3].strobe_minutes, 61);
	beacon_list_free(&list);
}

/* Polls and results of an implant at work: a result comes at any time after a
 * poll, the next poll four to six ticks after the last. No gap is like another. */
static void what_only_the_lags_show_is_listed_by_them(void **state)
{
	const struct config config = defaults();
	struct pairs *pairs = pairs_new(1);
	struct flow flow = { .src = address_of("10.0.0.1"),
			     .dst = address_of("192.0.2.1"),
			     .port = 443,
			     .time_us = MOMENT };
	struct beacon_list list;
	uint64_t random = 2;

	(void)state;
	for (int i = 0; i < 60; i++) {
		int64_t poll_us = flow.time_us;

		pairs_add(pairs, 0, &flow);
		random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
		flow.time_us = poll_us + 300000 + (int64_t)(random >> 32) % 3000000;
		pairs_add(pairs, 0, &flow);
		flow.time_us = poll_us + (4 + (int64_t)(random >> 60) % 3) * 1007000;
	}
	list = run(pairs, &config);
	assert_int_equal(list.n, 1);
	assert_non_null(strstr(list.beacons[0].listed, "lag"));
	assert_true(list.beacons[0].lag >= 8);
	beacon_list_free(&list);
}

static void zero_lists_nothing_by_length_or_strobe(void **state)
{
	struct config config = defaults();
	struct pairs *pairs = pairs_new(1);
	struct flow flow = { .src = address_of("10.0.0.1"),
			     .dst = address_of("192.0.2.9"),
			     .port = 22,
			     .time_us = MOMENT,
			     .duration_us = 900 * HOUR_US };
	struct beacon_list list;

	(void)state;
	config.min_lag = 0;
	config.min_long_h = 0;
	config.min_strobe = 0;
	pairs_add(pairs, 0, &flow);
	list = run(pairs, &config);
	assert_int_equal(list.n, 0);
	beacon_list_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(most_flows_alike_are_the_habit),
		cmocka_unit_test(sizes_are_alike_by_a_tenth_or_32_bytes),
		cmocka_unit_test(people_have_no_lag_at_any_density),
		cmocka_unit_test(an_implant_at_work_has_a_lag_and_people_have_none),
		cmocka_unit_test(a_minute_of_sixty_calls_is_a_strobe),
		cmocka_unit_test(intervals_are_counted_in_quarter_octaves),
		cmocka_unit_test(the_strip_goes_from_the_first_moment_of_all_to_the_last),
		cmocka_unit_test(
			what_is_drawn_has_the_bytes_of_each_part_and_a_tick_for_each_slot),
		cmocka_unit_test(sizes_that_nobody_told_are_not_drawn),
		cmocka_unit_test(a_row_says_in_words_what_its_numbers_say),
		cmocka_unit_test(what_has_no_period_says_why_it_is_listed),
		cmocka_unit_test(
			a_lone_beacon_goes_before_what_all_call_and_before_a_burst),
		cmocka_unit_test(a_connection_that_never_hangs_up_has_a_rank),
		cmocka_unit_test(sources_of_one_period_at_one_place_are_counted),
		cmocka_unit_test(a_row_says_by_which_rules_it_is_listed),
		cmocka_unit_test(what_only_the_lags_show_is_listed_by_them),
		cmocka_unit_test(zero_lists_nothing_by_length_or_strobe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
