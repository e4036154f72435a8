/*
 * zeek_tsv - Zeek's conn.log as Zeek writes it: a header of lines that start
 * with '#', then columns. Logs of other kinds (#path dns) and logs glued
 * together, each with its header, are read as they come.
 * Format: docs.zeek.org, "Zeek Log Formats and Inspection".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/lanes.h"
#include "core/lines.h"
#include "source/format.h"
#include "source/record.h"

/* Of conn.log and those that tell more: ssl, http, dns, notice. */
static const struct record_names zeek_names = {
	.field = {
		[RECORD_SRC] = "id.orig_h", [RECORD_DST] = "id.resp_h",
		[RECORD_PORT] = "id.resp_p", [RECORD_TIME] = "ts",
		[RECORD_BYTES] = "orig_bytes", [RECORD_BYTES_IN] = "resp_bytes",
		[RECORD_DURATION] = "duration", [RECORD_STATE] = "conn_state",
		[RECORD_PROTOCOL] = "proto",
		[RECORD_ID] = "uid", [RECORD_TLS_NAME] = "server_name",
		[RECORD_HTTP_HOST] = "host", [RECORD_QUERY] = "query",
		[RECORD_ANSWERS] = "answers", [RECORD_SRC_PORT] = "id.orig_p",
		[RECORD_USER_AGENT] = "user_agent", [RECORD_URL] = "uri",
		[RECORD_HTTP_METHOD] = "method", [RECORD_HTTP_STATUS] = "status_code",
		[RECORD_TLS_VERSION] = "version", [RECORD_TLS_ISSUER] = "issuer",
		[RECORD_JA3] = "ja3", [RECORD_JA4] = "ja4", [RECORD_ALERT] = "note",
		[RECORD_PAYLOAD] = "msg",
	},
	.says_names = "ssl,http,dns,quic",
	.is_alert = "notice",
	.duration_unit_s = 1,
};

/* conn.log has 21 columns, with packages some more. A field beyond is not looked at. */
enum { MOST_COLUMNS = 2048 };

/* What the header in force says. */
struct header {
	char separator;
	char unset[16];
	size_t unset_len;
	char empty[16]; /* how a text of no length is written */
	size_t empty_len;
	enum record_kind kind;
	char path[16]; /* of the log: conn, ssl */
	int n_columns;
	signed char field[MOST_COLUMNS]; /* of each column; -1: none */
	int last;			 /* the last column that matters */
	bool has_fields;
};

static void set_mark(char mark[16], size_t *mark_len, const char *text, size_t len)
{
	*mark_len = len < 15 ? len : 15;
	memcpy(mark, text, *mark_len);
	mark[*mark_len] = '\0';
}

static void header_init(struct header *header)
{
	*header = (struct header){ .separator = '\t', .kind = RECORD_IS_FLOW };
	set_mark(header->unset, &header->unset_len, "-", 1);
	set_mark(header->empty, &header->empty_len, "(empty)", 7);
}

/* "\x09" as it is written in "#separator \x09". */
static char unescape(const char *text, size_t len)
{
	unsigned value;
	char copy[8] = "";

	memcpy(copy, text, len < 7 ? len : 7);
	if (len >= 4 && sscanf(copy, "\\x%2x", &value) == 1)
		return (char)value;
	return len ? text[0] : '\t';
}

/* Of columns that are called alike the last one counts. */
static void forget(struct header *header, signed char field)
{
	for (int column = 0; column <= header->last; column++) {
		if (header->field[column] == field)
			header->field[column] = -1;
	}
}

static void read_fields(struct header *header, const char *text, size_t len)
{
	const char *end = text + len;
	int column = 0;

	memset(header->field, -1, sizeof(header->field));
	header->last = -1;
	header->has_fields = true;
	while (text < end) {
		const char *stop = memchr(text, header->separator, (size_t)(end - text));
		struct value name = { text, (size_t)((stop ? stop : end) - text) };

		for (size_t i = 0; i < N_RECORD_FIELDS; i++) {
			if (column < MOST_COLUMNS && zeek_names.field[i] &&
			    value_is(name, zeek_names.field[i])) {
				forget(header, (signed char)i);
				header->field[column] = (signed char)i;
				header->last = column;
			}
		}
		column++;
		text = stop ? stop + 1 : end;
	}
	header->n_columns = column;
}

