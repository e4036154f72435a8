/*
 * indicator - see indicator.h.
 */
#include "source/intel/indicator.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/json.h"
#include "source/intel/refang.h"

enum { LONGEST = 4096, JA3_LEN = 32, SHA1_LEN = 40, SHA256_LEN = 64, SHA512_LEN = 128 };

static struct value trimmed(const char *text, size_t len)
{
	while (len > 0 && strchr(" \t\r\n\"',", text[len - 1]))
		len--;
	while (len > 0 && strchr(" \t\"'", *text)) {
		text++;
		len--;
	}
	return (struct value){ text, len };
}

static bool parse_number(struct value text, unsigned most, unsigned *number)
{
	*number = 0;
	if (text.len == 0 || text.len > 5)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (!isdigit((unsigned char)text.text[i]))
			return false;
		*number = *number * 10 + (unsigned)(text.text[i] - '0');
	}
	return *number <= most;
}

static struct value before(struct value text, const char *at)
{
	return (struct value){ text.text, (size_t)(at - text.text) };
}

static struct value behind(struct value text, const char *at)
{
	return (struct value){ at + 1, text.len - (size_t)(at + 1 - text.text) };
}

static const char *find(struct value text, char c)
{
	return text.len ? memchr(text.text, c, text.len) : NULL;
}

static bool parse_address(struct value text, struct indicator *indicator)
{
	struct address address;

	/* A zone is of one machine; no list means it. */
	if (find(text, '%') || !address_parse(text.text, text.len, &address))
		return false;
	*indicator = (struct indicator){ .kind = INTEL_ADDRESS,
					 .first = address,
					 .last = address };
	return true;
}

static bool parse_network(struct value text, const char *slash,
			  struct indicator *indicator)
{
	struct value address = before(text, slash);
	unsigned bits, most = find(address, ':') ? 128 : 32;

	if (!parse_number(behind(text, slash), most, &bits) ||
	    !parse_address(address, indicator))
		return false;
	bits += 128 - most;
	for (unsigned i = bits; i < 128; i++) {
		uint8_t bit = (uint8_t)(0x80 >> i % 8);

		indicator->first.bytes[i / 8] &= (uint8_t)~bit;
		indicator->last.bytes[i / 8] |= bit;
	}
	if (bits < 128)
		indicator->kind = INTEL_NETWORK;
	return true;
}

bool indicator_range(const char *first, size_t first_len, const char *last,
		     size_t last_len, struct indicator *indicator)
{
	struct indicator from, to;

	if (!parse_address(trimmed(first, first_len), &from) ||
	    !parse_address(trimmed(last, last_len), &to))
		return false;
	*indicator = from;
	indicator->last = to.first;
	if (address_compare(&from.first, &to.first) != 0)
		indicator->kind = INTEL_NETWORK;
	return true;
}

static bool is_label(const char *label, size_t len)
{
	if (len == 0 || len > 63)
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)label[i];

		if (!isascii(c) || (!isalnum(c) && c != '-' && c != '_'))
			return false;
	}
	return true;
}

/* Numbers are no top level: what ends with one is a version, or an address gone wrong. */
static bool is_top_level(const char *label, size_t len)
{
	bool letters = len >= 2;

	if (len > 4 && strncasecmp(label, "xn--", 4) == 0)
		return true;
	for (size_t i = 0; i < len; i++)
		letters = letters && isalpha((unsigned char)label[i]);
	return letters;
}

/* One of a single label would stand for all that end with it. */
static bool is_name(struct value text)
{
	const char *dot;

	if (text.len >= INTEL_TEXT - 1 || !find(text, '.'))
		return false;
	for (; (dot = find(text, '.')); text = behind(text, dot)) {
		if (!is_label(text.text, (size_t)(dot - text.text)))
			return false;
	}
	return is_label(text.text, text.len) && is_top_level(text.text, text.len);
}

static bool parse_name(struct value text, struct indicator *indicator)
{
	if (text.len > 2 && memcmp(text.text, "*.", 2) == 0)
		text = behind(text, text.text + 1);
	else if (text.len > 1 && *text.text == '.')
		text = behind(text, text.text);
	if (text.len > 1 && text.text[text.len - 1] == '.')
		text.len--;
	if (!is_name(text))
		return false;
	*indicator = (struct indicator){ .kind = INTEL_NAME };
	for (size_t i = 0; i < text.len; i++)
		indicator->name[i] = (char)tolower((unsigned char)text.text[i]);
	return true;
}

static bool parse_host(struct value text, struct indicator *indicator)
{
	return parse_address(text, indicator) || parse_name(text, indicator);
}

