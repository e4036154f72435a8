/*
 * test_names - which name a flow's destination has, whoever said it in which
 * order to which worker.
 */
#include "helpers.h"

#include "group/names.h"

struct naming_case {
	const char *client;
	const char *server;
	const char *name;
	int64_t time_us;
	uint64_t id;
};

static void add(struct names *names, const struct naming_case *said)
{
	struct naming naming = { .time_us = said->time_us,
				 .id = said->id,
				 .client = address_of(said->client),
				 .server = address_of(said->server),
				 .name = said->name,
				 .len = strlen(said->name) };

	names_add(names, &naming);
}

/* Outputs show them alike, and so would a saved result. */
static void names_that_look_the_same_are_the_same(void **state)
{
	static const struct naming_case said[] = {
		{ "10.0.0.1", "192.0.2.1", "a\xff.EXAMPLE", 1, 1 },
		{ "10.0.0.2", "192.0.2.2", "a\xfe.example", 2, 2 },
		{ "10.0.0.3", "192.0.2.3", "\xc3\xa4.example", 3, 3 },
	};
	struct names *names = names_new();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(said); i++)
		add(names, &said[i]);
	names_settle(names);
	for (uint32_t i = 0; i < COUNT_OF(said); i++) {
		struct flow flow = { .id = said[i].id,
				     .src = address_of(said[i].client),
				     .dst = address_of(said[i].server) };

		assert_string_equal(names_text(names, names_find(names, &flow)),
				    i < 2 ? "a?.example" : "\xc3\xa4.example");
	}
	names_free(names);
}

/* Each by a worker of its own, or all by one, forwards or backwards. */
static struct names *names_of(const struct naming_case *said, size_t n, int way)
{
	struct names *all = names_new();
	struct names *one = names_new();

	for (size_t i = 0; i < n; i++) {
		if (way == 0) {
			add(one, &said[i]);
		} else {
			struct names *worker = names_new();

			add(worker, &said[way == 1 ? i : n - 1 - i]);
			names_join(all, worker);
			names_free(worker);
		}
	}
	names_join(all, one);
	names_free(one);
	names_settle(all);
	return all;
}

static void expect(const struct names *names, uint64_t id, const char *src,
		   const char *dst, const char *expected)
{
	struct flow flow = { .id = id, .src = address_of(src), .dst = address_of(dst) };
	const char *name = names_text(names, names_find(names, &flow));

	if ((name == NULL) != (expected == NULL) || (name && strcmp(name, expected) != 0))
		fail_msg("%s -> %s, %llu: %s", src, dst, (unsigned long long)id,
			 name ? name : "none");
}

static void
what_was_said_in_the_flow_comes_first_then_the_client_then_anybody(void **state)
{
	static const struct naming_case said[] = {
		{ "10.0.0.1", "192.0.2.1", "second.example", 20, 7 },
		{ "10.0.0.1", "192.0.2.1", "First.Example", 10, 7 },
		{ "10.0.0.1", "192.0.2.8", "first.example", 11, 9 },
		{ "10.0.0.1", "192.0.2.1", "often.example", 12, 0 },
		{ "10.0.0.1", "192.0.2.1", "often.example", 30, 0 },
		{ "10.0.0.1", "192.0.2.1", "often.example", 40, 0 },
		{ "10.0.0.2", "192.0.2.1", "other.example", 50, 0 },
		{ "10.0.0.2", "192.0.2.1", "other.example", 50, 0 },
		{ "10.0.0.2", "192.0.2.1", "other.example", 60, 0 },
		{ "10.0.0.2", "192.0.2.1", "other.example", 61, 0 },
		{ "10.0.0.3", "192.0.2.9", "b.example", 70, 0 },
		{ "10.0.0.3", "192.0.2.9", "a.example", 80, 0 },
	};

	(void)state;
	for (int way = 0; way < 3; way++) {
		struct names *names = names_of(said, COUNT_OF(said), way);

		expect(names, 7, "10.0.0.1", "192.0.2.1", "first.example");
		expect(names, 8, "10.0.0.1", "192.0.2.1", "often.example");
		expect(names, 0, "10.0.0.2", "192.0.2.1", "other.example");
		expect(names, 0, "10.0.0.77", "192.0.2.1", "other.example");
		expect(names, 0, "10.0.0.3", "192.0.2.9", "a.example");
		expect(names, 0, "10.0.0.3", "192.0.2.10", NULL);
		/* numbers go by the text, so that rows of equal rank have one order */
		assert_string_equal(names_text(names, 1), "a.example");
		assert_string_equal(names_text(names, 2), "b.example");
		names_free(names);
	}
}

