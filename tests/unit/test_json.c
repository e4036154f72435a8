/*
 * test_json - the wanted values of a record are found however it nests them and
 * however it is cut into pieces; damage stops at its record.
 */
#include "helpers.h"

#include "core/json.h"
#include "core/json_tree.h"

enum { N_PATHS = 3, MOST_RECORDS = 16 };

/* What each record had at each path, "-" if nothing. */
struct seen {
	char text[MOST_RECORDS][N_PATHS][64];
	size_t n;
	size_t stop_at; /* 0: never */
};

static int on_record(void *context, struct json_reader *reader)
{
	struct seen *seen = context;

	assert_true(seen->n < MOST_RECORDS);
	for (size_t i = 0; i < N_PATHS; i++) {
		struct value value = json_value(reader, i);

		snprintf(seen->text[seen->n][i], sizeof(seen->text[0][0]), "%.*s",
			 value.text ? (int)value.len : 1, value.text ? value.text : "-");
	}
	seen->n++;
	return seen->n == seen->stop_at ? -1 : 0;
}

/* "a.b" of one record, as text; "-" if absent. */
static void expect(const char *json, const char *expected)
{
	static const char *const paths[N_PATHS] = { "a.b", NULL, "z" };
	struct seen seen = { .n = 0 };
	struct json_reader *reader =
		json_reader_new(paths, N_PATHS, NULL, on_record, &seen);
	struct error err;

	if (json_feed(reader, json, strlen(json), &err) != 0)
		fail_msg("%s: %s", json, err.text);
	assert_true(json_is_complete(reader));
	assert_int_equal(seen.n, 1);
	if (strcmp(seen.text[0][0], expected) != 0)
		fail_msg("%s: \"%s\"", json, seen.text[0][0]);
	assert_string_equal(seen.text[0][1], "-");
	json_reader_free(reader);
}

static void a_path_is_found_nested_and_dotted(void **state)
{
	(void)state;
	expect("{\"a\":{\"b\":\"x\"}}", "x");
	expect("{\"a.b\":\"x\"}", "x");
	expect("{\"x\":{\"a.b\":\"no\",\"a\":{\"b\":\"no\"}},\"a\":{\"c\":{},\"b\":\"x\"}"
	       "}",
	       "x");
	expect("{\"a\":{\"b\":{\"c\":1}}}", "-");
	expect("{\"a\":\"b\",\"b\":2,\"a.b.c\":3,\"ab\":4,\"a.bc\":5,\"\":6}", "-");
	expect("{\"a\":{\"\":{\"b\":1}}}", "-");
}

static void every_scalar_is_a_text(void **state)
{
	(void)state;
	expect("{\"a.b\":443}", "443");
	expect("{\"a.b\":1763596864.639633}", "1763596864.639633");
	expect("{\"a.b\":-1.5E+3}", "-1.5E+3");
	expect("{\"a.b\":true}", "true");
	expect("{\"a.b\":false}", "false");
	expect("{\"a.b\":\"\"}", "");
}

static void null_is_absent(void **state)
{
	(void)state;
	expect("{\"a.b\":null}", "-");
	expect("{}", "-");
}

static void of_an_array_the_first_element_is_taken(void **state)
{
	(void)state;
	expect("{\"a\":{\"b\":[\"x\",\"y\"]}}", "x");
	expect("{\"a\":[{\"b\":\"x\"},{\"b\":\"y\"}]}", "x");
	expect("{\"a.b\":[[\"x\"],\"y\"]}", "x");
	expect("{\"a.b\":[]}", "-");
}

static void brackets_at_the_end_of_a_path_take_all_values(void **state)
{
	static const char *const paths[N_PATHS] = { "dns.answers.rdata[]", "dns.A[]",
						    "dns.none[]" };
	static const char text[] =
		"{\"dns\":{\"answers\":[{\"rdata\":\"a\"},{\"rrname\":\"x\"},"
		"{\"rdata\":\"\"},{\"rdata\":\"c\"}],\"A\":[1,2,null]}}"
		"{\"dns\":{\"A\":[\"only\"]}}";
	struct seen seen = { .n = 0 };
	struct json_reader *reader =
		json_reader_new(paths, N_PATHS, NULL, on_record, &seen);
	struct error err;

	(void)state;
	assert_int_equal(json_feed(reader, text, sizeof(text) - 1, &err), 0);
	assert_int_equal(seen.n, 2);
	assert_string_equal(seen.text[0][0], "a,,c");
	assert_string_equal(seen.text[0][1], "1,2");
	assert_string_equal(seen.text[0][2], "-");
	assert_string_equal(seen.text[1][0], "-");
	assert_string_equal(seen.text[1][1], "only");
	json_reader_free(reader);
}

