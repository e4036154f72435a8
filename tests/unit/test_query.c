/*
 * test_query - the bodies sent to a server are read back as JSON and hold just
 * what each version of it understands.
 */
#include "helpers.h"

#include <yajl/yajl_tree.h>

#include "model/timestamp.h"
#include "source/elastic/context.h"
#include "source/elastic/elastic.h"

#define FROM (INT64_C(1763596800) * SECOND_US + 123456)
#define TO (INT64_C(1763600400) * SECOND_US + 7)

struct fixture {
	struct setup setup;
	struct source_request request;
	struct elastic elastic;
	struct arena arena;
	struct elastic_window window;
};

/* To be called again when the names have changed. */
static void plan_source(struct fixture *fixture)
{
	fixture->window.plan =
		elastic_plan_source(fixture->elastic.names.field, &fixture->arena).plans;
}

static int begin(void **state)
{
	struct fixture *fixture = memory_zero(1, sizeof(*fixture));

	setup_init(&fixture->setup);
	fixture->elastic.request = &fixture->request;
	fixture->elastic.config = &fixture->setup.config;
	fixture->elastic.names = record_names_of(&fixture->setup.config);
	fixture->elastic.time_kind = ELASTIC_DATE;
	fixture->window = (struct elastic_window){ .from_us = FROM, .to_us = TO };
	plan_source(fixture);
	*state = fixture;
	return 0;
}

static int end(void **state)
{
	struct fixture *fixture = *state;

	setup_free(&fixture->setup);
	arena_free(&fixture->arena);
	free(fixture);
	return 0;
}

static yajl_val parse(const char *body)
{
	char why[200];
	yajl_val tree = yajl_tree_parse(body, why, sizeof(why));

	if (!tree)
		fail_msg("%s: %s", body, why);
	return tree;
}

static yajl_val search(const struct fixture *fixture)
{
	struct arena arena = { NULL };
	yajl_val tree = parse(
		elastic_search_body(&fixture->elastic, &fixture->window, NULL, &arena));

	arena_free(&arena);
	return tree;
}

static yajl_val count(const struct fixture *fixture, enum elastic_clause last)
{
	struct arena arena = { NULL };
	yajl_val tree = parse(
		elastic_count_body(&fixture->elastic, &fixture->window, last, &arena));

	arena_free(&arena);
	return tree;
}

/* The value at "a/b/0/c", or NULL. */
static yajl_val at(yajl_val tree, const char *path)
{
	while (tree && *path) {
		size_t len = strcspn(path, "/"), i = 0;

		if (YAJL_IS_ARRAY(tree)) {
			i = (size_t)strtoul(path, NULL, 10);
			tree = i < YAJL_GET_ARRAY(tree)->len
				       ? YAJL_GET_ARRAY(tree)->values[i]
				       : NULL;
		} else if (YAJL_IS_OBJECT(tree)) {
			while (i < YAJL_GET_OBJECT(tree)->len &&
			       (strncmp(YAJL_GET_OBJECT(tree)->keys[i], path, len) != 0 ||
				YAJL_GET_OBJECT(tree)->keys[i][len]))
				i++;
			tree = i < YAJL_GET_OBJECT(tree)->len
				       ? YAJL_GET_OBJECT(tree)->values[i]
				       : NULL;
		} else {
			tree = NULL;
		}
		path += len + (path[len] == '/');
	}
	return tree;
}

static const char *text_at(yajl_val tree, const char *path)
{
	yajl_val value = at(tree, path);

	if (!value)
		fail_msg("nothing at %s", path);
	return YAJL_IS_NUMBER(value) ? YAJL_GET_NUMBER(value) : YAJL_GET_STRING(value);
}

static size_t length_at(yajl_val tree, const char *path)
{
	yajl_val value = at(tree, path);

	assert_true(YAJL_IS_ARRAY(value));
	return YAJL_GET_ARRAY(value)->len;
}

