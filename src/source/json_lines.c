/*
 * json_lines - see json_lines.h.
 */
#define _GNU_SOURCE /* memmem(), which POSIX has since 2024 */

#include "source/json_lines.h"

#include <string.h>

#include "core/json.h"
#include "core/lines.h"
#include "core/text.h"

enum { N_PATHS = 2 * N_RECORD_FIELDS, LONGEST_WORD = 64 };

struct state {
	const struct dialect *dialect;
	const struct sink *sink;
	uint64_t line;
	char word[LONGEST_WORD]; /* no line without it is a flow, see cannot_be_flow(); */
	size_t word_len;	 /* 0: there is no such word */
	char key[LONGEST_WORD]; /* what the event follows, see cannot_be_seen(); */
	size_t key_len;         /* likewise */
	size_t n_fields;        /* that are looked for */
};

static void take(struct state *state, const struct json_reader *reader)
{
	const struct dialect *dialect = state->dialect;
	struct value values[N_RECORD_FIELDS];

	for (size_t i = 0; i < N_RECORD_FIELDS; i++) {
		values[i] = (struct value){ .text = NULL };
		if (i < state->n_fields)
			values[i] = json_value(reader, i);
		if (i < state->n_fields && !values[i].text)
			values[i] = json_value(reader, state->n_fields + i);
	}
	record_take(values, &dialect->names,
		    dialect->kind ? dialect->kind(values)
				  : record_kind_of(values, &dialect->names),
		    state->line, state->sink);
}

static int on_record(void *context, struct json_reader *reader)
{
	take(context, reader);
	return 0;
}

/* The first character that is no white space; `len` if there is none. */
static size_t skip_blanks(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r' ||
			   text[i] == '\n'))
		i++;
	return i;
}

/* The event of a flow as it stands in a line. A text of letters can be written in
 * another way only with the numbers of characters; a word might also be no text. */
static void choose_word(struct state *state)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-.";
	static const char *const literals[] = { "true", "false", "null" };
	const char *event = state->dialect->names.event;
	size_t len = event ? strlen(event) : 0;

	/* Other records may say names. */
	if (state->dialect->kind || state->sink->put_name || state->sink->put_sighting ||
	    len == 0 || len + 2 > LONGEST_WORD || strspn(event, plain) != len)
		return;
	for (size_t i = 0; i < sizeof(literals) / sizeof(*literals); i++) {
		if (strcmp(event, literals[i]) == 0)
			return;
	}
	state->word[0] = '"';
	memcpy(state->word + 1, event, len);
	state->word[len + 1] = '"';
	state->word_len = len + 2;
}

/*
 * Nine of ten lines of EVE are no flows, and a search is several times as fast as a
 * parser. What of a line that looks whole is no JSON then goes unnoticed, as long as it
 * is no flow.
 */
static bool cannot_be_flow(const struct state *state, const char *text, size_t len)
{
	static const char number[] = "\\u00";

	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
		len--;
	return state->word_len > 0 && len > 1 && text[0] == '{' && text[len - 1] == '}' &&
	       !memmem(text, len, state->word, state->word_len) &&
	       !memmem(text, len, number, sizeof(number) - 1);
}

/* What stands before the event, if it is a key of the record itself: "event_type":" */
static void choose_key(struct state *state)
{
	const char *field = state->dialect->names.field[RECORD_EVENT];
	size_t len = field ? strlen(field) : 0;

	if (!state->sink->put_sighting || len == 0 || len + 4 > LONGEST_WORD ||
	    strpbrk(field, ".\\\""))
		return;
	state->key[0] = '"';
	memcpy(state->key + 1, field, len);
	memcpy(state->key + 1 + len, "\":\"", 3);
	state->key_len = len + 4;
}

/*
 * When sightings are looked for, most lines are flows and statistics. Within a text the
 * quotation marks of the key would be escaped; a line that has them elsewhere, or spells
 * them in another way, is parsed.
 */
