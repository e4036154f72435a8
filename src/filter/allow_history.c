/*
 * allow_history - see allow_history.h. A line is "SINCE HID RUN RULE", three times and
 * the rule as it was written; "-" for never.
 */
#include "filter/allow_history.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/index.h"
#include "core/lines.h"
#include "core/output.h"
#include "model/table.h"
#include "model/timestamp.h"

static const char title[] =
	"# flare_beacon: when each rule of an allowlist last hid a row";

struct allow_history {
	const char *path; /* of the run */
	int64_t now_us;
	int64_t long_us;
	struct output *output; /* owned, as are: */
	struct allow_past *pasts;
	size_t n;
	size_t capacity;
	struct index index;
	struct arena texts;
};

static uint64_t hash_of_text(const struct index *index, const char *text)
{
	return index_hash_bytes(index->seed, text, strlen(text));
}

static uint64_t hash_of_past(const struct index *index, const void *elements,
			     uint32_t number)
{
	return hash_of_text(index, ((const struct allow_past *)elements)[number].rule);
}

static bool is_rule(const void *elements, uint32_t number, const void *text)
{
	return strcmp(((const struct allow_past *)elements)[number].rule, text) == 0;
}

static struct allow_past *find(const struct allow_history *history, const char *rule)
{
	uint32_t number = index_find(&history->index, hash_of_text(&history->index, rule),
				     is_rule, history->pasts, rule);

	return number == INDEX_NONE ? NULL : &history->pasts[number];
}

static struct allow_past *find_or_add(struct allow_history *history, const char *rule)
{
	struct allow_past *past = find(history, rule);

	if (past)
		return past;
	history->pasts = memory_grow(history->pasts, history->n, &history->capacity,
				     sizeof(*history->pasts));
	past = &history->pasts[history->n];
	*past = (struct allow_past){ .rule = arena_text(&history->texts, rule,
							strlen(rule)),
				     .since_us = history->now_us,
				     .hid_us = CELL_NO_INTEGER,
				     .run_us = history->now_us };
	index_add(&history->index, hash_of_text(&history->index, past->rule),
		  (uint32_t)history->n++, hash_of_past, history->pasts);
	return past;
}

/* The word before the next blank; a clock that was wrong must not count for ever. */
static bool take_time(const char **at, const char *end, int64_t now_us, int64_t *time_us)
{
	const char *blank = memchr(*at, ' ', (size_t)(end - *at));
	size_t len = blank ? (size_t)(blank - *at) : 0;

	if (len == 1 && **at == '-')
		*time_us = CELL_NO_INTEGER;
	else if (len == 0 || timestamp_parse(*at, len, time_us) != TIMESTAMP_OK)
		return false;
	if (*time_us > now_us)
		*time_us = now_us;
	*at = blank + 1;
	return true;
}

/* Of a rule that stands there twice the last counts. */
static bool take_line(struct allow_history *history, const char *text, size_t len)
{
	const char *at = text, *end = text + len, *rule;
	int64_t since_us, hid_us, run_us, now_us = history->now_us;
	struct allow_past *past;

	if (memchr(text, '\0', len) || !take_time(&at, end, now_us, &since_us) ||
	    !take_time(&at, end, now_us, &hid_us) ||
	    !take_time(&at, end, now_us, &run_us) || at == end ||
	    since_us == CELL_NO_INTEGER || run_us == CELL_NO_INTEGER)
		return false;
	rule = arena_text(&history->texts, at, (size_t)(end - at));
	past = find_or_add(history, rule);
	past->since_us = since_us;
	past->hid_us = hid_us;
	past->run_us = run_us;
	return true;
}

static size_t length_of(const struct line *line)
{
	size_t len = line->len;

	while (len > 0 && (line->text[len - 1] == '\n' || line->text[len - 1] == '\r'))
		len--;
	return len;
}

