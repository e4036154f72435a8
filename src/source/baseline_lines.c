/*
 * baseline_lines - a file of -json as a baseline, see baseline.h: a year of hourly runs
 * is a gigabyte, of which no more is kept than its rows are distinct.
 */
#define _GNU_SOURCE /* memmem(), which POSIX has since 2024 */

#include <stdlib.h>
#include <string.h>

#include "core/interrupt.h"
#include "core/lines.h"
#include "core/parallel.h"
#include "core/text.h"
#include "source/baseline_record.h"

enum { PIECE_SIZE = 16 << 20, LINES_A_CHECK = 1024 };

/* What one thread keeps to itself. */
struct worker {
	struct baseline baseline;
	struct stream *stream;
};

/* A part of the file, and what is in it. */
struct piece {
	int64_t offset;
	int64_t length; /* < 0: all there is */
	struct baseline_tally tally;
};

struct reading {
	const char *path;
	struct worker *workers;
	size_t n_workers;
	struct piece *pieces;
	size_t n_pieces;
};

struct state {
	struct worker *worker;
	struct baseline_tally *tally;
	struct json_reader *by_flare;
	struct json_reader *by_ecs;
	uint64_t line;
};

static int on_record(void *context, struct json_reader *reader)
{
	struct state *state = context;
	struct value values[N_BASELINE_FIELDS];

	for (size_t i = 0; i < N_BASELINE_FIELDS; i++)
		values[i] = json_value(reader, i);
	baseline_take(values, true, state->line, &state->worker->baseline, state->tally);
	return 0;
}

static bool is_blank(const struct line *line)
{
	size_t i = 0;

	while (i < line->len && strchr(" \t\r\n", line->text[i]) && line->text[i])
		i++;
	return i == line->len;
}

/* Within a text the quotation marks would be escaped. */
static bool is_by_flare(const char *text, size_t len)
{
	static const char src[] = "\"src_ip\"", event[] = "\"event_type\"";

	return memmem(text, len, src, sizeof(src) - 1) ||
	       memmem(text, len, event, sizeof(event) - 1);
}

static void read_line(struct state *state, const struct line *line)
{
	struct json_reader *reader;
	struct error err;
	size_t mark;

	if (line->too_long) {
		baseline_bad(state->tally, state->line, LINE_TOO_LONG);
		return;
	}
	if (is_blank(line))
		return;
	mark = text_mark_length(line->text, line->len);
	reader = is_by_flare(line->text, line->len) ? state->by_flare : state->by_ecs;
	if (json_feed(reader, line->text + mark, line->len - mark, &err) == 0) {
		if (json_is_complete(reader))
			return;
		error_set(&err, ERROR_INPUT, "the JSON object is cut");
	}
	baseline_bad(state->tally, state->line, line->is_cut ? LINE_IS_CUT : err.text);
	json_reset(reader);
}

static int read_lines(struct state *state, struct stream *stream,
		      const struct piece *piece, struct error *err)
{
	struct lines lines;
	struct line line;
	int r = lines_init_piece(&lines, stream, piece->offset, piece->length, err);

	while (r == 0 && (r = lines_next(&lines, &line, err)) > 0) {
		state->line = lines.number;
		read_line(state, &line);
		r = lines.number % LINES_A_CHECK == 0 ? interrupt_check(err) : 0;
	}
	state->tally->lines = lines.number;
	lines_free(&lines);
	return r;
}

static int read_piece(void *context, size_t number, size_t item, struct error *err)
{
	struct reading *reading = context;
	struct worker *worker = &reading->workers[number];
	struct piece *piece = &reading->pieces[item];
	struct state state = { .worker = worker, .tally = &piece->tally };
	int r;

	if (!worker->stream && stream_open(&worker->stream, reading->path, err) != 0)
		return -1;
	state.by_flare = json_reader_new(baseline_flare_names, N_BASELINE_FIELDS, NULL,
					 on_record, &state);
	state.by_ecs = json_reader_new(baseline_ecs_names, N_BASELINE_FIELDS, NULL,
				       on_record, &state);
	r = read_lines(&state, worker->stream, piece, err);
	json_reader_free(state.by_flare);
	json_reader_free(state.by_ecs);
	return r;
}

/* In the order of the file: `part` follows on `sum`. */
static void append(struct baseline_tally *sum, const struct baseline_tally *part)
{
	if (sum->bad == 0 && part->bad > 0) {
		sum->first_bad_line = sum->lines + part->first_bad_line;
		memcpy(sum->first_bad_why, part->first_bad_why,
		       sizeof(sum->first_bad_why));
	}
	sum->rows += part->rows;
	sum->other += part->other;
	sum->other_key += part->other_key;
	sum->future += part->future;
	sum->bad += part->bad;
	sum->lines += part->lines;
	if (part->key)
		sum->key = part->key;
}

static void cut(struct reading *reading, struct stream *stream)
{
	int64_t size = stream_size(stream);
	bool is_cut = stream_can_seek(stream) && size >= 2 * PIECE_SIZE &&
		      reading->n_workers > 1;

	reading->n_pieces = is_cut ? (size_t)((size + PIECE_SIZE - 1) / PIECE_SIZE) : 1;
	reading->pieces = memory_zero(reading->n_pieces, sizeof(*reading->pieces));
	for (size_t i = 0; i < reading->n_pieces; i++) {
		reading->pieces[i].offset = (int64_t)i * PIECE_SIZE;
		reading->pieces[i].length = is_cut ? PIECE_SIZE : -1;
	}
	if (!is_cut)
		reading->n_workers = 1;
}

int baseline_read_lines(struct stream *stream, const char *path, size_t n_workers,
			struct baseline *baseline, struct baseline_tally *tally,
			struct error *err)
{
	struct reading reading = { .path = path, .n_workers = n_workers };
	int r;

	cut(&reading, stream);
	reading.workers = memory_zero(reading.n_workers, sizeof(*reading.workers));
	for (size_t i = 0; i < reading.n_workers; i++) {
		struct worker *worker = &reading.workers[i];

		baseline_init(&worker->baseline, "");
		worker->baseline.by_port = baseline->by_port;
		worker->baseline.by_name = baseline->by_name;
		worker->baseline.now_us = baseline->now_us;
	}
	reading.workers[0].stream = stream;
	r = parallel_run(reading.n_workers, reading.n_pieces, read_piece, &reading, err);
	for (size_t i = 0; i < reading.n_pieces; i++)
		append(tally, &reading.pieces[i].tally);
	for (size_t i = 0; i < reading.n_workers; i++) {
		struct worker *worker = &reading.workers[i];

		baseline_append(baseline, &worker->baseline);
		baseline_free(&worker->baseline);
		if (i > 0)
			stream_close(worker->stream);
	}
	free(reading.workers);
	free(reading.pieces);
	return r;
}