static void a_search_asks_for_full_pages_of_the_fields_that_are_used(void **state)
{
	yajl_val tree = search(*state);

	assert_string_equal(text_at(tree, "size"), "10000");
	assert_string_equal(text_at(tree, "sort/0"), "_doc");
	assert_int_equal(length_at(tree, "_source"), 9);
	assert_string_equal(text_at(tree, "_source/0"), "src_ip");
	assert_string_equal(text_at(tree, "_source/3"), "flow.start");
	assert_string_equal(text_at(tree, "_source/4"), "flow.bytes_toserver");
	assert_string_equal(text_at(tree, "_source/5"), "flow.bytes_toclient");
	assert_string_equal(text_at(tree, "_source/6"), "flow.end");
	assert_string_equal(text_at(tree, "_source/7"), "flow.reason");
	assert_string_equal(text_at(tree, "_source/8"), "proto");
	yajl_tree_free(tree);
}

static void a_duration_is_fetched_where_there_is_no_end(void **state)
{
	struct fixture *fixture = *state;
	yajl_val tree;

	fixture->setup.config.field_end = NULL;
	fixture->elastic.names = record_names_of(&fixture->setup.config);
	plan_source(fixture);
	tree = search(fixture);
	assert_string_equal(text_at(tree, "_source/6"), "flow.age");
	yajl_tree_free(tree);
}

static void a_point_in_time_is_gone_through_behind_the_last_sort_value(void **state)
{
	struct fixture *fixture = *state;
	struct elastic_position position = { .pit_id = { "46To\"", 5 } };
	struct arena arena = { NULL };
	yajl_val tree = parse(elastic_search_body(&fixture->elastic, &fixture->window,
						  &position, &arena));

	assert_string_equal(text_at(tree, "pit/id"), "46To\"");
	assert_string_equal(text_at(tree, "sort/0/_shard_doc"), "asc");
	assert_true(YAJL_IS_TRUE(at(tree, "track_total_hits")));
	assert_null(at(tree, "search_after"));
	yajl_tree_free(tree);
	position.by_time = true;
	position.after = "1763596800123456789";
	tree = parse(elastic_search_body(&fixture->elastic, &fixture->window, &position,
					 &arena));
	assert_string_equal(text_at(tree, "sort/0/@timestamp"), "asc");
	assert_string_equal(text_at(tree, "search_after/0"), "1763596800123456789");
	assert_true(YAJL_IS_FALSE(at(tree, "track_total_hits")));
	yajl_tree_free(tree);
	arena_free(&arena);
}

static void a_field_that_serves_twice_is_fetched_once(void **state)
{
	struct fixture *fixture = *state;
	yajl_val tree;

	fixture->setup.config.field_start = "ts";
	fixture->setup.config.field_timestamp = "ts";
	fixture->elastic.names = record_names_of(&fixture->setup.config);
	fixture->elastic.blur_us = SECOND_US;
	plan_source(fixture);
	tree = search(fixture);
	assert_int_equal(length_at(tree, "_source"), 9);
	yajl_tree_free(tree);
}

static void a_blurred_time_is_fetched_to_be_looked_at_again(void **state)
{
	struct fixture *fixture = *state;
	yajl_val tree;

	fixture->elastic.blur_us = SECOND_US;
	tree = search(fixture);
	assert_int_equal(length_at(tree, "_source"), 10);
	assert_string_equal(text_at(tree, "_source/4"), "@timestamp");
	yajl_tree_free(tree);
}

