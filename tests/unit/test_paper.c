/*
 * test_paper - text for people: it fits its width, leaves out the least important
 * first, draws what can be compared, and lets nothing hostile out.
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

#include "core/figures.h"
#include "export/bars.h"
#include "export/export.h"
#include "export/paper.h"
#include "export/timeline.h"

struct call {
	struct address dest;
	const char *name;
	int64_t port;
	double score;
	double rank;
	const struct series *intervals;
};

static const struct column columns[] = {
	COLUMN(struct call, "dest_ip", dest, NULL, "who is called"),
	COLUMN(struct call, "dest_name", name, NULL, "its name"),
	COLUMN(struct call, "dest_port", port, NULL, "the port"),
	COLUMN_AS(struct call, "score", score, NULL, "how regular", .decimals = 3),
	COLUMN_AS(struct call, "rank", rank, NULL, "which first", .decimals = 3),
	COLUMN(struct call, "intervals", intervals, NULL, "lengths of gaps"),
};

#define DEST(last) \
	{ \
		{ \
			[10] = 0xff, 0xff, 192, 0, 2, last \
		} \
	}

static const char *const key[] = { "dest_ip", NULL };
static const char *const essential[] = { "dest_port", NULL };
static const char *const important[] = { "intervals", "score", "dest_name", "rank",
					 NULL };

static struct table table_of(const struct call *rows, size_t n)
{
	return (struct table){
		.title = "calls",
		.columns = columns,
		.n_columns = sizeof(columns) / sizeof(columns[0]),
		.rows = rows,
		.row_size = sizeof(*rows),
		.n_rows = n,
		.key = key,
		.essential = essential,
		.important = important,
	};
}

/* The caller frees it. */
static char *export(const struct table *table, const struct presentation *presentation)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	exporter_text.write(table, presentation, out);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void expect(const struct table *table, const struct presentation *presentation,
		   const char *expected)
{
	char *text = export(table, presentation);

	assert_string_equal(text, expected);
	free(text);
}

static size_t widest_line(const char *text)
{
	size_t widest = 0;

	while (*text) {
		size_t len = strcspn(text, "\n");
		char line[512];

		snprintf(line, sizeof(line), "%.*s", (int)len, text);
		widest = paper_measure(line) > widest ? paper_measure(line) : widest;
		text += len + (text[len] == '\n');
	}
	return widest;
}

/* In half octaves 60 s is in bin 15, 3600 s in 27. */
enum { BINS = 40 };

#define GAPS(...) \
	{ \
		BINS, (const uint64_t[BINS]) \
		{ \
			__VA_ARGS__ \
		} \
	}

static void names_of_columns_go_on_in_the_next_line(void **state)
{
	const struct call row = { DEST(9), "a", 80, 0.5, 0.25, NULL };
	struct table table = table_of(&row, 1);

	(void)state;
	table.n_columns = 5;
	expect(&table, &(struct presentation){ .width = 80 },
	       "           dest_  dest_\n"
	       "dest_ip    name    port  score   rank\n"
	       "192.0.2.9  a         80  0.500  0.250\n");
}

static void the_least_important_are_left_out(void **state)
{
	const struct call row = { DEST(9), "a", 80, 0.5, 0.25, NULL };
	struct table table = table_of(&row, 1);

	(void)state;
	table.n_columns = 5;
	table.summary = "1 file";
	expect(&table, &(struct presentation){ .width = 30 },
	       "           dest_  dest_\n"
	       "dest_ip    name    port  score\n"
	       "192.0.2.9  a         80  0.500\n"
	       "\n"
	       "No room for rank; --width 0\n"
	       "  has them, -csv has all\n"
	       "  columns\n"
	       "1 file; 1 row\n");
	expect(&table, &(struct presentation){ .width = 1 },
	       "           dest_\n"
	       "dest_ip     port\n"
	       "192.0.2.9     80\n"
	       "\n"
	       "No\n  room\n  for\n  score\n  and\n  2\n  more;\n  --width\n  0\n  has\n  them,\n"
	       "  -csv\n  has\n  all\n  columns\n1\n  file;\n  1\n  row\n");
}

