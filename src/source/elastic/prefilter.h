/*
 * prefilter - which flows need not be read. A pair is only listed if it has
 * min_flows flows or a long one, so what goes to a destination that has fewer in all,
 * and none that is long, changes no row. The server is asked which destinations may
 * matter, and the windows then ask for their flows alone. A destination is kept whole
 * or left out whole.
 *
 * It is exact or not done at all: counts that a server with several shards can't
 * vouch for, texts that several spellings of an address share, flows that could not be
 * read, and the like make the run go on without. What arrives after the questions is
 * seen of destinations that are kept; the others are as they were then.
 */
#ifndef ELASTIC_PREFILTER_H
#define ELASTIC_PREFILTER_H

#include "source/elastic/elastic.h"

struct elastic_prefilter {
	const char *only; /* for the windows, of the run; NULL: all is to be read */
	uint64_t n_kept;  /* flows; 0 if all are */
	uint64_t *cells;  /* of them, in equal parts of the period; of the run */
	size_t n_cells;
	const struct address *sources; /* of the others; of the run */
	size_t n_sources;
	const char *verdict; /* what was decided, and why; of the run */
};

/* -1 only if the user did not want to wait: whatever else fails makes it not be done. */
int elastic_prefilter(struct elastic *elastic, struct http *http,
		      const struct elastic_window *whole, uint64_t n_flows,
		      uint64_t n_shards, struct elastic_prefilter *prefilter,
		      struct error *err);

#endif
