/*
 * test_share - every source is in just one part, the same one wherever that is worked
 * out, and the parts are of about one size.
 */
#include "helpers.h"

#include "model/address.h"
#include "model/share.h"

static int64_t part_of(const struct address *source, int64_t parts)
{
	int64_t found = 0;

	for (int64_t part = 1; part <= parts; part++) {
		const struct share share = { part, parts };

		if (!share_has(&share, source))
			continue;
		assert_int_equal(found, 0);
		found = part;
	}
	assert_true(found > 0);
	return found;
}

/* As Java's "192.168.0.1".hashCode() and the formula of share.h give them. */
static void parts_are_those_of_the_servers_script(void **state)
{
	static const struct {
		const char *source;
		int64_t part; /* of 16 */
	} expected[] = {
		{ "192.168.0.1", 2 },	      { "10.1.22.234", 10 },
		{ "255.255.255.255", 5 },     { "0.0.0.0", 3 },
		{ "2001:db8::1", 10 },	      { "::ffff:10.1.22.234", 10 },
		{ "fd12:3456:789a::66", 11 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(expected); i++) {
		struct address source = address_of(expected[i].source);

		assert_int_equal(part_of(&source, 16), expected[i].part);
	}
}

static void neighbours_are_shared_out_evenly(void **state)
{
	int n[8] = { 0 };

	(void)state;
	for (int i = 0; i < 4096; i++) {
		char text[32];
		struct address source;

		snprintf(text, sizeof(text), "10.20.%d.%d", i / 256, i % 256);
		source = address_of(text);
		n[part_of(&source, 8) - 1]++;
	}
	for (int i = 0; i < 8; i++)
		assert_in_range(n[i], 512 - 80, 512 + 80);
}

static void without_parts_all_is_shared(void **state)
{
	struct share share;
	struct error err;
	struct address source = address_of("10.0.0.1");

	(void)state;
	assert_int_equal(share_parse(NULL, &share, &err), 0);
	assert_true(share_has(&share, &source));
}

static void only_a_part_of_the_parts_is_one(void **state)
{
	static const char *const wrong[] = { "",    "3",    "0/4", "5/4",      "-1/4",
					     "1/0", "1/4x", "a/b", "1/100001", "1 / 4" };
	struct share share;
	struct error err;

	(void)state;
	assert_int_equal(share_parse("3/16", &share, &err), 0);
	assert_int_equal(share.part, 3);
	assert_int_equal(share.parts, 16);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		assert_int_equal(share_parse(wrong[i], &share, &err), -1);
		assert_int_equal(err.kind, ERROR_USAGE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_those_of_the_servers_script),
		cmocka_unit_test(neighbours_are_shared_out_evenly),
		cmocka_unit_test(without_parts_all_is_shared),
		cmocka_unit_test(only_a_part_of_the_parts_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
