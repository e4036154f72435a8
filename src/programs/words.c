/*
 * words - see words.h.
 */
#include "programs/words.h"

#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "programs/sockets.h"

static bool is_blank(char character)
{
	return character == ' ' || character == '\t';
}

struct word words_next(struct words *words)
{
	struct word word;

	while (words->at < words->end && is_blank(*words->at))
		words->at++;
	word.text = words->at;
	while (words->at < words->end && !is_blank(*words->at))
		words->at++;
	word.len = (size_t)(words->at - word.text);
	return word;
}

struct word words_rest(const struct words *words)
{
	const char *from = words->at, *end = words->end;

	while (from < end && is_blank(*from))
		from++;
	while (end > from && is_blank(end[-1]))
		end--;
	return (struct word){ from, (size_t)(end - from) };
}

bool word_is(struct word word, const char *text)
{
	return strlen(text) == word.len && strncasecmp(word.text, text, word.len) == 0;
}

bool word_number(struct word word, int64_t most, int64_t *number)
{
	int64_t value = 0;

	if (word.len == 0)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		if (word.text[i] < '0' || word.text[i] > '9')
			return false;
		value = value * 10 + (word.text[i] - '0');
		if (value > most)
			return false;
	}
	*number = value;
	return true;
}

uint8_t word_protocol(struct word word)
{
	if (word_is(word, "tcp") || word_is(word, "tcp6"))
		return IPPROTO_TCP;
	return word_is(word, "udp") || word_is(word, "udp6") ? IPPROTO_UDP : 0;
}

/* The last one: an IPv6 address without brackets has others. */
static const char *port_of(struct word word)
{
	for (size_t i = word.len; i > 0; i--) {
		if (word.text[i - 1] == ':')
			return word.text + i;
	}
	return NULL;
}

/* "[fe80::1]%eth0" and "[fe80::1%eth0]" are fe80::1, and so is "fe80::1%eth0". */
static bool parse_bare(struct word bare, struct address *address)
{
	const char *end;

	if (bare.len && *bare.text == '[') {
		end = memchr(bare.text, ']', bare.len);
		if (!end || (end + 1 < bare.text + bare.len && end[1] != '%'))
			return false;
		bare = (struct word){ bare.text + 1, (size_t)(end - bare.text) - 1 };
	}
	return address_parse(bare.text, bare.len, address);
}

enum row_end word_end(struct word word, struct address *address, uint16_t *port)
{
	const char *colon = port_of(word);
	struct word bare, number;
	int64_t value = 0;

	if (!colon)
		return ROW_END_BAD;
	bare = (struct word){ word.text, (size_t)(colon - word.text) - 1 };
	number = (struct word){ colon, (size_t)(word.text + word.len - colon) };
	if (!word_is(number, "*") && !word_number(number, UINT16_MAX, &value))
		return ROW_END_BAD;
	if (word_is(bare, "*")) {
		*port = (uint16_t)value;
		return ROW_END_NONE;
	}
	if (!parse_bare(bare, address))
		return ROW_END_BAD;
	*port = (uint16_t)value;
	return address_is_unset(address) ? ROW_END_NONE : ROW_END_ADDRESS;
}