static int read_line(struct allow_history *history, uint64_t number,
		     const struct line *line, struct error *err)
{
	size_t len = length_of(line);

	if (number == 1)
		return len == strlen(title) && memcmp(line->text, title, len) == 0
			       ? 0
			       : error_set(err, ERROR_USAGE,
					   "--allowlist_history %s: no run has written "
					   "this "
					   "file, and it is to be written over: name "
					   "another",
					   history->path);
	if (len == 0 || take_line(history, line->text, len))
		return 0;
	return error_set(err, ERROR_INPUT,
			 "--allowlist_history %s:%" PRIu64
			 ": damaged; take the line away, or "
			 "the file, which then begins anew",
			 history->path, number);
}

static int read_file(struct allow_history *history, struct error *err)
{
	struct stream *stream = NULL;
	struct lines lines;
	struct line line;
	int r;

	if (access(history->path, F_OK) != 0 && errno == ENOENT)
		return 0;
	if (stream_open(&stream, history->path, err) != 0)
		return error_wrap(err, "--allowlist_history");
	lines_init(&lines, stream);
	while ((r = lines_next(&lines, &line, err)) > 0) {
		r = read_line(history, lines.number, &line, err);
		if (r != 0)
			break;
	}
	lines_free(&lines);
	stream_close(stream);
	return r;
}

int allow_history_open(const char *path, int64_t now_us, int64_t long_us,
		       struct allow_history **result, struct error *err)
{
	struct allow_history *history = memory_zero(1, sizeof(*history));

	history->path = path;
	history->now_us = now_us;
	history->long_us = long_us;
	index_init(&history->index);
	*result = history;
	if (strcmp(path, "-") == 0)
		return error_set(err, ERROR_USAGE,
				 "--allowlist_history needs a file: it is "
				 "read and written");
	if (read_file(history, err) != 0)
		return -1;
	return output_open(&history->output, path, false, err) == 0
		       ? 0
		       : error_wrap(err, "--allowlist_history");
}

void allow_history_free(struct allow_history *history)
{
	if (!history)
		return;
	output_free(history->output);
	index_free(&history->index);
	free(history->pasts);
	arena_free(&history->texts);
	free(history);
}

/* What was away for long is young again. */
static void add_use(struct allow_history *history, const struct allow_use *use)
{
	struct allow_past *past = find_or_add(history, use->rule->text);

	if (history->now_us - past->run_us >= history->long_us) {
		past->since_us = history->now_us;
		past->hid_us = CELL_NO_INTEGER;
	}
	past->run_us = history->now_us;
	if (use->n_hidden + use->n_spared > 0)
		past->hid_us = history->now_us;
}

int allow_history_add(struct allow_history *history, const struct allowlist *allowlist,
		      struct error *err)
{
	if (read_file(history, err) != 0)
		return -1;
	for (size_t i = 0; i < allowlist_n_rules(allowlist); i++)
		add_use(history, allowlist_use(allowlist, i));
	return 0;
}

const struct allow_past *allow_history_find(const struct allow_history *history,
					    const struct allow_rule *rule)
{
	return find(history, rule->text);
}

int64_t allow_history_idle_since(const struct allow_history *history,
				 const struct allow_past *past)
{
	int64_t since_us = past->hid_us > past->since_us ? past->hid_us : past->since_us;

	return history->now_us - since_us >= history->long_us ? since_us
							      : CELL_NO_INTEGER;
}

static void put_time(int64_t time_us, FILE *out)
{
	char text[TIMESTAMP_TEXT];

	fprintf(out, "%s ",
		time_us == CELL_NO_INTEGER
			? "-"
			: timestamp_format(time_us / SECOND_US * SECOND_US, text));
}

static void put_past(const struct allow_past *past, FILE *out)
{
	put_time(past->since_us, out);
	put_time(past->hid_us, out);
	put_time(past->run_us, out);
	fprintf(out, "%s\n", past->rule);
}

int allow_history_save(struct allow_history *history, struct error *err)
{
	FILE *out = output_stream(history->output);

	fprintf(out, "%s\n", title);
	for (size_t i = 0; i < history->n; i++) {
		if (history->now_us - history->pasts[i].run_us < history->long_us)
			put_past(&history->pasts[i], out);
	}
	if (output_prepare(history->output, err) != 0 ||
	    output_commit(history->output, err) != 0)
		return error_wrap(err, "--allowlist_history");
	return 0;
}
