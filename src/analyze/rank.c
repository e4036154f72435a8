/*
 * rank - see rank.h.
 */
#include "analyze/rank.h"

#include <math.h>

#include "model/timestamp.h"

static double rarity_of(const struct rank_basis *basis)
{
	if (address_is_multicast(basis->dst))
		return 0.02;
	if (basis->n_all_sources < 2)
		return 1;
	return fmax(1 - log((double)basis->n_sources) / log((double)basis->n_all_sources),
		    0.05);
}

struct rank rank_of(const struct rank_basis *basis)
{
	double span_us = fmax((double)basis->span_us, 1);
	double strength = basis->score > 0 ? basis->score : 0;
	struct rank rank = { .rarity = rarity_of(basis) };

	if (basis->is_long) /* also if it began before, or goes on after, what was looked at */
		strength =
			fmax(strength,
			     0.5 + 0.25 * fmin((double)basis->longest_us / span_us, 1));
	rank.persistence =
		1 - exp(-fmax((double)basis->active_us, (double)basis->longest_us) /
			(double)HOUR_US);
	rank.rank = strength * strength * rank.rarity * rank.persistence;
	return rank;
}

double rank_raise(double rank)
{
	return 0.5 + rank / 2;
}

double rank_lower(double rank)
{
	return 2 * (rank - 0.5);
}
