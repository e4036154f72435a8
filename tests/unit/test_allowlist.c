/*
 * test_allowlist - what rules say, what they hold for, and what is no rule.
 */
#include "helpers.h"

#include <math.h>

#include "filter/allowlist.h"
#include "model/flow.h"
#include "model/timestamp.h"

static const char *const no_names[] = { NULL };

/* 10.0.0.5 calls 192.0.2.9 port 443 by TCP each minute; it is AS64500's. */
static struct allow_subject subject_of(const char *const *names, size_t n)
{
	static struct address src, dst;

	src = address_of("10.0.0.5");
	dst = address_of("192.0.2.9");
	return (struct allow_subject){ .src = &src,
				       .dst = &dst,
				       .port = 443,
				       .protocols = FLOW_TCP,
				       .asn = 64500,
				       .owner = "example networks ltd",
				       .names = names,
				       .n_names = n,
				       .period_s = 60 };
}

static int parse(const char *line, struct arena *arena, struct allow_rule *rule,
		 struct error *err)
{
	return allow_rule_parse(line, strlen(line), arena, rule, err);
}

static bool holds(const char *line, const struct allow_subject *subject)
{
	struct arena arena = { NULL };
	struct allow_rule rule;
	struct error err;
	bool result;

	if (parse(line, &arena, &rule, &err) != 1)
		fail_msg("%s: %s", line, err.text);
	result = allow_rule_holds(&rule, subject);
	arena_free(&arena);
	return result;
}

static void every_term_must_hold(void **state)
{
	static const struct {
		const char *line;
		bool holds;
	} cases[] = {
		{ "192.0.2.9", true },	       { "192.0.2.0/24", true },
		{ "dst 192.0.2.9", true },     { "192.0.2.8", false },
		{ "2001:db8::/32", false },    { "from 10.0.0.0/8", true },
		{ "src 10.0.0.6", false },     { "192.0.2.9 from 10.0.0.6", false },
		{ "port 443", true },	       { "port 80,440-450", true },
		{ "port 80", false },	       { "port 443/tcp", true },
		{ "port 443/udp", false },     { "AS64500", true },
		{ "as 64500 port 443", true }, { "as64501", false },
		{ "AS64500 port 80", false },  { "owner \"Example Networks Ltd\"", true },
		{ "owner example*", true },    { "owner *networks*", true },
		{ "owner example", false },    { "period 60", true },
		{ "period 1m", true },	       { "period 58-59", false },
		{ "period 30-2m", true },      { "period 1h", false },
	};
	struct allow_subject subject = subject_of(no_names, 0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		if (holds(cases[i].line, &subject) != cases[i].holds)
			fail_msg("%s", cases[i].line);
	}
}

/* IPv4 is kept within IPv6, but is none of it. */
static void networks_of_ipv6_hold_no_ipv4(void **state)
{
	struct allow_subject subject = subject_of(no_names, 0);
	struct address dst = address_of("2001:db8::9");

	(void)state;
	assert_false(holds("::/0", &subject));
	assert_false(holds("::/64", &subject));
	assert_true(holds("0.0.0.0/0", &subject));
	assert_true(holds("::ffff:192.0.2.0/120", &subject));
	assert_false(holds("from ::/0", &subject));
	subject.dst = &dst;
	assert_true(holds("::/0", &subject));
	assert_false(holds("0.0.0.0/0", &subject));
}

/* Nothing but a star stands for something else. */
static void owners_are_taken_by_the_letter(void **state)
{
	struct allow_subject subject = subject_of(no_names, 0);

	(void)state;
	subject.owner = "acme [us] inc? \\ co";
	assert_true(holds("owner \"ACME [US] Inc? \\ Co\"", &subject));
	assert_true(holds("owner \"*[us]*\"", &subject));
	assert_true(holds("owner *", &subject));
	assert_true(holds("owner **co", &subject));
	assert_false(holds("owner \"acme [a-z]*\"", &subject));
	assert_false(holds("owner \"acm? *\"", &subject));
	assert_false(holds("owner *co*x", &subject));
}