/* A token of its own for each call would make each call somebody else's. */
static void a_name_made_up_for_one_call_splits_nothing(void **state)
{
	static const struct naming_case said[] = {
		{ "10.0.0.1", "192.0.2.1", "k3x.c2.example", 10, 1 },
		{ "10.0.0.1", "192.0.2.1", "a9f.c2.example", 20, 2 },
		{ "10.0.0.1", "192.0.2.1", "zz1.c2.example", 30, 3 },
	};
	struct names *names = names_of(said, COUNT_OF(said), 0);

	(void)state;
	for (uint64_t id = 1; id <= 4; id++)
		expect(names, id, "10.0.0.1", "192.0.2.1", "a9f.c2.example");
	names_free(names);
}

static void nothing_said_is_no_name(void **state)
{
	struct names *names = names_of(NULL, 0, 0);

	(void)state;
	assert_true(names_is_empty(names));
	expect(names, 1, "10.0.0.1", "192.0.2.1", NULL);
	assert_null(names_text(names, 0));
	names_free(names);
}

static void hostile_names_stay_one_text(void **state)
{
	struct names *names = names_new();
	struct naming naming = { .client = address_of("10.0.0.1"),
				 .server = address_of("192.0.2.1"),
				 .name = "a\0b\x1b[31m",
				 .len = 8 };
	struct flow flow = { .src = naming.client, .dst = naming.server };

	(void)state;
	names_add(names, &naming);
	names_settle(names);
	assert_string_equal(names_text(names, names_find(names, &flow)), "a?b\x1b[31m");
	names_free(names);
}

static void a_hundred_thousand_names_are_all_found_again(void **state)
{
	enum { N = 100000 };
	struct names *names = names_new();

	(void)state;
	for (int i = 0; i < N; i++) {
		char name[32], server[32];

		snprintf(name, sizeof(name), "n%d.example", i);
		snprintf(server, sizeof(server), "10.%d.%d.%d", i >> 16, (i >> 8) & 255,
			 i & 255);
		add(names, &(struct naming_case){ "10.0.0.1", server, name, i,
						  (uint64_t)i + 1 });
		add(names, &(struct naming_case){ "10.0.0.1", server, name, i, 0 });
	}
	names_settle(names);
	for (int i = 0; i < N; i += 7) {
		char name[32], server[32];

		snprintf(name, sizeof(name), "n%d.example", i);
		snprintf(server, sizeof(server), "10.%d.%d.%d", i >> 16, (i >> 8) & 255,
			 i & 255);
		expect(names, (uint64_t)i + 1, "10.0.0.1", "192.0.2.1", name);
		expect(names, 0, "10.0.0.9", server, name);
	}
	names_free(names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_look_the_same_are_the_same),
		cmocka_unit_test(
			what_was_said_in_the_flow_comes_first_then_the_client_then_anybody),
		cmocka_unit_test(a_name_made_up_for_one_call_splits_nothing),
		cmocka_unit_test(nothing_said_is_no_name),
		cmocka_unit_test(hostile_names_stay_one_text),
		cmocka_unit_test(a_hundred_thousand_names_are_all_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
