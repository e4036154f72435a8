/*
 * test_export - each format shows every cell, and none lets a cell out of its
 * place.
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
#include <yajl/yajl_tree.h>

#include "export/export.h"
#include "model/config.h"

struct call {
	struct address dest;
	const char *name;
	int64_t port;
	double score;
};

static const struct column columns[] = {
	COLUMN(struct call, "dest_ip", dest, NULL, "who is called"),
	COLUMN(struct call, "name", name, NULL, "its <name> & \"more\""),
	COLUMN(struct call, "port", port, NULL, "the port"),
	{ .name = "score",
	  .unit = "%",
	  .help = "how regular",
	  .kind = CELL_REAL,
	  .decimals = 1,
	  .offset = offsetof(struct call, score) },
};

/* 192.0.2.<last> */
#define DEST(last) \
	{ \
		{ \
			[10] = 0xff, 0xff, 192, 0, 2, last \
		} \
	}

static const struct call calls[] = {
	{ DEST(9), "a.example", 443, 97.25 },
	{ DEST(10), NULL, CELL_NO_INTEGER, NAN },
	{ DEST(9), "b.example", -5, 3 },
};

static struct table table_of(const struct call *rows, size_t n)
{
	return (struct table){
		.title = "calls",
		.columns = columns,
		.n_columns = sizeof(columns) / sizeof(columns[0]),
		.rows = rows,
		.row_size = sizeof(*rows),
		.n_rows = n,
		.event_type = "calling",
		.timestamp = "2025-11-20T00:00:00Z",
		.period_h = 24,
	};
}

/* The caller frees it. */
static char *export_as(const struct exporter *exporter, const struct table *table,
		       const struct presentation *presentation)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	exporter->write(table, presentation, out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(strlen(text), len);
	return text;
}

static char *export(const struct exporter *exporter, const struct table *table)
{
	return export_as(exporter, table, &(struct presentation){ .separator = ',' });
}

static void expect_as(const struct presentation *presentation, const struct table *table,
		      const char *expected)
{
	char *text = export_as(&exporter_csv, table, presentation);

	assert_string_equal(text, expected);
	free(text);
}

static void expect(const struct exporter *exporter, const struct table *table,
		   const char *expected)
{
	char *text = export(exporter, table);

	assert_string_equal(text, expected);
	free(text);
}

static void expect_part(const struct exporter *exporter, const struct table *table,
			const char *part)
{
	char *text = export(exporter, table);

	if (!strstr(text, part))
		fail_msg("no %s in %s", part, text);
	free(text);
}

/* What the exporter makes of a text cell alone in its table. */
static void expect_cell(const struct exporter *exporter, const char *cell,
			const char *expected)
{
	const struct call row = { .name = cell };
	struct table table = table_of(&row, 1);

	table.columns = &columns[1];
	table.n_columns = 1;
	expect(exporter, &table, expected);
}

static void csv_has_a_header_and_leaves_missing_cells_empty(void **state)
{
	struct table table = table_of(calls, 3);

	(void)state;
	expect(&exporter_csv, &table,
	       "dest_ip,name,port,score\n"
	       "192.0.2.9,a.example,443,97.2\n"
	       "192.0.2.10,,,\n"
	       "192.0.2.9,b.example,-5,3.0\n");
}

static void csv_groups_without_losing_a_column(void **state)
{
	struct table table = table_of(calls, 3);

	(void)state;
	table.group_by = "dest_ip";
	expect(&exporter_csv, &table,
	       "dest_ip,name,port,score\n"
	       "192.0.2.9,a.example,443,97.2\n"
	       "192.0.2.9,b.example,-5,3.0\n"
	       "192.0.2.10,,,\n");
}

static void csv_without_rows_is_a_header(void **state)
{
	struct table table = table_of(calls, 0);

	(void)state;
	expect(&exporter_csv, &table, "dest_ip,name,port,score\n");
	table.banner = "partial";
	expect(&exporter_csv, &table, "dest_ip,name,port,score,warning\n");
}

static void csv_carries_the_banner_in_a_column(void **state)
{
	struct table table = table_of(calls, 1);

	(void)state;
	table.banner = "1 of 2 shards, \"b\" failed";
	expect(&exporter_csv, &table,
	       "dest_ip,name,port,score,warning\n"
	       "192.0.2.9,a.example,443,97.2,\"1 of 2 shards, \"\"b\"\" failed\"\n");
}

