/*
 * error - see error.h.
 */
#include "core/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int error_set(struct error *err, enum error_kind kind, const char *format, ...)
{
	/* By way of a copy: an argument may be the old text. */
	char text[sizeof(err->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	err->kind = kind;
	memcpy(err->text, text, sizeof(text));
	return -1;
}

int error_wrap(struct error *err, const char *format, ...)
{
	char context[sizeof(err->text) / 2];
	va_list args;

	va_start(args, format);
	vsnprintf(context, sizeof(context), format, args);
	va_end(args);
	return error_set(err, err->kind, "%s: %.1000s", context, err->text);
}

int error_exit_status(const struct error *err)
{
	switch (err->kind) {
	case ERROR_NONE:
		return 0;
	case ERROR_USAGE:
		return 2;
	case ERROR_INTERRUPTED:
		return 130;
	default:
		return 1;
	}
}
