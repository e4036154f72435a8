/*
 * test_document - what an index is given of a row, by which names and types, and
 * what the row goes by there.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/document.h"
#include "export/index.h"
#include "model/beacon.h"
#include "model/timestamp.h"

struct call {
	struct address src;
	struct address dest;
	int64_t port;
	const char *name;
	double score;
	struct moment seen;
	const struct series *strip;
};

static const struct column columns[] = {
	COLUMN_AS(struct call, "src_ip", src, NULL, "", .ecs = "source.ip"),
	COLUMN_AS(struct call, "dest_ip", dest, NULL, "", .ecs = "destination.ip"),
	COLUMN_AS(struct call, "port", port, NULL, "", .ecs = "destination.port"),
	COLUMN(struct call, "name", name, NULL, ""),
	COLUMN_AS(struct call, "score", score, NULL, "", .decimals = 2),
	COLUMN_AS(struct call, "seen", seen, NULL, "", .ecs = "event.start"),
	COLUMN(struct call, "strip", strip, NULL, ""),
};

enum { N_COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static const char *const by_port[] = { "src_ip", "dest_ip", "port", NULL };
static const char *const by_host[] = { "src_ip", "dest_ip", NULL };

/* 192.0.2.<last> */
#define IP(last) \
	{ \
		{ \
			[10] = 0xff, 0xff, 192, 0, 2, last \
		} \
	}
#define DAY_US (24 * HOUR_US)

static const uint64_t counts[] = { 1, 0, 2 };
static const struct series strip = { .n = 3, .counts = counts };
static const struct call one = { IP(1), IP(9), 443, "a.example", 0.5, { 0 }, &strip };

static struct table table_of(const struct call *call)
{
	return (struct table){
		.columns = columns,
		.n_columns = N_COLUMNS,
		.rows = call,
		.row_size = sizeof(*call),
		.n_rows = 1,
		.event_type = "calling",
		.timestamp = "2025-11-20T00:00:00Z",
		.period_h = 24,
		.from = { 2 * DAY_US },
		.to = { 3 * DAY_US + 1999 },
		.dataset = "flare.call",
		.all_columns = columns,
		.n_all_columns = N_COLUMNS,
		.key = by_port,
	};
}

static void expect_row(const struct table *table, enum document_names names,
		       const char *expected)
{
	struct arena arena = { NULL };
	yajl_gen json = document_json(false);
	struct document document;
	struct rows rows;
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	rows_init(&rows, table);
	document_init(&document, table, table->columns, table->n_columns, names, &arena);
	document_put_row(&document, &rows, 0, json);
	document_write_line(json, out);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, expected);
	free(text);
	document_free(&document);
	rows_free(&rows);
	yajl_gen_free(json);
	arena_free(&arena);
}

static void expect_mapping(const struct table *table, enum document_names names,
			   const char *expected)
{
	struct arena arena = { NULL };
	yajl_gen json = document_json(false);
	struct document document;
	const unsigned char *text;
	size_t len;

	document_init(&document, table, table->all_columns, table->n_all_columns, names,
		      &arena);
	document_put_mapping(&document, json);
	yajl_gen_get_buf(json, &text, &len);
	assert_string_equal(strstr((const char *)text, "\"properties\""), expected);
	document_free(&document);
	yajl_gen_free(json);
	arena_free(&arena);
}

static void a_record_has_flares_names_and_the_end_of_the_period(void **state)
{
	struct table table = table_of(&one);

	(void)state;
	expect_row(
		&table, DOCUMENT_FLARE,
		"{\"@timestamp\":\"1970-01-04T00:00:00.001000Z\","
		"\"timestamp\":\"2025-11-20T00:00:00Z\",\"event_type\":\"calling\","
		"\"schema_version\":1,\"period\":24,\"src_ip\":\"192.0.2.1\","
		"\"dest_ip\":\"192.0.2.9\",\"port\":443,\"name\":\"a.example\","
		"\"score\":0.50,\"seen\":\"1970-01-01T00:00:00Z\",\"strip\":[1,0,2]}\n");
}

static void a_record_has_ecs_names_and_its_own_for_the_rest(void **state)
{
	struct table table = table_of(&one);

	(void)state;
	table.banner = "partial";
	expect_row(&table, DOCUMENT_ECS,
		   "{\"@timestamp\":\"1970-01-04T00:00:00.001000Z\","
		   "\"destination\":{\"ip\":\"192.0.2.9\",\"port\":443},"
		   "\"ecs\":{\"version\":\"8.11.0\"},"
		   "\"event\":{\"action\":\"calling\",\"category\":[\"network\"],"
		   "\"created\":\"2025-11-20T00:00:00Z\",\"dataset\":\"flare.call\","
		   "\"kind\":\"event\",\"module\":\"flare\","
		   "\"start\":\"1970-01-01T00:00:00Z\",\"type\":[\"info\"]},"
		   "\"flare\":{\"call\":{\"name\":\"a.example\",\"period\":24,"
		   "\"schema_version\":1,\"score\":0.50,\"strip\":[1,0,2],"
		   "\"warning\":\"partial\"}},\"source\":{\"ip\":\"192.0.2.1\"}}\n");
}

