/*
 * cut - the period in windows of time, the units in which it is read.
 */
#ifndef ELASTIC_CUT_H
#define ELASTIC_CUT_H

#include "source/elastic/prefilter.h"

struct elastic_windows {
	struct elastic_window *windows; /* owned */
	size_t n;
};

/* Windows that make up the whole once for each way in which indices are asked, of about
 * n_flows flows together. */
struct elastic_windows elastic_cut(const struct elastic *elastic,
				   const struct elastic_window *whole, uint64_t n_flows,
				   const struct elastic_prefilter *prefilter);

/* Adds windows that make up the whole, of records of which nobody knows how many there
 * are: who reads halves those that hold too many. */
void elastic_cut_more(const struct elastic *elastic, const struct elastic_window *whole,
		      struct elastic_windows *windows);

#endif
