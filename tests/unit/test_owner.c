/*
 * test_owner - whose an address is, by each layout of a database and by several of them
 * together; and that no damaged one does harm. The databases are those of mmdb.py.
 */
#include "helpers.h"

#include <libloc/writer.h>
#include <sys/stat.h>

#include "core/log.h"
#include "enrich/mmdb_guard.h"
#include "enrich/owner.h"

#define V4 "160.153.76.129"
#define V6 "2606:4700::1"

/* Of a database whose languages are no texts libmaxminddb forgets what it took: sanitizers
 * ask here what else is known to leak. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libmaxminddb";
}

struct fixture {
	struct config config;
	struct arena arena;
	struct owners *owners;
	char made[TEMP_PATH];
};

static const char *mmdb(const char *kind, struct arena *arena)
{
	return kind ? arena_print(arena, MMDB_FOLDER "%s.mmdb", kind) : NULL;
}

static int begin(void **state)
{
	*state = memory_zero(1, sizeof(struct fixture));
	log_init(LOG_QUIET, false);
	return 0;
}

static void shut(struct fixture *fixture)
{
	if (fixture->owners)
		owners_close(fixture->owners);
	fixture->owners = NULL;
}

static int end(void **state)
{
	struct fixture *fixture = *state;

	shut(fixture);
	if (fixture->made[0])
		unlink(fixture->made);
	arena_free(&fixture->arena);
	free(fixture);
	return 0;
}

static const struct owner *find(struct fixture *fixture, const char *text)
{
	struct address address = address_of(text);

	if (!fixture->owners)
		fixture->owners = owners_open(&fixture->config, &fixture->arena);
	return owners_find(fixture->owners, &address);
}

static void expect_text(const char *text, const char *expected, const char *what)
{
	text = text ? text : "nothing";
	expected = expected ? expected : "nothing";
	if (strcmp(text, expected) != 0)
		fail_msg("%s: %s instead of %s", what, text, expected);
}

static void expect(const struct owner *owner, const struct owner *expected,
		   const char *what)
{
	if (owner->asn != expected->asn)
		fail_msg("%s: AS%u instead of AS%u", what, owner->asn, expected->asn);
	expect_text(owner->name, expected->name, what);
	expect_text(owner->country, expected->country, what);
	expect_text(owner->region, expected->region, what);
	expect_text(owner->city, expected->city, what);
}

static void each_layout_is_read(void **state)
{
	static const struct {
		const char *kind;
		const char *address;
		struct owner owner;
	} cases[] = {
		{ "nested-asn", V4, { 64500, "Example Hosting Ltd", NULL, NULL, NULL } },
		{ "nested-asn",
		  V6,
		  { 4200000000, "\303\234mlaut & S\303\266hne", NULL, NULL, NULL } },
		{ "nested-city", V4, { 0, NULL, "DE", "Bavaria", "Munich" } },
		{ "nested-city", V6, { 0, NULL, "FR", NULL, "Paris" } },
		{ "nested-city", "9.9.9.9", { 0, NULL, "CH", NULL, NULL } },
		{ "traits", V4, { 64501, "Traits", "DE", NULL, NULL } },
		{ "flat-lite", V4, { 64502, "Example Lite", "SE", NULL, NULL } },
		{ "flat-lite", V6, { 64503, "six.example", "NO", NULL, NULL } },
		{ "flat-old", V4, { 64504, "Example Old", "IT", NULL, NULL } },
		{ "flat-country", V6, { 0, NULL, "JP", NULL, NULL } },
		{ "flat-city", V4, { 0, NULL, "DE", "Hesse", "Frankfurt" } },
		{ "flat-city", V6, { 0, NULL, "NL", "North Holland", "Amsterdam" } },
		{ "number-only", V4, { 64506, NULL, NULL, NULL, NULL } },
		{ "number-only", V6, { 64507, NULL, NULL, NULL, NULL } },
		{ "only-ipv4", V4, { 64508, "Four", NULL, NULL, NULL } },
		{ "only-ipv4", V6, { 0, NULL, NULL, NULL, NULL } },
		{ "not-known", V4, { 0, NULL, NULL, NULL, NULL } },
		{ "not-known", V6, { 0, NULL, NULL, NULL, NULL } },
		{ "other-types", V4, { 0, NULL, NULL, NULL, NULL } },
		{ "other-types", V6, { 0, NULL, NULL, NULL, NULL } },
		{ "nested-asn", "8.8.8.8", { 0, NULL, NULL, NULL, NULL } },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		fixture->config.asn_db = mmdb(cases[i].kind, &fixture->arena);
		expect(find(fixture, cases[i].address), &cases[i].owner, cases[i].kind);
		shut(fixture);
		/* It is all one by which setting. */
		fixture->config.geo_db = fixture->config.asn_db;
		fixture->config.asn_db = NULL;
		expect(find(fixture, cases[i].address), &cases[i].owner, cases[i].kind);
		shut(fixture);
		fixture->config.geo_db = NULL;
	}
}

