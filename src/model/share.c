/*
 * share - see share.h.
 */
#include "model/share.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What has no source is for the first part to count. */
const char share_script[] =
	"for (String f : params.fields) { "
	"if (doc.containsKey(f) && doc[f].size() > 0) { "
	"String s = doc[f].value; "
	"if (s.indexOf(':') >= 0) { return true; } int h = s.hashCode(); "
	"return ((h ^ (h >>> 16)) & 2147483647) % params.parts == params.part; } } "
	"return params.part == 0;";

int share_parse(const char *text, struct share *share, struct error *err)
{
	char end;

	*share = (struct share){ .parts = 0 };
	if (!text)
		return 0;
	if (sscanf(text, "%6" SCNd64 "/%6" SCNd64 "%c", &share->part, &share->parts,
		   &end) == 2 &&
	    share->part >= 1 && share->part <= share->parts &&
	    share->parts <= SHARE_MOST_PARTS)
		return 0;
	return error_set(
		err, ERROR_USAGE,
		"--part: \"%.40s\" is no part: it is written as 3/16, the third of sixteen",
		text);
}

/* Most addresses are these: a tenth of the time that the general way takes. */
static uint32_t hash_ipv4(const uint8_t octets[4])
{
	uint32_t h = 0;

	for (int i = 0; i < 4; i++) {
		unsigned octet = octets[i];

		if (i > 0)
			h = 31 * h + '.';
		if (octet >= 100)
			h = 31 * h + '0' + octet / 100;
		if (octet >= 10)
			h = 31 * h + '0' + octet / 10 % 10;
		h = 31 * h + '0' + octet % 10;
	}
	return h;
}

static uint32_t hash_text(const char *text)
{
	uint32_t h = 0;

	for (; *text; text++)
		h = 31 * h + (unsigned char)*text;
	return h;
}

bool share_has(const struct share *share, const struct address *source)
{
	char text[ADDRESS_TEXT];
	uint32_t h;

	if (share->parts == 0)
		return true;
	h = address_is_ipv4(source) ? hash_ipv4(source->bytes + 12)
				    : hash_text(address_format(source, text));
	return ((h ^ h >> 16) & 0x7fffffff) % (uint32_t)share->parts ==
	       (uint32_t)(share->part - 1);
}