/* host, host:port, [v6]:port */
static bool parse_endpoint(struct value text, struct indicator *indicator)
{
	const char *end = find(text, text.len && *text.text == '[' ? ']' : ':');
	struct value host, port = { NULL, 0 };
	unsigned number = 0;

	if (parse_host(text, indicator))
		return true;
	if (!end)
		return false;
	host = before(text, end);
	if (*text.text == '[') {
		host = behind(host, host.text);
		text = behind(text, end);
		if (text.len > 0 && *text.text != ':')
			return false;
		if (text.len > 0)
			port = behind(text, text.text);
	} else {
		port = behind(text, end);
	}
	if ((port.len > 0 && !parse_number(port, UINT16_MAX, &number)) ||
	    !parse_host(host, indicator))
		return false;
	indicator->port = (uint16_t)number;
	return true;
}

/* Of a URL the host; what is before an '@' only pretends to be one. */
static bool parse_url(struct value text, struct indicator *indicator)
{
	const char *at;
	size_t len = 0;

	while (len < text.len && !strchr("/?#\\", text.text[len]))
		len++;
	text.len = len;
	while ((at = find(text, '@')))
		text = behind(text, at);
	if (!parse_endpoint(text, indicator))
		return false;
	indicator->is_url = true;
	return true;
}

static const char *find_scheme(struct value text)
{
	for (size_t i = 0; i + 3 <= text.len && i < 12; i++) {
		if (memcmp(text.text + i, "://", 3) == 0)
			return text.text + i + 2;
	}
	return NULL;
}

static bool is_digest(struct value text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!isxdigit((unsigned char)text.text[i]))
			return false;
	}
	return text.len == JA3_LEN || text.len == SHA1_LEN || text.len == SHA256_LEN ||
	       text.len == SHA512_LEN;
}

/* ||bad.example^$third-party, as ad blockers have it. */
static struct value blocked(struct value text)
{
	size_t len = 2;

	while (len < text.len && !strchr("^/$", text.text[len]))
		len++;
	return (struct value){ text.text + 2, len - 2 };
}

static enum indicator_result parse_fingerprint(struct value text, enum intel_kind kind,
					       struct indicator *indicator)
{
	*indicator = (struct indicator){ .kind = kind };
	for (size_t i = 0; i < text.len; i++)
		indicator->name[i] = (char)tolower((unsigned char)text.text[i]);
	return INDICATOR_READ;
}

/* Of a client: "t13d1516h2_8daaf6152771_b186095e22b6" */
static bool is_ja4(struct value text)
{
	/* q: QUIC, t: TCP, d: DTLS; the version; d: a name is asked for, i: none is; how
	 * many ciphers and extensions; the first protocol; digests of both */
	static const char form[] = "p9adnnnnaa_xxxxxxxxxxxx_xxxxxxxxxxxx";
	static const char *const sets[] = {
		['p'] = "qtd",
		['9'] = "0123ds",
		['d'] = "di",
		['n'] = "0123456789",
		['a'] = "0123456789abcdefghijklmnopqrstuvwxyz",
		['x'] = "0123456789abcdef",
		['_'] = "_"
	};

	if (text.len != sizeof(form) - 1)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		int c = tolower((unsigned char)text.text[i]);

		if (c == '\0' || !strchr(sets[(unsigned char)form[i]], c))
			return false;
	}
	return true;
}

static bool parse_plain(struct value text, struct indicator *indicator)
{
	unsigned number;
	const char *at;

	if ((at = find_scheme(text)))
		return parse_url(behind(text, at), indicator);
	if (parse_endpoint(text, indicator))
		return true;
	if ((at = find(text, '/'))) {
		if (parse_network(text, at, indicator))
			return true;
		/* 8.8.8.8/33 is a mistake, and no path */
		return !parse_number(behind(text, at), 99999, &number) &&
		       parse_url(text, indicator);
	}
	at = find(text, '-');
	return at && indicator_range(text.text, (size_t)(at - text.text), at + 1,
				     behind(text, at).len, indicator);
}

enum indicator_result indicator_parse(const char *text, size_t len,
				      struct indicator *indicator)
{
	char plain[LONGEST];
	struct value value = trimmed(text, len);

	if (value.len == 0 || value.len > sizeof(plain))
		return INDICATOR_NONE;
	value = (struct value){ plain, refang(value.text, value.len, plain) };
	if (is_digest(value))
		return value.len == JA3_LEN
			       ? parse_fingerprint(value, INTEL_JA3, indicator)
			       : INDICATOR_OTHER;
	if (is_ja4(value))
		return parse_fingerprint(value, INTEL_JA4, indicator);
	if (value.len > 2 && memcmp(value.text, "||", 2) == 0)
		value = blocked(value);
	if (parse_plain(value, indicator))
		return INDICATOR_READ;
	return find(value, '@') ? INDICATOR_OTHER : INDICATOR_NONE;
}
