/*
 * spike - how far the commonest time between any two calls stands out from its
 * neighbourhood. An implant that is at work sleeps five seconds and then talks:
 * the gaps alone hide that, all lags show it. It also rises on lively benign
 * traffic, so it can list a row (--min_lag) but adds nothing to its rank.
 *
 * All later-minus-earlier lags are counted octave by octave, in bins of 2 % of its
 * start, of the events that follow a silence of a sixth of it: to take one event
 * every so often would make a clock out of any dense stream. With C in a bin and
 * B what the bins 3 to 10 away hold on average, on the fuller side,
 *
 *     z = (C - B) / sqrt(B + 1 + (0.15 B)^2)
 *
 * and the largest z is the result. On emulated-APT traffic channels stand at 8 to
 * 28; Poisson arrivals of any density stay below 5.
 */
#ifndef ANALYZE_SPIKE_H
#define ANALYZE_SPIKE_H

#include "analyze/score.h"

struct spike {
	double z;     /* 0 if there are too few calls to tell */
	double lag_s; /* the commonest time, the middle of its bin; NAN if z is 0 */
};

struct spike spike_rate(const struct beats *beats);

#endif
