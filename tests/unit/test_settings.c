/*
 * test_settings - one table of settings is read by key and by option, wrong
 * values are named with what is allowed, and a secret is never repeated.
 */
#include "helpers.h"

struct target {
	bool loud;
	bool no_color;
	bool notes;
	int64_t count;
	int64_t free_count;
	const char *name;
	const char *kind;
	const char *password;
	const char *html_style;
	const char *html_size;
	struct setting_list outputs;
	struct setting_list pair;
};

#define AT(member) SETTING_AT(struct target, member)

static const struct setting first[] = {
	{ AT(loud), .key = "loud", .flag = "l" },
	{ AT(no_color), .option = "no_color" },
	{ AT(notes), .key = "notes" },
	{ AT(count), .key = "field_count", .option = "count", .flag = "c",
	  .standard = "7", .value = "N", .min = -5, .max = 100 },
	{ AT(free_count), .key = "field_color" },
	{ AT(html_style), .key = "html_style" },
	{ AT(html_size), .key = "html_size" },
};

static const struct setting second[] = {
	{ AT(name), .key = "name", .standard = "Ann", .value = "NAME" },
	{ AT(kind), .key = "kind", .choices = "tea|coffee" },
	{ AT(password), .key = "password", .secret = true, .value = "TEXT" },
	{ AT(outputs), .key = "csv_key", .option = "csv_out", .value = "FILE" },
	{ AT(outputs), .option = "html_out", .flag = "html", .value = "FILE" },
	{ AT(pair), .option = "pair", .value = "FROM TO [N]", .n_words = 2,
	  .n_numbers = 1 },
};

static const struct setting_group groups[] = {
	{ "First", first, COUNT_OF(first) },
	{ "Second", second, COUNT_OF(second) },
};

struct table {
	struct target target;
	struct settings settings;
	struct arena arena;
	struct error err;
	int n_operands;
	char *argv[16];
};

static int begin(void **state)
{
	struct table *table = memory_zero(1, sizeof(*table));

	table->settings = (struct settings){ .groups = groups,
					     .n_groups = COUNT_OF(groups),
					     .section = "test",
					     .target = &table->target,
					     .arena = &table->arena };
	settings_init(&table->settings);
	*state = table;
	return 0;
}

static int end(void **state)
{
	struct table *table = *state;

	settings_free(&table->settings);
	arena_free(&table->arena);
	for (size_t i = 0; i < COUNT_OF(table->argv); i++)
		free(table->argv[i]);
	free(table);
	return 0;
}

/* The arguments are parted by '|'. */
static int arguments(struct table *table, const char *text)
{
	char *argv[COUNT_OF(table->argv)];
	int n = 0;

	for (size_t i = 0; i < COUNT_OF(table->argv); i++) {
		free(table->argv[i]);
		table->argv[i] = NULL;
	}
	while (*text) {
		size_t len = strcspn(text, "|");

		assert_true((size_t)n < COUNT_OF(argv));
		table->argv[n] = memory_copy_text(text, len);
		argv[n] = table->argv[n];
		n++;
		text += len + (text[len] == '|');
	}
	table->n_operands = -1;
	if (settings_read_arguments(&table->settings, n, argv, &table->n_operands,
				    &table->err) != 0)
		return -1;
	for (int i = 0; i < table->n_operands; i++)
		assert_non_null(argv[i]);
	return 0;
}

static void accept(struct table *table, const char *text)
{
	if (arguments(table, text) != 0)
		fail_msg("%s: %s", text, table->err.text);
}

static void refuse(struct table *table, const char *text, const char *words)
{
	table->err = (struct error){ .kind = ERROR_NONE };
	if (arguments(table, text) == 0)
		fail_msg("%s was accepted", text);
	assert_int_equal(table->err.kind, ERROR_USAGE);
	if (!strstr(table->err.text, words))
		fail_msg("%s: %s", text, table->err.text);
}

static void set(struct table *table, const char *key, const char *value)
{
	const struct setting *setting = settings_find_key(&table->settings, key);

	assert_non_null(setting);
	if (settings_set(&table->settings, setting, value, ORIGIN_FILE, &table->err) != 0)
		fail_msg("%s: %s", key, table->err.text);
}

static void defaults_stand_until_something_is_set(void **state)
{
	struct table *table = *state;

	assert_int_equal(table->target.count, 7);
	assert_string_equal(table->target.name, "Ann");
	assert_null(table->target.kind);
	assert_false(table->target.loud);
	assert_int_equal(settings_origin(&table->settings, &table->target.count),
			 ORIGIN_DEFAULT);
}