static bool cannot_be_seen(const struct state *state, const char *text, size_t len)
{
	const struct record_names *names = &state->dialect->names;
	const char *key = state->key_len > 0 ? memmem(text, len, state->key, state->key_len)
					     : NULL;
	const char *event = key ? key + state->key_len : NULL;
	const char *end = event ? memchr(event, '"', (size_t)(text + len - event)) : NULL;
	struct value value = { event, end ? (size_t)(end - event) : 0 };

	return end && !record_is_listed(value, names->says_names) &&
	       !record_is_listed(value, names->is_alert);
}

static void read_line(struct state *state, struct json_reader *reader,
		      const struct line *line)
{
	struct error err;
	size_t mark;

	if (line->too_long) {
		tally_bad(state->sink->tally, state->line, "longer than 16 MB");
		return;
	}
	if (cannot_be_flow(state, line->text, line->len) ||
	    cannot_be_seen(state, line->text, line->len)) {
		state->sink->tally->other++;
		return;
	}
	if (skip_blanks(line->text, line->len) == line->len)
		return;
	mark = text_mark_length(line->text, line->len);
	if (json_feed(reader, line->text + mark, line->len - mark, &err) == 0) {
		if (json_is_complete(reader))
			return;
		error_set(&err, ERROR_INPUT, "the JSON object is cut");
	}
	tally_bad(state->sink->tally, state->line,
		  line->is_cut ? "the file ends within this line" : err.text);
	json_reset(reader);
}

static int read_all(const struct piece *piece, struct lines *lines, struct state *state,
		    struct json_reader *reader, struct error *err)
{
	struct line line;
	int r = piece->length < 0 ? (lines_init(lines, piece->stream), 0)
				  : lines_init_piece(lines, piece->stream, piece->offset,
						     piece->length, err);

	while (r == 0 && (r = lines_next(lines, &line, err)) > 0) {
		state->line = lines->number;
		read_line(state, reader, &line);
		r = 0;
	}
	state->sink->tally->lines = lines->number;
	return r;
}

/* Each path costs a little time at every key. */
static void choose_paths(const struct dialect *dialect, size_t n_fields,
			 const char *paths[N_PATHS])
{
	for (size_t i = 0; i < n_fields; i++) {
		const char *path = dialect->names.field[i], *fallback = dialect->fallback[i];

		paths[i] = path;
		paths[n_fields + i] =
			fallback && !(path && strcmp(path, fallback) == 0) ? fallback : NULL;
	}
}

int json_lines_read(const struct piece *piece, const struct dialect *dialect,
		    const struct sink *sink, struct error *err)
{
	const char *paths[N_PATHS];
	struct state state = { .dialect = dialect, .sink = sink };
	struct json_reader *reader;
	struct lines lines;
	int r;

	state.n_fields = record_n_fields(sink);
	choose_word(&state);
	choose_key(&state);
	choose_paths(dialect, state.n_fields, paths);
	reader = json_reader_new(paths, 2 * state.n_fields, NULL, on_record, &state);
	r = read_all(piece, &lines, &state, reader, err);
	lines_free(&lines);
	json_reader_free(reader);
	return r;
}

struct search {
	size_t n_paths;
	bool found;
};

static int on_head_record(void *context, struct json_reader *reader)
{
	struct search *search = context;
	bool all = true;

	for (size_t i = 0; i < search->n_paths; i++)
		all = all && json_value(reader, i).text;
	search->found = search->found || all;
	return 0;
}

bool json_lines_have(const char *head, size_t len, const char *const *paths, size_t n_paths)
{
	struct search search = { .n_paths = n_paths };
	size_t start = text_mark_length(head, len);
	const char *end = head + len;
	struct json_reader *reader;
	struct error ignored;

	start += skip_blanks(head + start, len - start);
	if (start == len || head[start] != '{')
		return false;
	head += start;
	reader = json_reader_new(paths, n_paths, NULL, on_head_record, &search);
	while (head < end && !search.found) {
		const char *line_end = memchr(head, '\n', (size_t)(end - head));

		line_end = line_end ? line_end + 1 : end;
		if (json_feed(reader, head, (size_t)(line_end - head), &ignored) != 0)
			json_reset(reader);
		else if (!json_is_complete(reader)) /* a line longer than the head */
			on_head_record(&search, reader);
		head = line_end;
	}
	json_reader_free(reader);
	return search.found;
}
