/*
 * pattern - the patterns of STIX 2, as far as they name single addresses and names. What
 * holds only together with something else is no indicator by itself.
 */
#include <string.h>

#include "source/intel/fields.h"

static const char *const objects[] = {
	"ipv4-addr:value",
	"ipv6-addr:value",
	"domain-name:value",
	"url:value",
	"network-traffic:dst_ref.value",
};

static bool begins(struct value text, const char *word)
{
	size_t len = strlen(word);

	return text.len >= len && memcmp(text.text, word, len) == 0;
}

static struct value skip(struct value text, size_t n)
{
	return (struct value){ text.text + n, text.len - n };
}

static struct value skip_blanks(struct value text)
{
	while (text.len > 0 && (*text.text == ' ' || *text.text == '\t'))
		text = skip(text, 1);
	return text;
}

/* The constant that begins with the quote here; *text goes on behind it. */
static bool read_constant(struct value *text, struct value *constant,
			  char room[FIELD_TEXT])
{
	size_t n = 0;

	if (text->len == 0 || *text->text != '\'')
		return false;
	*text = skip(*text, 1);
	while (text->len > 0 && *text->text != '\'') {
		if (*text->text == '\\' && text->len > 1)
			*text = skip(*text, 1);
		if (n < FIELD_TEXT)
			room[n++] = *text->text;
		*text = skip(*text, 1);
	}
	if (text->len == 0) /* cut off */
		return false;
	*text = skip(*text, 1);
	*constant = (struct value){ room, n };
	return true;
}

static size_t report_constants(struct value *text, bool several, struct value what,
			       struct reading *reading)
{
	struct value constant;
	char room[FIELD_TEXT];
	size_t n = 0;

	*text = skip_blanks(*text);
	if (several && begins(*text, "("))
		*text = skip_blanks(skip(*text, 1));
	while (read_constant(text, &constant, room)) {
		reading_take(reading, constant, what);
		n++;
		*text = skip_blanks(*text);
		if (!several || !begins(*text, ","))
			break;
		*text = skip_blanks(skip(*text, 1));
	}
	return n;
}

/* Behind the object: its comparison. */
static size_t report_comparison(struct value *text, struct value what,
				struct reading *reading)
{
	static const struct {
		const char *word;
		bool several;
	} comparisons[] = { { "=", false }, { "ISSUBSET", false }, { "IN", true } };

	*text = skip_blanks(*text);
	for (size_t i = 0; i < sizeof(comparisons) / sizeof(*comparisons); i++) {
		if (!begins(*text, comparisons[i].word))
			continue;
		*text = skip(*text, strlen(comparisons[i].word));
		return report_constants(text, comparisons[i].several, what, reading);
	}
	return 0;
}

static bool has_word(struct value text, const char *word)
{
	for (; text.len > 0; text = skip(text, 1)) {
		if (begins(text, word))
			return true;
	}
	return false;
}

void pattern_report(struct value pattern, struct value what, struct reading *reading)
{
	struct value text = pattern;
	size_t n = 0;

	if (has_word(text, " AND ") || has_word(text, " NOT ") ||
	    has_word(text, " FOLLOWEDBY ")) {
		reading->n_other++;
		return;
	}
	while (text.len > 0) {
		size_t i = 0;

		while (i < sizeof(objects) / sizeof(*objects) &&
		       !begins(text, objects[i]))
			i++;
		if (i == sizeof(objects) / sizeof(*objects)) {
			text = skip(text, 1);
			continue;
		}
		text = skip(text, strlen(objects[i]));
		n += report_comparison(&text, what, reading);
	}
	reading->n_other += n == 0;
}