static void a_bool_is_read_in_many_words(void **state)
{
	static const char *const yes[] = { "true", "True", "TRUE", "yes", "on", "1" };
	static const char *const no[] = { "false", "False", "no", "OFF", "0", "" };
	struct table *table = *state;

	for (size_t i = 0; i < COUNT_OF(yes); i++) {
		table->target.loud = false;
		set(table, "loud", yes[i]);
		assert_true(table->target.loud);
		set(table, "loud", no[i]);
		assert_false(table->target.loud);
	}
	refuse(table, "--loud=maybe", "\"maybe\" is neither true nor false");
}

static void a_number_is_whole_and_within_its_bounds(void **state)
{
	struct table *table = *state;

	accept(table, "--count=100");
	assert_int_equal(table->target.count, 100);
	accept(table, "--count|-5");
	assert_int_equal(table->target.count, -5);
	refuse(table, "--count=101", "-5 to 100 are allowed");
	refuse(table, "--count=-6", "-5 to 100 are allowed");
	refuse(table, "--count=99999999999999999999", "out of range");
	refuse(table, "--count=1.5", "\"1.5\" is not a whole number");
	refuse(table, "--count=5x", "--count");
	refuse(table, "--count=", "not a whole number");
	assert_int_equal(table->target.count, -5);
}

static void a_number_without_bounds_may_be_any(void **state)
{
	struct table *table = *state;

	accept(table, "--field_color=-9223372036854775808");
	assert_int_equal(table->target.free_count, INT64_MIN);
	refuse(table, "--field_color=9223372036854775808", "9223372036854775808");
	assert_null(strstr(table->err.text, "0 to 0"));
}

static void a_text_that_is_empty_is_none(void **state)
{
	struct table *table = *state;

	accept(table, "--name=Bob");
	assert_string_equal(table->target.name, "Bob");
	accept(table, "--name=");
	assert_null(table->target.name);
	accept(table, "--name|a=b=c");
	assert_string_equal(table->target.name, "a=b=c");
	accept(table, "--name=x=y");
	assert_string_equal(table->target.name, "x=y");
}

static void a_choice_is_one_of_them_and_no_part_of_one(void **state)
{
	struct table *table = *state;

	accept(table, "--kind=coffee");
	assert_string_equal(table->target.kind, "coffee");
	refuse(table, "--kind=cof", "is not one of tea|coffee");
	refuse(table, "--kind=Tea", "is not one of");
	assert_string_equal(table->target.kind, "coffee");
}

static void a_list_keeps_all_that_was_given_in_order(void **state)
{
	struct table *table = *state;
	const struct setting_list *list = &table->target.outputs;

	accept(table, "--html_out=1|--csv_out|2|-html|3|--csv-out=4");
	assert_int_equal(list->n, 4);
	for (size_t i = 0; i < list->n; i++)
		assert_int_equal(list->items[i].value[0], (int)('1' + i));
	assert_ptr_equal(list->items[0].setting, &second[4]);
	assert_ptr_equal(list->items[1].setting, &second[3]);
}

static void an_option_goes_by_every_name_it_has(void **state)
{
	static const char *const names[] = {
		"--count=9",
		"-count=9",
		"--count|9",
		"-c|9",
		"-c=9",
		"--c=9",
		"-coun|9",
		"--field-count=9",
		"--field_count|9",
	};
	struct table *table = *state;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		table->target.count = 0;
		accept(table, names[i]);
		assert_int_equal(table->target.count, 9);
	}
}

static void a_whole_name_goes_before_others_that_begin_with_it(void **state)
{
	struct table *table = *state;

	accept(table, "-html|a");
	assert_int_equal(table->target.outputs.n, 1);
	refuse(table, "-htm|a", "write more of it");
}

static void a_prefix_is_enough_if_only_one_fits(void **state)
{
	struct table *table = *state;

	accept(table, "--lo");
	assert_true(table->target.loud);
	refuse(table, "--field=3", "--field may be --");
	refuse(table, "--field_co=3", "write more of it");
	assert_int_equal(table->target.count, 7);
	accept(table, "--field_cou=3");
	assert_int_equal(table->target.count, 3);
}

static void a_bool_takes_no_value_and_can_be_unset(void **state)
{
	struct table *table = *state;

	accept(table, "-l|true");
	assert_true(table->target.loud);
	assert_int_equal(table->n_operands, 1);
	accept(table, "--no-loud");
	assert_false(table->target.loud);
	accept(table, "--loud|--no_loud");
	assert_false(table->target.loud);
	accept(table, "--no-loud|--loud");
	assert_true(table->target.loud);
	accept(table, "--no-color");
	assert_true(table->target.no_color);
	refuse(table, "--no-name", "no option --no-name");
	refuse(table, "--no-nonsense", "no option");
	refuse(table, "--no-loud=true", "");
}

