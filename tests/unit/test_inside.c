/*
 * test_inside - which addresses are inside: private ones, and what internal_networks
 * says; and that a server is asked for the same as is judged here.
 */
#include "helpers.h"

#include <yajl/yajl_tree.h>

#include "model/inside.h"
#include "source/elastic/gen.h"

static struct inside inside_of(const char *list, struct arena *arena)
{
	struct inside inside = { .n = 77 };
	struct error err;

	if (inside_parse(list, arena, &inside, &err) != 0)
		fail_msg("%s: %s", list, err.text);
	return inside;
}

static bool has(const char *list, const char *text)
{
	struct arena arena = { NULL };
	struct inside inside = inside_of(list, &arena);
	struct address address = address_of(text);
	bool result = inside_has(&inside, &address);

	arena_free(&arena);
	return result;
}

static bool is_left_for(const char *list, const char *text)
{
	struct arena arena = { NULL };
	struct inside inside = inside_of(list, &arena);
	struct address address = address_of(text);
	bool result = inside_is_left_for(&inside, &address);

	arena_free(&arena);
	return result;
}

static void a_network_is_parsed_and_written(void **state)
{
	static const char *const texts[][2] = {
		{ "10.0.0.0/8", "10.0.0.0/8" },
		{ "10.1.2.3/8", "10.0.0.0/8" },
		{ "10.1.2.3", "10.1.2.3/32" },
		{ "10.1.2.255/25", "10.1.2.128/25" },
		{ "0.0.0.0/0", "0.0.0.0/0" },
		{ "2001:db8::1/33", "2001:db8::/33" },
		{ "2001:DB8::1", "2001:db8::1/128" },
		{ "fe80::/10", "fe80::/10" },
		{ "::ffff:10.0.0.0/104", "10.0.0.0/8" },
		{ "febf::1/010", "fe80::/10" },
	};
	struct address_network network;
	char text[ADDRESS_NETWORK_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		assert_true(address_network_parse(texts[i][0], strlen(texts[i][0]),
						  &network));
		assert_string_equal(address_network_format(&network, text), texts[i][1]);
	}
}

