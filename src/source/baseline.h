/*
 * baseline - reads what earlier runs have found: a saved result, lines of -json by either
 * names, or an index that --index writes to.
 */
#ifndef SOURCE_BASELINE_H
#define SOURCE_BASELINE_H

#include "core/error.h"
#include "core/memory.h"
#include "core/stream.h"
#include "model/baseline.h"
#include "model/config.h"

/*
 * All that --baseline names, of rows by this key, up to `now_us`: a later run, of a clock that
 * was wrong or before this one was done again, would be the latest for ever. What this run
 * itself is going to write may not be there yet; else what is missing is an error, and so
 * is what has no rows but those of another key. Freed by baseline_free(), also after a
 * failure.
 */
int baseline_read(const struct config *config, const char *key, int64_t now_us,
		  size_t n_workers, struct arena *arena, struct baseline *baseline,
		  struct error *err);

/* What became of the lines of a file, or the records of an index. */
struct baseline_tally {
	uint64_t rows;
	uint64_t empty_runs;
	uint64_t other;	    /* records of other kinds */
	uint64_t other_key; /* rows of runs with another --key, */
	const char *key;    /* such as this one */
	uint64_t future;    /* of runs that are yet to come */
	uint64_t bad;
	uint64_t lines;
	uint64_t first_bad_line; /* from 1 */
	char first_bad_why[120];
};

/* The parts of it: lines, from a file that is open; and an index. 0 also if the index is
 * not there, then *exists is false. */
int baseline_read_lines(struct stream *stream, const char *path, size_t n_workers,
			struct baseline *baseline, struct baseline_tally *tally,
			struct error *err);
int baseline_read_index(const struct config *config, const char *name,
			struct arena *arena, struct baseline *baseline,
			struct baseline_tally *tally, bool *exists, struct error *err);

#endif
