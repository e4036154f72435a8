/*
 * format - the kinds of file that hold flows. A format is one file with one
 * constant, and one row in format.c; which one a file has is told from its
 * content, never from its name.
 */
#ifndef SOURCE_FORMAT_H
#define SOURCE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/stream.h"
#include "model/config.h"
#include "source/source.h"

/* What one worker reads: a whole stream, or the lines that begin in a piece, which
 * lines_init_piece() gives. */
struct piece {
	struct stream *stream; /* at its beginning; borrowed */
	const struct config *config;
	int64_t offset;		/* of the piece */
	int64_t length;		/* < 0: all of it, and the stream may be a pipe */
	const int64_t *headers; /* where headers begin, up to the one that rules
				   the piece; borrowed */
	size_t n_headers;
};

struct format {
	const char *name; /* "Suricata EVE" */

	/* In a list of what is read: "Zeek conn.log as TSV or JSON". NULL: another's says
	 * it too. */
	const char *listed_as;

	/* What it is read by, if that is not a line with a record: "packet". tally.lines
	 * counts them then. */
	const char *records;

	/* Is this the (unpacked) beginning of such a file? */
	bool (*recognise)(const char *head, size_t len, const struct config *config);

	/* Are flows timed by the configured fields, and so perhaps as Flare did? */
	bool configured_times;

	/* Without flows, see mention.h; only known to who takes such. */
	bool holds_mentions;

	/* Is it what an earlier run has found? That may be nothing. */
	bool is_result;

	/* May a file be cut between any two lines? Else it is read as a whole. */
	bool can_cut;

	/*
	 * If headers may stand in the middle of a file (logs glued together):
	 * where the next one after that at `from` begins, or the file's end.
	 * NULL: no headers, or none that another worker would have to know, as the
	 * file is not cut.
	 */
	int (*next_header)(struct stream *stream, int64_t from, int64_t *at,
			   struct error *err);

	/* All flows of the piece. Counts lines, bad records and others in the sink's
	 * tally, which is zeroed; -1 if it cannot go on. */
	int (*read)(const struct piece *piece, const struct sink *sink,
		    struct error *err);
};

/* NULL if no format knows the beginning. */
const struct format *format_recognise(const char *head, size_t len,
				      const struct config *config);

/* Is it what an earlier run has found, also to who does not take that? */
bool format_is_result(const char *head, size_t len, const struct config *config);

/* All that the configuration takes, joined by commas. */
enum { FORMAT_LIST = 512 };
const char *format_list_all(const struct config *config, char text[FORMAT_LIST]);

extern const struct format format_capture;
extern const struct format format_eve;
extern const struct format format_zeek_tsv;
extern const struct format format_zeek_json;
extern const struct format format_json;
extern const struct format format_csv;
extern const struct format format_vpc;
extern const struct format format_list;
extern const struct format format_found_rows;
extern const struct format format_found_ecs;
extern const struct format format_found_saved;
extern const struct format format_found_csv;

#endif