static void what_is_missing_is_null(void **state)
{
	const struct call none = {
		IP(1), IP(9), CELL_NO_INTEGER, NULL, NAN, { 0 }, NULL
	};
	struct table table = table_of(&none);

	(void)state;
	table.columns = &columns[2];
	table.n_columns = 5;
	expect_row(&table, DOCUMENT_FLARE,
		   "{\"@timestamp\":\"1970-01-04T00:00:00.001000Z\","
		   "\"timestamp\":\"2025-11-20T00:00:00Z\",\"event_type\":\"calling\","
		   "\"schema_version\":1,\"period\":24,\"port\":null,\"name\":null,"
		   "\"score\":null,\"seen\":\"1970-01-01T00:00:00Z\",\"strip\":null}\n");
}

/* A line break would end the record, and begin one of the attacker's. */
static void a_name_cannot_begin_another_record(void **state)
{
	struct call call = one;
	struct table table = table_of(&call);

	(void)state;
	call.name = "a\"}\n{\"delete\":{\"_id\":\"x\"}}\n\xff\xe2\x80\xae";
	table.columns = &columns[3];
	table.n_columns = 1;
	expect_row(&table, DOCUMENT_FLARE,
		   "{\"@timestamp\":\"1970-01-04T00:00:00.001000Z\","
		   "\"timestamp\":\"2025-11-20T00:00:00Z\",\"event_type\":\"calling\","
		   "\"schema_version\":1,\"period\":24,"
		   "\"name\":\"a\\\"}\\n{\\\"delete\\\":{\\\"_id\\\":\\\"x\\\"}}\\n"
		   "\xef\xbf\xbd\\u202e\"}\n");
}

#define KEYWORD "{\"type\":\"keyword\",\"ignore_above\":1024}"
#define PICTURE "{\"type\":\"long\",\"index\":false,\"doc_values\":false}"
#define TYPE(type) "{\"type\":\"" type "\"}"

static void each_kind_of_cell_has_its_type(void **state)
{
	struct table table = table_of(&one);

	(void)state;
	expect_mapping(
		&table, DOCUMENT_FLARE,
		"\"properties\":{\"@timestamp\":" TYPE("date") ",\"timestamp\":" TYPE(
			"date") ",\"event_type\":" KEYWORD
				",\"schema_version\":" TYPE("long") ",\"period\":" TYPE("long") ",\"src_ip\":" TYPE("ip") ",\"dest_ip\":" TYPE(
					"ip") ",\"port\":" TYPE("long") ",\"name\""
									":" KEYWORD
									",\"score\""
									":" TYPE("double") ",\"seen\":" TYPE(
										"date") ",\"strip\":" PICTURE
											",\"warning\":" KEYWORD
											"}}");
}

static void types_of_ecs_names_lie_in_their_objects(void **state)
{
	struct table table = table_of(&one);

	(void)state;
	table.n_all_columns = 2;
	expect_mapping(
		&table, DOCUMENT_ECS,
		"\"properties\":{\"@timestamp\":" TYPE(
			"date") ",\"destination\":{"
				"\"properties\":{\"ip\":" TYPE(
					"ip") "}},\"ecs\":{\"properties\":{"
					      "\"version\":" KEYWORD
					      "}},\"event\":{\"properties\":{"
					      "\"action\":" KEYWORD
					      ",\"category\":" KEYWORD
					      ",\"created\":" TYPE(
						      "date") ",\"dataset\":" KEYWORD
							      ",\"kind\":" KEYWORD
							      ",\"module\":" KEYWORD
							      ",\"type\":" KEYWORD "}},"
							      "\"flare\":{\"properties\":"
							      "{\"call\":{\"properties\":"
							      "{\"period\":" TYPE("long") ",\"schema_version\":" TYPE(
								      "long") ",\"warning"
									      "\""
									      ":" KEYWORD
									      "}}}},"
									      "\"source\""
									      ":{"
									      "\"properti"
									      "es\":{"
									      "\"ip\""
									      ":" TYPE(
										      "i"
										      "p") "}}}}");
}

