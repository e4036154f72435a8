/*
 * test_secret - keys as headers want them, fingerprints as servers print them.
 */
#include "helpers.h"

#include <sys/stat.h>

#include "core/fingerprint.h"
#include "core/secret.h"

static void a_key_is_encoded_as_rfc_4648_has_it(void **state)
{
	static const struct {
		const char *plain;
		const char *coded;
	} cases[] = { { "", "" },
		      { "f", "Zg==" },
		      { "fo", "Zm8=" },
		      { "foo", "Zm9v" },
		      { "foobar", "Zm9vYmFy" },
		      { "id:key", "aWQ6a2V5" },
		      { "\xff\xfe\xfd", "//79" } };
	struct arena arena = { NULL };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(secret_base64(cases[i].plain, &arena),
				    cases[i].coded);
	arena_free(&arena);
}

#define HEX32 "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"

static void a_fingerprint_has_64_digits_with_or_without_colons(void **state)
{
	static const char *const wrong[] = {
		"", "00", (HEX32 "00"), (HEX32 "0"), ("zz" HEX32), "0:0:", "x"
	};
	struct fingerprint plain, colons;

	(void)state;
	assert_true(fingerprint_parse(HEX32, &plain));
	assert_int_equal(plain.bytes[1], 0x11);
	assert_int_equal(plain.bytes[31], 0xff);
	assert_true(fingerprint_parse("00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:"
				      "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:FF",
				      &colons));
	assert_memory_equal(&plain, &colons, sizeof(plain));
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_false(fingerprint_parse(wrong[i], &plain));
}

static void a_secret_is_the_first_line_of_its_file(void **state)
{
	char path[TEMP_PATH];
	struct arena arena = { NULL };
	struct error err = { .kind = ERROR_NONE };
	const char *secret = NULL;

	(void)state;
	write_temp("pa ss#word\r\nmore\n", 17, path);
	assert_int_equal(secret_read(path, &arena, &secret, &err), 0);
	assert_string_equal(secret, "pa ss#word");
	unlink(path);
	write_temp("\n", 1, path);
	assert_int_equal(secret_read(path, &arena, &secret, &err), -1);
	assert_non_null(strstr(err.text, "empty"));
	unlink(path);
	assert_int_equal(secret_read(path, &arena, &secret, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_encoded_as_rfc_4648_has_it),
		cmocka_unit_test(a_fingerprint_has_64_digits_with_or_without_colons),
		cmocka_unit_test(a_secret_is_the_first_line_of_its_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