static void a_path_that_stands_twice_is_found_for_both(void **state)
{
	static const char *const paths[N_PATHS] = { "ts", "ts", "ts" };
	struct seen seen = { .n = 0 };
	struct json_reader *reader =
		json_reader_new(paths, N_PATHS, NULL, on_record, &seen);
	struct error err;

	(void)state;
	assert_int_equal(json_feed(reader, "{\"ts\":7}{}", 10, &err), 0);
	for (size_t i = 0; i < N_PATHS; i++) {
		assert_string_equal(seen.text[0][i], "7");
		assert_string_equal(seen.text[1][i], "-");
	}
	json_reader_free(reader);
}

static void of_a_key_that_occurs_twice_the_first_is_taken(void **state)
{
	(void)state;
	expect("{\"a.b\":\"x\",\"a\":{\"b\":\"y\"}}", "x");
	expect("{\"a\":{\"b\":\"x\",\"b\":\"y\"}}", "x");
}

static void escapes_are_resolved(void **state)
{
	(void)state;
	expect("{\"a.b\":\"\\u00e9\\n\\\"\\/\\ud83d\\ude00\"}",
	       "\xc3\xa9\n\"/\xf0\x9f\x98\x80");
	expect("{\"\\u0061.b\":1}", "1");
}

static void bytes_that_are_no_utf8_are_let_through(void **state)
{
	(void)state;
	expect("{\"name\":\"\xff\xfe\",\"a.b\":\"\xe9\"}", "\xe9");
}

static void a_path_longer_than_any_name_is_passed_over(void **state)
{
	char json[4096] = "{\"";

	(void)state;
	memset(json + 2, 'k', 3000);
	strcpy(json + 3002, "\":{\"a.b\":1},\"a.b\":2}");
	expect(json, "2");
}

static void values_of_one_record_are_not_those_of_the_next(void **state)
{
	static const char *const paths[N_PATHS] = { "a", "b", "c" };
	static const char json[] = "{\"a\":1,\"b\":2}\n{\"b\":3} {\"c\":4}[5]\"x\" 6 ";
	struct seen seen = { .n = 0 };
	struct json_reader *reader =
		json_reader_new(paths, N_PATHS, NULL, on_record, &seen);
	struct error err;

	(void)state;
	assert_int_equal(json_feed(reader, json, sizeof(json) - 1, &err), 0);
	assert_int_equal(seen.n, 6);
	assert_string_equal(seen.text[0][0], "1");
	assert_string_equal(seen.text[1][0], "-");
	assert_string_equal(seen.text[1][1], "3");
	assert_string_equal(seen.text[2][1], "-");
	assert_string_equal(seen.text[2][2], "4");
	json_reader_free(reader);
}

static const char page[] =
	"{\"_scroll_id\":\"id\",\"took\":3,\"hits\":{\"total\":{\"value\":2},\"hits\":["
	"{\"_index\":\"i\",\"_source\":{\"src\":\"10.0.0.1\",\"tags\":[{\"hits\":[1]}]}},"
	"{\"_source\":{\"hits\":{\"hits\":[1,2]},\"src\":\"10.0.0.2\"}},{}]},\"src\":"
	"\"no\"}";

static const char *const page_paths[N_PATHS] = { "_scroll_id", "hits.hits._source.src",
						 "hits.total.value" };

static void check_page(const struct seen *seen)
{
	static const char *const expected[][N_PATHS] = { { "id", "10.0.0.1", "2" },
							 { "id", "10.0.0.2", "2" },
							 { "id", "-", "2" } };

	assert_int_equal(seen->n, 3);
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < N_PATHS; j++)
			assert_string_equal(seen->text[i][j], expected[i][j]);
	}
}

