/*
 * ss - rows of `ss -tunap`:
 *
 *     tcp  ESTAB 0  0  192.0.2.5:47110  198.51.100.7:443  users:(("curl",pid=4711,fd=5))
 *
 * Asked for one protocol alone it leaves the first column out. A row copied from a
 * narrow terminal goes on in the next line.
 */
#include "programs/rows.h"

#include <netinet/in.h>
#include <string.h>

/* LONGEST_NAME: the kernel's own limit. */
enum { LONGEST_NAME = 15, MOST_PROCESSES = 1024 };

/* They are the same in every language. */
static bool is_state(struct word word)
{
	static const char *const states[] = {
		"ESTAB",      "SYN-SENT",   "SYN-RECV",	    "FIN-WAIT-1",
		"FIN-WAIT-2", "TIME-WAIT",  "UNCONN",	    "CLOSE",
		"CLOSED",     "CLOSE-WAIT", "LAST-ACK",	    "LISTEN",
		"CLOSING",    "UNKNOWN",    "NEW-SYN-RECV", "BOUND-INACTIVE",
	};

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
		if (word_is(word, states[i]))
			return true;
	}
	return false;
}

static bool skip_text(const char **at, const char *end, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(end - *at) < len || memcmp(*at, text, len) != 0)
		return false;
	*at += len;
	return true;
}

static bool skip_number(const char **at, const char *end, int64_t *number)
{
	const char *from = *at;

	while (*at < end && **at >= '0' && **at <= '9')
		(*at)++;
	return word_number((struct word){ from, (size_t)(*at - from) }, INT32_MAX,
			   number);
}

/* What stands behind a name: `",pid=4711,fd=5)`, perhaps with tid=4712 and, by -Z, the
 * security context in between. */
static bool skip_numbers(const char **at, const char *end, int64_t *pid)
{
	int64_t number;

	if (!skip_text(at, end, "\",pid=") || !skip_number(at, end, pid))
		return false;
	if (skip_text(at, end, ",tid=") && !skip_number(at, end, &number))
		return false;
	if (skip_text(at, end, ",proc_ctx=")) {
		while (*at < end && **at != ',' && **at != ')')
			(*at)++;
	}
	if (!skip_text(at, end, ",fd=") || !skip_number(at, end, &number))
		return false;
	if (skip_text(at, end, ",sock_ctx=")) {
		while (*at < end && **at != ',' && **at != ')')
			(*at)++;
	}
	return skip_text(at, end, ")");
}

/*
 * Names are written as they are, and a process may call itself `",pid=1,fd=3),(` to
 * look like another one. No name is longer than 15 bytes, though, and what parts two of
 * them takes 16: so the longest that fits is the only one.
 */
static bool skip_process(const char **at, const char *end, struct word *name,
			 int64_t *pid)
{
	const char *from = *at, *behind = NULL;

	for (size_t len = 0; len <= LONGEST_NAME && from + len < end; len++) {
		const char *next = from + len;
		int64_t number;

		if (!skip_numbers(&next, end, &number))
			continue;
		*name = (struct word){ from, len };
		*pid = number;
		behind = next;
	}
	if (behind)
		*at = behind;
	return behind != NULL;
}

/* `users:(("sshd",pid=812,fd=4),("sshd",pid=790,fd=4))` */
static bool read_users(struct listing *listing, const char *at, const char *end)
{
	struct word name;
	int64_t pid;

	if (!skip_text(&at, end, "users:("))
		return false;
	for (int n = 0; n < MOST_PROCESSES; n++) {
		if (!skip_text(&at, end, "(\"") || !skip_process(&at, end, &name, &pid)) {
			row_bad(listing, "no processes",
				(struct word){ at, (size_t)(end - at) });
			return true;
		}
		row_owner(listing, pid, name);
		if (!skip_text(&at, end, ","))
			break;
	}
	return true;
}

/* Behind the addresses there may be more, by -e and -o, before the users. */
static void read_rest(struct listing *listing, struct words words)
{
	static const char mark[] = "users:((\"";
	const char *at = words.at;

	for (; (size_t)(words.end - at) >= sizeof(mark) - 1; at++) {
		if (memcmp(at, mark, sizeof(mark) - 1) == 0) {
			read_users(listing, at, words.end);
			return;
		}
	}
}

/* A heading alone is the list of a host without connections. */
static bool is_heading(struct words words, struct word first)
{
	struct word second = words_next(&words);

	return (word_is(first, "Netid") && word_is(second, "State")) ||
	       (word_is(first, "State") && word_is(second, "Recv-Q"));
}

/* Sockets of other kinds: "u_str ESTAB 0 0 * 4711 * 4712". */
static bool is_other_kind(struct word first)
{
	static const char *const kinds[] = { "nl",    "p_raw", "p_dgr", "raw",	"u_dgr",
					     "u_str", "u_seq", "icmp6", "dccp", "sctp",
					     "v_str", "v_dgr", "vsock", "tipc", "xdp",
					     "mptcp", "ti_st", "???" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (word_is(first, kinds[i]))
			return true;
	}
	return false;
}

bool row_of_ss(struct listing *listing, const char *line, size_t len)
{
	struct words words = { line, line + len };
	struct word first = words_next(&words);
	struct row row = { .protocol = word_protocol(first), .state = first };
	int64_t number;

	if (read_users(listing, first.text, words.end))
		return true;
	if (is_heading(words, first)) {
		listing->n_rows++;
		return true;
	}
	if (row.protocol || is_other_kind(first))
		row.state = words_next(&words);
	if (!is_state(row.state) ||
	    !word_number(words_next(&words), UINT32_MAX, &number) ||
	    !word_number(words_next(&words), UINT32_MAX, &number))
		return false;
	if (is_other_kind(first)) {
		listing->n_rows++;
		listing->last = NULL;
		listing->last_program = NULL;
		return true;
	}
	/* Without a protocol it is what most ask for: `ss -tnp`. */
	if (!row.protocol)
		row.protocol = word_is(row.state, "UNCONN") ? IPPROTO_UDP : IPPROTO_TCP;
	row.local = words_next(&words);
	row.remote = words_next(&words);
	if (row_put(listing, &row))
		read_rest(listing, words);
	return true;
}
