/*
 * lines - cuts a stream, or a piece of one, into lines.
 */
#ifndef CORE_LINES_H
#define CORE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/stream.h"

/* Longer lines are passed over and said to be so: no log writes them, and
 * memory stays bounded whatever comes. */
enum { LONGEST_LINE = 16 << 20 };

struct lines {
	struct stream *stream; /* borrowed */
	int64_t left;	       /* bytes in which a line may begin; < 0: no limit */
	char *buffer;	       /* owned */
	size_t capacity;
	size_t at;
	size_t len;
	bool ended;
	uint64_t number; /* of the line given last, from 1 */
};

struct line {
	const char *text; /* borrowed until the next call; ends with '\n', which
			     is put there if the last line has none; LANES bytes
			     behind it can be read, and mean nothing */
	size_t len;	  /* with the '\n' */
	bool is_cut;	  /* the file ends in it, without a '\n' */
	bool too_long;	  /* then it is passed over and the text is empty */
};

/* What is said of such lines where they are counted. */
#define LINE_IS_CUT "the file ends within this line"
#define LINE_TOO_LONG "longer than 16 MB"

/* Without its end, which may have come by way of Windows. */
size_t line_length(const struct line *line);

/* All lines of the stream from where it stands. */
void lines_init(struct lines *lines, struct stream *stream);

/*
 * The lines that begin in bytes [offset, offset + length) of a stream that can
 * seek: pieces that cover a file share out its lines, each to just one. A length < 0 is
 * lines_init(), of a stream that need not seek. After a failure too lines_free() is due.
 */
int lines_init_piece(struct lines *lines, struct stream *stream, int64_t offset,
		     int64_t length, struct error *err);
void lines_free(struct lines *lines);

/* 1: a line; 0: no more; -1: the stream's error. */
int lines_next(struct lines *lines, struct line *line, struct error *err);

#endif