static void doc_values_leave_stored_documents_closed(void **state)
{
	static const char *indices[] = { "a", "b" };
	struct fixture *fixture = *state;
	struct elastic_plan plan = { .doc_value = { [RECORD_SRC] = "src_ip.keyword",
						    [RECORD_TIME] = "flow.start" },
				     .is_date = { [RECORD_TIME] = true } };
	yajl_val tree;

	fixture->window.plan = &plan;
	tree = search(fixture);
	assert_int_equal(length_at(tree, "docvalue_fields"), 2);
	assert_string_equal(text_at(tree, "docvalue_fields/0"), "src_ip.keyword");
	assert_string_equal(text_at(tree, "docvalue_fields/1"), "flow.start");
	assert_true(YAJL_IS_FALSE(at(tree, "_source")));
	assert_string_equal(text_at(tree, "stored_fields"), "_none_");
	yajl_tree_free(tree);
	/* a newer server, and a field that only _source has, in some of the indices */
	fixture->elastic.formats_dates = true;
	plan.source[RECORD_DST] = "dest_ip";
	plan.has_source = true;
	plan.indices = indices;
	plan.n_indices = 2;
	tree = search(fixture);
	assert_string_equal(text_at(tree, "docvalue_fields/1/field"), "flow.start");
	assert_string_equal(text_at(tree, "docvalue_fields/1/format"), "epoch_millis");
	assert_int_equal(length_at(tree, "_source"), 1);
	assert_string_equal(text_at(tree, "_source/0"), "dest_ip");
	assert_null(at(tree, "stored_fields"));
	assert_string_equal(text_at(tree, "query/bool/filter/0/terms/_index/1"), "b");
	yajl_tree_free(tree);
}

static void names_are_asked_for_by_what_says_one(void **state)
{
	struct fixture *fixture = *state;
	struct elastic_window names = fixture->window;
	struct arena arena = { NULL };
	yajl_val tree;

	names.names = true;
	fixture->request.names = true;
	fixture->setup.config.filter = "not:asked";
	tree = parse(elastic_search_body(&fixture->elastic, &names, NULL, &arena));
	assert_int_equal(length_at(tree, "query/bool/filter"), 3);
	assert_string_equal(text_at(tree, "query/bool/filter/1/terms/event_type/0"),
			    "tls");
	assert_string_equal(text_at(tree, "query/bool/filter/1/terms/event_type/2"),
			    "dns");
	assert_string_equal(
		text_at(tree, "query/bool/filter/2/bool/should/0/exists/field"),
		"tls.sni");
	/* the brackets that tell how to read it are none of the server's business */
	assert_string_equal(
		text_at(tree, "query/bool/filter/2/bool/should/2/exists/field"),
		"dns.answers.rdata");
	assert_int_equal(length_at(tree, "_source"), 10);
	assert_string_equal(text_at(tree, "_source/4"), "@timestamp");
	assert_string_equal(text_at(tree, "_source/5"), "flow_id");
	assert_string_equal(text_at(tree, "_source/9"), "dns.answers.rdata");
	assert_null(at(tree, "query/bool/must"));
	yajl_tree_free(tree);
	tree = search(fixture); /* of flows: the number that a name hangs on, too */
	assert_string_equal(text_at(tree, "_source/9"), "flow_id");
	yajl_tree_free(tree);
	arena_free(&arena);
}