static void no_width_is_too_narrow_for_what_is_wide_enough(void **state)
{
	const struct series series = GAPS([15] = 9);
	const struct call rows[] = {
		{ DEST(9), "a.rather.long.name.of.a.host.in.the.net.example", 80, 0.5, 1,
		  &series },
		{ DEST(10),
		  "\xe4\xb8\xad\xe5\x9b\xbd\xe4\xb8\xad\xe5\x9b\xbd\xe4\xb8\xad\xe5\x9b\xbd"
		  "\xe4\xb8\xad\xe5\x9b\xbd\xe4\xb8\xad\xe5\x9b\xbd",
		  443, 1, 0.5, &series },
	};
	struct table table = table_of(rows, 2);

	(void)state;
	table.summary = "2 files: 100 flows";
	for (size_t width = 32; width < 140; width++) {
		for (int i = 0; i < 4; i++) {
			const struct presentation presentation = { .width = width,
								   .unicode = i & 1 };
			char *text;

			table.group_by = i & 2 ? "dest_name" : NULL;
			text = export(&table, &presentation);
			if (widest_line(text) > width)
				fail_msg("wider than %zu:\n%s", width, text);
			free(text);
		}
	}
}

static void a_long_name_is_cut_before_a_column_is(void **state)
{
	const struct call row = { DEST(9), "a.rather.long.name.of.a.certain.host.example",
				  80,	   0.5,
				  1,	   NULL };
	struct table table = table_of(&row, 1);

	(void)state;
	table.n_columns = 5;
	expect(&table, &(struct presentation){ .width = 58, .unicode = true },
	       "                                       dest_\n"
	       "dest_ip    dest_name                    port  score   rank\n"
	       "192.0.2.9  a.rather.long.name.of.a.c\xe2\x80\xa6     80  0.500  1.000\n");
	expect(&table, &(struct presentation){ .width = 58 },
	       "                                       dest_\n"
	       "dest_ip    dest_name                    port  score   rank\n"
	       "192.0.2.9  a.rather.long.name.of.a...     80  0.500  1.000\n");
}

static void a_number_and_its_unit_stay_together(void **state)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct paper paper = { .out = out, .width = 12 };

	(void)state;
	paper_paragraph(&paper, "usual is 23.8 h, or 98 %; so", 1);
	fclose(out);
	assert_string_equal(text, "usual is\n 23.8 h, or\n 98 %; so");
	free(text);
}

static void a_wide_character_is_not_cut_in_two(void **state)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct paper paper = { .out = out, .unicode = true };

	(void)state;
	assert_int_equal(paper_put_cut(&paper, "\xe4\xb8\xad\xe5\x9b\xbd\xe4\xb8\xad", 4),
			 3);
	fclose(out);
	assert_string_equal(text, "\xe4\xb8\xad\xe2\x80\xa6");
	free(text);
}

static void gaps_are_drawn_on_one_scale(void **state)
{
	const struct series minute = GAPS([15] = 60), hour = GAPS([27] = 24),
			    none = GAPS(0);
	const struct call rows[] = { { DEST(9), NULL, 80, 1, 1, &minute },
				     { DEST(9), NULL, 81, 1, 1, &hour },
				     { DEST(9), NULL, 82, 1, 1, &none },
				     { DEST(9), NULL, 83, 1, 1, NULL } };
	static const char *const some[] = { "intervals", NULL };
	struct table table = table_of(rows, 4);

	(void)state;
	table.important = some;
	expect(&table, &(struct presentation){ .width = 80, .unicode = true },
	       "           dest_  intervals\n"
	       "dest_ip     port  1m    1h\n"
	       "192.0.2.9     80  \xe2\x96\x88\n"
	       "192.0.2.9     81        \xe2\x96\x88\n"
	       "192.0.2.9     82\n"
	       "192.0.2.9     83  -\n");
	expect(&table, &(struct presentation){ .width = 80 },
	       "           dest_  intervals\n"
	       "dest_ip     port  1m    1h\n"
	       "192.0.2.9     80  @\n"
	       "192.0.2.9     81        @\n"
	       "192.0.2.9     82\n"
	       "192.0.2.9     83  -\n");
}

static void bars_are_as_high_as_what_they_stand_for(void **state)
{
	const struct series series = GAPS([10] = 80, [11] = 40, [12] = 10, [14] = 2);
	struct bars bars;
	char text[BARS_TEXT];

	(void)state;
	bars_init(&bars, true);
	bars_widen(&bars, &series);
	bars_settle(&bars, 5);
	assert_string_equal(bars_text(&bars, &series, false, text), "@=. .");
	assert_string_equal(bars_text(&bars, &series, true, text),
			    "\xe2\x96\x88\xe2\x96\x84\xe2\x96\x81 \xe2\x96\x81");
}

