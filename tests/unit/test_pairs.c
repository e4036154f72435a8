/*
 * test_pairs - flows are gathered into the same pairs whatever worker had them
 * and whatever their order.
 */
#include "helpers.h"

#include "group/pairs.h"
#include "model/size.h"
#include "model/timestamp.h"

/* 2025-11-20T00:00:00Z */
#define MOMENT (INT64_C(1763596800) * SECOND_US)

static struct address numbered(uint32_t number)
{
	struct address address = { { [10] = 0xff, 0xff, 10 } };

	address.bytes[13] = (uint8_t)(number >> 16);
	address.bytes[14] = (uint8_t)(number >> 8);
	address.bytes[15] = (uint8_t)number;
	return address;
}

static struct flow flow_of(uint32_t src, uint32_t dst, uint16_t port, int64_t time_us,
			   uint64_t bytes_out)
{
	return (struct flow){ .src = numbered(src),
			      .dst = numbered(dst),
			      .port = port,
			      .time_us = time_us,
			      .logged_us = time_us,
			      .bytes_out = bytes_out };
}

static uint32_t next_random(uint32_t *random)
{
	*random = *random * 1664525 + 1013904223;
	return *random >> 8;
}

/* Flow i is given to worker[i]; the list is the caller's. */
static struct pair_list gather(const struct flow *flows, const size_t *worker, size_t n,
			       size_t n_workers, uint64_t min_flows)
{
	struct pairs *pairs = pairs_new(n_workers);
	const struct pairs_wanted wanted = { .min_flows = min_flows };
	struct pair_list list;

	for (size_t i = 0; i < n; i++)
		pairs_add(pairs, worker ? worker[i] : 0, &flows[i]);
	pairs_finish(pairs, PAIRS_BY_PORT, &wanted, &list);
	pairs_free(pairs);
	return list;
}

static void expect_same(const struct pair_list *a, const struct pair_list *b)
{
	assert_int_equal(a->n, b->n);
	assert_int_equal(a->n_flows, b->n_flows);
	assert_int_equal(a->n_pairs, b->n_pairs);
	assert_int_equal(a->oldest_us, b->oldest_us);
	assert_int_equal(a->newest_us, b->newest_us);
	for (size_t i = 0; i < a->n; i++) {
		const struct pair *x = &a->pairs[i], *y = &b->pairs[i];

		assert_int_equal(address_compare(&x->src, &y->src), 0);
		assert_int_equal(address_compare(&x->dst, &y->dst), 0);
		assert_int_equal(x->port, y->port);
		assert_int_equal(x->bytes_out, y->bytes_out);
		assert_int_equal(x->first_bytes_out, y->first_bytes_out);
		assert_int_equal(x->first_ms, y->first_ms);
		assert_int_equal(x->n_flows, y->n_flows);
		assert_memory_equal(x->times_us, y->times_us,
				    x->n_flows * sizeof(*x->times_us));
	}
}

static void a_pair_is_source_destination_and_port(void **state)
{
	const struct flow flows[] = {
		flow_of(1, 2, 80, MOMENT + 3, 10), flow_of(1, 2, 443, MOMENT + 1, 20),
		flow_of(2, 1, 80, MOMENT + 2, 30), flow_of(1, 2, 80, MOMENT, 40),
		flow_of(1, 3, 80, MOMENT + 4, 50),
	};
	struct pair_list list = gather(flows, NULL, COUNT_OF(flows), 1, 0);
	static const struct {
		uint32_t src, dst;
		uint16_t port;
		uint32_t n_flows;
		uint64_t bytes_out;
	} expected[] = { { 1, 2, 80, 2, 50 },
			 { 1, 2, 443, 1, 20 },
			 { 1, 3, 80, 1, 50 },
			 { 2, 1, 80, 1, 30 } };

	(void)state;
	assert_int_equal(list.n, COUNT_OF(expected));
	for (size_t i = 0; i < list.n; i++) {
		struct address src = numbered(expected[i].src),
			       dst = numbered(expected[i].dst);

		assert_int_equal(address_compare(&list.pairs[i].src, &src), 0);
		assert_int_equal(address_compare(&list.pairs[i].dst, &dst), 0);
		assert_int_equal(list.pairs[i].port, expected[i].port);
		assert_int_equal(list.pairs[i].n_flows, expected[i].n_flows);
		assert_int_equal(list.pairs[i].bytes_out, expected[i].bytes_out);
	}
	assert_int_equal(list.pairs[0].times_us[0], MOMENT);
	assert_int_equal(list.pairs[0].times_us[1], MOMENT + 3);
	assert_int_equal(list.oldest_us, MOMENT);
	assert_int_equal(list.newest_us, MOMENT + 4);
	pair_list_free(&list);
}