/* Where nothing has to be asked before: of Elasticsearch 2. */
static void a_second_look_asks_for_what_is_said_of_the_pairs(void **state)
{
	const struct address sources[] = { address_of("10.0.0.1"),
					   address_of("fd00::1") };
	const struct address destinations[] = { address_of("192.0.2.1") };
	struct source_pairs pairs = { sources, 2, destinations, 1 };
	struct fixture *fixture = *state;
	struct elastic_windows windows = { .n = 0 };
	struct error err;
	yajl_val tree;

	fixture->setup.config.kibana_version = 4;
	fixture->request.arena = &fixture->arena;
	fixture->request.n_workers = 2;
	fixture->window.from_us = FROM / 1000 * 1000; /* as the period of an index is */
	fixture->window.to_us = TO / 1000 * 1000;
	assert_int_equal(elastic_look_again(&fixture->elastic, NULL, &fixture->window,
					    &pairs, &windows, &err),
			 0);
	assert_int_equal(windows.n, 8);
	assert_int_equal(windows.windows[0].from_us, fixture->window.from_us);
	assert_int_equal(windows.windows[7].to_us, fixture->window.to_us);
	tree = parse(elastic_search_body(&fixture->elastic, &windows.windows[0], NULL,
					 &fixture->arena));
	assert_int_equal(length_at(tree, "query/bool/must"), 4);
	assert_string_equal(text_at(tree, "query/bool/must/1/terms/event_type/0"), "tls");
	assert_string_equal(text_at(tree, "query/bool/must/1/terms/event_type/4"),
			    "alert");
	assert_int_equal(length_at(tree, "query/bool/must/2/bool/should"), 11);
	/* as a client, alerted the other way, as one who asks, and was answered */
	assert_int_equal(length_at(tree, "query/bool/must/3/bool/should"), 4);
#define WAY(n, rest) \
	text_at(tree, "query/bool/must/3/bool/should/" n "/bool/filter/" rest)
	assert_string_equal(WAY("0", "0/terms/src_ip/0"), "10.0.0.1");
	assert_string_equal(WAY("0", "0/terms/src_ip/1"), "fd00::1");
	assert_string_equal(WAY("0", "0/terms/src_ip/2"), "fd00:0:0:0:0:0:0:1");
	assert_string_equal(WAY("0", "0/terms/src_ip/3"),
			    "fd00:0000:0000:0000:0000:0000:0000:0001");
	assert_string_equal(WAY("0", "1/terms/dest_ip/0"), "192.0.2.1");
	assert_string_equal(WAY("1", "0/exists/field"), "alert.signature");
	assert_string_equal(WAY("1", "1/terms/dest_ip/0"), "10.0.0.1");
	assert_string_equal(WAY("1", "2/terms/src_ip/0"), "192.0.2.1");
	assert_string_equal(WAY("2", "0/exists/field"), "dns.rrname");
	assert_string_equal(WAY("2", "1/terms/src_ip/0"), "10.0.0.1");
	assert_string_equal(WAY("3", "1/terms/dest_ip/0"), "10.0.0.1");
#undef WAY
	yajl_tree_free(tree);
	/* too many to be named */
	pairs.n_sources = 100000;
	assert_int_equal(elastic_look_again(&fixture->elastic, NULL, &fixture->window,
					    &pairs, &windows, &err),
			 0);
	assert_null(windows.windows[0].only);
	free(windows.windows);
}

static void the_indices_of_a_second_look_have_the_alerts_as_well(void **state)
{
	static const struct {
		const char *es_index, *names_index, *context_index, *expected;
	} cases[] = {
		{ "logstash-flow-*", NULL, NULL,
		  "logstash-tls-*,logstash-http-*,logstash-dns-*,logstash-alert-*" },
		{ "logstash-flow-*", "names-*", NULL, "names-*,logstash-alert-*" },
		{ "logstash-flow-*", "names-*", "all-*", "all-*" },
		{ "filebeat-*", NULL, NULL, "filebeat-*" },
		{ "a-flow-1,b-flow-1", NULL, NULL, "a-flow-1,b-flow-1" },
	};
	struct fixture *fixture = *state;

	fixture->request.arena = &fixture->arena;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		fixture->setup.config.es_index = cases[i].es_index;
		fixture->setup.config.names_index = cases[i].names_index;
		fixture->setup.config.context_index = cases[i].context_index;
		elastic_set_config(&fixture->elastic, &fixture->setup.config);
		assert_string_equal(fixture->elastic.context_index, cases[i].expected);
		/* the first look does not ask for more than it did */
		assert_null(fixture->elastic.names.field[RECORD_ALERT]);
	}
}

static void conditions_are_filters_of_a_bool_query(void **state)
{
	yajl_val tree = search(*state);

	assert_int_equal(length_at(tree, "query/bool/filter"), 5);
	assert_string_equal(text_at(tree, "query/bool/filter/1/term/event_type"), "flow");
	assert_string_equal(text_at(tree, "query/bool/filter/2/exists/field"), "src_ip");
	assert_string_equal(text_at(tree, "query/bool/filter/3/exists/field"), "dest_ip");
	assert_string_equal(text_at(tree, "query/bool/filter/4/exists/field"),
			    "dest_port");
	assert_null(at(tree, "query/bool/must"));
	assert_null(at(tree, "query/filtered"));
	yajl_tree_free(tree);
}

