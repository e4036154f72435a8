/*
 * log - what is said on standard error while the work goes on: warnings, and
 * with --verbose and --debug more. Results never go this way.
 */
#ifndef CORE_LOG_H
#define CORE_LOG_H

#include <stdbool.h>

enum log_level {
	LOG_QUIET,   /* nothing but the error that ends the run */
	LOG_NORMAL,  /* warnings and the closing summary */
	LOG_VERBOSE, /* what is being done */
	LOG_DEBUG,   /* queries and replies, without credentials */
};

/* To be called once, before there are threads. */
void log_init(enum log_level level, bool color);

bool log_wants(enum log_level level);

/* One line each; hostile bytes are made visible. */
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_say(enum log_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* On a terminal: a line that is written over by the next one; "" takes it away. */
void log_line_over(const char *text);

/* The error that ends the run: "flare_beacon: ...". */
void log_error(const char *program, const char *text);

#endif
