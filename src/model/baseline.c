/*
 * baseline - see baseline.h.
 */
#include "model/baseline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum baseline_span baseline_span_of(int64_t hours)
{
	static const int64_t most[] = { [SPAN_HOUR] = 2,
					[SPAN_HOURS] = 12,
					[SPAN_DAY] = 48,
					[SPAN_WEEK] = 336,
					[SPAN_LONG] = INT64_MAX };
	enum baseline_span span = SPAN_HOUR;

	while (hours > most[span])
		span++;
	return span;
}

void baseline_init(struct baseline *baseline, const char *key)
{
	*baseline = (struct baseline){ .by_port = strcmp(key, "src,dst,port") == 0,
				       .by_name = strcmp(key, "src,name") == 0,
				       .now_us = INT64_MAX };
	for (int i = 0; i < N_BASELINE_SPANS; i++)
		baseline->latest_us[i] = CELL_NO_INTEGER;
	index_init(&baseline->index);
}

void baseline_free(struct baseline *baseline)
{
	index_free(&baseline->index);
	free(baseline->rows);
	arena_free(&baseline->texts);
	baseline->rows = NULL;
}

struct known known_nothing(void)
{
	return (struct known){ .since_us = CELL_NO_INTEGER,
			       .services = CELL_NO_INTEGER,
			       .bytes_out = CELL_NO_INTEGER,
			       .occurrences = CELL_NO_INTEGER,
			       .percent = CELL_NO_INTEGER,
			       .interval_s = CELL_NO_INTEGER,
			       .rank = NAN,
			       .score = NAN,
			       .period_s = NAN,
			       .jitter_percent = NAN };
}

/* Of rows that go by name the destination may have any address. */
static uint64_t hash_of(const struct index *index, const struct known *row)
{
	uint64_t hash =
		index_hash_bytes(index->seed, row->src.bytes, sizeof(row->src.bytes));

	hash = row->name ? index_hash_bytes(hash, row->name, strlen(row->name))
			 : index_hash_bytes(hash, row->dst.bytes, sizeof(row->dst.bytes));
	hash = index_hash(hash, (uint64_t)row->port << 8 | row->span);
	return hash ^ hash >> 32;
}

static uint64_t hash_of_number(const struct index *index, const void *elements,
			       uint32_t number)
{
	return hash_of(index, (const struct known *)elements + number);
}

static bool is_row(const void *elements, uint32_t number, const void *wanted)
{
	const struct known *x = (const struct known *)elements + number, *y = wanted;

	if (x->span != y->span || x->port != y->port ||
	    address_compare(&x->src, &y->src) != 0)
		return false;
	if (x->name || y->name)
		return x->name && y->name && strcmp(x->name, y->name) == 0;
	return address_compare(&x->dst, &y->dst) == 0;
}

static struct known *find(const struct baseline *baseline, const struct known *row)
{
	uint32_t number = index_find(&baseline->index, hash_of(&baseline->index, row),
				     is_row, baseline->rows, row);

	return number == INDEX_NONE ? NULL : &baseline->rows[number];
}

/* The key alone, as this baseline has it. */
static struct known key_of(const struct baseline *baseline, const struct known *row,
			   enum baseline_span span)
{
	return (struct known){ .src = row->src,
			       .dst = row->dst,
			       .port = baseline->by_port ? row->port : 0,
			       .name = baseline->by_name ? row->name : NULL,
			       .span = span };
}

struct known *baseline_find(const struct baseline *baseline, const struct known *key,
			    enum baseline_span span)
{
	const struct known wanted = key_of(baseline, key, span);

	return find(baseline, &wanted);
}

/* They are few; what has more is no file of ours, and goes without. */
static const char *keep_word(struct baseline *baseline, const char *text)
{
	for (size_t i = 0; text && i < baseline->n_words; i++) {
		if (strcmp(baseline->words[i], text) == 0)
			return baseline->words[i];
	}
	if (!text || baseline->n_words == BASELINE_MOST_WORDS)
		return NULL;
	return baseline->words[baseline->n_words++] =
		       arena_text(&baseline->texts, text, strlen(text));
}

/* Of two lines of one run it must not matter which comes first. */
static bool is_later(const struct known *x, const struct known *y)
{
	if (x->run_us != y->run_us)
		return x->run_us > y->run_us;
	if (x->state != y->state) /* there is a row, whatever else is said */
		return y->state == KNOWN_GONE ||
		       (x->state != KNOWN_GONE && x->state > y->state);
	if (x->last_us != y->last_us)
		return x->last_us > y->last_us;
	return isgreater(x->rank, y->rank) || (isnan(y->rank) && !isnan(x->rank));
}

static void add_row(struct baseline *baseline, const struct known *row)
{
	struct known *known;

	baseline->rows = memory_grow(baseline->rows, baseline->n, &baseline->capacity,
				     sizeof(*baseline->rows));
	known = &baseline->rows[baseline->n];
	*known = *row;
	known->name = row->name
			      ? arena_text(&baseline->texts, row->name, strlen(row->name))
			      : NULL;
	known->listed = keep_word(baseline, row->listed);
	known->protocol = keep_word(baseline, row->protocol);
	index_add(&baseline->index, hash_of(&baseline->index, known),
		  (uint32_t)baseline->n, hash_of_number, baseline->rows);
	baseline->n++;
}

void baseline_note_run(struct baseline *baseline, enum baseline_span span, int64_t run_us)
{
	if (run_us > baseline->latest_us[span])
		baseline->latest_us[span] = run_us;
}

void baseline_add(struct baseline *baseline, const struct known *row)
{
	struct known key = key_of(baseline, row, row->span),
		     *known = find(baseline, &key);
	int64_t since_us = row->since_us;

	baseline->n_lines++;
	baseline_note_run(baseline, row->span, row->run_us);
	if (!known) {
		struct known added = *row;

		added.port = key.port;
		added.name = key.name;
		add_row(baseline, &added);
		return;
	}
	if (known->since_us < since_us)
		since_us = known->since_us;
	if (is_later(row, known)) {
		const char *name = known->name;

		*known = *row;
		known->port = key.port;
		known->name = name;
		known->listed = keep_word(baseline, row->listed);
		known->protocol = keep_word(baseline, row->protocol);
	}
	known->since_us = since_us;
}

void baseline_append(struct baseline *baseline, const struct baseline *more)
{
	uint64_t n_lines = baseline->n_lines + more->n_lines;

	for (size_t i = 0; i < more->n; i++)
		baseline_add(baseline, &more->rows[i]);
	for (int i = 0; i < N_BASELINE_SPANS; i++)
		baseline_note_run(baseline, (enum baseline_span)i, more->latest_us[i]);
	baseline->n_lines = n_lines;
}

enum baseline_span baseline_nearest(const struct baseline *baseline,
				    enum baseline_span span)
{
	enum baseline_span nearest = N_BASELINE_SPANS;

	if (baseline->latest_us[span] != CELL_NO_INTEGER)
		return span;
	for (int i = 0; i < N_BASELINE_SPANS; i++) {
		if (baseline->latest_us[i] != CELL_NO_INTEGER &&
		    (nearest == N_BASELINE_SPANS ||
		     baseline->latest_us[i] > baseline->latest_us[nearest]))
			nearest = (enum baseline_span)i;
	}
	return nearest;
}

bool baseline_is_present(const struct baseline *baseline, const struct known *row)
{
	return row->state == KNOWN_FOLLOWED ||
	       (row->state == KNOWN_LISTED &&
		row->run_us == baseline->latest_us[row->span]);
}