static void operands_are_left_in_their_order(void **state)
{
	struct table *table = *state;

	accept(table, "a|-l|-|--count|8|b|--|-c|--loud");
	assert_int_equal(table->n_operands, 5);
	assert_int_equal(table->target.count, 8);
	accept(table, "");
	assert_int_equal(table->n_operands, 0);
}

static void a_missing_value_is_named(void **state)
{
	struct table *table = *state;

	refuse(table, "--name", "--name needs a value: NAME");
	refuse(table, "--name|--loud", "--name needs a value: NAME");
	refuse(table, "a|-c", "-c needs a value: N");
	assert_false(table->target.loud);
	accept(table, "--name|-dest_ip:8.8.8.8"); /* looks like none of ours */
	assert_string_equal(table->target.name, "-dest_ip:8.8.8.8");
}

static void an_unknown_option_comes_with_a_suggestion(void **state)
{
	struct table *table = *state;

	refuse(table, "--naem=x", "there is no option --naem; did you mean --name?");
	refuse(table, "--conut", "did you mean --count?");
	refuse(table, "--zzzzzzzz", "--help lists the usual ones, the manual all");
	refuse(table, "--=3", "");
	refuse(table,
	       "--a_very_long_option_that_never_ends_and_goes_on_beyond_any_buffer_there_"
	       "is",
	       "there is no option");
}

static void a_secret_is_refused_and_not_repeated(void **state)
{
	static const char *const ways[] = { "--password=hunter2", "--password|hunter2",
					    "-password=hunter2", "--pass=hunter2",
					    "--passwrd=hunter2" };
	struct table *table = *state;

	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		refuse(table, ways[i], "pass");
		assert_null(strstr(table->err.text, "hunter2"));
		assert_null(table->target.password);
	}
	set(table, "password", "hunter2");
	assert_string_equal(table->target.password, "hunter2");
}

static void the_origin_of_a_value_is_known(void **state)
{
	struct table *table = *state;

	set(table, "name", "Carl");
	assert_int_equal(settings_origin(&table->settings, &table->target.name),
			 ORIGIN_FILE);
	accept(table, "--name=Dora|--loud");
	assert_int_equal(settings_origin(&table->settings, &table->target.name),
			 ORIGIN_COMMAND);
	assert_int_equal(settings_origin(&table->settings, &table->target.loud),
			 ORIGIN_COMMAND);
	assert_int_equal(settings_origin(&table->settings, &table->target.count),
			 ORIGIN_DEFAULT);
	refuse(table, "--count=1000", "");
	assert_int_equal(settings_origin(&table->settings, &table->target.count),
			 ORIGIN_DEFAULT);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, begin, end)

static void an_option_takes_several_words(void **state)
{
	struct table *table = *state;

	assert_int_equal(arguments(table, "--pair|a|b|7|file"), 0);
	assert_int_equal(table->n_operands, 1);
	assert_int_equal(table->target.pair.n, 3);
	assert_string_equal(table->target.pair.items[0].value, "a");
	assert_string_equal(table->target.pair.items[2].value, "7");
}

static void a_last_word_may_be_missing_and_is_a_number(void **state)
{
	struct table *table = *state;

	assert_int_equal(arguments(table, "--pair=a|b|file"), 0);
	assert_int_equal(table->n_operands, 1);
	assert_int_equal(table->target.pair.n, 2);
}

static void an_option_without_all_its_words_is_refused(void **state)
{
	struct table *table = *state;

	assert_int_equal(arguments(table, "--pair|a|--loud"), -1);
	assert_string_equal(table->err.text, "--pair needs FROM TO [N]");
	assert_int_equal(arguments(table, "--pair|a"), -1);
	assert_int_equal(arguments(table, "--pair"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(defaults_stand_until_something_is_set),
		TEST(a_bool_is_read_in_many_words),
		TEST(a_number_is_whole_and_within_its_bounds),
		TEST(a_number_without_bounds_may_be_any),
		TEST(a_text_that_is_empty_is_none),
		TEST(a_choice_is_one_of_them_and_no_part_of_one),
		TEST(a_list_keeps_all_that_was_given_in_order),
		TEST(an_option_goes_by_every_name_it_has),
		TEST(a_whole_name_goes_before_others_that_begin_with_it),
		TEST(a_prefix_is_enough_if_only_one_fits),
		TEST(a_bool_takes_no_value_and_can_be_unset),
		TEST(operands_are_left_in_their_order),
		TEST(a_missing_value_is_named),
		TEST(an_unknown_option_comes_with_a_suggestion),
		TEST(a_secret_is_refused_and_not_repeated),
		TEST(the_origin_of_a_value_is_known),
		TEST(an_option_takes_several_words),
		TEST(a_last_word_may_be_missing_and_is_a_number),
		TEST(an_option_without_all_its_words_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