static void hits_are_records_in_pieces_of_any_size(void **state)
{
	struct error err;

	(void)state;
	for (size_t size = 1; size < sizeof(page); size++) {
		struct seen seen = { .n = 0 };
		struct json_reader *reader = json_reader_new(
			page_paths, N_PATHS, "hits.hits", on_record, &seen);

		for (size_t at = 0; at < sizeof(page) - 1; at += size) {
			size_t left = sizeof(page) - 1 - at;
			char *piece = malloc(size);

			assert_non_null(piece);
			memcpy(piece, page + at, left < size ? left : size);
			if (at > 0)
				assert_false(json_is_complete(reader));
			assert_int_equal(
				json_feed(reader, piece, left < size ? left : size, &err),
				0);
			free(piece); /* nothing may point into it */
		}
		assert_true(json_is_complete(reader));
		check_page(&seen);
		json_reader_free(reader);
	}
}

static void a_cut_page_is_not_complete(void **state)
{
	struct error err;

	(void)state;
	for (size_t len = 1; len < sizeof(page) - 1; len++) {
		struct seen seen = { .n = 0 };
		struct json_reader *reader = json_reader_new(
			page_paths, N_PATHS, "hits.hits", on_record, &seen);

		assert_int_equal(json_feed(reader, page, len, &err), 0);
		assert_false(json_is_complete(reader));
		json_reader_free(reader);
	}
}

static void what_is_no_json_is_refused_and_reset_begins_anew(void **state)
{
	static const char *const junk[] = { "{]",	  "{\"a\":}",
					    "}",	  "<html>",
					    "{\"a\" 1}",  "{\"a\":\"\n\"}",
					    "{\"a\":01}", "{\"a\":\"\\u12g4\"}",
					    "[1,]",	  "nul " };
	struct seen seen = { .n = 0 };
	struct json_reader *reader =
		json_reader_new(page_paths, N_PATHS, "hits.hits", on_record, &seen);
	struct error err;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(junk); i++) {
		err.kind = ERROR_NONE;
		seen.n = 0;
		if (json_feed(reader, junk[i], strlen(junk[i]), &err) == 0)
			fail_msg("%s was taken for JSON", junk[i]);
		assert_int_equal(err.kind, ERROR_INPUT);
		assert_null(strchr(err.text, '\n'));
		json_reset(reader);
		assert_true(json_is_complete(reader));
		assert_int_equal(json_feed(reader, page, sizeof(page) - 1, &err), 0);
		check_page(&seen);
		assert_string_equal("id", seen.text[0][0]);
	}
	json_reset(reader);
	assert_null(json_value(reader, 0).text);
	json_reader_free(reader);
}

static void the_callback_can_stop_and_keeps_its_error(void **state)
{
	struct seen seen = { .stop_at = 2 };
	struct json_reader *reader =
		json_reader_new(page_paths, N_PATHS, "hits.hits", on_record, &seen);
	struct error err = { .kind = ERROR_SERVER, .text = "mine" };

	(void)state;
	assert_int_equal(json_feed(reader, page, sizeof(page) - 1, &err), -1);
	assert_int_equal(seen.n, 2);
	assert_int_equal(err.kind, ERROR_SERVER);
	assert_string_equal(err.text, "mine");
	json_reader_free(reader);
}

static void deep_nesting_is_passed_over(void **state)
{
	enum { DEEP = 100000 };
	static const char before[] = "{\"z\":", after[] = ",\"a.b\":1}";
	char *json = malloc(2 * DEEP + 64);

	(void)state;
	assert_non_null(json);
	/* Below a key that is wanted, "z", and one that is not. */
	for (int key = 'y'; key <= 'z'; key++) {
		strcpy(json, before);
		json[2] = (char)key;
		memset(json + strlen(before), '[', DEEP);
		memset(json + strlen(before) + DEEP, ']', DEEP);
		strcpy(json + strlen(before) + 2 * DEEP, after);
		expect(json, "1");
	}
	free(json);
}

