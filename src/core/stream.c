/*
 * stream - see stream.h.
 */
#include "core/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "core/ahead.h"
#include "core/interrupt.h"
#include "core/memory.h"
#include "core/progress.h"

enum { INPUT_SIZE = 262144, MAGIC = 4 };

enum packing {
	PLAIN,
	GZIP,
	ZSTD,
};

struct stream {
	int fd;
	const char *name; /* for errors; borrowed or "standard input" */
	char *path;
	enum packing packing;
	bool regular;
	int64_t size;
	int64_t unpacked; /* bytes given so far, for the error of a cut file */

	char *input; /* as it is on disk */
	size_t input_len;
	size_t input_at;
	bool input_ended;

	char *head; /* unpacked and peeked at, to be read before the rest */
	size_t head_len;
	size_t head_at;

	struct ahead *ahead;	/* unpacks in a thread of its own; NULL: not begun */
	bool is_alone;		/* there is no thread to be had */
	atomic_bool is_closing; /* nobody waits for more */
	z_stream gzip;
	ZSTD_DStream *zstd;
	bool between; /* two gzip members or zstd frames: the end may come here */
};

/* Ctrl-C may reach another thread, so a pipe is not waited for in one go. */
static int wait_for_input(const struct stream *stream, struct error *err)
{
	struct pollfd poll_fd = { .fd = stream->fd, .events = POLLIN };

	do {
		if (interrupt_check(err) != 0)
			return -1;
		if (atomic_load(&stream->is_closing))
			return error_set(err, ERROR_IO, "%s: closed", stream->name);
	} while (!stream->regular && poll(&poll_fd, 1, 200) == 0);
	return 0;
}

