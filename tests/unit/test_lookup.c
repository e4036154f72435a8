/*
 * test_lookup - entries are found by every network an address lies in and every domain a
 * name lies in, however many there are.
 */
#include "helpers.h"

#include "model/lookup.h"

enum { MOST = 16 };

struct found {
	uint32_t entries[MOST];
	size_t n;
	size_t stop_after;
};

static bool note(void *context, uint32_t entry)
{
	struct found *found = context;

	assert_true(found->n < MOST);
	found->entries[found->n++] = entry;
	return found->n != found->stop_after;
}

static int ascending(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void expect(struct found *found, const uint32_t *entries, size_t n)
{
	qsort(found->entries, found->n, sizeof(*found->entries), ascending);
	assert_int_equal(found->n, n);
	assert_memory_equal(found->entries, entries, n * sizeof(*entries));
	found->n = 0;
}

#define EXPECT(found, ...) \
	expect(found, (const uint32_t[]){ __VA_ARGS__ }, \
	       sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

static struct address_network network_of(const char *address, unsigned bits)
{
	struct address parsed = address_of(address);
	struct address_network network = { .bits = (uint8_t)bits };

	memcpy(network.prefix, parsed.bytes, sizeof(network.prefix));
	return network;
}

static void add(struct lookup *lookup, const char *address, unsigned bits, uint32_t entry)
{
	struct address_network network = network_of(address, bits);

	lookup_add_network(lookup, &network, entry);
}

static void ask(const struct lookup *lookup, const char *address, struct found *found)
{
	struct address parsed = address_of(address);

	lookup_address(lookup, &parsed, note, found);
}

static void an_address_is_in_every_network_around_it(void **state)
{
	struct lookup *lookup = lookup_new();
	struct found found = { .n = 0 };

	(void)state;
	add(lookup, "10.0.0.0", 96 + 8, 1);
	add(lookup, "10.1.2.0", 96 + 24, 2);
	add(lookup, "10.1.2.3", 128, 3);
	add(lookup, "10.1.2.3", 128, 4);
	add(lookup, "2001:db8::", 32, 5);
	add(lookup, "::", 0, 6);
	ask(lookup, "10.1.2.3", &found);
	EXPECT(&found, 1, 2, 3, 4, 6);
	ask(lookup, "10.1.2.4", &found);
	EXPECT(&found, 1, 2, 6);
	ask(lookup, "11.0.0.0", &found);
	EXPECT(&found, 6);
	ask(lookup, "2001:db8:1::1", &found);
	EXPECT(&found, 5, 6);
	lookup_free(lookup);
}

static void a_name_is_in_every_domain_above_it(void **state)
{
	struct lookup *lookup = lookup_new();
	struct found found = { .n = 0 };

	(void)state;
	lookup_add_domain(lookup, "example.com", 1);
	lookup_add_domain(lookup, "a.example.com", 2);
	lookup_add_domain(lookup, "com", 3);
	lookup_name(lookup, "x.a.example.com", note, &found);
	EXPECT(&found, 1, 2, 3);
	lookup_name(lookup, "example.com.", note, &found);
	EXPECT(&found, 1, 3);
	lookup_name(lookup, "notexample.com", note, &found);
	EXPECT(&found, 3);
	lookup_name(lookup, "example.org", note, &found);
	assert_int_equal(found.n, 0);
	lookup_name(lookup, "", note, &found);
	lookup_name(lookup, "...", note, &found);
	assert_int_equal(found.n, 0);
	lookup_free(lookup);
}

static void numbers_are_no_addresses(void **state)
{
	struct lookup *lookup = lookup_new();
	struct found found = { .n = 0 };

	(void)state;
	lookup_add_number(lookup, 15169, 7);
	lookup_add_number(lookup, 0, 8);
	lookup_number(lookup, 15169, note, &found);
	EXPECT(&found, 7);
	lookup_number(lookup, 15170, note, &found);
	ask(lookup, "::", &found);
	assert_int_equal(found.n, 0);
	lookup_free(lookup);
}

static void who_has_enough_can_stop(void **state)
{
	struct lookup *lookup = lookup_new();
	struct found found = { .stop_after = 2 };
	struct address address = address_of("10.0.0.1");

	(void)state;
	for (uint32_t i = 0; i < 5; i++)
		add(lookup, "10.0.0.1", 128, i);
	assert_false(lookup_address(lookup, &address, note, &found));
	assert_int_equal(found.n, 2);
	lookup_free(lookup);
}

static void many_are_found_as_few(void **state)
{
	enum { N = 200000 };
	struct lookup *lookup = lookup_new();
	char address[32];

	(void)state;
	for (uint32_t i = 0; i < N; i++) {
		snprintf(address, sizeof(address), "%u.%u.%u.1", i >> 16 & 255,
			 i >> 8 & 255, i & 255);
		add(lookup, address, 128, i);
	}
	for (uint32_t i = 0; i < N; i += 997) {
		struct found found = { .n = 0 };

		snprintf(address, sizeof(address), "%u.%u.%u.1", i >> 16 & 255,
			 i >> 8 & 255, i & 255);
		ask(lookup, address, &found);
		EXPECT(&found, i);
	}
	lookup_free(lookup);
}

struct seen {
	char text[200];
	size_t n;
	size_t stop_after;
};

static bool see(void *context, const struct address_network *network)
{
	struct seen *seen = context;
	char text[ADDRESS_NETWORK_TEXT];
	size_t len = strlen(seen->text);

	snprintf(seen->text + len, sizeof(seen->text) - len, "%s ",
		 address_network_format(network, text));
	return ++seen->n != seen->stop_after;
}

static void each_network_is_given_once(void **state)
{
	struct lookup *lookup = lookup_new();
	struct seen all = { .n = 0 }, some = { .stop_after = 2 };

	(void)state;
	add(lookup, "8.8.8.8", 128, 1);
	lookup_add_domain(lookup, "example.com", 2);
	add(lookup, "8.8.8.0", 120, 3);
	add(lookup, "8.8.8.8", 128, 4);
	lookup_add_number(lookup, 64500, 5);
	add(lookup, "2001:db8::", 32, 6);
	assert_true(lookup_each_network(lookup, see, &all));
	assert_string_equal(all.text, "8.8.8.8/32 8.8.8.0/24 2001:db8::/32 ");
	assert_false(lookup_each_network(lookup, see, &some));
	assert_int_equal(some.n, 2);
	lookup_free(lookup);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_in_every_network_around_it),
		cmocka_unit_test(a_name_is_in_every_domain_above_it),
		cmocka_unit_test(numbers_are_no_addresses),
		cmocka_unit_test(each_network_is_given_once),
		cmocka_unit_test(who_has_enough_can_stop),
		cmocka_unit_test(many_are_found_as_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