static void deep_brackets_that_never_close_do_no_harm(void **state)
{
	enum { DEEP = 100000 };
	struct seen seen = { .n = 0 };
	struct json_reader *reader =
		json_reader_new(page_paths, N_PATHS, "hits.hits", on_record, &seen);
	char *json = malloc(DEEP);
	struct error err;

	(void)state;
	assert_non_null(json);
	memset(json, '[', DEEP);
	assert_int_equal(json_feed(reader, json, DEEP, &err), 0);
	assert_false(json_is_complete(reader));
	assert_int_equal(seen.n, 0);
	json_reset(reader);
	assert_true(json_is_complete(reader));
	free(json);
	json_reader_free(reader);
}

/* One record after the other, and whether it ended well; of pieces of a size. */
static void read_odd(const char *json, size_t size, struct seen *seen, int *result)
{
	static const char *const paths[N_PATHS] = { "a.b", "a", "z[]" };
	struct json_reader *reader =
		json_reader_new(paths, N_PATHS, NULL, on_record, seen);
	struct error err;

	*result = 0;
	for (size_t at = 0; at < strlen(json) && *result == 0; at += size) {
		size_t left = strlen(json) - at;

		*result = json_feed(reader, json + at, left < size ? left : size, &err);
	}
	if (*result == 0 && !json_is_complete(reader))
		*result = 1;
	json_reader_free(reader);
}

/* A text that is all there is read another way than one that comes in pieces. */
static void odd_json_is_the_same_at_once_and_in_pieces(void **state)
{
	static const char *const odd[] = {
		"{\"a\":{\"b\":1}} {\"z\":[1,\"x\\ty\",null,true]}\n",
		"{\"\\u0061\":{\"b\":\"\\u00e9\\ud83d\\ude00\\/\"}}\n",
		"{\"a.b\":\"\\q\"}\n",
		"{\"a.b\":\"\\u12g4\"}\n",
		"{\"a\":1.5e+3,\"z\":-0.0,\"z\":0}\n",
		"{\"a\":01}\n",
		"{\"a\":1.}\n",
		"{\"a\":-}\n",
		"{\"a\":1,}\n",
		"{\"a\":[1,]}\n",
		"{\"a\" 1}\n",
		"{a:1}\n",
		"{\"a\":tru}\n",
		"{\"a\":nullx}\n",
		"{\"a\":\v1}\n",
		"{\"a\":\"x\001\"}\n",
		"{\"\":{\"b\":1},\"a\":{\"\":2,\"b\":\"\"}}\n",
		"1 2 \"x\" null\n",
		"12",
		"[[{\"a\":1}],{\"a\":2}]\n",
		"{\"a\":1}{\"a\":2}]\n",
		"{\"a\":{\"b\":1}",
		"  \n\t ",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		struct seen whole = { .n = 0 }, pieces = { .n = 0 };
		int whole_result, pieces_result;

		read_odd(odd[i], strlen(odd[i]), &whole, &whole_result);
		read_odd(odd[i], 1, &pieces, &pieces_result);
		if (whole_result != pieces_result || whole.n != pieces.n ||
		    memcmp(whole.text, pieces.text, sizeof(whole.text)) != 0)
			fail_msg("%s: %d, %zu and %d, %zu", odd[i], whole_result, whole.n,
				 pieces_result, pieces.n);
	}
}

static int count_record(void *context, struct json_reader *reader)
{
	size_t *n = context;

	(void)reader;
	++*n;
	return 0;
}

/* Records within records, down to where they are passed over. */
static void records_nested_deeply_are_as_many_at_once_as_in_pieces(void **state)
{
	static const char front[] = "{\"hits\":{\"hits\":";
	enum { DEEP = 40, FRONT = sizeof(front) - 1, SIZE = FRONT + 2 * DEEP + 2 };
	char json[SIZE];
	size_t n[2] = { 0, 0 };

	(void)state;
	memcpy(json, front, FRONT);
	memset(json + FRONT, '[', DEEP);
	memset(json + FRONT + DEEP, ']', DEEP);
	memset(json + FRONT + 2 * DEEP, '}', 2);
	for (size_t i = 0; i < 2; i++) {
		struct json_reader *reader = json_reader_new(
			page_paths, N_PATHS, "hits.hits", count_record, &n[i]);
		size_t step = i == 0 ? SIZE : 1;
		struct error err;

		for (size_t at = 0; at < SIZE; at += step)
			assert_int_equal(json_feed(reader, json + at, step, &err), 0);
		assert_true(json_is_complete(reader));
		json_reader_free(reader);
	}
	assert_int_equal(n[0], n[1]);
}