static void no_flows_are_no_pairs(void **state)
{
	struct pair_list list = gather(NULL, NULL, 0, 3, 1);

	(void)state;
	assert_int_equal(list.n, 0);
	assert_int_equal(list.n_flows, 0);
	assert_int_equal(list.oldest_us, 0);
	assert_int_equal(list.newest_us, 0);
	pair_list_free(&list);
	pairs_free(NULL);
}

static void a_result_depends_on_no_worker_and_no_order(void **state)
{
	enum { N = 20000 };
	struct flow *flows = memory_alloc(N * sizeof(*flows));
	size_t *worker = memory_zero(N, sizeof(*worker));
	struct pair_list expected, list;
	uint32_t random = 1;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		uint32_t a = next_random(&random), b = next_random(&random);

		/* Times in half milliseconds, so that many meet in one. */
		flows[i] = flow_of(a % 20, 100 + a / 20 % 30, (uint16_t)(b % 3),
				   MOMENT + b / 3 % 100 * 500, next_random(&random) % 50);
	}
	expected = gather(flows, worker, N, 1, 3);
	assert_true(expected.n > 1000);
	for (size_t n_workers = 1; n_workers < 6; n_workers++) {
		for (size_t i = N - 1; i > 0; i--) { /* shuffle */
			size_t j = next_random(&random) % (i + 1);
			struct flow other = flows[i];

			flows[i] = flows[j];
			flows[j] = other;
		}
		for (size_t i = 0; i < N; i++)
			worker[i] = next_random(&random) % n_workers;
		list = gather(flows, worker, N, n_workers, 3);
		expect_same(&expected, &list);
		pair_list_free(&list);
	}
	pair_list_free(&expected);
	free(flows);
	free(worker);
}

static void the_first_flow_is_of_the_earliest_millisecond_and_fewest_bytes(void **state)
{
	const struct flow flows[] = {
		flow_of(1, 2, 80, MOMENT + 1000, 5),
		flow_of(1, 2, 80, MOMENT + 100, 300),
		flow_of(1, 2, 80, MOMENT + 900, 200),
		flow_of(1, 2, 80, MOMENT, 400),
	};
	static const size_t workers[][COUNT_OF(flows)] = {
		{ 0, 0, 0, 0 }, { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 1, 1, 0, 0 }
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(workers); i++) {
		struct pair_list list = gather(flows, workers[i], COUNT_OF(flows), 4, 1);

		assert_int_equal(list.n, 1);
		assert_int_equal(list.pairs[0].first_ms, MOMENT / 1000);
		assert_int_equal(list.pairs[0].first_bytes_out, 200);
		assert_int_equal(list.pairs[0].bytes_out, 905);
		pair_list_free(&list);
	}
}