/* The one that lies elsewhere may be the one that matters. */
static void a_domain_must_hold_for_all_names(void **state)
{
	static const char *const ours[] = { "example.com", "a.b.example.com" };
	static const char *const others[] = { "a.example.com", "evil.example" };
	static const char *const like[] = { "notexample.com" };
	struct allow_subject subject = subject_of(ours, 2);

	(void)state;
	assert_true(holds("name *.example.com", &subject));
	assert_true(holds("Example.COM.", &subject));
	assert_false(holds("b.example.com", &subject));
	subject = subject_of(others, 2);
	assert_false(holds("*.example.com", &subject));
	subject = subject_of(like, 1);
	assert_false(holds("*.example.com", &subject));
	subject = subject_of(no_names, 0);
	assert_false(holds("*.example.com", &subject));
}

static void what_is_not_known_fulfils_nothing(void **state)
{
	struct allow_subject subject = subject_of(no_names, 0);

	(void)state;
	subject.owner = NULL;
	subject.asn = 0;
	subject.period_s = NAN;
	subject.protocols = 0;
	subject.port = INT64_MIN;
	assert_false(holds("owner *", &subject));
	assert_false(holds("AS64500", &subject));
	assert_false(holds("period 0-1000d", &subject));
	assert_false(holds("port 0-65535", &subject));
	subject.port = 443;
	assert_true(holds("port 443", &subject));
	assert_false(holds("port 443/tcp,443/udp", &subject));
	subject.protocols = FLOW_TCP | FLOW_UDP;
	assert_false(holds("port 443/tcp", &subject));
	assert_true(holds("port 443/tcp,443/udp", &subject));
}

static void what_stands_behind_a_rule_is_its_reason(void **state)
{
	struct arena arena = { NULL };
	struct allow_rule rule;
	struct error err;

	(void)state;
	assert_int_equal(parse("", &arena, &rule, &err), 0);
	assert_int_equal(parse("  # nothing\r\n", &arena, &rule, &err), 0);
	assert_int_equal(
		parse("\t8.8.8.8  port 53   #  our resolver \r\n", &arena, &rule, &err),
		1);
	assert_string_equal(rule.text, "8.8.8.8  port 53");
	assert_string_equal(rule.reason, "our resolver");
	assert_int_equal(parse("8.8.8.8#x", &arena, &rule, &err), 1);
	assert_string_equal(rule.text, "8.8.8.8");
	assert_int_equal(parse("8.8.8.8 until 2027-01-01", &arena, &rule, &err), 1);
	assert_null(rule.reason);
	assert_true(rule.until_us == INT64_C(1798761600) * SECOND_US);
	arena_free(&arena);
}

static void what_is_no_rule_is_told(void **state)
{
	static const char *const lines[][2] = {
		{ "until 2027-01-01", "it would hide every row" },
		{ "10.0.0.0/99", "is no network" },
		{ "10.0.0", "is no network" },
		{ "port", "\"port\" needs a value" },
		{ "port 65536", "is no port" },
		{ "port 80,", "is no port" },
		{ "port 90-80", "is no port" },
		{ "port 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17",
		  "more than 16 ports" },
		{ "port 1 port 2", "port is given twice" },
		{ "8.8.8.8 9.9.9.9", "a destination is given twice" },
		{ "AS0", "is no number" },
		{ "as x", "is no number" },
		{ "owner \"Example", "a quote is not closed" },
		{ "owner \"\"", "owner needs a name" },
		{ "name a*.example", "is no name" },
		{ "name .", "is no name" },
		{ "name \"\"", "is no name" },
		{ "b\xc3\xbc"
		  "cher.example",
		  "begins with xn--" },
		{ "name 192.0.2.9", "is an address" },
		{ "period 0x10", "is no period" },
		{ "period x", "is no period" },
		{ "period 10-5", "is no period" },
		{ "8.8.8.8 until tomorrow", "is no day" },
		{ "8.8.8.8 until 2027", "is no day" },
		{ "hello", "the terms are dst" },
	};
	struct arena arena = { NULL };
	struct allow_rule rule;
	struct error err;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		assert_int_equal(parse(lines[i][0], &arena, &rule, &err), -1);
		if (!strstr(err.text, lines[i][1]))
			fail_msg("%s: %s", lines[i][0], err.text);
	}
	assert_int_equal(allow_rule_parse("8.8.8.8\0", 8, &arena, &rule, &err), -1);
	arena_free(&arena);
}

