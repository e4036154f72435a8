/*
 * error - what went wrong, in words a user can act on. A function that can
 * fail returns 0, or -1 with its `struct error *` (always the last argument)
 * filled in. Who meets the failure writes it, who passes it on may add
 * context, only main() prints it. The text is a fixed array, so reporting an
 * error cannot fail. On failure an out-parameter is left untouched.
 */
#ifndef CORE_ERROR_H
#define CORE_ERROR_H

enum error_kind {
	ERROR_NONE,
	ERROR_USAGE,	   /* command line or configuration: exit status 2 */
	ERROR_IO,	   /* a file, a disk, memory */
	ERROR_INPUT,	   /* data that cannot be read as what it claims to be */
	ERROR_SERVER,	   /* what Elasticsearch or the way to it refused */
	ERROR_INTERRUPTED, /* the user pressed Ctrl-C: exit status 130 */
};

struct error {
	enum error_kind kind;
	char text[2048];
};

/* Writes the error; always -1, so that a caller can `return error_set(...)`. */
int error_set(struct error *err, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts "context: " before the text; keeps the kind; always -1. */
int error_wrap(struct error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The exit status of a command that ends with this error. */
int error_exit_status(const struct error *err);

#endif
