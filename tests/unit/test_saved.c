/*
 * test_saved - what was saved is read back to the last bit, and parts are joined as if
 * they had been one. Whole runs are compared in the golden case parts-make-one-run.
 */
#include "helpers.h"

#include <math.h>

#include "analyze/join.h"
#include "export/export.h"
#include "model/result.h"
#include "source/saved.h"

static struct beacon row(const char *src, const char *dst, const char *name)
{
	return (struct beacon){ .src = address_of(src),
				.dst = address_of(dst),
				.port = 443,
				.name = name ? 7 : 0,
				.dest_name = name ? name : dst,
				.listed = "score+long",
				.score = 1.0 / 3,
				.period_s = NAN,
				.lag = 1e-300,
				.occurrences = CELL_NO_INTEGER,
				.bytes_out = INT64_MAX,
				.first_seen = { 1763596825019299 },
				.last_seen = { 1763683165404144 },
				.longest_s = 12345.678901,
				.rank = 0.1 };
}

static struct result part_of(int64_t part, int64_t parts)
{
	return (struct result){ .source = "a \"file\" \xe2\x80\xae",
				.key = "src,name",
				.list_rule = "rule",
				.flare_rule = "another",
				.part = part,
				.parts = parts,
				.from_us = 1763596800000000,
				.to_us = 1763683200000000,
				.oldest_us = 1763596825019299,
				.newest_us = 1763683165404144,
				.n_flows = 100 * part,
				.n_pairs = 10,
				.n_sources = 3,
				.n_bad = 5 };
}

/* Saved to a file and read from it. */
static void there_and_back(const struct result *result, struct arena *arena,
			   struct result *back)
{
	const struct table table = { .result = result };
	char path[TEMP_PATH];
	struct error err;
	FILE *out;

