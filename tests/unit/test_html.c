/*
 * test_html - the web page: what was looked at as text, the rows as data, and nothing
 * of either can become markup, a script or a request. What its script makes of them is
 * tests/browser's business.
 */
#include "helpers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <yajl/yajl_tree.h>

#include "core/digest.h"
#include "export/export.h"
#include "export/page/page.h"

struct call {
	struct address dest;
	const char *name;
	int64_t port;
	double score;
	struct moment seen;
	const struct series *strip;
};

static const struct column columns[] = {
	COLUMN(struct call, "dest_ip", dest, NULL, "who is called"),
	COLUMN(struct call, "name", name, NULL, "its <name> & \"more\""),
	COLUMN_AS(struct call, "dest_port", port, NULL, "the port", .detail = true),
	COLUMN_AS(struct call, "score", score, "%", "how regular", .decimals = 1),
	COLUMN(struct call, "seen", seen, NULL, "when"),
};

static const struct column plots[] = {
	COLUMN_AS(struct call, "strip", strip, NULL, "a picture", .plot = true),
};

/* 192.0.2.<last> */
#define DEST(last) \
	{ \
		{ \
			[10] = 0xff, 0xff, 192, 0, 2, last \
		} \
	}

static const struct call calls[] = {
	{ DEST(9), "a.example", 443, 97.25, { 1000000 }, NULL },
	{ DEST(10), NULL, CELL_NO_INTEGER, NAN, { 0 }, NULL },
};

static struct table table_of(const struct call *rows, size_t n)
{
	return (struct table){
		.title = "calls",
		.columns = columns,
		.n_columns = COUNT_OF(columns),
		.plots = plots,
		.n_plots = COUNT_OF(plots),
		.rows = rows,
		.row_size = sizeof(*rows),
		.n_rows = n,
		.timestamp = "2025-11-20T00:00:00Z",
		.first = { 5000 },
		.last = { 9000999 },
	};
}

/* The caller frees it. */
static char *page_of(const struct table *table)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	exporter_html.write(table, &(struct presentation){ .width = 0 }, out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(strlen(text), len);
	return text;
}

/* What stands between the two; the caller frees it. */
static char *between(const char *page, const char *begin, const char *end)
{
	const char *at = strstr(page, begin), *stop;

	assert_non_null(at);
	at += strlen(begin);
	stop = strstr(at, end);
	assert_non_null(stop);
	return strndup(at, (size_t)(stop - at));
}

static const char data_begin[] = "<script type=\"application/json\" id=\"data\">";

static yajl_val data_of(const struct table *table)
{
	char *page = page_of(table);
	char *json = between(page, data_begin, "</script>");
	char why[256];
	yajl_val data = yajl_tree_parse(json, why, sizeof(why));

	if (!data)
		fail_msg("%s in %s", why, json);
	free(json);
	free(page);
	return data;
}

static yajl_val member(yajl_val object, const char *name)
{
	const char *path[] = { name, NULL };
	yajl_val value = yajl_tree_get(object, path, yajl_t_any);

	assert_non_null(value);
	return value;
}

static yajl_val cell(yajl_val data, size_t row, size_t column)
{
	yajl_val cells = member(data, "rows");

	cells = YAJL_GET_ARRAY(cells)->values[row];
	assert_int_equal(YAJL_GET_ARRAY(cells)->len, COUNT_OF(columns) + COUNT_OF(plots));
	return YAJL_GET_ARRAY(cells)->values[column];
}

static void each_row_goes_along_as_data(void **state)
{
	struct table table = table_of(calls, 2);
	yajl_val data = data_of(&table);

	(void)state;
	assert_string_equal(YAJL_GET_STRING(member(data, "title")), "calls");
	assert_int_equal(YAJL_GET_INTEGER(member(data, "first_ms")), 5);
	assert_int_equal(YAJL_GET_INTEGER(member(data, "last_ms")), 9000);
	assert_string_equal(YAJL_GET_STRING(cell(data, 0, 0)), "192.0.2.9");
	assert_string_equal(YAJL_GET_STRING(cell(data, 0, 1)), "a.example");
	assert_int_equal(YAJL_GET_INTEGER(cell(data, 0, 2)), 443);
	assert_true(YAJL_GET_DOUBLE(cell(data, 0, 3)) == 97.2);
	assert_string_equal(YAJL_GET_STRING(cell(data, 0, 4)), "1970-01-01T00:00:01Z");
	for (size_t k = 1; k < 4; k++)
		assert_true(YAJL_IS_NULL(cell(data, 1, k)));
	yajl_tree_free(data);
}

static void columns_say_what_they_are(void **state)
{
	struct table table = table_of(calls, 2);
	yajl_val data = data_of(&table), described = member(data, "columns");

	(void)state;
	assert_int_equal(YAJL_GET_ARRAY(described)->len, 6);
	for (size_t k = 0; k < 6; k++) {
		static const char *const kinds[] = { "address", "text",	  "integer",
						     "real",	"moment", "series" };
		yajl_val column = YAJL_GET_ARRAY(described)->values[k];

		assert_string_equal(YAJL_GET_STRING(member(column, "kind")), kinds[k]);
		/* Neither details nor what is only drawn. */
		assert_true(YAJL_IS_TRUE(member(column, "shown")) == (k != 2 && k != 5));
		assert_true(YAJL_IS_TRUE(member(column, "plot")) == (k == 5));
	}
	yajl_tree_free(data);
}

