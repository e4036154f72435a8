/*
 * windows - rows of `netstat -ano` on Windows, and with -b the names below them:
 *
 *       TCP    192.0.2.5:50123   198.51.100.7:443   HERGESTELLT     4711
 *      [chrome.exe]
 *       UDP    0.0.0.0:123       *:*                                1044
 */
#include "programs/rows.h"

#include <string.h>

/* "[chrome.exe]" */
static bool read_name(struct listing *listing, struct word line)
{
	if (line.len < 3 || *line.text != '[' || line.text[line.len - 1] != ']' ||
	    memchr(line.text, ':', line.len))
		return false;
	row_name(listing, (struct word){ line.text + 1, line.len - 2 });
	return true;
}

/* The state, which may be of several words in some language, ends at the number; -t
 * writes one more word behind it. Without -o there is none. */
static bool read_pid(struct words words, struct word *state, int64_t *pid)
{
	struct word word;

	*state = (struct word){ words.at, 0 };
	while ((word = words_next(&words)).len) {
		if (word_number(word, UINT32_MAX, pid))
			return true;
		if (state->len == 0)
			state->text = word.text;
		state->len = (size_t)(word.text + word.len - state->text);
	}
	return false;
}

bool row_of_windows(struct listing *listing, const char *line, size_t len)
{
	struct words words = { line, line + len };
	struct row row;
	struct address address;
	uint16_t port;
	int64_t pid = -1;

	if (read_name(listing, words_rest(&words)))
		return true;
	row = (struct row){ .protocol = word_protocol(words_next(&words)) };
	row.local = words_next(&words);
	row.remote = words_next(&words);
	if (!row.protocol || word_end(row.local, &address, &port) == ROW_END_BAD ||
	    word_end(row.remote, &address, &port) == ROW_END_BAD)
		return false;
	read_pid(words, &row.state, &pid);
	row_put(listing, &row);
	/* Number 0 is the idle process: what it has was somebody's. */
	if (pid == 0)
		row_is_closed(listing);
	else if (pid > 0)
		row_owner(listing, pid, (struct word){ "", 0 });
	return true;
}