/* What is but a hundredth of a row is shown at the edge. */
static void a_stray_gap_does_not_narrow_all_others(void **state)
{
	const struct series series = GAPS([10] = 400, [39] = 1);
	struct bars bars;

	(void)state;
	bars_init(&bars, true);
	bars_widen(&bars, &series);
	bars_settle(&bars, 12);
	assert_int_equal(bars.per, 1);
	assert_int_equal(bars.n, 12);
	assert_in_range(bars.first, 3, 7);
}

static void bars_stay_within_the_counts(void **state)
{
	const struct series first = GAPS([0] = 5), last = GAPS([BINS - 1] = 5);
	struct bars bars;
	char text[BARS_TEXT];

	(void)state;
	bars_init(&bars, true);
	bars_widen(&bars, &first);
	bars_settle(&bars, 12);
	assert_string_equal(bars_text(&bars, &first, false, text), "@           ");
	bars_init(&bars, true);
	bars_widen(&bars, &last);
	bars_settle(&bars, 12);
	assert_string_equal(bars_text(&bars, &last, false, text), "           @");
	bars_widen(&bars, &first);
	assert_int_equal(bars.n_counts, 40);
}

static void labels_stand_where_they_begin(void **state)
{
	uint64_t counts[BINS];
	const struct series series = { BINS, counts };
	struct bars bars;
	char text[BARS_TEXT];

	(void)state;
	for (size_t i = 0; i < BINS; i++)
		counts[i] = 1;
	bars_init(&bars, true);
	bars_widen(&bars, &series);
	bars_settle(&bars, 20);
	assert_string_equal(bars_labels(&bars, bars.n, text), "  1s   1m 5m 1h   1d");
}

static void there_is_color_only_if_asked_for(void **state)
{
	const struct call rows[] = { { DEST(9), "a", 80, 0.95, 0.9, NULL },
				     { DEST(9), "a", 81, 0.95, 0.6, NULL },
				     { DEST(9), "a", 82, 0.95, 0.1, NULL } };
	struct table table = table_of(rows, 3);
	char *text;

	(void)state;
	table.n_columns = 5;
	table.banner = "partial";
	table.group_by = "dest_ip";
	table.summary = "1 file";
	text = export(&table, &(struct presentation){ .width = 80 });
	assert_null(strchr(text, '\033'));
	free(text);
	text = export(&table, &(struct presentation){ .width = 80, .color = true });
	assert_non_null(strstr(text, "\033[1;31m0.950"));
	assert_non_null(strstr(text, "\033[33m0.950"));
	assert_non_null(strstr(text, "82  0.950  0.100\n"));
	assert_non_null(strstr(text, "\033[1m192.0.2.9\033[0m  3 rows"));
	free(text);
}

/* Not by a cell that is an escape itself. */
static void color_comes_from_no_cell(void **state)
{
	const struct call row = { DEST(9), "\033[31mred\033]0;x\a", 80, 0.95, 0.1, NULL };
	struct table table = table_of(&row, 1);
	char *text;

	(void)state;
	table.n_columns = 5;
	text = export(&table, &(struct presentation){ .width = 80 });
	assert_null(strchr(text, '\033'));
	assert_null(strchr(text, '\a'));
	free(text);
	table.group_by = "dest_name";
	table.hint = table.summary = "\033[31mred";
	text = export(&table, &(struct presentation){ .width = 20, .on_terminal = true });
	assert_null(strchr(text, '\033'));
	free(text);
}

static void a_hint_is_for_who_looks_on(void **state)
{
	const struct call row = { DEST(9), "a", 80, 1, 1, NULL };
	struct table table = table_of(&row, 1);
	char *text;

	(void)state;
	table.hint = "look closer";
	text = export(&table, &(struct presentation){ .width = 80 });
	assert_null(strstr(text, "closer"));
	free(text);
	text = export(&table, &(struct presentation){ .width = 80, .on_terminal = true });
	assert_non_null(strstr(text, "\nlook closer\n"));
	free(text);
}

static void figures_are_short(void **state)
{
	char text[FIGURES_TEXT];

	(void)state;
	assert_string_equal(figures_count(1234567, text), "1,234,567");
	assert_string_equal(figures_count(-123, text), "-123");
	assert_string_equal(figures_bytes(0, text), "0 B");
	assert_string_equal(figures_bytes(999, text), "999 B");
	assert_string_equal(figures_bytes(28500, text), "28.5 kB");
	assert_string_equal(figures_bytes(999999, text), "1.0 MB");
	assert_string_equal(figures_bytes(1e30, text), "1000000000000 EB");
	assert_string_equal(figures_seconds(0.25, text), "0.25 s");
	assert_string_equal(figures_seconds(600, text), "10 min");
	assert_string_equal(figures_seconds(86400, text), "24 h");
	assert_string_equal(figures_seconds(604800, text), "7 d");
}

