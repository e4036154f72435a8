/*
 * list - lists of addresses and names, one a line, as people keep them: with remarks,
 * with a port or a place behind, written so that nobody clicks on them. They hold no
 * flow.
 */
#include "source/list.h"

#include <string.h>
#include <strings.h>

#include "core/lines.h"
#include "core/text.h"
#include "model/mention.h"
#include "source/format.h"
#include "source/intel/indicator.h"
#include "source/intel/reading.h"

/* The first word of a line; what hot_ip.py writes has a colon behind the address. */
static struct value first_word(const char *line, size_t len)
{
	struct value word = { line, 0 };

	while (len > 0 && strchr(" \t\"", *word.text)) {
		word.text++;
		len--;
	}
	while (word.len < len && !strchr(" \t\r\n,;|\"", word.text[word.len]))
		word.len++;
	return word;
}

bool list_is_network(const char *line, size_t len)
{
	struct value word = first_word(line, len);
	struct indicator indicator;

	return indicator_parse(word.text, word.len, &indicator) == INDICATOR_READ &&
	       indicator.kind == INTEL_NETWORK;
}

bool list_parse(const char *line, size_t len, struct indicator *indicator)
{
	struct value word = first_word(line, len);
	struct address address;

	/* A colon at the end is hot_ip's, unless the address is "2001:db8::". */
	if (!address_parse(word.text, word.len, &address) && word.len > 0 &&
	    word.text[word.len - 1] == ':')
		word.len--;
	return indicator_parse(word.text, word.len, indicator) == INDICATOR_READ &&
	       (indicator->kind == INTEL_ADDRESS || indicator->kind == INTEL_NAME);
}

bool list_step(const char **line, size_t *len)
{
	struct value word = first_word(*line, *len);
	const char *end = *line + *len, *at = word.text + word.len;

	while (at < end && strchr(" \t\r\n,;|\"", *at))
		at++;
	*line = at;
	*len = (size_t)(end - at);
	return *len > 0;
}

bool list_is_addresses(const char *line, size_t len)
{
	struct indicator indicator;

	do {
		if (!list_parse(line, len, &indicator) || indicator.kind != INTEL_ADDRESS)
			return false;
	} while (list_step(&line, &len));
	return true;
}

struct mention list_mention(const struct indicator *indicator)
{
	struct mention mention = mention_nothing();

	mention.has_address = indicator->kind == INTEL_ADDRESS;
	if (mention.has_address)
		mention.address = indicator->first;
	else
		mention.name = indicator->name;
	if (indicator->port)
		mention.port = indicator->port;
	return mention;
}

/* Tables have titles. Flows' begin with two addresses, and not with these. */
static bool is_title(const char *line, size_t len)
{
	static const char *const titles[] = { "ip",	  "ip_address", "ipaddress",
					      "address",  "name",	"domain",
					      "hostname", "indicator",	"ioc" };
	struct value word = first_word(line, len);

	for (size_t i = 0; i < sizeof(titles) / sizeof(*titles); i++) {
		if (word.len == strlen(titles[i]) &&
		    strncasecmp(word.text, titles[i], word.len) == 0)
			return true;
	}
	return false;
}

/* The first line that says anything, or what stands below its title. */
static bool recognise(const char *head, size_t len, const struct config *config)
{
	size_t at = text_mark_length(head, len), n;
	struct indicator indicator;
	bool has_title = false;

	(void)config;
	for (; at < len; at += n) {
		const char *end = memchr(head + at, '\n', len - at);

		n = end ? (size_t)(end - (head + at)) + 1 : len - at;
		if (!has_title && is_title(head + at, n))
			has_title = true;
		else if (!reading_is_remark(head + at, n))
			return list_parse(head + at, n, &indicator) ||
			       list_is_network(head + at, n);
	}
	return false;
}

static void put(const struct indicator *indicator, const struct sink *sink)
{
	struct mention mention = list_mention(indicator);

	sink->tally->mentions++;
	sink->put_mention(sink->context, &mention);
}

static void take_line(const struct line *line, uint64_t number, const struct sink *sink)
{
	size_t mark = number == 1 ? text_mark_length(line->text, line->len) : 0;
	const char *text = line->text + mark;
	size_t len = line->len - mark;
	struct indicator indicator;

	if (reading_is_remark(text, len) ||
	    (sink->tally->mentions == 0 && is_title(text, len)))
		return;
	if (line->too_long || !list_parse(text, len, &indicator)) {
		tally_bad(sink->tally, number,
			  list_is_network(text, len)
				  ? LIST_NETWORK
				  : "it begins with no address and no name");
		return;
	}
	put(&indicator, sink);
	if (!list_is_addresses(text, len))
		return;
	while (list_step(&text, &len)) {
		list_parse(text, len, &indicator);
		put(&indicator, sink);
	}
}

static int read_list(const struct piece *piece, const struct sink *sink,
		     struct error *err)
{
	struct lines lines;
	struct line line;
	int r;

	if (!sink->put_mention) /* a second look is not for these */
		return 0;
	lines_init(&lines, piece->stream);
	while ((r = lines_next(&lines, &line, err)) > 0)
		take_line(&line, lines.number, sink);
	sink->tally->lines += lines.number;
	lines_free(&lines);
	return r;
}

const struct format format_list = {
	.name = "list of addresses",
	.listed_as = "a list of addresses or names",
	.holds_mentions = true,
	.recognise = recognise,
	.read = read_list,
};
