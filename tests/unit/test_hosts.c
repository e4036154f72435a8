/*
 * test_hosts - what pairs and mentions add up to, address by address.
 */
#include "helpers.h"

#include "analyze/hosts.h"
#include "group/pairs.h"
#include "model/timestamp.h"

#define NOON (INT64_C(1763640000) * SECOND_US)

static struct mention found(const char *peer, int64_t port, int64_t first_s,
			    int64_t last_s, int64_t bytes_in)
{
	struct mention mention = mention_nothing();

	mention.has_address = mention.has_peer = true;
	mention.address = address_of("203.0.113.7");
	mention.peer = address_of(peer);
	mention.port = port;
	mention.protocol = "tcp";
	mention.bytes_in = bytes_in;
	mention.bytes_out = 1;
	mention.first.us = NOON + first_s * SECOND_US;
	mention.last.us = NOON + last_s * SECOND_US;
	return mention;
}

/* Two flows of ten bytes each, ten seconds apart. */
static struct pair_list flows_of(const char *src, uint16_t port)
{
	const struct pairs_wanted wanted = { .min_flows = 1 };
	struct flow flow = { .src = address_of(src),
			     .dst = address_of("203.0.113.7"),
			     .port = port,
			     .protocol = FLOW_TCP,
			     .time_us = NOON,
			     .bytes_out = 1,
			     .bytes_in = 10 };
	struct pairs *pairs = pairs_new(1);
	struct pair_list list;

	pairs_add(pairs, 0, &flow);
	flow.time_us += 10 * SECOND_US;
	pairs_add(pairs, 0, &flow);
	pairs_finish(pairs, PAIRS_BY_PORT, &wanted, &list);
	pairs_free(pairs);
	return list;
}

/* Bytes sent by the one that is called. */
static int64_t sent(const struct pair_list *pairs, const struct mention *mention,
		    size_t n)
{
	const struct pair_list none = { .n = 0 };
	const struct inside inside = { .n = 0 };
	const struct hosts_choice choice = { .dsts = true,
					     .with_inside = true,
					     .inside = &inside };
	struct mentions mentions = { .items = NULL };
	const struct hosts_given given = { .pairs = pairs ? pairs : &none,
					   .mentions = &mentions };
	struct host_list list;
	int64_t bytes;

	for (size_t i = 0; i < n; i++)
		mentions_add(&mentions, &mention[i]);
	hosts_find(&given, &choice, &list);
	assert_int_equal(list.n, 1);
	bytes = list.hosts[0].bytes_sent;
	host_list_free(&list);
	mentions_free(&mentions);
	return bytes;
}

static void who_calls_is_not_called_by_that_port(void **state)
{
	const struct pair_list none = { .n = 0 };
	const struct inside inside = { .n = 0 };
	const struct hosts_choice choice = { .inside = &inside };
	struct mention mention = mention_nothing();
	struct mentions mentions = { .items = NULL };
	const struct hosts_given given = { .pairs = &none, .mentions = &mentions };
	struct host_list list;

	(void)state;
	mention.has_address = mention.calls = true;
	mention.address = address_of("203.0.113.7");
	mention.port = 22;
	mention.protocol = "tcp";
	mentions_add(&mentions, &mention);
	hosts_find(&given, &choice, &list);
	assert_int_equal(list.n, 1);
	assert_null(list.hosts[0].ports);
	assert_string_equal(list.hosts[0].ports_called, "22/tcp");
	host_list_free(&list);
	mentions_free(&mentions);
}

static void the_same_result_given_twice_counts_once(void **state)
{
	const struct mention twice[] = { found("10.0.0.1", 443, 0, 100, 70),
					 found("10.0.0.1", 443, 0, 100, 70) };

	(void)state;
	assert_int_equal(sent(NULL, twice, 2), 70);
}

static void runs_over_times_that_overlap_count_what_they_do_not_share(void **state)
{
	const struct mention runs[] = { found("10.0.0.1", 443, 0, 100, 70),
					found("10.0.0.1", 443, 50, 150, 71),
					found("10.0.0.1", 443, 0, 120, 80),
					found("10.0.0.1", 443, 200, 300, 5) };

	(void)state;
	assert_int_equal(sent(NULL, runs, 4), 85);
}

static void other_callers_and_other_ports_add_up(void **state)
{
	const struct mention rows[] = { found("10.0.0.1", 443, 0, 100, 70),
					found("10.0.0.1", 8443, 0, 100, 7),
					found("10.0.0.2", 443, 0, 100, 5) };

	(void)state;
	assert_int_equal(sent(NULL, rows, 3), 82);
}

static void a_result_beside_its_flows_adds_nothing(void **state)
{
	struct pair_list pairs = flows_of("10.0.0.1", 443);
	const struct mention rows[] = { found("10.0.0.1", 443, 0, 10, 20),
					found("10.0.0.1", 443, 500, 600, 4),
					found("10.0.0.2", 443, 0, 10, 3) };

	(void)state;
	assert_int_equal(sent(&pairs, rows, 3), 27);
	pair_list_free(&pairs);
}

static void of_rows_without_a_time_all_count(void **state)
{
	struct mention rows[] = { found("10.0.0.1", 443, 0, 0, 70),
				  found("10.0.0.1", 443, 0, 0, 7) };

	(void)state;
	for (size_t i = 0; i < 2; i++)
		rows[i].first.us = rows[i].last.us = CELL_NO_INTEGER;
	assert_int_equal(sent(NULL, rows, 2), 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_calls_is_not_called_by_that_port),
		cmocka_unit_test(the_same_result_given_twice_counts_once),
		cmocka_unit_test(
			runs_over_times_that_overlap_count_what_they_do_not_share),
		cmocka_unit_test(other_callers_and_other_ports_add_up),
		cmocka_unit_test(a_result_beside_its_flows_adds_nothing),
		cmocka_unit_test(of_rows_without_a_time_all_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
