/*
 * refang - see refang.h.
 */
#include "source/intel/refang.h"

#include <string.h>
#include <strings.h>

/* How dots and colons are kept from being clicked on. */
static const struct spelling {
	const char *written;
	const char *meant;
} spellings[] = {
	{ "[.]", "." },	  { "(.)", "." }, { "{.}", "." },     { "[dot]", "." },
	{ "(dot)", "." }, { "[:]", ":" }, { "[://]", "://" }, { "\\.", "." },
};

static const struct spelling *spelling_at(const char *at, size_t left)
{
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
		size_t len = strlen(spellings[i].written);

		if (len <= left && strncasecmp(at, spellings[i].written, len) == 0)
			return &spellings[i];
	}
	return NULL;
}

size_t refang(const char *text, size_t len, char *plain)
{
	size_t n = 0;

	for (size_t i = 0; i < len;) {
		const struct spelling *spelling =
			strchr("[({\\", text[i]) ? spelling_at(text + i, len - i) : NULL;

		if (spelling) {
			memcpy(plain + n, spelling->meant, strlen(spelling->meant));
			n += strlen(spelling->meant);
			i += strlen(spelling->written);
		} else {
			plain[n++] = text[i++];
		}
	}
	return n;
}
