/*
 * test_fields - from what _field_caps says of an index to how its fields are
 * fetched: replies as servers of several versions give them.
 */
#include "helpers.h"

#include "source/elastic/fields.h"

static const char *const field[N_RECORD_FIELDS] = {
	[RECORD_SRC] = "src_ip",       [RECORD_DST] = "dest_ip",
	[RECORD_PORT] = "dest_port",   [RECORD_TIME] = "flow.start",
	[RECORD_EVENT] = "event_type", [RECORD_ANSWERS] = "dns.answers[]",
};

#define TYPE(type, flag, more) \
	"\"" type "\":{\"type\":\"" type \
	"\",\"searchable\":true,\"aggregatable\":" flag more "}"
#define FIELD(name, types) "\"" name "\":{" types "}"

static void expect(const struct elastic_plan *plan, enum record_field which,
		   const char *doc_value, const char *source)
{
	if ((plan->doc_value[which] == NULL) != (doc_value == NULL) ||
	    (doc_value && strcmp(plan->doc_value[which], doc_value) != 0))
		fail_msg("%d: doc value %s", which, plan->doc_value[which]);
	if ((plan->source[which] == NULL) != (source == NULL) ||
	    (source && strcmp(plan->source[which], source) != 0))
		fail_msg("%d: source %s", which, plan->source[which]);
}

static void each_field_and_its_variants_are_asked_for(void **state)
{
	struct arena arena = { NULL };
	const char *list = elastic_caps_fields(field, &arena);

	(void)state;
	assert_non_null(strstr(list, "src_ip,src_ip.keyword,src_ip.raw,dest_ip,"));
	assert_non_null(strstr(list, "dns.answers,dns.answers.keyword"));
	assert_non_null(strstr(list, "event_type,"));
	assert_null(strstr(list, "event_type.keyword")); /* nobody fetches it */
	arena_free(&arena);
}

static void a_text_is_fetched_by_its_exact_copy_and_else_from_source(void **state)
{
	static const char caps[] = "{\"indices\":[\"i\"],\"fields\":{" FIELD("src_ip", TYPE("ip", "true", "")) "," FIELD(
		"dest_ip",
		TYPE("text", "false",
		     "")) "," FIELD("dest_ip.keyword",
				    TYPE("keyword", "true",
					 "")) "," FIELD("dest_port",
							TYPE("text", "true",
							     "")) "," FIELD("flow.start",
									    TYPE("date",
										 "true",
										 "")) "," FIELD("dns.answers",
												TYPE("text",
												     "false",
												     "")) "," FIELD("dns.answers.raw",
														    TYPE("keyword",
															 "true",
															 "")) "}}";
	struct arena arena = { NULL };
	struct elastic_plans plans = elastic_plan(caps, field, &arena);

	(void)state;
	assert_int_equal(plans.n, 1);
	assert_null(plans.plans->indices);
	expect(plans.plans, RECORD_SRC, "src_ip", NULL);
	expect(plans.plans, RECORD_DST, "dest_ip.keyword", NULL);
	expect(plans.plans, RECORD_PORT, NULL, "dest_port"); /* words of a text */
	expect(plans.plans, RECORD_TIME, "flow.start", NULL);
	expect(plans.plans, RECORD_ANSWERS, "dns.answers.raw[]", NULL);
	assert_true(plans.plans->is_date[RECORD_TIME]);
	assert_false(plans.plans->is_date[RECORD_SRC]);
	assert_true(plans.plans->has_source);
	arena_free(&arena);
}

static void a_time_of_32_bits_is_read_from_source(void **state)
{
	static const char caps[] = "{\"indices\":[\"i\"],\"fields\":{" FIELD(
		"src_ip",
		TYPE("ip", "true",
		     "")) "," FIELD("dest_ip",
				    TYPE("ip", "true",
					 "")) "," FIELD("dest_port",
							TYPE("float", "true",
							     "")) "," FIELD("flow.start",
									    TYPE("float",
										 "true",
										 "")) "}}";
	struct arena arena = { NULL };
	struct elastic_plans plans = elastic_plan(caps, field, &arena);

	(void)state;
	expect(plans.plans, RECORD_TIME, NULL, "flow.start");
	expect(plans.plans, RECORD_PORT, "dest_port", NULL); /* exact below 2^24 */
	arena_free(&arena);
}

static void indices_that_differ_are_asked_apart(void **state)
{
	static const char caps[] = "{\"indices\":[\"a\",\"b\",\"c\",\"d\"],\"fields\":{" FIELD(
		"src_ip",
		TYPE("ip", "true", ",\"indices\":[\"a\",\"c\"]") "," TYPE("text", "false", ",\"indices\":[\"b\"]") "," TYPE(
			"unmapped", "false",
			",\"indices\":[\"d\"]")) "," FIELD("src_ip.keyword",
							   TYPE("keyword", "true", ",\"indices\":[\"b\"]") "," TYPE(
								   "unmapped", "false",
								   ",\"indices\":[\"a\",\"c\",\"d\"]")) "," FIELD("dest_ip",
														  TYPE("ip",
														       "true",
														       "")) "}}";
	struct arena arena = { NULL };
	struct elastic_plans plans = elastic_plan(caps, field, &arena);

	(void)state;
	assert_int_equal(plans.n, 2); /* d holds no flows */
	assert_int_equal(plans.plans[0].n_indices, 2);
	assert_string_equal(plans.plans[0].indices[1], "c");
	expect(&plans.plans[0], RECORD_SRC, "src_ip", NULL);
	assert_string_equal(plans.plans[1].indices[0], "b");
	expect(&plans.plans[1], RECORD_SRC, "src_ip.keyword", NULL);
	expect(&plans.plans[1], RECORD_TIME, NULL, NULL);
	assert_false(plans.plans[1].has_source);
	arena_free(&arena);
}

/* Before version 7 it is not said which indices there are. */
static void where_types_conflict_unseen_only_source_will_do(void **state)
{
	static const char caps[] = "{\"fields\":{" FIELD(
		"src_ip",
		TYPE("ip", "true", ",\"indices\":[\"a\"]") "," TYPE(
			"text", "false",
			",\"indices\":[\"b\"]")) "," FIELD("src_ip.keyword",
							   TYPE("keyword", "true",
								"")) "," FIELD("dest_ip",
									       TYPE("ip",
										    "true",
										    "")) "}}";
	struct arena arena = { NULL };
	struct elastic_plans plans = elastic_plan(caps, field, &arena);

	(void)state;
	assert_int_equal(plans.n, 1);
	expect(plans.plans, RECORD_DST, "dest_ip", NULL);
	expect(plans.plans, RECORD_SRC, NULL, "src_ip");
	arena_free(&arena);
}

static void what_makes_no_sense_means_source(void **state)
{
	static const char *const replies[] = { "", "[]", "{", "{\"indices\":[1]}",
					       "{\"a\":null}" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(replies); i++) {
		struct arena arena = { NULL };
		struct elastic_plans plans = elastic_plan(replies[i], field, &arena);

		assert_int_equal(plans.n, 1);
		expect(plans.plans, RECORD_SRC, NULL, "src_ip");
		expect(plans.plans, RECORD_EVENT, NULL, NULL);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_and_its_variants_are_asked_for),
		cmocka_unit_test(
			a_text_is_fetched_by_its_exact_copy_and_else_from_source),
		cmocka_unit_test(a_time_of_32_bits_is_read_from_source),
		cmocka_unit_test(indices_that_differ_are_asked_apart),
		cmocka_unit_test(where_types_conflict_unseen_only_source_will_do),
		cmocka_unit_test(what_makes_no_sense_means_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
