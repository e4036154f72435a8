/*
 * filter - see filter.h.
 */
#include "filter/filter.h"

#include <stddef.h>

static bool in_period(const struct flow *flow, const struct config *config,
		      const struct filter_bounds *bounds)
{
	(void)config;
	return flow->logged_us / 1000 >= bounds->from_us / 1000 &&
	       flow->logged_us / 1000 <= bounds->to_us / 1000;
}

/*
 * With --focus_outbound no row with such a destination will be shown, and
 * since dest_degree counts rows of one destination, none that is shown needs
 * it. The source's side is judged after that count, as Flare does.
 */
static bool goes_outside(const struct flow *flow, const struct config *config,
			 const struct filter_bounds *bounds)
{
	(void)bounds;
	return !config->focus_outbound || inside_is_left_for(&config->inside, &flow->dst);
}

/* A filter, and which counter tells of the flows it holds back. */
static const struct filter {
	bool (*pass)(const struct flow *flow, const struct config *config,
		     const struct filter_bounds *bounds);
	size_t counter;
} filters[] = {
	{ in_period, offsetof(struct tally, outside) },
	{ goes_outside, offsetof(struct tally, dropped) },
};

bool filter_pass(const struct flow *flow, const struct config *config,
		 const struct filter_bounds *bounds, struct tally *tally)
{
	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
		if (!filters[i].pass(flow, config, bounds)) {
			++*(uint64_t *)((char *)tally + filters[i].counter);
			return false;
		}
	}
	tally->flows++;
	return true;
}