static bool begins(const char *text, size_t len, const char *word)
{
	return len > strlen(word) && memcmp(text, word, strlen(word)) == 0;
}

static void read_header_line(struct header *header, const char *text, size_t len)
{
	size_t name = 0;
	const char *value;
	size_t n;

	while (name < len && text[name] != ' ' && text[name] != header->separator)
		name++;
	if (name == len)
		return;
	value = text + name + 1;
	n = len - name - 1;
	if (begins(text, len, "#separator ")) { /* a space, whatever it says */
		header_init(header);
		header->separator = unescape(text + 11, len - 11);
	} else if (begins(text, len, "#unset_field")) {
		set_mark(header->unset, &header->unset_len, value, n);
	} else if (begins(text, len, "#empty_field")) {
		set_mark(header->empty, &header->empty_len, value, n);
	} else if (begins(text, len, "#path")) {
		header->kind = record_kind_of_zeek((struct value){ value, n });
		snprintf(header->path, sizeof(header->path), "%.*s", (int)n, value);
	} else if (begins(text, len, "#fields")) {
		read_fields(header, value, n);
	}
}

static bool is_mark(struct value cell, const char *mark, size_t len)
{
	return cell.len == len && memcmp(cell.text, mark, len) == 0;
}

/* Where the first columns end, as far as there are any; returns how many. Cells are
 * short, so that all separators of a block are worth finding at once. */
static int find_ends(const struct header *header, const char *text, size_t len,
		     const char *ends[MOST_COLUMNS + 1])
{
	int n = 0;

	for (size_t at = 0; at < len; at += LANES) {
		/* A line may be read beyond its end: see lines.h. */
		uint32_t bits = lanes_equal(text + at, header->separator);

		if (len - at < LANES)
			bits &= (UINT32_C(1) << (len - at)) - 1;
		for (; bits; bits &= bits - 1) {
			ends[n++] = text + at + lanes_first(bits);
			if (n > header->last)
				return n;
		}
	}
	ends[n++] = text + len;
	return n;
}

static void split(const struct header *header, const char *text, size_t len,
		  struct value values[N_RECORD_FIELDS])
{
	const char *ends[MOST_COLUMNS + 1];
	int n = find_ends(header, text, len, ends);

	for (size_t i = 0; i < N_RECORD_FIELDS; i++)
		values[i] = (struct value){ .text = NULL };
	for (int column = 0; column < n && column <= header->last; column++) {
		const char *from = column ? ends[column - 1] + 1 : text;
		struct value cell = { from, (size_t)(ends[column] - from) };

		if (header->field[column] < 0 ||
		    is_mark(cell, header->unset, header->unset_len))
			continue;
		if (is_mark(cell, header->empty, header->empty_len))
			cell.len = 0;
		values[header->field[column]] = cell;
	}
}

static int count_columns(const struct header *header, const char *text, size_t len)
{
	int n = 1;

	for (size_t i = 0; i < len; i++)
		n += text[i] == header->separator;
	return n;
}

/* By what the log is; whether a record is one that says something, it tells itself. */
static bool is_wanted(const struct header *header, const struct sink *sink)
{
	if (header->kind == RECORD_IS_OTHER)
		return sink->put_name || sink->put_sighting;
	return !sink->put_sighting;
}

static void read_line(struct header *header, const struct line *line, uint64_t number,
		      const struct sink *sink)
{
	struct value values[N_RECORD_FIELDS];
	size_t len = line_length(line);
	bool is_cut;

	if (line->too_long) {
		tally_bad(sink->tally, number, LINE_TOO_LONG);
		return;
	}
	if (len == 0)
		return;
	if (line->text[0] == '#') {
		read_header_line(header, line->text, len);
		return;
	}
	is_cut = line->is_cut &&
		 count_columns(header, line->text, len) < header->n_columns;
	if (!is_wanted(header, sink) ||
	    (header->kind == RECORD_IS_OTHER && (!header->has_fields || is_cut))) {
		sink->tally->other++;
		return;
	}
	if (!header->has_fields) {
		tally_bad(sink->tally, number, "no #fields line before it");
		return;
	}
	if (is_cut) {
		tally_bad(sink->tally, number, LINE_IS_CUT);
		return;
	}
	split(header, line->text, len, values);
	values[RECORD_EVENT] = (struct value){ header->path, strlen(header->path) };
	record_take(values, &zeek_names, header->kind, number, sink);
}

