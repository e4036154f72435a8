/*
 * stream - the bytes of a file or of standard input, unpacked: gzip (also
 * several members in a row) and zstd are recognised by content.
 */
#ifndef CORE_STREAM_H
#define CORE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

struct stream;

/* "-" is standard input. The stream is the caller's: stream_close. */
int stream_open(struct stream **stream, const char *path, struct error *err);
void stream_close(struct stream *stream); /* accepts NULL */

/*
 * The next bytes into the buffer: *got is 0 at the end only. A file that ends
 * before its packed data do is an error that says how far it could be read.
 */
int stream_read(struct stream *stream, char *buffer, size_t size, size_t *got,
		struct error *err);

/* The first bytes, up to STREAM_HEAD, without taking them; borrowed. */
enum { STREAM_HEAD = 65536 };
int stream_peek(struct stream *stream, const char **head, size_t *len, struct error *err);

/* Jumps to a byte; only of a stream that is not packed and is a file. */
int stream_seek(struct stream *stream, int64_t offset, struct error *err);

const char *stream_name(const struct stream *stream); /* for messages */
bool stream_is_file(const struct stream *stream);     /* can be opened again */
bool stream_can_seek(const struct stream *stream);    /* plain and a regular file */
int64_t stream_size(const struct stream *stream);     /* on disk; -1 if unknown */

#endif
