/*
 * rank - what to look at first: a lone implant that keeps calling before an
 * update service that half the network polls, and before a burst of ten
 * minutes. Our own formula:
 *
 *     rank = strength^2 * rarity * persistence
 *     strength = score; of a pair listed for a long connection at least
 *                0.5 + 0.25 * (longest connection / time looked at, at most 1):
 *                no beacon, but no less worth a look than a doubtful one
 *     rarity = 1 - ln(sources of the destination) / ln(all sources), at least 0.05,
 *              and 0.02 for multicast: nobody answers from there
 *     persistence = 1 - exp(-hours), from the first call to the last, or of the
 *                   longest connection if that is more
 *
 * What a list reports is halfway from there to 1: before all that is doubtful, and in its
 * own order; but a lone implant that no list knows yet stays before a single call to an
 * address that somebody once saw scanning.
 */
#ifndef ANALYZE_RANK_H
#define ANALYZE_RANK_H

#include <stdbool.h>
#include <stdint.h>

#include "model/address.h"

struct rank {
	double rank;
	double rarity;
	double persistence;
};

struct rank_basis {
	const struct address *dst;
	double score;	    /* 0 to 1; NAN if it is no reason to list the pair */
	bool is_long;	    /* the pair is listed for a long connection */
	int64_t active_us;  /* from the first call to the last */
	int64_t longest_us; /* connection */
	int64_t span_us;    /* looked at */
	int64_t n_sources;  /* of the destination */
	int64_t n_all_sources;
};

struct rank rank_of(const struct rank_basis *basis);

double rank_raise(double rank);
double
rank_lower(double rank); /* takes it back: raised again it is the same, to the bit */

#endif
