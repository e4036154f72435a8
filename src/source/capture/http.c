/*
 * http - see http.h.
 */
#include "source/capture/http.h"

#include <string.h>
#include <strings.h>

bool http_may_begin(const char *text, size_t len)
{
	static const char *const begins[] = { "GET ",	  "POST ",     "HTTP/1.",
					      "HEAD ",	  "PUT ",      "CONNECT ",
					      "OPTIONS ", "DELETE ",   "PATCH ",
					      "TRACE ",	  "PROPFIND ", "REPORT " };

	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++) {
		size_t n = strlen(begins[i]);

		if (memcmp(text, begins[i], len < n ? len : n) == 0)
			return len > 0;
	}
	return false;
}

size_t http_head_length(const char *text, size_t len, size_t from)
{
	const char *end = text + len, *at = text + (from > 3 ? from - 3 : 0);

	while ((at = memchr(at, '\n', (size_t)(end - at)))) {
		at++;
		if (end - at >= 1 && at[0] == '\n')
			return (size_t)(at + 1 - text);
		if (end - at >= 2 && at[0] == '\r' && at[1] == '\n')
			return (size_t)(at + 2 - text);
	}
	return 0;
}

static struct value trim(const char *from, const char *to)
{
	while (from < to && (*from == ' ' || *from == '\t'))
		from++;
	while (to > from && (to[-1] == ' ' || to[-1] == '\t' || to[-1] == '\r'))
		to--;
	return (struct value){ from, (size_t)(to - from) };
}

/* "HTTP/1.1 200 OK" */
static bool parse_status_line(struct value line, struct http_head *head)
{
	if (line.len < 12 || memcmp(line.text, "HTTP/1.", 7) != 0 || line.text[8] != ' ')
		return false;
	for (size_t i = 9; i < 12; i++) {
		if (line.text[i] < '0' || line.text[i] > '9')
			return false;
	}
	if (line.len > 12 && line.text[12] != ' ')
		return false;
	head->status = (struct value){ line.text + 9, 3 };
	return true;
}

/* "GET / HTTP/1.1": what is between the first and the last space is the URL, whatever
 * is in it. */
static bool parse_request_line(struct value line, struct http_head *head)
{
	const char *end = line.text + line.len, *space = memchr(line.text, ' ', line.len);
	const char *version = end;

	while (version > line.text && version[-1] != ' ')
		version--;
	if (!space || space == line.text || version - 1 <= space || end - version != 8 ||
	    memcmp(version, "HTTP/1.", 7) != 0)
		return false;
	head->is_request = true;
	head->method = (struct value){ line.text, (size_t)(space - line.text) };
	head->url = trim(space, version);
	return true;
}

static void parse_field(struct value line, struct http_head *head)
{
	static const char host[] = "host:", agent[] = "user-agent:";
	const char *end = line.text + line.len;

	if (!head->host.text && line.len >= sizeof(host) - 1 &&
	    strncasecmp(line.text, host, sizeof(host) - 1) == 0)
		head->host = trim(line.text + sizeof(host) - 1, end);
	else if (!head->agent.text && line.len >= sizeof(agent) - 1 &&
		 strncasecmp(line.text, agent, sizeof(agent) - 1) == 0)
		head->agent = trim(line.text + sizeof(agent) - 1, end);
}

bool http_parse(const char *text, size_t len, struct http_head *head)
{
	const char *end = text + len;
	bool is_first = true;

	*head = (struct http_head){ .is_request = false };
	while (text < end) {
		const char *line_end = memchr(text, '\n', (size_t)(end - text));
		struct value line;

		if (!line_end) /* cut */
			break;
		line = (struct value){ text, (size_t)(line_end - text) };
		if (line.len > 0 && line.text[line.len - 1] == '\r')
			line.len--;
		if (is_first && !parse_status_line(line, head) &&
		    !parse_request_line(line, head))
			return false;
		if (!is_first)
			parse_field(line, head);
		is_first = false;
		text = line_end + 1;
	}
	return !is_first;
}
