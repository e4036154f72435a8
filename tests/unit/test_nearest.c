/*
 * test_nearest - what somebody meant who mistyped a name.
 */
#include "helpers.h"

#include "core/nearest.h"

static const char *const names[] = { "score", "period_s", "jitter_percent",
				     "beats", "listed",	  "beats_expected" };

static const char *meant_by(const char *typed)
{
	struct nearest nearest;

	nearest_begin(&nearest, typed);
	nearest_offer(&nearest, NULL);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		nearest_offer(&nearest, names[i]);
	return nearest.best;
}

static void letters_that_changed_places_are_one_fault(void **state)
{
	(void)state;
	assert_string_equal(meant_by("scroe"), "score");
	assert_string_equal(meant_by("lisetd"), "listed");
}

static void a_beginning_is_nearer_than_another_name(void **state)
{
	(void)state;
	assert_string_equal(meant_by("jitter"), "jitter_percent");
	assert_string_equal(meant_by("beat"), "beats");
	assert_string_equal(meant_by("beats_e"), "beats_expected");
}

static void what_is_like_nothing_is_nobodys_fault(void **state)
{
	(void)state;
	assert_null(meant_by("colour"));
	assert_null(meant_by(""));
	assert_null(meant_by(
		"a_name_that_is_longer_than_any_that_is_known_to_this_program_by_far"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_that_changed_places_are_one_fault),
		cmocka_unit_test(a_beginning_is_nearer_than_another_name),
		cmocka_unit_test(what_is_like_nothing_is_nobodys_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
