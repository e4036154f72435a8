/*
 * test_dns - messages of DNS, also those made to confuse.
 */
#include "helpers.h"

#include "source/capture/dns.h"

#define HEAD(questions, answers) "\0\1\x81\x80\0" questions "\0" answers "\0\0\0\0"
#define ASKED "\3www\7example\3com\0\0\1\0\1"
#define A_RECORD(a, b, c, d) "\0\1\0\1\0\0\0\x3c\0\4" a b c d

/* What it leads to, as one text: "www.example.com 192.0.2.1, ..."; any shorter message
 * must not be read beyond its end. */
static const char *answers_of(const char *message, size_t len, char text[512])
{
	const struct dns_name *name;
	struct dns_answers answers;
	struct address address;
	char number[ADDRESS_TEXT];
	uint8_t *copy = malloc(len);
	size_t n = 0;

	assert_non_null(copy);
	memcpy(copy, message, len);
	text[0] = '\0';
	if (dns_answers_begin(&answers, copy, len)) {
		while (dns_answers_next(&answers, &address, &name))
			n += (size_t)snprintf(text + n, 512 - n, "%s%.*s %s",
					      n ? ", " : "", (int)name->len, name->text,
					      address_format(&address, number));
	}
	free(copy);
	return text;
}

static void expect_answers(const char *message, size_t len, const char *expected)
{
	char text[512];

	assert_string_equal(answers_of(message, len, text), expected);
	for (size_t shorter = 1; shorter < len; shorter++)
		answers_of(message, shorter, text);
}

#define EXPECT(message, expected) expect_answers(message, sizeof(message) - 1, expected)

static void addresses_of_the_name_asked(void **state)
{
	(void)state;
	EXPECT(HEAD("\1", "\2") ASKED "\xc0\x0c" A_RECORD(
		       "\xc0", "\0", "\2",
		       "\1") "\xc0\x0c\0\x1c\0\1\0\0\0\x3c\0\x10\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1",
	       "www.example.com 192.0.2.1, www.example.com 2001:db8::1");
}

static void aliases_lead_to_addresses(void **state)
{
	(void)state;
	/* www.example.com, whatever its case, is a.net is b.a.net */
	EXPECT(HEAD("\1", "\3") ASKED
	       "\3WWW\7Example\3com\0\0\5\0\1\0\0\0\x3c\0\7\1a\3net\0"
	       "\1a\3net\0\0\5\0\1\0\0\0\x3c\0\4\1b\xc0\x3c"
	       "\1b\1a\3net\0" A_RECORD("\xc0", "\0", "\2", "\2"),
	       "www.example.com 192.0.2.2");
}

static void what_was_not_asked_does_not_count(void **state)
{
	(void)state;
	EXPECT(HEAD("\1", "\2") ASKED
	       "\4bank\3com\0" A_RECORD("\6", "\6", "\6", "\6") "\xc0\x0c" A_RECORD(
		       "\xc0", "\0", "\2", "\1"),
	       "www.example.com 192.0.2.1");
}

static void an_announcement_has_no_question(void **state)
{
	(void)state;
	EXPECT(HEAD("\0", "\1") "\7printer\5local\0\0\1\x80\1\0\0\0\x78\0\4\x0a\0\0\7",
	       "printer.local 10.0.0.7");
}

static void pointers_never_go_round(void **state)
{
	(void)state;
	EXPECT(HEAD("\0", "\1") "\xc0\x0c" A_RECORD("\1", "\2", "\3", "\4"), "");
	EXPECT(HEAD("\0", "\1") "\1a\xc0\x0c" A_RECORD("\1", "\2", "\3", "\4"), "");
	EXPECT(HEAD("\0", "\1") "\xc0\x0e\xc0\x0c" A_RECORD("\1", "\2", "\3", "\4"), "");
	EXPECT(HEAD("\0", "\1") "\xff\xff" A_RECORD("\1", "\2", "\3", "\4"), "");
	/* a kind of label that nobody has defined */
	EXPECT(HEAD("\0", "\1") "\x40x\0" A_RECORD("\1", "\2", "\3", "\4"), "");
}

static void a_name_is_no_longer_than_it_may_be(void **state)
{
	char message[600] = HEAD("\1", "\0");
	struct dns_question question;
	struct dns dns;
	size_t at = 12;

	(void)state;
	for (int i = 0; i < 3; i++, at += 64) {
		message[at] = 63;
		memset(message + at + 1, '.', 63); /* each is written as two */
	}
	message[at] = 61;
	memset(message + at + 1, 'x', 61); /* 255 bytes with the end */
	assert_true(dns_begin(&dns, (uint8_t *)message, sizeof(message)));
	assert_true(dns_next_question(&dns, &question));
	assert_int_equal(question.name.len, 3 * 126 + 61 + 3);
	message[at] = 62;
	assert_true(dns_begin(&dns, (uint8_t *)message, sizeof(message)));
	assert_false(dns_next_question(&dns, &question));
}

static void no_label_passes_for_another_name(void **state)
{
	(void)state;
	EXPECT(HEAD("\0", "\1") "\x0cwww.bank.com\5evil\\\0" A_RECORD("\6", "\6", "\6",
								      "\6"),
	       "www\\.bank\\.com.evil\\\\ 6.6.6.6");
	EXPECT(HEAD("\0", "\1") "\0" A_RECORD("\6", "\6", "\6", "\6"), ". 6.6.6.6");
}

static void what_is_cut_or_lies_ends_the_message(void **state)
{
	(void)state;
	EXPECT(HEAD("\1", "\2") ASKED "\xc0\x0c" A_RECORD(
		       "\1", "\2", "\3", "\4") "\xc0\x0c\0\1\0\1\0\0\0\1\0\xff\1\2\3\4",
	       "www.example.com 1.2.3.4");
	EXPECT(HEAD("\1", "\xff") ASKED "\xc0\x0c" A_RECORD("\1", "\2", "\3", "\4"),
	       "www.example.com 1.2.3.4");
	/* an address of the wrong length, of another class, and a question */
	EXPECT(HEAD("\1", "\1") ASKED "\xc0\x0c\0\1\0\1\0\0\0\1\0\3\1\2\3", "");
	EXPECT(HEAD("\1", "\1") ASKED "\xc0\x0c\0\1\0\3\0\0\0\1\0\4\1\2\3\4", "");
	EXPECT("\0\1\1\0\0\1\0\0\0\0\0\0" ASKED, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_of_the_name_asked),
		cmocka_unit_test(aliases_lead_to_addresses),
		cmocka_unit_test(what_was_not_asked_does_not_count),
		cmocka_unit_test(an_announcement_has_no_question),
		cmocka_unit_test(pointers_never_go_round),
		cmocka_unit_test(a_name_is_no_longer_than_it_may_be),
		cmocka_unit_test(no_label_passes_for_another_name),
		cmocka_unit_test(what_is_cut_or_lies_ends_the_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