static void what_is_no_network_is_refused(void **state)
{
	static const char *const texts[] = {
		"",	      "/8",	      "10/8",	       "10.0.0.0/33",
		"10.0.0.0/",  "10.0.0.0/-1",  "10.0.0.0/8x",   "::/129",
		"x",	      "10.0.0.0/8/8", "10.0.0.0/0008", "fe80::1%1",
		"10.0.0.0/ 8"
	};
	struct address_network network = { .bits = 77 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		assert_false(address_network_parse(texts[i], strlen(texts[i]), &network));
	assert_int_equal(network.bits, 77);
}

static void private_addresses_are_inside(void **state)
{
	(void)state;
	assert_true(has(NULL, "10.0.0.1"));
	assert_true(has(" ,", "fd00::1"));
	assert_false(has(NULL, "8.8.8.8"));
	assert_false(has(NULL, "224.0.0.251"));
	assert_true(is_left_for(NULL, "8.8.8.8"));
	assert_false(is_left_for(NULL, "10.0.0.1"));
	assert_false(is_left_for(NULL, "224.0.0.251")); /* neither in nor out */
	assert_true(has("141.20.0.0/16", "10.0.0.1"));
	assert_false(is_left_for("141.20.0.0/16", "10.0.0.1"));
}

static void networks_that_are_named_are_inside(void **state)
{
	const char *list = "141.20.0.0/16,2a02:908::/32\t 100.64.0.0/10";

	(void)state;
	assert_true(has(list, "141.20.255.255"));
	assert_true(has(list, "2a02:908:ffff::1"));
	assert_true(has(list, "100.127.0.1"));
	assert_false(has(list, "141.21.0.0"));
	assert_false(has(list, "2a02:909::"));
	assert_false(is_left_for(list, "141.20.0.0"));
	assert_true(is_left_for(list, "141.21.0.0"));
}

static void the_narrowest_network_counts(void **state)
{
	const char *list =
		"172.20.0.0/24, !172.16.0.0/12, !172.20.0.9, 141.20.0.0/16 !141.20.9.0/24";

	(void)state;
	assert_true(is_left_for(list, "172.16.0.1"));
	assert_false(has(list, "172.16.0.1"));
	assert_true(has(list, "172.20.0.1"));
	assert_true(is_left_for(list, "172.20.0.9"));
	assert_true(is_left_for(list, "141.20.9.1"));
	assert_true(has(list, "141.20.8.1"));
	assert_true(has(list, "192.168.0.1"));
}

static void a_list_is_written_as_it_is_read(void **state)
{
	struct arena arena = { NULL };
	struct inside inside =
		inside_of("141.20.1.1/16 !10.9.0.0/16,2001:db8::/32", &arena);

	(void)state;
	assert_string_equal(inside_text(&inside, &arena),
			    "!10.9.0.0/16, 141.20.0.0/16, 2001:db8::/32");
	inside = inside_of(NULL, &arena);
	assert_null(inside_text(&inside, &arena));
	arena_free(&arena);
}

static yajl_val member(yajl_val object, const char *key)
{
	const char *path[] = { key, NULL };

	return yajl_tree_get(object, path, yajl_t_any);
}

static bool matches(yajl_val clause, const struct address *address);

static size_t count_matches(yajl_val clauses, const struct address *address)
{
	size_t n = 0;

	for (size_t i = 0; clauses && i < YAJL_GET_ARRAY(clauses)->len; i++)
		n += matches(YAJL_GET_ARRAY(clauses)->values[i], address);
	return n;
}

static size_t length(yajl_val clauses)
{
	return clauses ? YAJL_GET_ARRAY(clauses)->len : 0;
}

/* As a server judges a query of this kind. */
static bool matches(yajl_val clause, const struct address *address)
{
	yajl_val boolean = member(clause, "bool"), terms = member(clause, "terms");
	yajl_val filter, must_not, should;
	struct address_network network;

	if (terms) {
		yajl_val list = member(terms, "dest_ip");

		for (size_t i = 0; i < length(list); i++) {
			const char *text =
				YAJL_GET_STRING(YAJL_GET_ARRAY(list)->values[i]);

			assert_true(address_network_parse(text, strlen(text), &network));
			if (address_in_network(address, &network))
				return true;
		}
		return false;
	}
	assert_non_null(boolean);
	filter = member(boolean, "filter");
	must_not = member(boolean, "must_not");
	should = member(boolean, "should");
	assert_int_equal(should != NULL, member(boolean, "minimum_should_match") != NULL);
	return count_matches(filter, address) == length(filter) &&
	       count_matches(must_not, address) == 0 &&
	       (!should || count_matches(should, address) > 0);
}

static void a_server_is_asked_for_what_is_judged_here(void **state)
{
	static const char *const lists[] = {
		NULL,
		"141.20.0.0/16",
		"!10.0.0.0/8",
		"141.20.0.0/16, !172.16.0.0/12, 2a02::/16",
		"172.20.0.0/24, !172.16.0.0/12, !172.20.0.9, 141.20.0.0/16 !141.20.9.0/24 "
		"8.0.0.0/8 !8.8.0.0/16 8.8.8.0/24 !fd00::/16 fd00:0:1::/48 !224.0.0.0/24",
	};
	static const char *const addresses[] = {
		"141.20.0.1",  "141.20.9.1", "10.0.0.1",    "172.16.0.1", "172.20.0.1",
		"172.20.0.9",  "8.1.1.1",    "8.8.1.1",	    "8.8.8.8",	  "2a02::1",
		"2a03::1",     "fd00::1",    "fd00:0:1::1", "fd01::1",	  "224.0.0.1",
		"224.0.1.1",   "240.0.0.1",  "4000::1",	    "192.0.0.9",  "9.9.9.9",
		"192.168.0.1",
	};
	struct arena arena = { NULL };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		struct inside inside = inside_of(lists[i], &arena);
		yajl_gen json = yajl_gen_alloc(NULL);
		yajl_val tree;

		gen_passed(json, NULL, "dest_ip", &inside);
		tree = yajl_tree_parse(gen_finish(json, &arena), NULL, 0);
		assert_non_null(tree);
		for (size_t j = 0; j < COUNT_OF(addresses); j++) {
			struct address address = address_of(addresses[j]);

			if (matches(tree, &address) !=
			    inside_is_left_for(&inside, &address))
				fail_msg("%s: %s", lists[i] ? lists[i] : "",
					 addresses[j]);
		}
		yajl_tree_free(tree);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_network_is_parsed_and_written),
		cmocka_unit_test(what_is_no_network_is_refused),
		cmocka_unit_test(private_addresses_are_inside),
		cmocka_unit_test(networks_that_are_named_are_inside),
		cmocka_unit_test(the_narrowest_network_counts),
		cmocka_unit_test(a_list_is_written_as_it_is_read),
		cmocka_unit_test(a_server_is_asked_for_what_is_judged_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