static void pairs_of_too_few_flows_are_only_counted(void **state)
{
	struct flow flows[] = {
		flow_of(1, 2, 80, MOMENT, 1),
		flow_of(3, 4, 80, MOMENT + 1, 1),
		flow_of(3, 4, 80, MOMENT + 2, 1),
		flow_of(5, 6, 80, MOMENT - 5, 1),
	};
	static const size_t worker[] = { 0, 0, 1, 1 }; /* together they are enough */
	struct pair_list list = gather(flows, worker, COUNT_OF(flows), 2, 2);

	(void)state;
	assert_int_equal(list.n, 1);
	assert_int_equal(list.pairs[0].n_flows, 2);
	assert_int_equal(list.n_flows, 4);
	assert_int_equal(list.n_pairs, 3);
	assert_int_equal(list.oldest_us, MOMENT - 5);
	pair_list_free(&list);
	list = gather(flows, worker, COUNT_OF(flows), 2, 3);
	assert_int_equal(list.n, 0);
	assert_int_equal(list.n_pairs, 3);
	pair_list_free(&list);
}

static void bytes_beyond_any_number_do_not_wrap_around(void **state)
{
	struct flow flows[] = { flow_of(1, 2, 80, MOMENT, INT64_MAX),
				flow_of(1, 2, 80, MOMENT, INT64_MAX),
				flow_of(1, 2, 80, MOMENT, INT64_MAX) };
	static const size_t worker[] = { 0, 1, 1 };
	struct pair_list list = gather(flows, worker, COUNT_OF(flows), 2, 1);

	(void)state;
	assert_int_equal(list.pairs[0].bytes_out, INT64_MAX);
	pair_list_free(&list);
}

static void a_million_flows_are_all_found_again(void **state)
{
	enum { N = 1000000, N_SRC = 50000, N_WORKERS = 3 };
	const struct pairs_wanted all = { .min_flows = 1 };
	struct pairs *pairs = pairs_new(N_WORKERS);
	struct pair_list list;
	uint64_t n_flows = 0;

	(void)state;
	for (uint32_t i = 0; i < N; i++) {
		struct flow flow =
			flow_of(i % N_SRC, i % 7, 443, MOMENT + (N - i) * SECOND_US, 1);

		pairs_add(pairs, i % N_WORKERS, &flow);
	}
	pairs_finish(pairs, PAIRS_BY_PORT, &all, &list);
	assert_int_equal(list.n_flows, N);
	for (size_t i = 0; i < list.n; i++) {
		const struct pair *pair = &list.pairs[i];

		assert_int_equal(pair->bytes_out, pair->n_flows);
		assert_int_equal(pair->first_ms, pair->times_us[0] / 1000);
		for (size_t j = 1; j < pair->n_flows; j++)
			assert_true(pair->times_us[j - 1] < pair->times_us[j]);
		n_flows += pair->n_flows;
	}
	assert_int_equal(n_flows, N);
	/* i and i + 350,000 are one pair: 50,000 sources and 7 destinations */
	assert_int_equal(list.n, 350000);
	pairs_free(pairs);
	pair_list_free(&list);
}

/* All flows in one worker's hands, or each in another's. */
static struct pair_list gather_by(enum pairs_key key, const struct flow *flows, size_t n,
				  bool apart)
{
	const struct pairs_wanted wanted = { .min_flows = 1 };
	struct pairs *pairs = pairs_new(n);
	struct pair_list list;

	for (size_t i = 0; i < n; i++)
		pairs_add(pairs, apart ? i : 0, &flows[i]);
	pairs_finish(pairs, key, &wanted, &list);
	pairs_free(pairs);
	return list;
}

static void by_host_all_ports_are_one_pair_shown_as_the_busiest(void **state)
{
	const struct flow flows[] = {
		flow_of(1, 2, 80, MOMENT, 1),	     flow_of(1, 2, 443, MOMENT + 1, 2),
		flow_of(1, 2, 443, MOMENT + 2, 4),   flow_of(1, 3, 443, MOMENT + 3, 8),
		flow_of(4, 2, 8080, MOMENT + 4, 16),
	};

	(void)state;
	for (int apart = 0; apart < 2; apart++) {
		struct pair_list list =
			gather_by(PAIRS_BY_HOST, flows, COUNT_OF(flows), apart);

		assert_int_equal(list.n, 3);
		assert_int_equal(list.pairs[0].n_flows, 3);
		assert_int_equal(list.pairs[0].n_services, 2);
		assert_int_equal(list.pairs[0].port, 443);
		assert_int_equal(list.pairs[0].bytes_out, 7);
		assert_int_equal(list.pairs[0].n_sources, 2);
		assert_int_equal(list.pairs[1].n_services, 1);
		pair_list_free(&list);
	}
}