static void a_name_is_cut_between_characters(void **state)
{
	struct fixture *fixture = *state;
	const struct owner *owner;

	fixture->config.geo_db = mmdb("hostile-texts", &fixture->arena);
	owner = find(fixture, V4);
	assert_int_equal(owner->asn, 64509);
	assert_string_equal(owner->country, "DE");
	assert_int_equal(strlen(owner->city), 200);
	assert_non_null(strchr(owner->name, '\033')); /* whoever shows it sees to that */
}

static void country(const char *text, const char *expected)
{
	struct arena arena = { NULL };

	expect_text(owner_country(text, strlen(text), &arena), expected, text);
	arena_free(&arena);
}

static void a_country_is_two_letters(void **state)
{
	(void)state;
	country("de", "DE");
	country("DE", "DE");
	country("", NULL);
	country("D", NULL);
	country("DEU", NULL);
	country("A1", NULL);
	country("--", NULL);
	country("ZZ", NULL);
	country("xx", NULL);
}

static void add_network(struct loc_writer *writer, const char *text, uint32_t asn,
			const char *code)
{
	struct loc_network *network = NULL;

	assert_int_equal(loc_writer_add_network(writer, &network, text), 0);
	loc_network_set_asn(network, asn);
	loc_network_set_country_code(network, code);
	loc_network_unref(network);
}

static void add_as(struct loc_writer *writer, uint32_t asn, const char *name)
{
	struct loc_as *as = NULL;

	assert_int_equal(loc_writer_add_as(writer, &as, asn), 0);
	loc_as_set_name(as, name);
	loc_as_unref(as);
}

/* A libloc database, which the configuration then names. */
static void make_libloc(struct fixture *fixture)
{
	struct loc_ctx *context = NULL;
	struct loc_writer *writer = NULL;
	FILE *out;

	assert_int_equal(loc_new(&context), 0);
	assert_int_equal(loc_writer_new(context, &writer, NULL, NULL), 0);
	add_as(writer, 64500, "Five Hundred");
	add_as(writer, 64506, "Named by libloc");
	add_network(writer, "160.153.0.0/16", 64500, "US");
	add_network(writer, "2606:4700::/32", 64500, "JP");
	add_network(writer, "9.9.9.0/24", 64599, "DE");
	out = fopen(write_temp("", 0, fixture->made), "w+");
	assert_non_null(out);
	assert_int_equal(loc_writer_write(writer, out, LOC_DATABASE_VERSION_LATEST), 0);
	fclose(out);
	loc_writer_unref(writer);
	loc_unref(context);
	fixture->config.location_db = fixture->made;
}

static void libloc_names_as_and_country(void **state)
{
	struct fixture *fixture = *state;

	make_libloc(fixture);
	expect(find(fixture, V4),
	       &(struct owner){ 64500, "Five Hundred", "US", NULL, NULL }, V4);
	expect(find(fixture, V6),
	       &(struct owner){ 64500, "Five Hundred", "JP", NULL, NULL }, V6);
	expect(find(fixture, "9.9.9.9"), &(struct owner){ 64599, NULL, "DE", NULL, NULL },
	       "no name");
	expect(find(fixture, "8.8.8.8"), &(struct owner){ .asn = 0 }, "not there");
}

