/*
 * test_analyze - which pairs are reported, with how many others of the same
 * destination, and in which order.
 */
#include "helpers.h"

#include "analyze/analyze.h"
#include "analyze/listing.h"
#include "group/pairs.h"
#include "model/timestamp.h"

/* 2025-11-20T00:00:00Z */
#define MOMENT (INT64_C(1763596800) * SECOND_US)

/* `regular` gaps of a minute, `other` of no other length twice. */
static void add(struct pairs *pairs, const char *src, const char *dst, uint16_t port,
		int regular, int other)
{
	struct flow flow = { .src = address_of(src),
			     .dst = address_of(dst),
			     .port = port,
			     .time_us = MOMENT,
			     .bytes_out = 10 };

	pairs_add(pairs, 0, &flow);
	for (int i = 0; i < regular + other; i++) {
		flow.time_us += (i < regular ? 60 : 100 + 10 * i) * SECOND_US;
		pairs_add(pairs, 0, &flow);
	}
}

static struct config rule(void)
{
	/* Flare's rule alone: no pair here has flows enough for a score. */
	return (struct config){ .flare = true,
				.min_beats = 1000000,
				.min_occur = 5,
				.min_percent = 50,
				.min_interval_s = 30,
				.window_s = 2 };
}

static const struct column *column_of(const char *name)
{
	const struct table all = { .columns = beacon_columns,
				   .n_columns = n_beacon_columns };

	return table_column(&all, name);
}

static struct beacon_list run(struct pairs *pairs, const struct config *config,
			      size_t n_workers)
{
	const struct pairs_wanted wanted = analyze_wanted(config);
	struct pair_list list;
	struct beacon_list beacons;

	pairs_finish(pairs, PAIRS_BY_PORT, &wanted, &list);
	analyze(&list, config, n_workers, &beacons);
	listing_order(&beacons, config, column_of("percent"));
	pair_list_free(&list);
	pairs_free(pairs);
	return beacons;
}

static void expect(const struct beacon *beacon, const char *src, const char *dst,
		   int64_t port, int64_t degree)
{
	char src_text[ADDRESS_TEXT], dst_text[ADDRESS_TEXT];

	assert_string_equal(address_format(&beacon->src, src_text), src);
	assert_string_equal(address_format(&beacon->dst, dst_text), dst);
	assert_int_equal(beacon->port, port);
	assert_int_equal(beacon->dest_degree, degree);
}

static void only_regular_pairs_are_reported(void **state)
{
	const struct config config = rule();
	struct pairs *pairs = pairs_new(1);
	struct beacon_list list;

	(void)state;
	add(pairs, "10.0.0.1", "192.0.2.1", 443, 10, 2);
	add(pairs, "10.0.0.1", "192.0.2.2", 443, 10, 10); /* 50 % is not more than 50 */
	add(pairs, "10.0.0.1", "192.0.2.3", 443, 5, 0);	  /* too few */
	list = run(pairs, &config, 1);
	assert_int_equal(list.n, 1);
	expect(&list.beacons[0], "10.0.0.1", "192.0.2.1", 443, 1);
	assert_int_equal(list.beacons[0].occurrences, 12);
	assert_int_equal(list.beacons[0].percent, 83); /* 83.3 */
	assert_int_equal(list.beacons[0].interval_s, 60);
	assert_int_equal(list.beacons[0].bytes_out, 120);
	beacon_list_free(&list);
}

static void nothing_to_report_is_an_empty_list(void **state)
{
	const struct config config = rule();
	struct beacon_list list = run(pairs_new(1), &config, 4);

	(void)state;
	assert_int_equal(list.n, 0);
	beacon_list_free(&list);
}

static void the_degree_counts_reported_rows_of_a_destination(void **state)
{
	const struct config config = rule();
	struct pairs *pairs = pairs_new(1);
	struct beacon_list list;

	(void)state;
	add(pairs, "10.0.0.1", "192.0.2.1", 443, 10, 0);
	add(pairs, "10.0.0.1", "192.0.2.1", 80, 10, 0); /* another port, another row */
	add(pairs, "10.0.0.2", "192.0.2.1", 443, 10, 0);
	add(pairs, "10.0.0.3", "192.0.2.1", 443, 1, 20); /* not reported */
	add(pairs, "10.0.0.1", "192.0.2.2", 443, 10, 0);
	list = run(pairs, &config, 2);
	assert_int_equal(list.n, 4);
	expect(&list.beacons[0], "10.0.0.1", "192.0.2.1", 80, 3);
	expect(&list.beacons[1], "10.0.0.1", "192.0.2.1", 443, 3);
	expect(&list.beacons[2], "10.0.0.2", "192.0.2.1", 443, 3);
	expect(&list.beacons[3], "10.0.0.1", "192.0.2.2", 443, 1);
	beacon_list_free(&list);
}