static void by_name_all_addresses_are_one_pair_and_the_nameless_go_by_theirs(void **state)
{
	struct flow flows[] = {
		flow_of(1, 2, 443, MOMENT, 1),	   flow_of(1, 3, 443, MOMENT + 1, 1),
		flow_of(1, 4, 443, MOMENT + 2, 1), flow_of(5, 3, 443, MOMENT + 3, 1),
		flow_of(1, 9, 443, MOMENT + 4, 1), flow_of(1, 8, 443, MOMENT + 5, 1),
	};

	(void)state;
	flows[0].name = flows[1].name = flows[2].name = flows[3].name = 7;
	for (int apart = 0; apart < 2; apart++) {
		struct pair_list list =
			gather_by(PAIRS_BY_NAME, flows, COUNT_OF(flows), apart);

		assert_int_equal(list.n, 4);
		assert_int_equal(list.pairs[0].name, 7);
		assert_int_equal(list.pairs[0].n_flows, 3);
		assert_int_equal(list.pairs[0].n_services, 3);
		assert_int_equal(list.pairs[0].n_sources, 2); /* of the name, not of 2 */
		assert_int_equal(address_compare(&list.pairs[0].dst, &flows[0].dst), 0);
		assert_int_equal(list.pairs[1].name, 0);
		assert_int_equal(list.pairs[1].n_sources, 1);
		pair_list_free(&list);
	}
}

static struct flow lasting(int64_t time_us, int64_t seconds, enum flow_state state)
{
	struct flow flow = flow_of(1, 2, 443, time_us, 100);

	flow.duration_us = seconds * SECOND_US;
	flow.end_us = time_us + flow.duration_us;
	flow.state = (uint8_t)state;
	return flow;
}

static void reports_of_a_flow_that_goes_on_are_one_flow(void **state)
{
	const struct flow flows[] = {
		lasting(MOMENT, 600, FLOW_OPEN),
		lasting(MOMENT, 7200, FLOW_OPEN),
		lasting(MOMENT, 3600, FLOW_OPEN),
		lasting(MOMENT + SECOND_US, 5, FLOW_ENDED),
	};

	(void)state;
	for (int apart = 0; apart < 2; apart++) {
		struct pair_list list =
			gather_by(PAIRS_BY_PORT, flows, COUNT_OF(flows), apart);

		assert_int_equal(list.n, 1);
		assert_int_equal(list.n_flows, 2);
		assert_int_equal(list.pairs[0].n_flows, 2);
		assert_int_equal(list.pairs[0].n_open, 1);
		assert_int_equal(list.pairs[0].connected_us, 7205 * SECOND_US);
		assert_int_equal(list.pairs[0].longest_us, 7200 * SECOND_US);
		assert_int_equal(list.pairs[0].bytes_out, 200);
		pair_list_free(&list);
	}
}

static void a_report_is_forgotten_once_the_flow_is_logged_at_its_end(void **state)
{
	const struct flow flows[] = {
		lasting(MOMENT, 600, FLOW_OPEN),
		lasting(MOMENT, 9000, FLOW_ENDED),
		lasting(MOMENT, 3600, FLOW_OPEN),
	};

	(void)state;
	for (int apart = 0; apart < 2; apart++) {
		struct pair_list list =
			gather_by(PAIRS_BY_PORT, flows, COUNT_OF(flows), apart);

		assert_int_equal(list.pairs[0].n_flows, 1);
		assert_int_equal(list.pairs[0].n_open, 0);
		assert_int_equal(list.pairs[0].connected_us, 9000 * SECOND_US);
		pair_list_free(&list);
	}
}

