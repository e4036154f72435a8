/*
 * lines - plain lists: one thing a line, maybe with what is said of it behind it, the
 * hosts that a hosts file sends nowhere, or the ranges of a block list.
 */
#include <string.h>

#include "core/text.h"
#include "source/intel/indicator.h"
#include "source/intel/reading.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct value skip_blanks(struct value text)
{
	while (text.len > 0 && is_blank(*text.text)) {
		text.text++;
		text.len--;
	}
	return text;
}

/* Takes the next word from the text; the separator behind it stays. */
static struct value take_word(struct value *text, const char *separators)
{
	struct value word = { text->text, 0 };

	while (word.len < text->len && !is_blank(word.text[word.len]) &&
	       !(word.text[word.len] && strchr(separators, word.text[word.len])))
		word.len++;
	text->text += word.len;
	text->len -= word.len;
	return word;
}

/* Where a hosts file sends what is not to be reached. */
static bool is_nowhere(struct value word)
{
	static const char *const nowhere[] = { "0.0.0.0", "127.0.0.1", "::", "::1" };

	for (size_t i = 0; i < sizeof(nowhere) / sizeof(*nowhere); i++) {
		if (value_is(word, nowhere[i]))
			return true;
	}
	return false;
}

/* localhost and what else has no dot is no fault. */
static void take_hosts(struct reading *reading, struct value rest)
{
	struct indicator indicator;

	for (rest = skip_blanks(rest); rest.len > 0 && *rest.text != '#';
	     rest = skip_blanks(rest)) {
		struct value host = take_word(&rest, "#");

		if (indicator_parse(host.text, host.len, &indicator) == INDICATOR_READ)
			reading_add(reading, &indicator, (struct value){ "", 0 });
		else
			reading->n_other++;
	}
	reading->n_lines++;
}

/* "a b" and "a - b" */
static bool take_range(struct reading *reading, struct value first, struct value rest)
{
	struct indicator indicator;
	struct value last;

	rest = skip_blanks(rest);
	last = take_word(&rest, ",;#");
	if (value_is(last, "-")) {
		rest = skip_blanks(rest);
		last = take_word(&rest, ",;#");
	}
	if (!indicator_range(first.text, first.len, last.text, last.len, &indicator))
		return false;
	reading_add(reading, &indicator, (struct value){ "", 0 });
	return true;
}

static void take_line(struct reading *reading, struct value text, uint64_t number)
{
	uint64_t n_bad = reading->n_bad;
	struct value word, hosts;

	text = skip_blanks(text);
	word = take_word(&text, ",;");
	hosts = skip_blanks(text);
	if (word.len >= 2 && memcmp(word.text, "@@", 2) == 0)
		reading->n_other++; /* an ad blocker's exception */
	else if (is_nowhere(word) && hosts.len > 0)
		take_hosts(reading, hosts);
	else if (!take_range(reading, word, text))
		reading_take(reading, word, text);
	if (reading->n_bad > n_bad && n_bad == 0)
		reading->first_bad = number;
}

static int read_lines(struct reading *reading, struct error *err)
{
	struct lines lines;
	struct line line;
	int r;

	lines_init(&lines, reading->stream);
	while ((r = lines_next(&lines, &line, err)) > 0) {
		size_t mark =
			lines.number == 1 ? text_mark_length(line.text, line.len) : 0;

		if (line.too_long)
			reading_note_bad(reading, lines.number);
		else if (!reading_is_remark(line.text + mark, line.len - mark))
			take_line(reading,
				  (struct value){ line.text + mark, line.len - mark },
				  lines.number);
	}
	lines_free(&lines);
	return r;
}

/* What is no list of any kind has hardly a line that could be of one. */
static bool recognise(const char *head, size_t len)
{
	struct reading reading = { .intel = intel_new() };
	size_t at = text_mark_length(head, len);
	while (at < len) {
		const char *end = memchr(head + at, '\n', len - at);
		size_t n = end ? (size_t)(end - head) - at : len - at;

		/* The last may be cut. */
		if (!reading_is_remark(head + at, n) && (end || reading.n_lines == 0))
			take_line(&reading, (struct value){ head + at, n }, 1);
		at += n + 1;
	}
	intel_free(reading.intel);
	return !memchr(head, '\0', len) && reading.n_bad * 5 <= reading.n_lines * 4;
}

const struct intel_format intel_lines = { "a plain list", recognise, read_lines };