static void the_degree_is_counted_before_focus_outbound_takes_rows(void **state)
{
	struct config config = rule();
	struct pairs *pairs = pairs_new(1);
	struct beacon_list list;

	(void)state;
	config.focus_outbound = true;
	add(pairs, "10.0.0.1", "8.8.8.8", 443, 10, 0);
	add(pairs, "9.9.9.9", "8.8.8.8", 443, 10, 0);	/* source not private */
	add(pairs, "10.0.0.1", "10.0.0.2", 443, 10, 0); /* destination private */
	add(pairs, "10.0.0.1", "224.0.0.251", 5353, 10, 0);
	add(pairs, "10.0.0.1", "4000::1", 443, 10, 0); /* reserved */
	add(pairs, "fd00::1", "2620:fe::fe", 53, 10, 0);
	list = run(pairs, &config, 1);
	assert_int_equal(list.n, 2);
	expect(&list.beacons[0], "10.0.0.1", "8.8.8.8", 443, 2);
	expect(&list.beacons[1], "fd00::1", "2620:fe::fe", 53, 1);
	beacon_list_free(&list);
}

static void the_most_regular_come_first_then_the_busiest(void **state)
{
	const struct config config = rule();
	struct pairs *pairs = pairs_new(1);
	struct beacon_list list;

	(void)state;
	add(pairs, "10.0.0.1", "192.0.2.9", 443, 100, 20);
	add(pairs, "10.0.0.9", "192.0.2.2", 443, 20, 0);
	add(pairs, "10.0.0.1", "192.0.2.3", 443, 20, 0);
	add(pairs, "10.0.0.1", "192.0.2.2", 443, 20, 0);
	add(pairs, "10.0.0.1", "192.0.2.2", 80, 20, 0);
	add(pairs, "10.0.0.1", "192.0.2.8", 443, 50, 0);
	list = run(pairs, &config, 3);
	assert_int_equal(list.n, 6);
	expect(&list.beacons[0], "10.0.0.1", "192.0.2.8", 443, 1);
	expect(&list.beacons[1], "10.0.0.1", "192.0.2.2", 80, 3);
	expect(&list.beacons[2], "10.0.0.1", "192.0.2.2", 443, 3);
	expect(&list.beacons[3], "10.0.0.9", "192.0.2.2", 443, 3);
	expect(&list.beacons[4], "10.0.0.1", "192.0.2.3", 443, 1);
	expect(&list.beacons[5], "10.0.0.1", "192.0.2.9", 443, 1);
	beacon_list_free(&list);
}

static struct beacon_list many(size_t n_workers)
{
	const struct config config = rule();
	struct pairs *pairs = pairs_new(1);

	for (int i = 0; i < 3000; i++) {
		char src[32];

		snprintf(src, sizeof(src), "10.0.%d.%d", i / 250, i % 250);
		add(pairs, src, i % 3 ? "192.0.2.1" : "192.0.2.2", 443, 6 + i % 7, i % 5);
	}
	return run(pairs, &config, n_workers);
}

static void threads_do_not_change_the_result(void **state)
{
	struct beacon_list one = many(1);

	(void)state;
	assert_true(one.n > 1000);
	for (size_t n_workers = 2; n_workers < 9; n_workers += 3) {
		struct beacon_list list = many(n_workers);

		assert_int_equal(list.n, one.n);
		for (size_t i = 0; i < one.n; i++) {
			assert_string_equal(list.beacons[i].listed,
					    one.beacons[i].listed);
			list.beacons[i].listed = one.beacons[i].listed;
		}
		assert_memory_equal(list.beacons, one.beacons,
				    one.n * sizeof(*one.beacons));
		beacon_list_free(&list);
	}
	beacon_list_free(&one);
}

static void a_pair_of_fewer_flows_than_the_least_is_never_reported(void **state)
{
	const struct config config = rule();
	const struct pairs_wanted all = { .min_flows = 1 };
	uint64_t least = analyze_wanted(&config).min_flows;

	(void)state;
	for (int64_t n_flows = (int64_t)least - 1; n_flows <= (int64_t)least; n_flows++) {
		struct pairs *pairs = pairs_new(1);
		struct pair_list list;
		struct beacon_list beacons;

		add(pairs, "10.0.0.1", "192.0.2.1", 443, (int)n_flows - 1, 0);
		pairs_finish(pairs, PAIRS_BY_PORT, &all, &list);
		analyze(&list, &config, 1, &beacons);
		assert_int_equal(beacons.n, n_flows == (int64_t)least);
		beacon_list_free(&beacons);
		pair_list_free(&list);
		pairs_free(pairs);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_regular_pairs_are_reported),
		cmocka_unit_test(nothing_to_report_is_an_empty_list),
		cmocka_unit_test(the_degree_counts_reported_rows_of_a_destination),
		cmocka_unit_test(the_degree_is_counted_before_focus_outbound_takes_rows),
		cmocka_unit_test(the_most_regular_come_first_then_the_busiest),
		cmocka_unit_test(threads_do_not_change_the_result),
		cmocka_unit_test(a_pair_of_fewer_flows_than_the_least_is_never_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