static uint32_t number_at(FILE *file, long offset)
{
	uint8_t bytes[4];

	assert_int_equal(fseek(file, offset, SEEK_SET), 0);
	assert_int_equal(fread(bytes, sizeof(bytes), 1, file), 1);
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	       (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Four bytes of the part that the header has at `section`, or of the header itself. */
static void damage(struct fixture *fixture, long section, long offset)
{
	FILE *file;

	make_libloc(fixture);
	file = fopen(fixture->made, "r+");
	assert_non_null(file);
	if (section)
		offset += number_at(file, section);
	assert_int_equal(fseek(file, offset, SEEK_SET), 0);
	assert_int_equal(fwrite("\x7f\xff\xff\xf0", 4, 1, file), 1);
	fclose(file);
	expect(find(fixture, V4), &(struct owner){ .asn = 0 }, "damaged");
	unlink(fixture->made);
}

/* libloc itself reads a name wherever that is said to be. */
static void what_leads_out_of_a_libloc_database_is_not_followed(void **state)
{
	enum {
		VENDOR = 16,
		AS = 28,
		NETWORKS = 36,
		TREE = 44,
		POOL = 60,
		NAME = 4,
		LINK = 8
	};

	damage(*state, AS, NAME);
	damage(*state, TREE, 0);
	damage(*state, TREE, LINK);
	damage(*state, 0, VENDOR);
	for (long section = AS; section <= POOL; section += NETWORKS - AS) {
		damage(*state, 0, section);
		damage(*state, 0, section + NAME); /* its length */
	}
	make_libloc(*state);
}

static void libloc_fills_what_others_leave(void **state)
{
	struct fixture *fixture = *state;

	make_libloc(fixture);
	fixture->config.asn_db = mmdb("number-only", &fixture->arena);
	fixture->config.geo_db = mmdb("flat-country", &fixture->arena);
	/* The number is that of asn_db, and so is its name, though libloc has another here. */
	expect(find(fixture, V4),
	       &(struct owner){ 64506, "Named by libloc", "DE", NULL, NULL }, V4);
	expect(find(fixture, V6), &(struct owner){ 64507, NULL, "JP", NULL, NULL }, V6);
	expect(find(fixture, "9.9.9.9"), &(struct owner){ 64599, NULL, "DE", NULL, NULL },
	       "libloc alone");
}

static void a_place_is_of_one_country(void **state)
{
	struct fixture *fixture = *state;

	/* geo_db has a country for each, asn_db has places in others as well. */
	fixture->config.geo_db = mmdb("flat-country", &fixture->arena);
	fixture->config.asn_db = mmdb("nested-city", &fixture->arena);
	expect(find(fixture, V4), &(struct owner){ 0, NULL, "DE", "Bavaria", "Munich" },
	       V4);
	expect(find(fixture, V6), &(struct owner){ 0, NULL, "JP", NULL, NULL }, V6);
	expect(find(fixture, "9.9.9.9"), &(struct owner){ 0, NULL, "CH", NULL, NULL },
	       "asn_db");
}

static void the_owner_is_that_of_asn_db(void **state)
{
	struct fixture *fixture = *state;

	fixture->config.asn_db = mmdb("nested-asn", &fixture->arena);
	fixture->config.geo_db = mmdb("flat-lite", &fixture->arena);
	expect(find(fixture, V4),
	       &(struct owner){ 64500, "Example Hosting Ltd", "SE", NULL, NULL }, V4);
}

static void special_addresses_are_not_asked_for(void **state)
{
	struct fixture *fixture = *state;

	make_libloc(fixture);
	fixture->config.asn_db = mmdb("nested-asn", &fixture->arena);
	expect(find(fixture, "10.0.0.1"), &(struct owner){ .asn = 0 }, "private");
	expect(find(fixture, "224.0.0.1"), &(struct owner){ .asn = 0 }, "multicast");
	expect(find(fixture, "::1"), &(struct owner){ .asn = 0 }, "loopback");
}

static void many_addresses_are_remembered(void **state)
{
	struct fixture *fixture = *state;
	char text[32];

	fixture->config.asn_db = mmdb("nested-asn", &fixture->arena);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 5000; i++) {
			snprintf(text, sizeof(text), "160.153.%d.%d", 70 + i / 250,
				 i % 250);
			assert_int_equal(find(fixture, text)->asn,
					 70 + i / 250 == 76 ? 64500 : 0);
		}
	}
	/* The text is the one that was read at first. */
	assert_ptr_equal(find(fixture, V4)->name, find(fixture, V4)->name);
}

static void what_is_no_database_names_nobody(void **state)
{
	struct fixture *fixture = *state;
	const char *const paths[] = {
		"/nowhere/x.mmdb",
		"/",
		"/dev/null",
		write_temp("[beacon]\nes_host = x\n", 20, fixture->made),
	};

	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		fixture->config = (struct config){ .asn_db = paths[i],
						   .geo_db = paths[i],
						   .location_db = paths[i] };
		expect(find(fixture, V4), &(struct owner){ .asn = 0 }, paths[i]);
		shut(fixture);
	}
}