static void a_value_is_compared_in_full(void **state)
{
	(void)state;
	assert_true(value_is((struct value){ "flowing", 4 }, "flow"));
	assert_false(value_is((struct value){ "flow", 4 }, "flows"));
	assert_false(value_is((struct value){ "flows", 5 }, "flow"));
	assert_false(value_is((struct value){ NULL, 0 }, ""));
	assert_true(value_is((struct value){ "", 0 }, ""));
}

/* `deep` brackets within each other, behind `before`. */
static bool makes_a_tree(const char *before, int deep)
{
	char *json = malloc(strlen(before) + 2 * (size_t)deep + 1);
	yajl_val tree;

	assert_non_null(json);
	sprintf(json, "%s", before);
	memset(json + strlen(before), '[', (size_t)deep);
	memset(json + strlen(before) + deep, ']', (size_t)deep);
	json[strlen(before) + 2 * (size_t)deep] = '\0';
	tree = json_tree_parse(json);
	yajl_tree_free(tree);
	free(json);
	return tree != NULL;
}

static void what_is_too_deep_becomes_no_tree(void **state)
{
	enum { DEEP = 4000000 };

	(void)state;
	assert_true(makes_a_tree("", JSON_TREE_DEEPEST));
	assert_false(makes_a_tree("", JSON_TREE_DEEPEST + 1));
	assert_false(makes_a_tree("", DEEP));
	/* yajl takes comments; a quote in one would hide what follows. */
	assert_false(makes_a_tree("/*\"*/", DEEP));
	assert_false(makes_a_tree("//\"\n", DEEP));
}

static void a_whole_number_ends_where_its_digits_end(void **state)
{
	static const char digits[] = "12345";

	(void)state;
	/* What follows a value in memory is not of it. */
	assert_int_equal(value_whole((struct value){ digits, 3 }), 123);
	assert_int_equal(value_whole((struct value){ "7.5", 3 }), 7);
	assert_int_equal(value_whole((struct value){ "-1", 2 }), 0);
	assert_int_equal(value_whole((struct value){ "many", 4 }), 0);
	assert_int_equal(value_whole((struct value){ .text = NULL }), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_is_found_nested_and_dotted),
		cmocka_unit_test(every_scalar_is_a_text),
		cmocka_unit_test(null_is_absent),
		cmocka_unit_test(of_an_array_the_first_element_is_taken),
		cmocka_unit_test(brackets_at_the_end_of_a_path_take_all_values),
		cmocka_unit_test(a_path_that_stands_twice_is_found_for_both),
		cmocka_unit_test(of_a_key_that_occurs_twice_the_first_is_taken),
		cmocka_unit_test(escapes_are_resolved),
		cmocka_unit_test(bytes_that_are_no_utf8_are_let_through),
		cmocka_unit_test(a_path_longer_than_any_name_is_passed_over),
		cmocka_unit_test(values_of_one_record_are_not_those_of_the_next),
		cmocka_unit_test(hits_are_records_in_pieces_of_any_size),
		cmocka_unit_test(a_cut_page_is_not_complete),
		cmocka_unit_test(what_is_no_json_is_refused_and_reset_begins_anew),
		cmocka_unit_test(the_callback_can_stop_and_keeps_its_error),
		cmocka_unit_test(deep_nesting_is_passed_over),
		cmocka_unit_test(deep_brackets_that_never_close_do_no_harm),
		cmocka_unit_test(odd_json_is_the_same_at_once_and_in_pieces),
		cmocka_unit_test(records_nested_deeply_are_as_many_at_once_as_in_pieces),
		cmocka_unit_test(a_value_is_compared_in_full),
		cmocka_unit_test(what_is_too_deep_becomes_no_tree),
		cmocka_unit_test(a_whole_number_ends_where_its_digits_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