#define MINUTE_US INT64_C(60000000)

static void a_time_is_shown_in_lines_that_fit(void **state)
{
	static const int64_t spans_min[] = { 1,	       7,	 60,	    1440,
					     3 * 1440, 7 * 1440, 31 * 1440, 4000 * 1440 };

	(void)state;
	for (size_t i = 0; i < sizeof(spans_min) / sizeof(*spans_min); i++) {
		const struct timeline timeline = { .first_us = 12345 * MINUTE_US,
						   .last_us = (12345 + spans_min[i]) *
							      MINUTE_US };
		int64_t step_us = timeline_step_s(&timeline) * 1000000;

		assert_in_range(timeline.last_us / step_us - timeline.first_us / step_us,
				0, TIMELINE_LINES - 1);
	}
	assert_int_equal(
		timeline_step_s(&(struct timeline){ .last_us = 1439 * MINUTE_US }), 3600);
}

/* Slots of a minute: 0, 30 and 89 of an hour and a half. */
static void calls_stand_at_their_time(void **state)
{
	static const uint64_t ticks[] = { 0, 30, 59, 5000 }, bytes[] = { 100, 0, 200 };
	const struct timeline timeline = {
		.last_us = 90 * MINUTE_US - 1,
		.n_slots = 90,
		.ticks = &(const struct series){ 4, ticks },
		.strips = { &(const struct series){ 3, bytes } },
	};
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct paper paper = { .out = out, .width = 60 };

	(void)state;
	timeline_put(&timeline, &paper);
	fclose(out);
	assert_non_null(strstr(text, "\n1970-01-01 00:00   |    "));
	assert_non_null(strstr(text, "\n           00:30   |    "));
	assert_non_null(
		strstr(text, "\n           00:35                                   -\n"));
	assert_non_null(
		strstr(text, "\n           01:25                      |         33 B\n"));
	assert_null(strstr(text, "01:30"));
	free(text);
}

static void a_row_in_full_lets_nothing_hostile_out(void **state)
{
	const struct call row = { DEST(9), "\033]0;x\a\xe2\x80\xae\xff\r\n", 80, 0.5, NAN,
				  NULL };
	const struct rule rule = { "score", true, "\033[2Jscore" };
	const struct fact fact = { "source", "\033[2Jeve.json" };
	struct table table = table_of(&row, 1);
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	table.rules = &rule;
	table.facts = &fact;
	table.n_rules = table.n_facts = 1;
	table.banner = table.place = "\033[2J";
	exporter_explain.write(&table, &(struct presentation){ .width = 60 }, out);
	fclose(out);
	assert_null(strchr(text, '\033'));
	assert_null(strchr(text, '\a'));
	assert_null(strchr(text, '\r'));
	assert_non_null(strstr(text, "dest_port  80\n"));
	assert_in_range(widest_line(text), 1, 60);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_columns_go_on_in_the_next_line),
		cmocka_unit_test(the_least_important_are_left_out),
		cmocka_unit_test(no_width_is_too_narrow_for_what_is_wide_enough),
		cmocka_unit_test(a_long_name_is_cut_before_a_column_is),
		cmocka_unit_test(a_number_and_its_unit_stay_together),
		cmocka_unit_test(a_wide_character_is_not_cut_in_two),
		cmocka_unit_test(gaps_are_drawn_on_one_scale),
		cmocka_unit_test(bars_are_as_high_as_what_they_stand_for),
		cmocka_unit_test(a_stray_gap_does_not_narrow_all_others),
		cmocka_unit_test(bars_stay_within_the_counts),
		cmocka_unit_test(labels_stand_where_they_begin),
		cmocka_unit_test(there_is_color_only_if_asked_for),
		cmocka_unit_test(color_comes_from_no_cell),
		cmocka_unit_test(a_hint_is_for_who_looks_on),
		cmocka_unit_test(figures_are_short),
		cmocka_unit_test(a_time_is_shown_in_lines_that_fit),
		cmocka_unit_test(calls_stand_at_their_time),
		cmocka_unit_test(a_row_in_full_lets_nothing_hostile_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