static void a_pipe_is_not_waited_for(void **state)
{
	struct fixture *fixture = *state;

	unlink(write_temp("", 0, fixture->made));
	assert_int_equal(mkfifo(fixture->made, 0600), 0);
	fixture->config =
		(struct config){ .asn_db = fixture->made, .location_db = fixture->made };
	expect(find(fixture, V4), &(struct owner){ .asn = 0 }, "pipe");
}

static void what_is_nested_too_deep_is_damaged(void **state)
{
	static const char *const kinds[] = { "deep", "circle", "laughs" };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		fixture->config.asn_db = mmdb(kinds[i], &fixture->arena);
		expect(find(fixture, V4), &(struct owner){ .asn = 0 }, kinds[i]);
		expect(find(fixture, V6), &(struct owner){ .asn = 0 }, kinds[i]);
		shut(fixture);
	}
}

/* In memory of exact size, for the sanitizer. */
static bool guard(const char *bytes, size_t len)
{
	uint8_t *copy = memory_alloc(len + 1);
	bool result;

	memcpy(copy + 1, bytes, len); /* not aligned */
	result = mmdb_guard_value(copy + 1, len, 0);
	free(copy);
	return result;
}

static void values_end_where_the_data_does(void **state)
{
	(void)state;
	assert_true(guard("\x42no", 3)); /* a text */
	assert_false(guard("\x43no", 3));
	assert_true(guard("\xe1\x41"
			  "a\xc1\x07",
			  5)); /* {"a": 7} */
	assert_false(guard("\xe1\x41"
			   "a\xc1",
			   4));
	assert_false(guard("\xe1\x41"
			   "a",
			   3));
	assert_false(guard("\xe1", 1));
	assert_true(guard("\x01\x07", 2)); /* true, which has no bytes */
	assert_true(guard("\x00\x04", 2)); /* [] */
	assert_false(guard("\x00", 1));
	assert_false(guard("", 0));
	assert_true(guard("\x20\x02\x40", 3));	/* a pointer to what follows it */
	assert_false(guard("\x20\x03\x40", 3)); /* to what is not there */
	assert_false(guard("\x20", 1));
	assert_false(guard("\x28\x00\x00\x40", 4)); /* from 2048 on */
	assert_true(guard("\x38\x00\x00\x00\x05\x40", 6));
	assert_false(guard("\x38\xff\xff\xff\xff\x40", 6));
	assert_false(guard("\x5d\x00\x40", 3)); /* 29 bytes */
	assert_false(guard("\x5e\x00", 2));
	assert_false(guard("\xff\xff\xff\xff", 4)); /* a map of millions */
	assert_false(guard("\x20\x00", 2));	    /* a pointer to itself */
}

/* One byte is another, or the end is not there: whatever it then says is read safely. */
static void no_damage_does_harm(void **state)
{
	static const char *const kinds[] = { "only-ipv4", "nested-city", "flat-lite" };
	static const unsigned char masks[] = { 0xff, 0x01, 0x80, 0x20, 0x1f };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		FILE *file = fopen(mmdb(kinds[i], &fixture->arena), "rb");
		char bytes[4096], path[TEMP_PATH];
		size_t n;

		assert_non_null(file);
		n = fread(bytes, 1, sizeof(bytes), file);
		assert_in_range(n, 1, sizeof(bytes) - 1);
		fclose(file);
		for (size_t at = 0; at < n * COUNT_OF(masks); at++) {
			size_t len = at % COUNT_OF(masks) ? n : at / COUNT_OF(masks);
			char *byte = &bytes[at / COUNT_OF(masks)];

			*byte = (char)(*byte ^ masks[at % COUNT_OF(masks)]);
			fixture->config.asn_db = write_temp(bytes, len, path);
			find(fixture, V4);
			find(fixture, V6);
			shut(fixture);
			unlink(path);
			*byte = (char)(*byte ^ masks[at % COUNT_OF(masks)]);
		}
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(each_layout_is_read),
		TEST(a_name_is_cut_between_characters),
		TEST(a_country_is_two_letters),
		TEST(libloc_names_as_and_country),
		TEST(what_leads_out_of_a_libloc_database_is_not_followed),
		TEST(libloc_fills_what_others_leave),
		TEST(a_place_is_of_one_country),
		TEST(the_owner_is_that_of_asn_db),
		TEST(special_addresses_are_not_asked_for),
		TEST(many_addresses_are_remembered),
		TEST(what_is_no_database_names_nobody),
		TEST(a_pipe_is_not_waited_for),
		TEST(what_is_nested_too_deep_is_damaged),
		TEST(values_end_where_the_data_does),
		TEST(no_damage_does_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