/* Reads more behind the input that is there. */
static int read_more(struct stream *stream, struct error *err)
{
	ssize_t got;

	do {
		if (wait_for_input(stream, err) != 0)
			return -1;
		got = read(stream->fd, stream->input + stream->input_len,
			   INPUT_SIZE - stream->input_len);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return error_set(err, ERROR_IO, "%s: %s", stream->name, strerror(errno));
	progress_add((uint64_t)got);
	stream->input_len += (size_t)got;
	stream->input_ended = got == 0;
	return 0;
}

static int refill(struct stream *stream, struct error *err)
{
	if (stream->input_at < stream->input_len || stream->input_ended)
		return 0;
	stream->input_len = stream->input_at = 0;
	return read_more(stream, err);
}

static int cut_short(const struct stream *stream, const char *format, struct error *err)
{
	return error_set(
		err, ERROR_INPUT,
		"%s: the %s data end early, after %lld unpacked bytes: the file was "
		"cut. Copy it again, or unpack what is left of it and read that",
		stream->name, format, (long long)stream->unpacked);
}

/* Zero bytes after the last member are padding, as tar and tapes leave it. */
static bool only_padding(struct stream *stream)
{
	while (stream->input_at < stream->input_len && !stream->input[stream->input_at])
		stream->input_at++;
	return stream->input_at == stream->input_len;
}

/* At the end of a gzip member; sets *more if another one follows. */
static int next_member(struct stream *stream, bool *more, struct error *err)
{
	*more = false;
	do {
		if (refill(stream, err) != 0)
			return -1;
	} while (!stream->input_ended && only_padding(stream));
	if (stream->input_ended)
		return 0;
	if (inflateReset(&stream->gzip) != Z_OK)
		return error_set(err, ERROR_INPUT, "%s: gzip: cannot go on",
				 stream->name);
	stream->between = false;
	*more = true;
	return 0;
}

static int inflate_some(struct stream *stream, char *buffer, size_t size, size_t *got,
			struct error *err)
{
	int r;

	if (refill(stream, err) != 0)
		return -1;
	if (stream->input_ended)
		return cut_short(stream, "gzip", err);
	stream->gzip.next_in = (Bytef *)(stream->input + stream->input_at);
	stream->gzip.avail_in = (uInt)(stream->input_len - stream->input_at);
	stream->gzip.next_out = (Bytef *)buffer;
	stream->gzip.avail_out = (uInt)size;
	r = inflate(&stream->gzip, Z_NO_FLUSH);
	stream->input_at = stream->input_len - stream->gzip.avail_in;
	*got = size - stream->gzip.avail_out;
	if (r == Z_STREAM_END)
		stream->between = true;
	else if (r != Z_OK && r != Z_BUF_ERROR)
		return error_set(
			err, ERROR_INPUT,
			"%s: the gzip data are damaged after %lld unpacked bytes (%s)",
			stream->name, (long long)stream->unpacked,
			stream->gzip.msg ? stream->gzip.msg : "no reason given");
	return 0;
}

static int read_gzip(struct stream *stream, char *buffer, size_t size, size_t *got,
		     struct error *err)
{
	*got = 0;
	while (*got == 0) {
		bool more = true;

		if (stream->between && next_member(stream, &more, err) != 0)
			return -1;
		if (!more)
			return 0;
		if (inflate_some(stream, buffer, size, got, err) != 0)
			return -1;
		stream->unpacked += (int64_t)*got;
	}
	return 0;
}

static int read_zstd(struct stream *stream, char *buffer, size_t size, size_t *got,
		     struct error *err)
{
	ZSTD_outBuffer out = { buffer, size, 0 };

	while (out.pos == 0) {
		ZSTD_inBuffer in;
		size_t r;

		if (refill(stream, err) != 0)
			return -1;
		if (stream->input_ended && stream->between)
			break;
		if (stream->input_ended)
			return cut_short(stream, "zstd", err);
		in = (ZSTD_inBuffer){ stream->input, stream->input_len,
				      stream->input_at };
		r = ZSTD_decompressStream(stream->zstd, &out, &in);
		stream->input_at = in.pos;
		if (ZSTD_isError(r))
			return error_set(
				err, ERROR_INPUT,
				"%s: the zstd data are damaged after %lld unpacked bytes (%s)",
				stream->name, (long long)stream->unpacked,
				ZSTD_getErrorName(r));
		stream->between = r == 0;
		stream->unpacked += (int64_t)out.pos;
	}
	*got = out.pos;
	return 0;
}

static int read_plain(struct stream *stream, char *buffer, size_t size, size_t *got,
		      struct error *err)
{
	if (refill(stream, err) != 0)
		return -1;
	*got = stream->input_len - stream->input_at;
	if (*got > size)
		*got = size;
	memcpy(buffer, stream->input + stream->input_at, *got);
	stream->input_at += *got;
	return 0;
}

static int read_unpacked(struct stream *stream, char *buffer, size_t size, size_t *got,
			 struct error *err)
{
	switch (stream->packing) {
	case GZIP:
		return read_gzip(stream, buffer, size, got, err);
	case ZSTD:
		return read_zstd(stream, buffer, size, got, err);
	default:
		return read_plain(stream, buffer, size, got, err);
	}
}

static int read_next(void *context, char *buffer, size_t size, size_t *got,
		     struct error *err)
{
	return read_unpacked(context, buffer, size, got, err);
}

/* Behind the head. */
static int read_rest(struct stream *stream, char *buffer, size_t size, size_t *got,
		     struct error *err)
{
	if (stream->packing != PLAIN && !stream->ahead && !stream->is_alone) {
		stream->ahead = ahead_new(read_next, stream);
		stream->is_alone = !stream->ahead;
	}
	return stream->ahead ? ahead_read(stream->ahead, buffer, size, got, err)
			     : read_unpacked(stream, buffer, size, got, err);
}

int stream_read(struct stream *stream, char *buffer, size_t size, size_t *got,
		struct error *err)
{
	if (stream->head_at == stream->head_len)
		return read_rest(stream, buffer, size, got, err);
	*got = stream->head_len - stream->head_at;
	if (*got > size)
		*got = size;
	memcpy(buffer, stream->head + stream->head_at, *got);
	stream->head_at += *got;
	return 0;
}

int stream_peek(struct stream *stream, const char **head, size_t *len, struct error *err)
{
	if (!stream->head) {
		size_t got = 1;

		stream->head = memory_alloc(STREAM_HEAD);
		while (got && stream->head_len < STREAM_HEAD) {
			if (read_unpacked(stream, stream->head + stream->head_len,
					  STREAM_HEAD - stream->head_len, &got, err) != 0)
				return -1;
			stream->head_len += got;
		}
	}
	*head = stream->head;
	*len = stream->head_len;
	return 0;
}

static int start_unpacking(struct stream *stream, struct error *err)
{
	const unsigned char *magic = (const unsigned char *)stream->input;

	/* A pipe may give as little as a byte at a time. */
	while (stream->input_len < MAGIC && !stream->input_ended) {
		if (read_more(stream, err) != 0)
			return -1;
	}
	stream->input_ended = false;
	if (stream->input_len >= 2 && magic[0] == 0x1f && magic[1] == 0x8b) {
		stream->packing = GZIP;
		if (inflateInit2(&stream->gzip, 15 + 16) != Z_OK)
			return error_set(err, ERROR_IO, "%s: zlib does not start",
					 stream->name);
	} else if (stream->input_len >= 4 && memcmp(magic, "\x28\xb5\x2f\xfd", 4) == 0) {
		stream->packing = ZSTD;
		stream->zstd = ZSTD_createDStream();
		if (!stream->zstd)
			return error_set(err, ERROR_IO, "%s: zstd does not start",
					 stream->name);
	}
	return 0;
}

static int open_descriptor(struct stream *stream, const char *path, struct error *err)
{
	struct stat status;

	stream->name = stream->path;
	if (strcmp(path, "-") == 0) {
		stream->name = "standard input";
		stream->fd = STDIN_FILENO;
	} else {
		stream->fd = open(path, O_RDONLY | O_CLOEXEC);
	}
	if (stream->fd < 0 && errno == EINTR && interrupt_check(err) != 0)
		return -1;
	if (stream->fd < 0 || fstat(stream->fd, &status) != 0)
		return error_set(err, ERROR_IO, "%s: %s", stream->name, strerror(errno));
	if (S_ISDIR(status.st_mode))
		return error_set(err, ERROR_IO, "%s is a folder", stream->name);
	stream->regular = S_ISREG(status.st_mode) && stream->fd != STDIN_FILENO;
	stream->size = S_ISREG(status.st_mode) ? (int64_t)status.st_size : -1;
	return 0;
}

int stream_open(struct stream **result, const char *path, struct error *err)
{
	struct stream *stream = memory_zero(1, sizeof(*stream));

	stream->fd = -1;
	stream->path = memory_copy_text(path, strlen(path));
	stream->input = memory_alloc(INPUT_SIZE);
	if (open_descriptor(stream, path, err) != 0 ||
	    start_unpacking(stream, err) != 0) {
		stream_close(stream);
		return -1;
	}
	*result = stream;
	return 0;
}

void stream_close(struct stream *stream)
{
	if (!stream)
		return;
	atomic_store(&stream->is_closing, true);
	ahead_free(stream->ahead);
	if (stream->packing == GZIP)
		inflateEnd(&stream->gzip);
	ZSTD_freeDStream(stream->zstd);
	if (stream->fd > STDIN_FILENO)
		close(stream->fd);
	free(stream->head);
	free(stream->input);
	free(stream->path);
	free(stream);
}

int stream_seek(struct stream *stream, int64_t offset, struct error *err)
{
	if (lseek(stream->fd, (off_t)offset, SEEK_SET) < 0)
		return error_set(err, ERROR_IO, "%s: %s", stream->name, strerror(errno));
	stream->input_len = stream->input_at = 0;
	stream->head_len = stream->head_at = 0;
	stream->input_ended = false;
	return 0;
}

const char *stream_name(const struct stream *stream)
{
	return stream->name;
}

bool stream_is_file(const struct stream *stream)
{
	return stream->regular;
}

bool stream_can_seek(const struct stream *stream)
{
	return stream->regular && stream->packing == PLAIN;
}

int64_t stream_size(const struct stream *stream)
{
	return stream->size;
}