static void the_users_filter_is_a_query_string_whatever_it_holds(void **state)
{
	static const char filter[] = "a:\"b\" AND c:\\\"{}\\\" OR \xc3\xa9";
	struct fixture *fixture = *state;
	yajl_val tree;

	fixture->setup.config.filter = filter;
	tree = search(fixture);
	assert_int_equal(length_at(tree, "query/bool/must"), 1);
	assert_string_equal(text_at(tree, "query/bool/must/0/query_string/query"),
			    filter);
	assert_true(YAJL_IS_TRUE(
		at(tree, "query/bool/must/0/query_string/analyze_wildcard")));
	assert_int_equal(length_at(tree, "query/bool/filter"), 5);
	yajl_tree_free(tree);
}

static void kibana_4_gets_a_filtered_query(void **state)
{
	struct fixture *fixture = *state;
	yajl_val tree;

	fixture->setup.config.kibana_version = 4;
	tree = search(fixture);
	assert_null(at(tree, "query/bool"));
	assert_string_equal(text_at(tree, "query/filtered/query/query_string/query"),
			    "*");
	assert_int_equal(length_at(tree, "query/filtered/filter/bool/must"), 5);
	assert_non_null(
		at(tree, "query/filtered/filter/bool/must/0/range/@timestamp/gte"));
	yajl_tree_free(tree);
	fixture->setup.config.filter = "port:80";
	tree = search(fixture);
	assert_string_equal(text_at(tree, "query/filtered/query/query_string/query"),
			    "port:80");
	yajl_tree_free(tree);
}

static void without_an_event_key_every_record_is_asked_for(void **state)
{
	struct fixture *fixture = *state;
	yajl_val tree;

	fixture->setup.config.event_key = NULL;
	fixture->elastic.names = record_names_of(&fixture->setup.config);
	tree = search(fixture);
	assert_int_equal(length_at(tree, "query/bool/filter"), 4);
	assert_null(at(tree, "query/bool/filter/1/term"));
	yajl_tree_free(tree);
}

#define RANGE "query/bool/filter/0/range/@timestamp"

static void a_range_is_in_the_unit_the_field_is_kept_in(void **state)
{
	static const struct {
		enum elastic_time kind;
		const char *from, *to, *format;
	} cases[] = {
		{ ELASTIC_DATE, "1763596800123", "1763600400000", "epoch_millis" },
		{ ELASTIC_MILLISECONDS, "1763596800123", "1763600400000", NULL },
		{ ELASTIC_SECONDS, "1763596800.123456", "1763600400.000007", NULL },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		yajl_val tree;

		fixture->elastic.time_kind = cases[i].kind;
		tree = search(fixture);
		assert_true(YAJL_IS_NUMBER(at(tree, RANGE "/gte")));
		assert_string_equal(text_at(tree, RANGE "/gte"), cases[i].from);
		assert_string_equal(text_at(tree, RANGE "/lt"), cases[i].to);
		if (cases[i].format)
			assert_string_equal(text_at(tree, RANGE "/format"),
					    cases[i].format);
		else
			assert_null(at(tree, RANGE "/format"));
		yajl_tree_free(tree);
	}
}

static void a_count_goes_up_to_its_last_clause(void **state)
{
	static const size_t n_filters[] = { 0, 1, 2, 3, 4, 5, 5 };
	struct fixture *fixture = *state;

	fixture->setup.config.filter = "x";
	for (int last = CLAUSE_PERIOD; last < N_CLAUSES; last++) {
		yajl_val tree = count(fixture, (enum elastic_clause)last);

		assert_int_equal(length_at(tree, "query/bool/filter"), n_filters[last]);
		assert_int_equal(at(tree, "query/bool/must") != NULL,
				 last == CLAUSE_FILTER);
		assert_null(at(tree, "size"));
		yajl_tree_free(tree);
	}
}

static void a_count_of_all_holds_no_condition(void **state)
{
	struct fixture *fixture = *state;
	yajl_val tree = count(fixture, CLAUSE_ALL);

	assert_non_null(at(tree, "query"));
	assert_null(at(tree, "query/bool/filter/0"));
	yajl_tree_free(tree);
	fixture->setup.config.kibana_version = 4;
	tree = count(fixture, CLAUSE_ALL);
	assert_null(at(tree, "query/filtered/filter/bool/must/0"));
	yajl_tree_free(tree);
}

