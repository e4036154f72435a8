/*
 * test_address - addresses are read and written as people know them, and what
 * is private, multicast or reserved is what Python's ipaddress says.
 */
#include "helpers.h"

#include "model/address.h"

static bool parses(const char *text, size_t len)
{
	char *copy = malloc(len ? len : 1); /* of exact size, for the sanitizer */
	struct address address;
	bool good;

	assert_non_null(copy);
	memcpy(copy, text, len);
	memset(&address, 0xa5, sizeof(address));
	good = address_parse(copy, len, &address);
	if (!good) {
		struct address untouched;

		memset(&untouched, 0xa5, sizeof(untouched));
		assert_memory_equal(&address, &untouched, sizeof(address));
	}
	free(copy);
	return good;
}

static void expect_text(const char *in, const char *out)
{
	struct address address = address_of(in);
	char text[ADDRESS_TEXT];

	assert_string_equal(address_format(&address, text), out);
}

static void ipv4_is_written_as_it_was_read(void **state)
{
	static const char *const texts[] = { "0.0.0.0", "10.0.0.1", "192.168.100.200",
					     "255.255.255.255" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		expect_text(texts[i], texts[i]);
}

static void ipv6_is_written_in_its_short_form(void **state)
{
	(void)state;
	expect_text("2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1");
	expect_text("::", "::");
	expect_text("::1", "::1");
	expect_text("fe80:0:0:0:1:2:3:4", "fe80::1:2:3:4");
	expect_text("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

static void a_mapped_address_is_the_ipv4_address(void **state)
{
	struct address mapped = address_of("::ffff:192.0.2.7");
	struct address plain = address_of("192.0.2.7");

	(void)state;
	assert_int_equal(address_compare(&mapped, &plain), 0);
	assert_true(address_is_ipv4(&mapped));
	expect_text("::FFFF:c000:207", "192.0.2.7");
	plain = address_of("::192.0.2.7");
	assert_false(address_is_ipv4(&plain));
}

static void a_zone_is_dropped(void **state)
{
	(void)state;
	expect_text("fe80::1%eth0", "fe80::1");
	expect_text("fe80::1%25", "fe80::1");
}

static void text_behind_the_length_is_not_read(void **state)
{
	struct address address;
	char text[ADDRESS_TEXT];

	(void)state;
	assert_true(address_parse("10.0.0.123", 8, &address));
	assert_string_equal(address_format(&address, text), "10.0.0.1");
	assert_true(parses("10.0.0.1", 8));
}

static void what_is_not_one_address_is_refused(void **state)
{
	static const char *const junk[] = {
		"",
		" ",
		"10.0.0",
		"10.0.0.256",
		"10.0.0.1.2",
		"10.0.0.1 ",
		" 10.0.0.1",
		"10.0.0.1/8",
		"10.0.0.1:80",
		"0x0a.0.0.1",
		"167772161",
		"-",
		"localhost",
		":",
		":::",
		"1::2::3",
		"12345::",
		"g::1",
		"[::1]",
		"::ffff:1.2.3",
		"%eth0",
		"fe80::1,fe80::2",
		"10.0.0.1, 10.0.0.2",
		"::1:2:3:4:5:6:7:8:9",
		"0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(junk); i++) {
		if (parses(junk[i], strlen(junk[i])))
			fail_msg("\"%s\" was taken for an address", junk[i]);
	}
}

static void a_nul_inside_is_no_end_of_the_text(void **state)
{
	(void)state;
	assert_false(parses("10.0.0.1\0evil", 13));
	assert_false(parses("::1\0", 4));
}

static void ipv4_sorts_by_number(void **state)
{
	static const char *const ascending[] = { "0.0.0.0",    "9.255.255.255",
						 "10.0.0.2",   "10.0.0.10",
						 "100.0.0.0",  "255.0.0.0",
						 "2001:db8::", "fe80::1" };

	(void)state;
	for (size_t i = 1; i < COUNT_OF(ascending); i++) {
		struct address a = address_of(ascending[i - 1]);
		struct address b = address_of(ascending[i]);

		assert_true(address_compare(&a, &b) < 0);
		assert_true(address_compare(&b, &a) > 0);
		assert_int_equal(address_compare(&a, &a), 0);
	}
}

enum { PUBLIC = 0, PRIVATE = 1, MULTICAST = 2, RESERVED = 4 };

/* Both ends of each network of CPython 3.13's Lib/ipaddress.py, and their
 * neighbours; a mapped address is what its IPv4 address is. */
static const struct known {
	const char *text;
	int is;
} known[] = {
#include "addresses.inc"
};

static void what_words_mean_is_as_in_python(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		struct address address = address_of(known[i].text);
		int is = (address_is_private(&address) ? PRIVATE : 0) |
			 (address_is_multicast(&address) ? MULTICAST : 0) |
			 (address_is_reserved(&address) ? RESERVED : 0);

		if (is != known[i].is)
			fail_msg("%s: %d, but Python says %d", known[i].text, is,
				 known[i].is);
	}
}

static void a_scope_is_named_and_a_public_address_has_none(void **state)
{
	struct address public = address_of("8.8.8.8"), private = address_of("10.1.2.3");
	struct address multicast = address_of("ff02::fb"),
		       reserved = address_of("4000::1");
	struct address both = address_of("255.255.255.255"); /* private and reserved */

	(void)state;
	assert_null(address_scope(&public));
	assert_string_equal(address_scope(&private), "private");
	assert_string_equal(address_scope(&multicast), "multicast");
	assert_string_equal(address_scope(&reserved), "reserved");
	assert_non_null(address_scope(&both));
}

/* A server is asked by the same tables. */
static void networks_are_written_with_their_length(void **state)
{
	const struct address_scope *scope = address_scopes;
	char text[ADDRESS_NETWORK_TEXT];

	(void)state;
	assert_string_equal(address_network_format(&scope[0].networks[0], text),
			    "224.0.0.0/4");
	assert_string_equal(address_network_format(&scope[0].networks[1], text),
			    "ff00::/8");
	for (size_t i = 0; i < n_address_scopes; i++) {
		for (size_t j = 0; j < scope[i].n_networks; j++) {
			struct address first;

			address_network_format(&scope[i].networks[j], text);
			assert_true(address_parse(text, strcspn(text, "/"), &first));
			assert_memory_equal(&first, scope[i].networks[j].prefix, 16);
			assert_string_equal(address_scope(&first) ? "some" : "none",
					    "some");
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(networks_are_written_with_their_length),
		cmocka_unit_test(ipv4_is_written_as_it_was_read),
		cmocka_unit_test(ipv6_is_written_in_its_short_form),
		cmocka_unit_test(a_mapped_address_is_the_ipv4_address),
		cmocka_unit_test(a_zone_is_dropped),
		cmocka_unit_test(text_behind_the_length_is_not_read),
		cmocka_unit_test(what_is_not_one_address_is_refused),
		cmocka_unit_test(a_nul_inside_is_no_end_of_the_text),
		cmocka_unit_test(ipv4_sorts_by_number),
		cmocka_unit_test(what_words_mean_is_as_in_python),
		cmocka_unit_test(a_scope_is_named_and_a_public_address_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
