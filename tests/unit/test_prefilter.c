/*
 * test_prefilter - when it pays to ask which destinations may matter, and what the
 * server's counts say.
 */
#include "helpers.h"

#include "model/timestamp.h"
#include "source/elastic/cut.h"
#include "source/elastic/prefilter_buckets.h"
#include "source/elastic/prefilter_pays.h"

/* Ten million flows, most of them to destinations that are called once or twice. */
static struct prefilter_sample long_tail(void)
{
	return (struct prefilter_sample){
		.n_flows = 10000000,
		.n_destinations = 3500000,
		.n_shards = 1,
		.min_flows = 6,
		.n_parts = 175,
		.n_kept = 200,
		.n_dropped = 40000,
		.n_key_bytes = 200 * 15,
	};
}

static const char *objection(const struct prefilter_sample *sample, char text[300])
{
	struct arena arena = { NULL };
	const char *why = prefilter_objection(sample, &arena);

	snprintf(text, 300, "%s", why ? why : "");
	arena_free(&arena);
	return text;
}

static void few_destinations_need_no_sample(void **state)
{
	(void)state;
	assert_false(prefilter_may_pay(10000000, 400000, 6));
	assert_true(prefilter_may_pay(10000000, 600000, 6));
	/* What is called once is left out, be it from the second flow on. */
	assert_true(prefilter_may_pay(10000000, 3000000, 2));
	assert_false(prefilter_may_pay(10000000, 0, 6));
}

static void a_long_tail_pays(void **state)
{
	struct prefilter_sample sample = long_tail();
	char text[300];

	(void)state;
	assert_string_equal(objection(&sample, text), "");
	assert_int_equal(prefilter_n_pieces(&sample), 1);
}

static void a_short_tail_does_not(void **state)
{
	struct prefilter_sample sample = long_tail();
	char text[300];

	(void)state;
	sample.n_dropped = 10000; /* 17.5 % of the flows */
	assert_non_null(
		strstr(objection(&sample, text), "18 % of the flows could be left out"));
}

/* Each shard gives all it has only if that is not much. */
static void several_shards_are_asked_in_more_pieces(void **state)
{
	struct prefilter_sample sample = long_tail();
	char text[300];

	(void)state;
	sample.n_shards = 2;
	assert_int_equal(prefilter_n_pieces(&sample), 32);
	assert_string_equal(objection(&sample, text), "");
	sample.n_dropped = 28000; /* 49 %: with one shard that would do */
	assert_non_null(strstr(objection(&sample, text), "64 % are needed"));
	sample.n_destinations = 100000000;
	assert_int_equal(prefilter_n_pieces(&sample), 0);
}

static void too_many_names_are_not_asked_for(void **state)
{
	struct prefilter_sample sample = long_tail();
	char text[300];

	(void)state;
	sample.n_kept = 1000; /* of 175 parts: more than one request may return */
	assert_int_equal(prefilter_n_pieces(&sample), 4);
	sample.n_kept = 1400;
	assert_int_equal(prefilter_n_pieces(&sample), 0);
	assert_non_null(strstr(objection(&sample, text), "too many to ask for by name"));
}

/* As measured: to name 215,000 took as long as the flows that were left out. */
static void many_names_pay_if_few_flows_are_left(void **state)
{
	struct prefilter_sample sample = long_tail();
	char text[300];

	(void)state;
	sample.n_kept = 1229; /* 215,000 in all */
	sample.n_key_bytes = 1229 * 16;
	sample.n_dropped = 37371; /* 65.4 % */
	assert_int_equal(prefilter_n_pieces(&sample), 5);
	assert_non_null(strstr(objection(&sample, text), "are needed to make up"));
	sample.n_kept = 300; /* 52,500 */
	sample.n_key_bytes = 300 * 16;
	assert_string_equal(objection(&sample, text), "");
	assert_true(prefilter_still_pays(10000000, 3460000, 52500));
	/* A quarter of the flows would not make up for so many names. */
	assert_false(prefilter_still_pays(10000000, 7500000, 52500));
	assert_true(prefilter_still_pays(10000000, 7500000, 18000));
	sample.n_dropped = 16000;
	assert_non_null(strstr(objection(&sample, text), "are needed to make up"));
}

/* Each window names them all. */
static void names_may_be_longer_than_the_flows(void **state)
{
	struct prefilter_sample sample = long_tail();
	char text[300];

	(void)state;
	sample.n_kept = 400;
	sample.n_key_bytes = 400 * 44;
	sample.n_dropped = 30000;
	assert_non_null(
		strstr(objection(&sample, text), "would send more than it saves"));
	sample.bytes_a_second = 10e6;
	assert_non_null(
		strstr(objection(&sample, text), "would send more than it saves"));
	sample.bytes_a_second = 900e6; /* what is sent costs nothing there */
	assert_string_equal(objection(&sample, text), "");
}

#define REPLY(failed, timed_out, terms) \
	"{\"timed_out\":" timed_out ",\"_shards\":{\"failed\":" failed \
	"},\"aggregations\":{\"d\":{" terms "}}}"
#define TERMS \
	"\"doc_count_error_upper_bound\":2,\"sum_other_doc_count\":9,\"buckets\":[" \
	"{\"key\":\"192.0.2.1\",\"doc_count\":70},{\"key\":\"2001:db8::1\"," \
	"\"doc_count\":6}]"

#define REST_OF_REPLY \
	"\"timed_out\":false,\"_shards\":{\"failed\":0},\"aggregations\":{\"d\":{" TERMS \
	"}}}"