/* A field is either a value or an object, and one column's only. */
static void no_two_columns_share_a_field(void **state)
{
	struct table table = { .dataset = BEACON_DATASET,
			       .event_type = "beaconing",
			       .period_h = CELL_NO_INTEGER };
	struct arena arena = { NULL };
	struct document document;

	(void)state;
	document_init(&document, &table, beacon_columns, n_beacon_columns, DOCUMENT_BOTH,
		      &arena);
	assert_true(document.n > 2 * n_beacon_columns);
	for (size_t i = 1; i < document.n; i++) {
		const char *before = document.fields[i - 1].name;
		const char *name = document.fields[i].name;
		size_t len = strlen(before);

		assert_string_not_equal(before, name);
		assert_false(strncmp(before, name, len) == 0 && name[len] == '.');
	}
	document_free(&document);
	arena_free(&arena);
}

static void expect_id(const struct table *table, const char *as, bool same)
{
	char id[DOCUMENT_ID];
	struct rows rows;

	rows_init(&rows, table);
	assert_int_equal(strcmp(document_id(&rows, 0, id), as) == 0, same);
	assert_int_equal(strlen(id), 32);
	rows_free(&rows);
}

static const char *id_of(const struct table *table, char id[DOCUMENT_ID])
{
	struct rows rows;

	rows_init(&rows, table);
	document_id(&rows, 0, id);
	rows_free(&rows);
	return id;
}

/* It must not change from version to version: rows would be doubled. */
static void an_id_is_for_ever(void **state)
{
	struct table table = table_of(&one);
	char id[DOCUMENT_ID];

	(void)state;
	assert_string_equal(id_of(&table, id), "185633d93b95ce1de6d4d20ccb1d2974");
}

static void a_later_run_of_the_day_has_the_same_id(void **state)
{
	struct call call = one;
	struct table table = table_of(&call);
	char id[DOCUMENT_ID];

	(void)state;
	id_of(&table, id);
	table.from.us += DAY_US - 1;
	table.to.us += DAY_US - 2000;
	table.period_h = 23;
	call.score = 0.9;
	call.name = "b.example";
	expect_id(&table, id, true);
	table.from.us++;
	expect_id(&table, id, false);
	table.from.us--;
	table.to.us++;
	expect_id(&table, id, false);
}

static void another_pair_has_another_id(void **state)
{
	struct call call = one;
	struct table table = table_of(&call);
	char id[DOCUMENT_ID];

	(void)state;
	id_of(&table, id);
	call.port = 80;
	expect_id(&table, id, false);
	call = (struct call){ IP(9), IP(1), 443, "a.example", 0.5, { 0 }, &strip };
	expect_id(&table, id, false);
}

static void another_kind_of_pair_has_another_id(void **state)
{
	struct call call = one;
	struct table table = table_of(&call);
	char id[DOCUMENT_ID];

	(void)state;
	id_of(&table, id);
	table.key = by_host;
	expect_id(&table, id, false);
	id_of(&table, id);
	call.port = 80; /* only the busiest of them */
	expect_id(&table, id, true);
}

static void names_of_indices_are_checked(void **state)
{
	static const char *const good[] = { "flare-beacons", "flare-beacons-2025.11.20",
					    ".hidden",	     "a+b",
					    "caf\xc3\xa9",   "Alias" };
	static const char *const bad[] = {
		"",   ".",	     "..",  "-a",   "_all", "+a",   "a b", "a,b", "a*",
		"a?", "<a-{now/d}>", "a/b", "a\\b", "a|b",  "a\"b", "a#b", "a:b", "a\nb"
	};
	char longest[257];
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_int_equal(index_check_name(good[i], &err), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(index_check_name(bad[i], &err), -1);
		assert_int_equal(err.kind, ERROR_USAGE);
	}
	memset(longest, 'x', 256);
	longest[256] = '\0';
	assert_int_equal(index_check_name(longest, &err), -1);
	longest[255] = '\0';
	assert_int_equal(index_check_name(longest, &err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_has_flares_names_and_the_end_of_the_period),
		cmocka_unit_test(a_record_has_ecs_names_and_its_own_for_the_rest),
		cmocka_unit_test(what_is_missing_is_null),
		cmocka_unit_test(a_name_cannot_begin_another_record),
		cmocka_unit_test(each_kind_of_cell_has_its_type),
		cmocka_unit_test(types_of_ecs_names_lie_in_their_objects),
		cmocka_unit_test(no_two_columns_share_a_field),
		cmocka_unit_test(an_id_is_for_ever),
		cmocka_unit_test(a_later_run_of_the_day_has_the_same_id),
		cmocka_unit_test(another_pair_has_another_id),
		cmocka_unit_test(another_kind_of_pair_has_another_id),
		cmocka_unit_test(names_of_indices_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
