/*
 * reading - see reading.h.
 */
#include "source/intel/reading.h"

#include <string.h>

#include "source/intel/indicator.h"

enum { MOST_SAID = 80 };

/* One line, no more than a cell has room for, and no half characters. */
static size_t tidy(struct value what, char text[MOST_SAID + 4])
{
	size_t len = 0;
	bool blank = true;

	while (what.len > 0 && strchr(" \t\"',;#|-", *what.text)) {
		what.text++;
		what.len--;
	}
	for (size_t i = 0; i < what.len && len < MOST_SAID; i++) {
		bool is_blank = strchr(" \t\r\n", what.text[i]) != NULL && what.text[i];

		if (!is_blank)
			text[len++] = what.text[i] ? what.text[i] : ' ';
		else if (!blank)
			text[len++] = ' ';
		blank = is_blank;
	}
	if (len == MOST_SAID) {
		while (len > 0 && ((unsigned char)text[len - 1] & 0xc0) == 0x80)
			len--;
		len -= len > 0 && (unsigned char)text[len - 1] >= 0xc0;
		memcpy(text + len, "...", 3);
		return len + 3;
	}
	while (len > 0 && strchr(" \"',;#|", text[len - 1]))
		len--;
	return len;
}

void reading_add(struct reading *reading, const struct indicator *indicator,
		 struct value what)
{
	char text[MOST_SAID + 4];

	intel_add(reading->intel, indicator, text, tidy(what, text));
	reading->n_read++;
	reading->n_lines++;
}

static void take_one(struct reading *reading, struct value value, unsigned port,
		     struct value what)
{
	struct indicator indicator;

	switch (indicator_parse(value.text, value.len, &indicator)) {
	case INDICATOR_READ:
		if (port > 0 && indicator.port == 0)
			indicator.port = (uint16_t)port;
		reading_add(reading, &indicator, what);
		break;
	case INDICATOR_OTHER:
		reading->n_other++;
		reading->n_lines++;
		break;
	case INDICATOR_NONE:
		reading_note_bad(reading, 0);
	}
}

static bool is_port(struct value text, unsigned *port)
{
	*port = 0;
	for (size_t i = 0; i < text.len && i < 6; i++) {
		if (text.text[i] < '0' || text.text[i] > '9')
			return false;
		*port = *port * 10 + (unsigned)(text.text[i] - '0');
	}
	return text.len > 0 && *port > 0 && *port <= UINT16_MAX;
}

void reading_take(struct reading *reading, struct value indicator, struct value what)
{
	const char *bar =
		indicator.len ? memchr(indicator.text, '|', indicator.len) : NULL;
	struct value first = indicator, second = { NULL, 0 };
	unsigned port = 0;

	/* An ad blocker's begins with two. */
	if (bar && bar > indicator.text) {
		first.len = (size_t)(bar - indicator.text);
		second = (struct value){ bar + 1, indicator.len - first.len - 1 };
	}
	if (second.len > 0 && !is_port(second, &port))
		take_one(reading, second, 0, what);
	take_one(reading, first, port <= UINT16_MAX ? port : 0, what);
}

void reading_note_bad(struct reading *reading, uint64_t line)
{
	if (reading->n_bad++ == 0)
		reading->first_bad = line;
	reading->n_lines++;
}

bool reading_is_remark(const char *line, size_t len)
{
	size_t at = 0;

	while (at < len && strchr(" \t\r\n", line[at]) && line[at])
		at++;
	return at == len || strchr("#;!", line[at]) ||
	       (len - at >= 2 && memcmp(line + at, "//", 2) == 0) ||
	       (len - at >= 8 && memcmp(line + at, "[Adblock", 8) == 0);
}