static bool reads(const char *reply, struct buckets *buckets)
{
	struct arena arena = { NULL };
	bool fits = buckets_read(reply, buckets, &arena);

	arena_free(&arena);
	return fits;
}

static void counts_are_read(void **state)
{
	struct arena arena = { NULL };
	struct buckets buckets;

	(void)state;
	assert_true(buckets_read(REPLY("0", "false", TERMS), &buckets, &arena));
	assert_int_equal(buckets.n, 2);
	assert_string_equal(buckets.keys[1], "2001:db8::1");
	assert_int_equal(buckets.counts[0], 70);
	assert_int_equal(buckets.n_unseen, 2);
	assert_int_equal(buckets.n_other, 9);
	arena_free(&arena);
}

static void counts_in_part_are_not_taken(void **state)
{
	struct buckets buckets = { .n = 77 };

	(void)state;
	assert_false(reads(REPLY("1", "false", TERMS), &buckets));
	assert_false(reads(REPLY("0", "true", TERMS), &buckets));
	assert_false(reads("{\"_clusters\":{\"skipped\":1}," REST_OF_REPLY, &buckets));
	assert_false(reads("{}", &buckets));
	assert_false(reads("", &buckets));
	assert_false(reads(REPLY("0", "false", "\"buckets\":[]"), &buckets));
	assert_false(reads(REPLY("0", "false",
				 "\"doc_count_error_upper_bound\":0,"
				 "\"sum_other_doc_count\":0,\"buckets\":["
				 "{\"key\":\"192.0.2.1\\u0000x\",\"doc_count\":1}]"),
			   &buckets));
	/* An error that the server does not know is no error of none. */
	assert_false(reads(REPLY("0", "false",
				 "\"doc_count_error_upper_bound\":-1,"
				 "\"sum_other_doc_count\":0,\"buckets\":[]"),
			   &buckets));
	assert_false(reads(REPLY("0", "false",
				 "\"doc_count_error_upper_bound\":0,"
				 "\"sum_other_doc_count\":0,\"buckets\":[{\"key\":1}]"),
			   &buckets));
	assert_int_equal(buckets.n, 77);
}

static struct elastic_windows cut(uint64_t n_flows, size_t n_workers,
				  const struct elastic_prefilter *prefilter)
{
	struct elastic_plan plan = { .n_indices = 0 };
	struct source_request request = { .n_workers = n_workers };
	struct elastic elastic = { .request = &request, .flow_plans = { &plan, 1 } };
	struct elastic_window whole = { .from_us = 7000, .to_us = 24 * HOUR_US + 1000 };
	struct elastic_windows windows =
		elastic_cut(&elastic, &whole, n_flows, prefilter);
	int64_t at_us = whole.from_us;

	for (size_t i = 0; i < windows.n; i++) {
		assert_int_equal(windows.windows[i].from_us, at_us);
		assert_true(windows.windows[i].to_us > at_us);
		at_us = windows.windows[i].to_us;
	}
	assert_int_equal(at_us, whole.to_us);
	return windows;
}

static void windows_make_up_the_period(void **state)
{
	const struct elastic_prefilter none = { .only = NULL };
	struct elastic_windows windows;

	(void)state;
	windows = cut(5, 1, &none);
	assert_int_equal(windows.n, 1);
	free(windows.windows);
	windows = cut(5, 3, &none);
	assert_int_equal(windows.n, 12);
	free(windows.windows);
	windows = cut(1000000, 2, &none);
	assert_int_equal(windows.n, 11);
	free(windows.windows);
}

/* A busy hour has more windows than a quiet one, and all are nearly full. */
static void windows_of_what_is_kept_are_as_large_as_can_be(void **state)
{
	uint64_t cells[256];
	struct elastic_prefilter some = { .only = "{}", .cells = cells, .n_cells = 256 };
	struct elastic_windows windows;
	uint64_t n = 0;

	(void)state;
	for (size_t i = 0; i < 256; i++)
		n += cells[i] = i % 128 < 64 ? 20000 : 7000;
	windows = cut(n, 2, &some);
	assert_in_range(windows.n, 20, 22); /* of 180,000 each it would be 19.2 */
	assert_string_equal(windows.windows[3].only, "{}");
	free(windows.windows);
	/* Few flows are shared out among the workers. */
	for (size_t i = 0; i < 256; i++)
		cells[i] = 10;
	windows = cut(2560, 2, &some);
	assert_in_range(windows.n, 8, 9);
	free(windows.windows);
	/* What does not fit is halved when it is read, and nothing beside it. */
	for (size_t i = 0; i < 256; i++)
		cells[i] = i == 100 ? 1000000 : 0;
	windows = cut(1000000, 1, &some);
	assert_int_equal(windows.n, 2);
	assert_true(windows.windows[0].to_us < 10 * HOUR_US);
	free(windows.windows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_destinations_need_no_sample),
		cmocka_unit_test(a_long_tail_pays),
		cmocka_unit_test(a_short_tail_does_not),
		cmocka_unit_test(several_shards_are_asked_in_more_pieces),
		cmocka_unit_test(too_many_names_are_not_asked_for),
		cmocka_unit_test(many_names_pay_if_few_flows_are_left),
		cmocka_unit_test(names_may_be_longer_than_the_flows),
		cmocka_unit_test(windows_make_up_the_period),
		cmocka_unit_test(windows_of_what_is_kept_are_as_large_as_can_be),
		cmocka_unit_test(counts_are_read),
		cmocka_unit_test(counts_in_part_are_not_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
