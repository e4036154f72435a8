/*
 * secret - see secret.h.
 */
#include "core/secret.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/log.h"

enum { LONGEST = 8192 };

void secret_check(const char *path, const char *what)
{
	struct stat about;

	if (stat(path, &about) == 0 && S_ISREG(about.st_mode) && about.st_mode & 077)
		log_warn("%s holds %s, and others can read it: chmod 600 %s", path, what,
			 path);
}

int secret_read(const char *path, struct arena *arena, const char **secret,
		struct error *err)
{
	char line[LONGEST];
	bool is_stdin = strcmp(path, "-") == 0;
	FILE *in = is_stdin ? stdin : fopen(path, "r");
	size_t len;

	if (!in)
		return error_set(err, ERROR_USAGE, "%s: %s", path, strerror(errno));
	len = fgets(line, sizeof(line), in) ? strcspn(line, "\r\n") : 0;
	if (!is_stdin)
		fclose(in);
	if (len == 0 || len == sizeof(line) - 1)
		return error_set(
			err, ERROR_USAGE,
			"%s: its first line is to be a password or a key, and is %s",
			path, len ? "too long" : "empty");
	if (!is_stdin)
		secret_check(path, "a secret");
	*secret = arena_text(arena, line, len);
	return 0;
}

const char *secret_base64(const char *text, struct arena *arena)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t len = strlen(text);
	char *coded = arena_alloc(arena, (len + 2) / 3 * 4 + 1);
	char *at = coded;

	for (size_t i = 0; i < len; i += 3) {
		uint32_t bits = (uint32_t)(unsigned char)text[i] << 16;

		if (i + 1 < len)
			bits |= (uint32_t)(unsigned char)text[i + 1] << 8;
		if (i + 2 < len)
			bits |= (unsigned char)text[i + 2];
		*at++ = digits[bits >> 18];
		*at++ = digits[bits >> 12 & 63];
		*at++ = i + 1 < len ? digits[bits >> 6 & 63] : '=';
		*at++ = i + 2 < len ? digits[bits & 63] : '=';
	}
	return coded;
}