/* A block of header lines, for a piece that begins behind it. */
static int read_header(const struct piece *piece, int64_t at, struct header *header,
		       struct error *err)
{
	struct lines lines;
	struct line line;
	int r;

	if (stream_seek(piece->stream, at, err) != 0)
		return -1;
	lines_init(&lines, piece->stream);
	/* What begins in the piece is read with it, by the separator in force there. */
	while ((r = lines_next(&lines, &line, err)) > 0 && line.len &&
	       line.text[0] == '#' && at < piece->offset) {
		read_header_line(header, line.text, line_length(&line));
		at += (int64_t)line.len;
	}
	lines_free(&lines);
	return r < 0 ? -1 : 0;
}

static int start(const struct piece *piece, struct header *header, struct lines *lines,
		 struct error *err)
{
	header_init(header);
	/* All above the piece: a header may change only part of the one before. */
	for (size_t i = 0; i < piece->n_headers && piece->headers[i] < piece->offset;
	     i++) {
		if (read_header(piece, piece->headers[i], header, err) != 0) {
			lines_init(lines, piece->stream);
			return -1;
		}
	}
	return lines_init_piece(lines, piece->stream, piece->offset, piece->length, err);
}

static int read_zeek_tsv(const struct piece *piece, const struct sink *sink,
			 struct error *err)
{
	struct header header;
	struct lines lines;
	struct line line;
	int r = start(piece, &header, &lines, err);

	while (r == 0 && (r = lines_next(&lines, &line, err)) > 0) {
		read_line(&header, &line, lines.number, sink);
		r = 0;
	}
	sink->tally->lines = lines.number;
	lines_free(&lines);
	return r;
}

/* Sets *at behind the header lines that begin at `from`, if any do. */
static int skip_header(struct stream *stream, int64_t from, int64_t *at,
		       struct error *err)
{
	struct lines lines;
	struct line line;
	int r = stream_seek(stream, from, err);

	*at = from;
	lines_init(&lines, stream);
	while (r == 0 && (r = lines_next(&lines, &line, err)) > 0 && line.len &&
	       line.text[0] == '#') {
		*at += (int64_t)line.len;
		r = 0;
	}
	lines_free(&lines);
	return r < 0 ? -1 : 0;
}

/* The first '#' in the block that begins a line, or NULL. */
static const char *find_header_line(const char *block, size_t len)
{
	const char *hit = block;

	while ((hit = memchr(hit, '#', len - (size_t)(hit - block)))) {
		if (hit > block && hit[-1] == '\n')
			return hit;
		hit++;
	}
	return NULL;
}

/*
 * A line that starts with '#' begins a header. '#' is rare in logs, so memchr
 * for it runs at the speed of memory.
 */
static int next_header(struct stream *stream, int64_t from, int64_t *at,
		       struct error *err)
{
	enum { BLOCK = 1 << 20 };
	char *block;
	const char *hit = NULL;
	int64_t start; /* of the block in the file */
	size_t kept = 0, got = 1;
	int r;

	if (skip_header(stream, from, &start, err) != 0 ||
	    stream_seek(stream, start, err) != 0)
		return -1;
	block = memory_alloc(BLOCK + 1);
	while ((r = stream_read(stream, block + kept, BLOCK, &got, err)) == 0 && got) {
		size_t len = kept + got;

		hit = find_header_line(block, len);
		if (hit)
			break;
		/* The line's end before a '#' may be the last byte of the block. */
		block[0] = block[len - 1];
		start += (int64_t)(len - 1);
		kept = 1;
	}
	if (r == 0)
		*at = hit ? start + (hit - block) : stream_size(stream);
	free(block);
	return r;
}

static bool recognise(const char *head, size_t len, const struct config *config)
{
	(void)config;
	return begins(head, len, "#separator") || begins(head, len, "#fields") ||
	       begins(head, len, "#path");
}

const struct format format_zeek_tsv = {
	.name = "Zeek TSV",
	.listed_as = "Zeek conn.log as TSV or JSON",
	.recognise = recognise,
	.can_cut = true,
	.next_header = next_header,
	.read = read_zeek_tsv,
};