static void csv_quotes_what_needs_it(void **state)
{
	(void)state;
	expect_cell(&exporter_csv, "a \"b\"", "name\n\"a \"\"b\"\"\"\n");
	expect_cell(&exporter_csv, "a,b", "name\n\"a,b\"\n");
	expect_cell(&exporter_csv, "a b ", "name\n\"a b \"\n");
	expect_cell(&exporter_csv, "", "name\n\"\"\n");
	expect_cell(&exporter_csv, "a b-c_d/e:f", "name\na b-c_d/e:f\n");
}

static void csv_runs_no_formula(void **state)
{
	(void)state;
	expect_cell(&exporter_csv, "=1+1", "name\n\"'=1+1\"\n");
	expect_cell(&exporter_csv, "+1", "name\n\"'+1\"\n");
	expect_cell(&exporter_csv, "-1", "name\n\"'-1\"\n");
	expect_cell(&exporter_csv, "@SUM(A1)", "name\n\"'@SUM(A1)\"\n");
	expect_cell(&exporter_csv, "\t=1", "name\n\"' =1\"\n");
	expect_cell(&exporter_csv, "\r=1", "name\n\"' =1\"\n");
	expect_cell(&exporter_csv, "  =1", "name\n\"'  =1\"\n");
	expect_cell(&exporter_csv,
		    "\xef\xbc\x9d"
		    "1",
		    "\xef\xbb\xbfname\n\"'\xef\xbc\x9d"
		    "1\"\n");
}

/* What the cell is preceded by in either case, after the header. */
static void expect_apostrophe(const char *cell, bool expected)
{
	const struct call row = { .name = cell };
	struct table table = table_of(&row, 1);
	char *text, *at;

	table.columns = &columns[1];
	table.n_columns = 1;
	text = export(&exporter_csv, &table);
	at = strchr(text, '\n') + 1;
	at += *at == '"';
	if ((*at == '\'') != expected)
		fail_msg("%s became %s", cell, at);
	free(text);
}