static void a_scroll_id_is_quoted_whatever_it_holds(void **state)
{
	static const char id[] = "DnF1ZXJ5\"\\=={}";
	struct arena arena = { NULL };
	yajl_val tree =
		parse(elastic_scroll_body((struct value){ id, strlen(id) }, &arena));

	(void)state;
	assert_string_equal(text_at(tree, "scroll_id"), id);
	assert_non_null(text_at(tree, "scroll"));
	yajl_tree_free(tree);
	tree = parse(elastic_id_body("scroll_id", (struct value){ id, 8 }, true, &arena));
	assert_int_equal(length_at(tree, "scroll_id"), 1);
	assert_string_equal(text_at(tree, "scroll_id/0"), "DnF1ZXJ5");
	yajl_tree_free(tree);
	arena_free(&arena);
}

static void an_event_that_is_told_cannot_pass_for_two(void **state)
{
	static const char reply[] =
		"{\"took\":1,\"aggregations\":{\"events\":{\"sum_other_doc_count\":0,"
		"\"buckets\":[{\"key\":\"a, flow (99)\",\"doc_count\":15},"
		"{\"key\":\"tls\",\"doc_count\":3},{\"key\":\"\",\"doc_count\":2},"
		"{\"key\":\"0123456789012345678901234567890123456789xyz\",\"doc_count\":1}]}}}";
	struct fixture *fixture = *state;

	assert_string_equal(elastic_events_text(reply, &fixture->arena),
			    "\"a, flow (99)\" (15), tls (3), \"\" (2), "
			    "0123456789012345678901234567890123456789... (1)");
	assert_null(elastic_events_text("{\"aggregations\":[7,{\"events\":4}]}",
					&fixture->arena));
	assert_null(elastic_events_text("no JSON", &fixture->arena));
}

static void a_clause_of_the_window_is_one_more_filter(void **state)
{
	struct fixture *fixture = *state;
	struct elastic_position position = { .pit_id = { "46To", 4 } };
	struct arena arena = { NULL };
	yajl_val tree;

	fixture->window.only = "{\"terms\":{\"dest_ip\":[\"192.0.2.1\"]}}";
	tree = search(fixture);
	assert_string_equal(text_at(tree, "query/bool/filter/5/terms/dest_ip/0"),
			    "192.0.2.1");
	yajl_tree_free(tree);
	tree = count(fixture, CLAUSE_PORT); /* what was there before it */
	assert_int_equal(length_at(tree, "query/bool/filter"), 5);
	yajl_tree_free(tree);
	/* With each page it would go up again. */
	tree = parse(elastic_search_body(&fixture->elastic, &fixture->window, &position,
					 &arena));
	assert_int_equal(length_at(tree, "query/bool/filter"), 5);
	yajl_tree_free(tree);
	arena_free(&arena);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_search_asks_for_full_pages_of_the_fields_that_are_used),
		TEST(a_duration_is_fetched_where_there_is_no_end),
		TEST(a_point_in_time_is_gone_through_behind_the_last_sort_value),
		TEST(a_field_that_serves_twice_is_fetched_once),
		TEST(a_blurred_time_is_fetched_to_be_looked_at_again),
		TEST(doc_values_leave_stored_documents_closed),
		TEST(names_are_asked_for_by_what_says_one),
		TEST(a_second_look_asks_for_what_is_said_of_the_pairs),
		TEST(the_indices_of_a_second_look_have_the_alerts_as_well),
		TEST(conditions_are_filters_of_a_bool_query),
		TEST(the_users_filter_is_a_query_string_whatever_it_holds),
		TEST(kibana_4_gets_a_filtered_query),
		TEST(without_an_event_key_every_record_is_asked_for),
		TEST(a_range_is_in_the_unit_the_field_is_kept_in),
		TEST(a_count_goes_up_to_its_last_clause),
		TEST(a_count_of_all_holds_no_condition),
		TEST(a_scroll_id_is_quoted_whatever_it_holds),
		TEST(an_event_that_is_told_cannot_pass_for_two),
		TEST(a_clause_of_the_window_is_one_more_filter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