	write_temp("", 0, path);
	out = fopen(path, "w");
	assert_non_null(out);
	exporter_save.write(&table, &(struct presentation){ .separator = ',' }, out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(saved_load(path, arena, back, &err), 0);
	unlink(path);
}

static void what_is_read_back_is_what_was_saved(void **state)
{
	static const uint64_t numbers[] = { 1, 0, INT64_MAX };
	static const struct series counts = { 3, numbers };
	static const struct context_entry entries[] = {
		{ CONTEXT_ALERT,
		  "ET \"X\"",
		  INT64_MAX,
		  { 1 },
		  { 1763683165404144 },
		  1,
		  "GET /\r\n\x1b[2J" },
		{ CONTEXT_URL, "/\xe2\x80\xae", 2, { 0 }, { 0 }, CELL_NO_INTEGER, NULL },
		{ CONTEXT_URL, NULL, 3, { 5 }, { 6 }, CELL_NO_INTEGER, NULL },
	};
	static const struct context context = { entries, COUNT_OF(entries), NULL };
	const struct context *read;
	struct beacon rows[] = { row("10.0.0.1", "192.0.2.1", NULL),
				 row("fd00::1", "192.0.2.2", "a,\x1b\"b\\.example") };
	struct place places[] = { { rows[0].dst, NULL, 2 },
				  { rows[1].dst, rows[1].dest_name, 1 } };
	struct result result = part_of(2, 3), back;
	struct arena arena = { NULL };

	(void)state;
	rows[1].intervals = &counts;
	rows[1].context = &context;
	result.list = (struct beacon_list){ .beacons = rows, .n = 1, .n_all = 2 };
	result.places = places;
	result.n_places = 2;
	there_and_back(&result, &arena, &back);
	assert_string_equal(back.source, result.source);
	assert_string_equal(back.key, "src,name");
	assert_null(back.incomplete);
	assert_int_equal(back.part, 2);
	assert_int_equal(back.n_flows, 200);
	assert_int_equal(back.newest_us, result.newest_us);
	assert_int_equal(back.list.n, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct beacon *is = &back.list.beacons[i], *was = &rows[i];

		assert_int_equal(address_compare(&is->src, &was->src), 0);
		assert_string_equal(is->dest_name, was->dest_name);
		assert_int_equal(is->name, was->name > 0);
		assert_memory_equal(&is->score, &was->score, sizeof(is->score));
		assert_memory_equal(&is->lag, &was->lag, sizeof(is->lag));
		assert_memory_equal(&is->longest_s, &was->longest_s,
				    sizeof(is->longest_s));
		assert_true(isnan(is->period_s));
		assert_true(is->occurrences == CELL_NO_INTEGER);
		assert_true(is->bytes_out == INT64_MAX);
		assert_true(is->last_seen.us == was->last_seen.us);
	}
	assert_null(back.list.beacons[0].intervals);
	assert_memory_equal(back.list.beacons[1].intervals->counts, counts.counts, 24);
	assert_null(back.list.beacons[0].context);
	read = back.list.beacons[1].context;
	assert_int_equal(read->n, COUNT_OF(entries));
	for (size_t i = 0; i < read->n; i++) {
		const struct context_entry *is = &read->entries[i], *was = &entries[i];

		assert_int_equal(is->kind, was->kind);
		assert_true(is->count == was->count && is->severity == was->severity);
		assert_true(is->first.us == was->first.us && is->last.us == was->last.us);
		assert_true((is->value == NULL) == (was->value == NULL));
		assert_true((is->payload == NULL) == (was->payload == NULL));
		if (was->value)
			assert_string_equal(is->value, was->value);
		if (was->payload)
			assert_string_equal(is->payload, was->payload);
	}
	assert_non_null(strstr(read->text, "; url others (3)"));
	assert_int_equal(back.n_places, 2);
	assert_string_equal(back.places[1].name, rows[1].dest_name);
	result_free(&back);
	arena_free(&arena);
}

/* Of three sources each, two and one of which call the place. */
static void sources_of_all_parts_count(void **state)
{
	struct beacon rows[] = { row("10.0.0.1", "192.0.2.1", NULL),
				 row("10.0.0.2", "192.0.2.1", NULL) };
	struct place places[] = { { rows[0].dst, NULL, 2 }, { rows[0].dst, NULL, 1 } };
	const char *const names[] = { "one", "two" };
	struct result parts[] = { part_of(1, 2), part_of(2, 2) }, whole;
	struct arena arena = { NULL };
	struct error err;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		parts[i].list = (struct beacon_list){ .beacons = &rows[i], .n = 1 };
		parts[i].places = &places[i];
		parts[i].n_places = 1;
		parts[i].read_all = i == 0;
	}
	assert_int_equal(saved_join(parts, names, 2, false, &arena, &whole, &err), 0);
	assert_string_equal(whole.source, parts[0].source);
	assert_int_equal(whole.parts, 0);
	assert_int_equal(whole.n_flows, 300);
	assert_int_equal(whole.n_sources, 6);
	assert_int_equal(whole.list.n, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_true(whole.list.beacons[i].prevalence_percent == 50);
		assert_true(fabs(whole.list.beacons[i].rarity - (1 - log(3) / log(6))) <
			    1e-12);
	}
	result_free(&whole);
	arena_free(&arena);
}

/* Records that each part met are counted once, others added up. */
static void what_all_parts_met_counts_once(void **state)
{
	const char *const names[] = { "one", "two" };
	struct result parts[] = { part_of(1, 2), part_of(2, 2) }, whole;
	struct arena arena = { NULL };
	struct error err;

	(void)state;
	for (int64_t each = 0; each < 2; each++) {
		parts[0].read_all = parts[1].read_all = each;
		assert_int_equal(saved_join(parts, names, 2, false, &arena, &whole, &err),
				 0);
		assert_int_equal(whole.n_bad, each ? 5 : 10);
		result_free(&whole);
	}
	arena_free(&arena);
}

static void a_part_that_is_missing_is_an_error_or_told(void **state)
{
	const char *const names[] = { "one", "three" };
	struct result parts[] = { part_of(1, 4), part_of(3, 4) }, whole;
	struct arena arena = { NULL };
	struct error err;

	(void)state;
	parts[1].incomplete = "some windows";
	assert_int_equal(saved_join(parts, names, 2, false, &arena, &whole, &err), -1);
	assert_non_null(strstr(err.text, "2, 4 of 4"));
	assert_int_equal(saved_join(parts, names, 2, true, &arena, &whole, &err), 0);
	assert_string_equal(
		whole.incomplete,
		"some windows; incomplete: of the parts 2, 4 of 4 are missing");
	result_free(&whole);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_back_is_what_was_saved),
		cmocka_unit_test(sources_of_all_parts_count),
		cmocka_unit_test(what_all_parts_met_counts_once),
		cmocka_unit_test(a_part_that_is_missing_is_an_error_or_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