static void what_was_cut_off_is_open_only_at_the_end_of_what_was_seen(void **state)
{
	const struct flow flows[] = {
		lasting(MOMENT, 60, FLOW_CUT_OFF), /* the sensor lost it, and went on */
		lasting(MOMENT + 7000 * SECOND_US, 200, FLOW_CUT_OFF),
		lasting(MOMENT + 7000 * SECOND_US, 200, FLOW_CUT_OFF), /* another one */
		lasting(MOMENT + 6500 * SECOND_US, 100, FLOW_CUT_OFF), /* ten minutes */
		lasting(MOMENT + 6500 * SECOND_US, 99, FLOW_CUT_OFF),  /* and a second */
		lasting(MOMENT + 7195 * SECOND_US, 5, FLOW_ENDED),
	};
	struct pair_list list = gather_by(PAIRS_BY_PORT, flows, COUNT_OF(flows), true);

	(void)state;
	assert_int_equal(list.pairs[0].n_flows, 6);
	assert_int_equal(list.pairs[0].n_open, 3);
	pair_list_free(&list);
}

static void a_long_flow_is_wanted_by_itself(void **state)
{
	const struct pairs_wanted wanted = { .min_flows = 5,
					     .min_longest_us = 3600 * SECOND_US };
	const struct flow flows[] = {
		lasting(MOMENT, 3600, FLOW_ENDED),
		flow_of(1, 3, 443, MOMENT, 1),
	};
	struct pairs *pairs = pairs_new(1);
	struct pair_list list;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(flows); i++)
		pairs_add(pairs, 0, &flows[i]);
	pairs_finish(pairs, PAIRS_BY_PORT, &wanted, &list);
	assert_int_equal(list.n, 1);
	assert_int_equal(list.n_pairs, 2);
	assert_int_equal(list.pairs[0].longest_us, 3600 * SECOND_US);
	pair_list_free(&list);
	pairs_free(pairs);
}

static void sizes_stay_with_their_flows(void **state)
{
	struct flow flows[] = { flow_of(1, 2, 80, MOMENT + 2, 300),
				flow_of(1, 2, 80, MOMENT + 1, 5000),
				flow_of(1, 2, 80, MOMENT, FLOW_NO_BYTES) };
	struct pair_list list;

	(void)state;
	flows[0].bytes_in = 10;
	flows[1].bytes_in = FLOW_NO_BYTES;
	list = gather_by(PAIRS_BY_PORT, flows, COUNT_OF(flows), true);
	assert_int_equal(list.pairs[0].sizes[0].out, SIZE_UNKNOWN);
	assert_int_equal(list.pairs[0].sizes[1].out, size_code(5000));
	assert_int_equal(list.pairs[0].sizes[1].in, SIZE_UNKNOWN);
	assert_int_equal(list.pairs[0].sizes[2].out, 300);
	assert_int_equal(list.pairs[0].sizes[2].in, 10);
	assert_int_equal(list.pairs[0].bytes_out, 5300);
	assert_int_equal(list.pairs[0].bytes_in, 10);
	pair_list_free(&list);
}

/* Or the order in which the threads had them would show. */
static void flows_of_one_time_are_ordered_by_their_sizes(void **state)
{
	struct flow flows[] = { flow_of(1, 2, 80, MOMENT, 300),
				flow_of(1, 2, 80, MOMENT, 100),
				flow_of(1, 2, 80, MOMENT, 100),
				flow_of(1, 2, 80, MOMENT, 200) };

	(void)state;
	flows[1].bytes_in = 9;
	flows[2].bytes_in = 4;
	for (int apart = 0; apart < 2; apart++) {
		struct pair_list list =
			gather_by(PAIRS_BY_PORT, flows, COUNT_OF(flows), apart);
		const struct flow_sizes *sizes = list.pairs[0].sizes;

		assert_int_equal(sizes[0].out, 100);
		assert_int_equal(sizes[0].in, 4);
		assert_int_equal(sizes[1].in, 9);
		assert_int_equal(sizes[2].out, 200);
		assert_int_equal(sizes[3].out, 300);
		pair_list_free(&list);
	}
}

