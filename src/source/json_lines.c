/*
 * json_lines - see json_lines.h.
 */
#define _GNU_SOURCE /* memmem(), which POSIX has since 2024 */

#include "source/json_lines.h"

#include <stdio.h>
#include <string.h>

#include "core/json.h"
#include "core/lines.h"
#include "core/text.h"

enum { N_PATHS = 2 * N_RECORD_FIELDS, LONGEST_WORD = 64 };

/* What a value of the record follows in a line, "event_type":", as most write it. */
struct mark {
	char text[LONGEST_WORD];
	size_t len; /* 0: the value can't be found that way */
};

struct state {
	const struct dialect *dialect;
	const struct sink *sink;
	uint64_t line;
	char word[LONGEST_WORD]; /* no line without it is a flow, see cannot_be_flow(); */
	size_t word_len;	 /* 0: there is no such word */
	struct mark event;	 /* see cannot_be_seen() */
	struct mark src;
	struct mark dst;
	size_t n_fields; /* that are looked for */
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

	while (i < len &&
	       (text[i] == ' ' || text[i] == '\t' || text[i] == '\r' || text[i] == '\n'))
		i++;
	return i;
}

/* The event of a flow as it stands in a line. A text of letters can be written in
 * another way only with the numbers of characters; a word might also be no text. */
static void choose_word(struct state *state)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-.";
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

/* None for a name that has to be written in another way. A value that lies deeper is not
 * found by it, and the line is parsed. */
static void choose_mark(const struct state *state, enum record_field field,
			struct mark *mark)
{
	const char *name = state->dialect->names.field[field];
	size_t len = name ? strlen(name) : 0;

	if (!state->sink->put_sighting || len == 0 || len + 4 > LONGEST_WORD ||
	    strpbrk(name, "\\\""))
		return;
	mark->len = (size_t)snprintf(mark->text, sizeof(mark->text), "\"%s\":\"", name);
}

/* The text that follows the mark; text NULL if it is not to be found. */
static struct value find_marked(const char *text, size_t len, const struct mark *mark)
{
	const char *at = mark->len > 0 ? memmem(text, len, mark->text, mark->len) : NULL;
	const char *end =
		at ? memchr(at + mark->len, '"', (size_t)(text + len - at) - mark->len)
		   : NULL;

	if (!end)
		return (struct value){ .text = NULL };
	at += mark->len;
	return (struct value){ at, (size_t)(end - at) };
}

static bool is_unwanted(const struct state *state, struct value end)
{
	struct address address;

	return end.text && address_parse(end.text, end.len, &address) &&
	       !state->sink->wants(state->sink->context, &address);
}

/*
 * When sightings are looked for, most lines are flows or statistics, or of hosts that are
 * not asked for. Within a text the quotation marks of a mark would be escaped, and
 * sensors write no key twice but for the same hosts; a line in which a mark is not found
 * is parsed.
 */
static bool cannot_be_seen(const struct state *state, const char *text, size_t len)
{
	const struct record_names *names = &state->dialect->names;
	struct value event = find_marked(text, len, &state->event);

	if (event.text && !record_is_listed(event, names->says_names) &&
	    !record_is_listed(event, names->is_alert))
		return true;
	return state->sink->wants &&
	       is_unwanted(state, find_marked(text, len, &state->src)) &&
	       is_unwanted(state, find_marked(text, len, &state->dst));
}

static void read_line(struct state *state, struct json_reader *reader,
		      const struct line *line)
{
	struct error err;
	size_t mark;

	if (line->too_long) {
		tally_bad(state->sink->tally, state->line, LINE_TOO_LONG);
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
	tally_bad(state->sink->tally, state->line, line->is_cut ? LINE_IS_CUT : err.text);
	json_reset(reader);
}

static int read_all(const struct piece *piece, struct lines *lines, struct state *state,
		    struct json_reader *reader, struct error *err)
{
	struct line line;
	int r = lines_init_piece(lines, piece->stream, piece->offset, piece->length, err);

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
		const char *path = dialect->names.field[i],
			   *fallback = dialect->fallback[i];

		paths[i] = path;
		paths[n_fields + i] = fallback && !(path && strcmp(path, fallback) == 0)
					      ? fallback
					      : NULL;
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
	choose_mark(&state, RECORD_EVENT, &state.event);
	choose_mark(&state, RECORD_SRC, &state.src);
	choose_mark(&state, RECORD_DST, &state.dst);
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

bool json_lines_have(const char *head, size_t len, const char *const *paths,
		     size_t n_paths)
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