/* Digits of five bits, a sixth for "goes on"; a 0 is followed by how many more. */
static void series_are_packed(void **state)
{
	static const uint64_t counts[] = { 3, 0, 0, 0, 31, 32, 1023, 0 };
	static const struct series strip = { 8, counts };
	struct call row = calls[0];
	struct table table = table_of(&row, 1);
	yajl_val data;

	(void)state;
	row.strip = &strip;
	data = data_of(&table);
	assert_string_equal(YAJL_GET_STRING(cell(data, 0, 5)), "DACfgB_fAA");
	yajl_tree_free(data);
}

static void no_cell_ends_the_data_or_becomes_markup(void **state)
{
	static const struct call row = {
		.name = "</script><!--<script>alert(\"1&'2\\\")"
	};
	struct table table = table_of(&row, 1);
	char *page = page_of(&table);
	char *json = between(page, data_begin, "</script>");
	yajl_val data = data_of(&table);

	(void)state;
	assert_null(strpbrk(json, "<>&"));
	assert_string_equal(YAJL_GET_STRING(cell(data, 0, 1)), row.name);
	yajl_tree_free(data);
	free(json);
	free(page);
}

static void controls_directions_and_bad_bytes_are_replaced(void **state)
{
	static const struct call row = { .name = "\x1b\xe2\x80\xae\xff" };
	struct table table = table_of(&row, 1);
	yajl_val data = data_of(&table);

	(void)state;
	assert_string_equal(YAJL_GET_STRING(cell(data, 0, 1)),
			    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	yajl_tree_free(data);
}

static void expect_part(const struct table *table, const char *part)
{
	char *page = page_of(table);

	if (!strstr(page, part))
		fail_msg("no %s", part);
	free(page);
}

static void facts_title_and_banner_are_escaped(void **state)
{
	static const struct fact facts[] = { { "index<", "a&b" } };
	struct table table = table_of(calls, 2);

	(void)state;
	table.title = "<calls>";
	table.facts = facts;
	table.n_facts = 1;
	table.banner = "\"<partial>\"";
	expect_part(&table, "<dt>index&lt;</dt><dd>a&amp;b</dd>");
	expect_part(&table, "<h1>&lt;calls&gt; <small>");
	expect_part(&table, "&quot;&lt;partial&gt;&quot;</p>");
	expect_part(&table, "<dd>its &lt;name&gt; &amp; &quot;more&quot;</dd>");
}

static void without_rows_it_says_so(void **state)
{
	struct table table = table_of(calls, 0);

	(void)state;
	expect_part(&table, ">No calls found.</p>");
	yajl_tree_free(data_of(&table));
}

/* In base 64, as a policy has it. */
static void digest_of(const char *text, char encoded[64])
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789+/";
	struct digest *digest = digest_new();
	char hex[DIGEST_TEXT];
	unsigned bits = 0;
	int n_bits = 0, n = 0;

	digest_add(digest, text, strlen(text));
	digest_text(digest, hex);
	digest_free(digest);
	for (size_t i = 0; i < 64; i += 2) {
		unsigned byte;

		assert_int_equal(sscanf(hex + i, "%2x", &byte), 1);
		bits = bits << 8 | byte;
		for (n_bits += 8; n_bits >= 6; n_bits -= 6)
			encoded[n++] = digits[bits >> (n_bits - 6) & 63];
	}
	encoded[n++] = digits[bits << (6 - n_bits) & 63];
	strcpy(encoded + n, "=");
}

/* What is allowed is just what is there: another byte, and nothing would run. */
static void the_policy_allows_our_own_script_and_style_alone(void **state)
{
	static const char *const tags[] = { "script", "style" };
	struct table table = table_of(calls, 2);
	char *page = page_of(&table);

	(void)state;
	assert_non_null(strstr(page, "content=\"default-src 'none'; style-src 'sha256-"));
	assert_null(strstr(page, "unsafe-inline"));
	assert_null(strstr(page, " src="));
	assert_null(strstr(page, "<link"));
	assert_null(strstr(page, "url("));
	for (size_t i = 0; i < 2; i++) {
		char begin[16], end[16], encoded[64], allowed[96];
		char *text;

		snprintf(begin, sizeof(begin), "<%s>", tags[i]);
		snprintf(end, sizeof(end), "</%s>", tags[i]);
		text = between(page, begin, end);
		digest_of(text, encoded);
		snprintf(allowed, sizeof(allowed), "%s-src 'sha256-%s'", tags[i],
			 encoded);
		assert_non_null(strstr(page, allowed));
		free(text);
	}
	free(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_goes_along_as_data),
		cmocka_unit_test(columns_say_what_they_are),
		cmocka_unit_test(series_are_packed),
		cmocka_unit_test(no_cell_ends_the_data_or_becomes_markup),
		cmocka_unit_test(controls_directions_and_bad_bytes_are_replaced),
		cmocka_unit_test(facts_title_and_banner_are_escaped),
		cmocka_unit_test(without_rows_it_says_so),
		cmocka_unit_test(the_policy_allows_our_own_script_and_style_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