static void of_equally_busy_services_the_lower_stands_for_all(void **state)
{
	const struct flow flows[] = { flow_of(1, 2, 8080, MOMENT, 1),
				      flow_of(1, 2, 443, MOMENT + 1, 1) };

	(void)state;
	for (int apart = 0; apart < 2; apart++) {
		struct pair_list list = gather_by(PAIRS_BY_HOST, flows, 2, apart);

		assert_int_equal(list.pairs[0].port, 443);
		pair_list_free(&list);
	}
}

static void a_size_code_is_near_the_size_and_in_its_order(void **state)
{
	uint16_t last = 0;

	(void)state;
	for (uint64_t bytes = 0; bytes < UINT64_C(1) << 41; bytes += bytes / 500 + 1) {
		uint16_t code = size_code(bytes);

		assert_true(code >= last);
		assert_true(size_bytes(code) <= bytes);
		assert_true(bytes - size_bytes(code) <= bytes / 1024);
		last = code;
	}
	assert_int_equal(size_code(UINT64_MAX - 1), SIZE_UNKNOWN - 1);
	assert_int_equal(size_code(FLOW_NO_BYTES), SIZE_UNKNOWN);
}

/* Of flows that were not read: each counts, and once. */
static void sources_that_were_not_read_count(void **state)
{
	struct pairs *pairs = pairs_new(2);
	const struct address others[] = { address_of("10.0.0.1"), address_of("10.0.0.3"),
					  address_of("10.0.0.4") };
	const struct pairs_wanted all = { .min_flows = 1 };
	struct flow flow = { .src = address_of("10.0.0.1"),
			     .dst = address_of("192.0.2.1") };
	struct pair_list list;

	(void)state;
	pairs_add(pairs, 0, &flow);
	flow.src = address_of("10.0.0.2");
	pairs_add(pairs, 1, &flow);
	pairs_note_sources(pairs, others, COUNT_OF(others));
	pairs_finish(pairs, PAIRS_BY_HOST, &all, &list);
	assert_int_equal(list.n_sources, 4);
	assert_int_equal(list.pairs[0].n_sources, 2);
	pair_list_free(&list);
	pairs_free(pairs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sources_that_were_not_read_count),
		cmocka_unit_test(a_pair_is_source_destination_and_port),
		cmocka_unit_test(no_flows_are_no_pairs),
		cmocka_unit_test(a_result_depends_on_no_worker_and_no_order),
		cmocka_unit_test(
			the_first_flow_is_of_the_earliest_millisecond_and_fewest_bytes),
		cmocka_unit_test(pairs_of_too_few_flows_are_only_counted),
		cmocka_unit_test(bytes_beyond_any_number_do_not_wrap_around),
		cmocka_unit_test(by_host_all_ports_are_one_pair_shown_as_the_busiest),
		cmocka_unit_test(
			by_name_all_addresses_are_one_pair_and_the_nameless_go_by_theirs),
		cmocka_unit_test(reports_of_a_flow_that_goes_on_are_one_flow),
		cmocka_unit_test(
			a_report_is_forgotten_once_the_flow_is_logged_at_its_end),
		cmocka_unit_test(
			what_was_cut_off_is_open_only_at_the_end_of_what_was_seen),
		cmocka_unit_test(a_long_flow_is_wanted_by_itself),
		cmocka_unit_test(sizes_stay_with_their_flows),
		cmocka_unit_test(flows_of_one_time_are_ordered_by_their_sizes),
		cmocka_unit_test(of_equally_busy_services_the_lower_stands_for_all),
		cmocka_unit_test(a_size_code_is_near_the_size_and_in_its_order),
		cmocka_unit_test(a_million_flows_are_all_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
