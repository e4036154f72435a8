/*
 * log - see log.h.
 */
#include "core/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"

/*
 * Set once at the start of the process and only read afterwards: the one
 * setting that every layer needs and no result depends on.
 */
static enum log_level chosen_level = LOG_NORMAL;
static bool use_color;
static bool line_is_open; /* one of log_line_over(), without its end */
static pthread_mutex_t one_line_at_a_time = PTHREAD_MUTEX_INITIALIZER;

void log_init(enum log_level level, bool color)
{
	chosen_level = level;
	use_color = color;
}

bool log_wants(enum log_level level)
{
	return level <= chosen_level;
}

/* Back to its beginning, and blank from there on. */
static void clear_line(void)
{
	if (line_is_open)
		fputs("\r\033[K", stderr);
	line_is_open = false;
}

static void put_line(const char *prefix, const char *color, const char *text)
{
	const char *end = text + strlen(text);

	pthread_mutex_lock(&one_line_at_a_time);
	clear_line();
	fprintf(stderr, "%s%s%s", use_color ? color : "", prefix,
		use_color ? "\033[0m" : "");
	while (text < end)
		text_put(text_next_shown(&text, end), stderr);
	fputc('\n', stderr);
	pthread_mutex_unlock(&one_line_at_a_time);
}

void log_line_over(const char *text)
{
	pthread_mutex_lock(&one_line_at_a_time);
	clear_line();
	fputs(text, stderr);
	fflush(stderr);
	line_is_open = *text != '\0';
	pthread_mutex_unlock(&one_line_at_a_time);
}

void log_warn(const char *format, ...)
{
	char text[2048];
	va_list args;

	if (!log_wants(LOG_NORMAL))
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	put_line("warning: ", "\033[33m", text);
}

void log_say(enum log_level level, const char *format, ...)
{
	char text[4096];
	va_list args;

	if (!log_wants(level))
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	put_line("", "", text);
}

void log_error(const char *program, const char *text)
{
	char prefix[64];

	snprintf(prefix, sizeof(prefix), "%s: ", program);
	put_line(prefix, "\033[31m", text);
}
