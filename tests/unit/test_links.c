/*
 * test_links - whatever an ini says of the tools, a link is one address.
 */
#include "helpers.h"

#include "enrich/links.h"

struct fixture {
	struct setup setup;
	struct arena arena;
	struct beacon row;
};

static const char *link_by(struct fixture *fixture, const char *url)
{
	struct beacon_list list = { .beacons = &fixture->row, .n = 1 };

	fixture->row = (struct beacon){ .src = address_of("192.0.2.1"),
					.dst = address_of("2001:db8::1"),
					.port = 443,
					.services = 1 };
	fixture->setup.config.kibana_url = url;
	links_enrich(&list, &fixture->setup.config, &fixture->arena);
	return fixture->row.kibana_link;
}

static int begin(void **state)
{
	struct fixture *fixture = memory_zero(1, sizeof(*fixture));

	setup_init(&fixture->setup);
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

static void places_are_filled_with_one_word_each(void **state)
{
	assert_string_equal(link_by(*state, "https://h/{src}?d={dest}&p={port}#{x}"),
			    "https://h/192.0.2.1?d=2001%3Adb8%3A%3A1&p=443#{x}");
}

static void what_no_address_holds_is_written_so_that_it_may(void **state)
{
	assert_string_equal(link_by(*state, "https://h/ \"<b>\\\n\x1b\xc2\x85'{src}"),
			    "https://h/%20%22%3Cb%3E%5C%0A%1B%C2%85'192.0.2.1");
}

static void names_of_fields_stay_in_the_query(void **state)
{
	struct fixture *fixture = *state;

	fixture->setup.config.field_source_ip = "a\"&<#";
	assert_string_equal(link_by(fixture, "https://h/?q={src_field}"),
			    "https://h/?q=a%22%26%3C%23");
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(places_are_filled_with_one_word_each),
		TEST(what_no_address_holds_is_written_so_that_it_may),
		TEST(names_of_fields_stay_in_the_query),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