/* The caller frees it. */
static struct allowlist *list_of(const char *text, int64_t now_us, struct arena *arena)
{
	struct allowlist *allowlist;
	char path[TEMP_PATH];
	const char *const paths[] = { write_temp(text, strlen(text), path) };
	struct error err;

	if (allowlist_load(paths, 1, now_us, arena, &allowlist, &err) != 0)
		fail_msg("%s", err.text);
	unlink(path);
	return allowlist;
}

static void the_first_rule_that_holds_counts(void **state)
{
	static const char *const names[] = { "a.example.com" };
	struct arena arena = { NULL };
	struct allowlist *allowlist = list_of("\xef\xbb\xbf# rules\n"
					      "AS64500 until 2020-01-01\n"
					      "port 443 from 10.0.0.0/8\n"
					      "192.0.2.0/24\n"
					      "example.com\n",
					      INT64_C(1763596800) * SECOND_US, &arena);
	struct allow_subject subject = subject_of(names, 1);
	const struct allow_rule *rule = NULL;

	(void)state;
	assert_int_equal(allowlist_n_rules(allowlist), 4);
	assert_true(allowlist_asks_names(allowlist));
	assert_true(allowlist_asks_owners(allowlist));
	assert_true(allowlist_use(allowlist, 0)->is_expired);
	assert_true(allowlist_hides(allowlist, &subject, false, &rule));
	assert_int_equal(rule->line, 3);
	subject.port = 80;
	assert_true(allowlist_hides(allowlist, &subject, false, &rule));
	assert_int_equal(rule->line, 4);
	assert_int_equal(allowlist_use(allowlist, 1)->n_hidden, 1);
	assert_int_equal(allowlist_use(allowlist, 2)->n_hidden, 1);
	assert_int_equal(allowlist_use(allowlist, 3)->n_hidden, 0);
	allowlist_free(allowlist);
	arena_free(&arena);
}

static void what_is_reported_is_not_hidden(void **state)
{
	struct arena arena = { NULL };
	struct allowlist *allowlist = list_of("192.0.2.9\n", 0, &arena);
	struct allow_subject subject = subject_of(no_names, 0);
	const struct allow_rule *rule = NULL;

	(void)state;
	assert_false(allowlist_hides(allowlist, &subject, true, &rule));
	assert_int_equal(allowlist_use(allowlist, 0)->n_spared, 1);
	assert_int_equal(allowlist_use(allowlist, 0)->n_hidden, 0);
	allowlist_free(allowlist);
	arena_free(&arena);
}

static void an_error_names_file_and_line(void **state)
{
	struct arena arena = { NULL };
	struct allowlist *allowlist;
	char path[TEMP_PATH], expected[160];
	const char *const paths[] = { write_temp("8.8.8.8\n\nport x\n", 16, path) };
	struct error err;

	(void)state;
	assert_int_equal(allowlist_load(paths, 1, 0, &arena, &allowlist, &err), -1);
	snprintf(expected, sizeof(expected), "%s:3: \"x\" is no port", path);
	assert_memory_equal(err.text, expected, strlen(expected));
	unlink(path);
	assert_int_equal(allowlist_load(paths, 1, 0, &arena, &allowlist, &err), -1);
	assert_non_null(strstr(err.text, path));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_term_must_hold),
		cmocka_unit_test(networks_of_ipv6_hold_no_ipv4),
		cmocka_unit_test(owners_are_taken_by_the_letter),
		cmocka_unit_test(a_domain_must_hold_for_all_names),
		cmocka_unit_test(what_is_not_known_fulfils_nothing),
		cmocka_unit_test(what_stands_behind_a_rule_is_its_reason),
		cmocka_unit_test(what_is_no_rule_is_told),
		cmocka_unit_test(the_first_rule_that_holds_counts),
		cmocka_unit_test(what_is_reported_is_not_hidden),
		cmocka_unit_test(an_error_names_file_and_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
