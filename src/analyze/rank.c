/*
 * rank - see rank.h.
 */
#include "analyze/rank.h"

#include <math.h>

#include "model/timestamp.h"

static double rarity_of(const struct pair *pair, uint64_t n_sources)
{
	if (address_is_multicast(&pair->dst))
		return 0.02;
	if (n_sources < 2)
		return 1;
	return fmax(1 - log((double)pair->n_sources) / log((double)n_sources), 0.05);
}

struct rank rank_pair(const struct pair *pair, const struct pair_list *pairs, double score,
		      bool is_long)
{
	double active_us = (double)(pair->times_us[pair->n_flows - 1] - pair->times_us[0]);
	double span_us = fmax((double)(pairs->newest_us - pairs->oldest_us), 1);
	double strength = score > 0 ? score : 0;
	struct rank rank = { .rarity = rarity_of(pair, pairs->n_sources) };

	if (is_long) /* also if it began before, or goes on after, what was looked at */
		strength = fmax(strength, 0.5 + 0.25 * fmin((double)pair->longest_us / span_us, 1));
	rank.persistence =
		1 - exp(-fmax(active_us, (double)pair->longest_us) / (double)HOUR_US);
	rank.rank = strength * strength * rank.rarity * rank.persistence;
	return rank;
}
