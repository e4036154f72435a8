/*
 * netstat - rows of `netstat -tunap` on Linux:
 *
 *     tcp   0  0 192.0.2.5:47110  198.51.100.7:443  ESTABLISHED 4711/curl
 *     udp   0  0 192.0.2.5:68     192.0.2.1:67      VERBUNDEN   -
 */
#include "programs/rows.h"

#include <string.h>

/* How many bytes an end has at most, without -W; what is longer is cut in silence. */
enum { CUT_LENGTH = 22 };

/* Where an IPv6 address was cut it may still read as one, but as another. */
static bool may_be_cut(struct word end)
{
	size_t colons = 0;

	for (size_t i = 0; i < end.len; i++)
		colons += end.text[i] == ':';
	return end.len == CUT_LENGTH + 1 && colons > 1;
}

/* By -o it ends with a timer: "keepalive (7161.31/0/0)". */
static struct word without_timer(struct word text)
{
	size_t at = text.len;

	if (at == 0 || text.text[--at] != ')')
		return text;
	while (at > 0 && strchr("0123456789./", text.text[at - 1]))
		at--;
	if (at < 2 || text.text[at - 1] != '(' || text.text[at - 2] != ' ')
		return text;
	for (at -= 2; at > 0 && text.text[at - 1] != ' '; at--)
		;
	return words_rest(&(struct words){ text.text, text.text + at });
}

/* "4711/curl", with the rest of the line: names have blanks. */
static bool read_process(struct listing *listing, struct words words)
{
	struct word rest = without_timer(words_rest(&words));
	const char *slash = memchr(rest.text, '/', rest.len);
	int64_t pid;

	if (!slash ||
	    !word_number((struct word){ rest.text, (size_t)(slash - rest.text) },
			 INT32_MAX, &pid))
		return false;
	row_owner(listing, pid,
		  (struct word){ slash + 1, rest.len - (size_t)(slash - rest.text) - 1 });
	return true;
}

/* Behind the state, by -e, are user and inode; the state may be missing. */
static void read_rest(struct listing *listing, struct words words)
{
	for (int i = 0; i < 4; i++) {
		if (read_process(listing, words))
			return;
		words_next(&words);
	}
}

static struct word read_state(struct words words)
{
	struct word state = words_next(&words);

	if (state.len &&
	    ((*state.text >= '0' && *state.text <= '9') || *state.text == '-'))
		state.len = 0;
	return state;
}

bool row_of_netstat(struct listing *listing, const char *line, size_t len)
{
	struct words words = { line, line + len };
	struct row row = { .protocol = word_protocol(words_next(&words)) };
	int64_t number;

	if (!row.protocol || !word_number(words_next(&words), UINT32_MAX, &number) ||
	    !word_number(words_next(&words), UINT32_MAX, &number))
		return false;
	row.local = words_next(&words);
	row.remote = words_next(&words);
	row.state = read_state(words);
	if (may_be_cut(row.remote)) {
		listing->last = NULL;
		listing->last_program = NULL;
		row_bad(listing, "an address that may be cut; netstat -W writes it whole",
			row.remote);
		return true;
	}
	if (row_put(listing, &row))
		read_rest(listing, words);
	return true;
}
