/*
 * test_pattern - names of indices held against the patterns that they may be asked by.
 */
#include "helpers.h"

#include "server/server.h"

static void a_name_fits_itself_and_a_star(void **state)
{
	(void)state;
	assert_true(server_index_matches("flows", "flows"));
	assert_true(server_index_matches("logstash-flow-*", "logstash-flow-2025.11.20"));
	assert_true(server_index_matches("*-flow-*", "logstash-flow-"));
	assert_true(server_index_matches("_all", "flows"));
	assert_false(server_index_matches("flows", "flows-2"));
	assert_false(server_index_matches("flows-2", "flows"));
	assert_false(server_index_matches("logstash-flow-*", "logstash-tls-2025.11.20"));
	assert_false(server_index_matches("", "flows"));
}

static void of_several_patterns_one_will_do(void **state)
{
	(void)state;
	assert_true(server_index_matches("a*,b*,c", "bcd"));
	assert_true(server_index_matches("a*,b*,c", "c"));
	assert_false(server_index_matches("a*,b*,c", "cd"));
	assert_false(server_index_matches("a,b", "a,b"));
}

static void a_pattern_fits_a_wider_one(void **state)
{
	(void)state;
	assert_true(server_index_matches("logstash-*", "logstash-flow-*"));
	assert_false(server_index_matches("logstash-flow-*", "logstash-*"));
}

/* Tried everywhere, forty of them would take longer than the test may. */
static void many_stars_take_no_longer(void **state)
{
	enum { STARS = 40, NAME = 200 };
	char pattern[2 * STARS + 2] = "", name[NAME + 1];

	(void)state;
	for (size_t i = 0; i < STARS; i++)
		memcpy(pattern + 2 * i, "*a", 3);
	memset(name, 'a', NAME);
	name[NAME] = '\0';
	assert_true(server_index_matches(pattern, name));
	name[NAME - 1] = 'b';
	assert_false(server_index_matches(pattern, name));
	assert_true(server_index_matches("*a*b,x", name));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_fits_itself_and_a_star),
		cmocka_unit_test(of_several_patterns_one_will_do),
		cmocka_unit_test(a_pattern_fits_a_wider_one),
		cmocka_unit_test(many_stars_take_no_longer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