static void csv_keeps_texts_that_look_like_numbers(void **state)
{
	static const char *const texts[] = {
		"00123",
		"1e5",
		"1E+5",
		"1/2",
		"1 1/2",
		"1:2",
		"12:",
		"1-2",
		"5-",
		"(5)",
		"1,234",
		"1.234,5",
		"1 234",
		"1'234",
		".5",
		"5.",
		"5 %",
		"$5",
		"5\xe2\x82\xac",
		"5 EUR",
		"20.11.2025",
		"2025-11-20",
		"2025-11-20T00:01:04Z",
		"1.2.3",
		"mar-1",
		"MAR1",
		"M\xc3\x84RZ 1",
		"1. Mai",
		"20 Nov 2025",
		"5 pm",
		"12:30 a",
		"true",
		"FALSCH",
		"#N/A",
		"#REF!",
		"192.168.100.101",
		"\xef\xbc\x91\xef\xbc\x92",
		"2025\xe5\xb9\xb4"
		"11\xe6\x9c\x88",
		" 7",
		"\t7",
		"1\xc2\xa0"
		"000",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		expect_apostrophe(texts[i], true);
}

static void csv_leaves_other_texts_alone(void **state)
{
	static const char *const texts[] = {
		"a.example",
		"1e5.example",
		"web-1",
		"marx1",
		"a1",
		"e5",
		"may",
		"maybe 5",
		"0x10",
		"1_000",
		"1d5",
		"10.1.2.3",
		"192.168.1.101",
		"2001:db8::1",
		"::1",
		"untrue",
		"1&2",
		"nan",
		"inf",
		"every 60.0 s, 5 %",
		"",
		" ",
		"1\xe4\xb8\xad",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		expect_apostrophe(texts[i], false);
}

static void csv_runs_no_formula_where_semicolons_end_cells(void **state)
{
	(void)state;
	expect_cell(&exporter_csv, "a;=1+1", "name\n\"a;'=1+1\"\n");
	expect_cell(&exporter_csv, "a;\"=1", "name\n\"a;\"\"'=1\"\n");
	expect_cell(&exporter_csv, "bot; +http://x", "name\n\"bot; +http://x\"\n");
}

static void csv_has_the_separator_that_is_asked_for(void **state)
{
	static const struct call row = { DEST(9), "a;b,c\td|e", 443, 97.25 };
	struct table table = table_of(&row, 1);

	(void)state;
	table.banner = "part";
	expect_as(&(struct presentation){ .separator = ';' }, &table,
		  "dest_ip;name;port;score;warning\n"
		  "192.0.2.9;\"a;b,c d|e\";443;97.2;part\n");
	expect_as(&(struct presentation){ .separator = '\t' }, &table,
		  "dest_ip\tname\tport\tscore\twarning\n"
		  "192.0.2.9\t\"a;b,c d|e\"\t443\t97.2\tpart\n");
	expect_as(&(struct presentation){ .separator = '|' }, &table,
		  "dest_ip|name|port|score|warning\n"
		  "192.0.2.9|\"a;b,c d|e\"|443|97.2|part\n");
}

static void csv_has_the_decimal_sign_that_is_asked_for(void **state)
{
	static const struct call rows[] = {
		{ { { [10] = 0xff, 0xff, 192, 168, 100, 101 } }, "0.5 s", 1, -0.5 },
		{ { { [10] = 0xff, 0xff, 192, 168, 1, 101 } }, NULL, 1, NAN },
	};
	struct table table = table_of(rows, 2);

	(void)state;
	expect_as(&(struct presentation){ .separator = ';', .decimal_comma = true },
		  &table,
		  "dest_ip;name;port;score\n"
		  "\"'192.168.100.101\";0.5 s;1;-0,5\n"
		  "192.168.1.101;;1;\n");
	expect_as(&(struct presentation){ .separator = ',', .decimal_comma = true },
		  &table,
		  "dest_ip,name,port,score\n"
		  "\"'192.168.100.101\",0.5 s,1,\"-0,5\"\n"
		  "192.168.1.101,,1,\n");
	expect_as(&(struct presentation){ .separator = ',' }, &table,
		  "dest_ip,name,port,score\n"
		  "192.168.100.101,0.5 s,1,-0.5\n"
		  "192.168.1.101,,1,\n");
}

static void csv_keeps_a_row_on_one_line(void **state)
{
	(void)state;
	expect_cell(&exporter_csv, "a\r\nb", "name\n\"a  b\"\n");
	expect_cell(&exporter_csv,
		    "a\x1b"
		    "b",
		    "\xef\xbb\xbfname\n\"a\xef\xbf\xbd"
		    "b\"\n");
}

static void csv_is_marked_as_utf8_only_if_a_cell_needs_it(void **state)
{
	(void)state;
	expect_cell(&exporter_csv, "cafe", "name\ncafe\n");
	expect_cell(&exporter_csv, "caf\xc3\xa9", "\xef\xbb\xbfname\n\"caf\xc3\xa9\"\n");
	expect_cell(&exporter_csv, "caf\xe9", "\xef\xbb\xbfname\n\"caf\xef\xbf\xbd\"\n");
}

struct seen {
	struct moment at;
};

static void csv_has_times_that_excel_reads(void **state)
{
	static const struct column seen[] = { COLUMN(struct seen, "seen", at, NULL,
						     "when") };
	const struct seen row = { { INT64_C(1763596864639633) } };
	struct table table = table_of(NULL, 1);

	(void)state;
	table.rows = &row;
	table.row_size = sizeof(row);
	table.columns = seen;
	table.n_columns = 1;
	expect(&exporter_csv, &table, "seen\n2025-11-20 00:01:04\n");
	expect_part(&exporter_json, &table, "\"seen\":\"2025-11-20T00:01:04Z\"");
}

/* The rest of the text would begin a row, and its first sign maybe a formula. */
static void csv_has_no_cell_longer_than_excels(void **state)
{
	enum { LONGEST = 32767 };
	char *longest = memory_zero(LONGEST + 2, 1);
	struct call row = { .name = longest };
	struct table table = table_of(&row, 1);
	char *text;

	(void)state;
	table.columns = &columns[1];
	table.n_columns = 1;
	memset(longest, 'x', LONGEST + 1);
	text = export(&exporter_csv, &table);
	assert_true(strlen(text) <= strlen("name\n\"\"\n") + LONGEST);
	assert_non_null(strstr(text, "xx...\"\n"));
	free(text);
	free(longest);
}

static void json_has_a_record_a_line(void **state)
{
	struct table table = table_of(calls, 2);

	(void)state;
	expect(&exporter_json, &table,
	       "{\"timestamp\":\"2025-11-20T00:00:00Z\",\"event_type\":\"calling\","
	       "\"schema_version\":1,\"period\":24,\"dest_ip\":\"192.0.2.9\","
	       "\"name\":\"a.example\",\"port\":443,\"score\":97.2}\n"
	       "{\"timestamp\":\"2025-11-20T00:00:00Z\",\"event_type\":\"calling\","
	       "\"schema_version\":1,\"period\":24,\"dest_ip\":\"192.0.2.10\","
	       "\"name\":null,\"port\":null,\"score\":null}\n");
}

static void json_omits_an_unknown_period_and_carries_the_banner(void **state)
{
	struct table table = table_of(calls, 1);

	(void)state;
	table.period_h = CELL_NO_INTEGER;
	table.banner = "partial";
	expect(&exporter_json, &table,
	       "{\"timestamp\":\"2025-11-20T00:00:00Z\",\"event_type\":\"calling\","
	       "\"schema_version\":1,\"dest_ip\":\"192.0.2.9\",\"name\":\"a.example\","
	       "\"port\":443,\"score\":97.2,\"warning\":\"partial\"}\n");
}

static void json_without_rows_is_empty(void **state)
{
	struct table table = table_of(calls, 0);

	(void)state;
	expect(&exporter_json, &table, "");
}

static void json_has_no_infinite_number(void **state)
{
	const struct call row = { .score = HUGE_VAL };
	struct table table = table_of(&row, 1);

	(void)state;
	expect_part(&exporter_json, &table, "\"score\":null}");
}

static void assert_json_name(const char *cell, const char *expected)
{
	const char *path[] = { "name", NULL };
	const struct call row = { .name = cell };
	struct table table = table_of(&row, 1);
	char *text = export(&exporter_json, &table);
	char fault[256] = "";
	yajl_val tree = yajl_tree_parse(text, fault, sizeof(fault));
	yajl_val name;

	assert_string_equal(fault, "");
	for (const char *at = text; *at != '\n'; at++)
		assert_false((unsigned char)*at < 0x20 || *at == 0x7f);
	name = yajl_tree_get(tree, path, yajl_t_string);
	assert_non_null(name);
	assert_string_equal(YAJL_GET_STRING(name), expected);
	yajl_tree_free(tree);
	free(text);
}

static void json_gives_back_what_went_in(void **state)
{
	static const char *const texts[] = {
		"\"}\n{\"a\":\"\\",
		"\x1b[2J\x7f\xc2\x9b"
		"0m",
		"\xe2\x80\xae"
		"fdp.exe",
		"caf\xc3\xa9 \xe4\xb8\xad",
		"\xf3\xa0\x81\x81 \xf0\x9f\x98\x80",
		"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_json_name(texts[i], texts[i]);
}

static void json_replaces_what_is_no_utf8(void **state)
{
	(void)state;
	assert_json_name("a\xc3\"b", "a\xef\xbf\xbd\"b");
	assert_json_name("\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

static void json_escapes_what_moves_a_terminal(void **state)
{
	const struct call row = { .name = "\xc2\x9b\xe2\x80\xae\xf3\xa0\x81\x81" };
	struct table table = table_of(&row, 1);

	(void)state;
	expect_part(&exporter_json, &table, "\"\\u009b\\u202e\\udb40\\udc41\"");
}

static void text_aligns_its_columns(void **state)
{
	struct table table = table_of(calls, 3);

	(void)state;
	expect(&exporter_text, &table,
	       "dest_ip     name       port  score\n"
	       "192.0.2.9   a.example   443   97.2\n"
	       "192.0.2.10  -             -      -\n"
	       "192.0.2.9   b.example    -5    3.0\n");
}

static void text_groups_under_headings(void **state)
{
	struct table table = table_of(calls, 3);

	(void)state;
	table.group_by = "dest_ip";
	expect(&exporter_text, &table,
	       "dest_ip\n"
	       "  name       port  score\n"
	       "192.0.2.9  2 rows\n"
	       "  a.example   443   97.2\n"
	       "  b.example    -5    3.0\n"
	       "\n"
	       "192.0.2.10  1 row\n"
	       "  -             -      -\n");
}

static void text_ends_no_line_with_blanks(void **state)
{
	(void)state;
	expect_cell(&exporter_text, "a  ", "name\na\n");
	expect_cell(&exporter_text, "a\n", "name\na\n");
	expect_cell(&exporter_text, "", "name\n-\n");
}

static void text_without_rows_says_so_after_the_banner(void **state)
{
	struct table table = table_of(calls, 0);

	(void)state;
	expect(&exporter_text, &table, "No calls found.\n");
	table.banner = "partial";
	expect(&exporter_text, &table, "WARNING: partial\n\nNo calls found.\n");
}

static void text_never_moves_the_cursor(void **state)
{
	(void)state;
	expect_cell(&exporter_text, "a\x1b[2Jb\nc\bd",
		    "name\na\xef\xbf\xbd[2Jb c\xef\xbf\xbd"
		    "d\n");
	expect_cell(&exporter_text, "\xc2\x9b\xe2\x80\xae\xff",
		    "name\n\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n");
}

static void text_aligns_wide_and_accented_characters(void **state)
{
	static const struct call rows[] = {
		{ .name = "\xe4\xb8\xad\xe5\x9b\xbd", .port = 1 },
		{ .name = "caf\xc3\xa9", .port = 1 },
		{ .name = "cafe\xcc\x81", .port = 1 },
	};
	struct table table = table_of(rows, 3);

	(void)state;
	table.columns = &columns[1];
	table.n_columns = 2;
	expect(&exporter_text, &table,
	       "name  port\n"
	       "\xe4\xb8\xad\xe5\x9b\xbd     1\n"
	       "caf\xc3\xa9     1\n"
	       "cafe\xcc\x81     1\n");
}

static void text_lets_a_long_cell_stick_out_alone(void **state)
{
	static const struct call rows[] = {
		{ .name = "0123456789012345678901234567890123456789012345678901234567890",
		  .port = 1 },
		{ .name = "b", .port = 2 },
	};
	struct table table = table_of(rows, 2);

	(void)state;
	table.columns = &columns[1];
	table.n_columns = 2;
	expect(&exporter_text, &table,
	       "name                                              port\n"
	       "0123456789012345678901234567890123456789012345678901234567890     1\n"
	       "b                                                    2\n");
}

static void a_group_of_an_unknown_column_is_flat(void **state)
{
	struct table table = table_of(calls, 1);

	(void)state;
	table.group_by = "unknown";
	expect(&exporter_text, &table,
	       "dest_ip    name       port  score\n"
	       "192.0.2.9  a.example   443   97.2\n");
}

static void each_option_finds_its_exporter(void **state)
{
	(void)state;
	assert_int_equal(export_settings.n, 7);
	for (size_t i = 0; i < export_settings.n; i++) {
		const struct setting *setting = &export_settings.settings[i];
		const struct exporter *exporter = exporter_find(setting);

		assert_non_null(exporter);
		assert_string_equal(exporter->name,
				    setting->flag ? setting->flag : setting->option);
		assert_true(!exporter->write != !exporter->place);
		assert_int_equal(setting->kind, SETTING_LIST);
		assert_int_equal(setting->offset, offsetof(struct config, outputs));
	}
}

static void another_setting_has_no_exporter(void **state)
{
	static const struct setting other = { .flag = "csv" };

	(void)state;
	assert_null(exporter_find(&other));
	assert_null(exporter_find(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_has_a_header_and_leaves_missing_cells_empty),
		cmocka_unit_test(csv_groups_without_losing_a_column),
		cmocka_unit_test(csv_without_rows_is_a_header),
		cmocka_unit_test(csv_carries_the_banner_in_a_column),
		cmocka_unit_test(csv_quotes_what_needs_it),
		cmocka_unit_test(csv_has_the_separator_that_is_asked_for),
		cmocka_unit_test(csv_has_the_decimal_sign_that_is_asked_for),
		cmocka_unit_test(csv_keeps_texts_that_look_like_numbers),
		cmocka_unit_test(csv_leaves_other_texts_alone),
		cmocka_unit_test(csv_has_times_that_excel_reads),
		cmocka_unit_test(csv_has_no_cell_longer_than_excels),
		cmocka_unit_test(csv_runs_no_formula),
		cmocka_unit_test(csv_runs_no_formula_where_semicolons_end_cells),
		cmocka_unit_test(csv_keeps_a_row_on_one_line),
		cmocka_unit_test(csv_is_marked_as_utf8_only_if_a_cell_needs_it),
		cmocka_unit_test(json_has_a_record_a_line),
		cmocka_unit_test(json_omits_an_unknown_period_and_carries_the_banner),
		cmocka_unit_test(json_without_rows_is_empty),
		cmocka_unit_test(json_has_no_infinite_number),
		cmocka_unit_test(json_gives_back_what_went_in),
		cmocka_unit_test(json_replaces_what_is_no_utf8),
		cmocka_unit_test(json_escapes_what_moves_a_terminal),
		cmocka_unit_test(text_aligns_its_columns),
		cmocka_unit_test(text_groups_under_headings),
		cmocka_unit_test(text_ends_no_line_with_blanks),
		cmocka_unit_test(text_without_rows_says_so_after_the_banner),
		cmocka_unit_test(text_never_moves_the_cursor),
		cmocka_unit_test(text_aligns_wide_and_accented_characters),
		cmocka_unit_test(text_lets_a_long_cell_stick_out_alone),
		cmocka_unit_test(a_group_of_an_unknown_column_is_flat),
		cmocka_unit_test(each_option_finds_its_exporter),
		cmocka_unit_test(another_setting_has_no_exporter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
