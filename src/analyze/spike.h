/*
 * spike - how far the commonest time between any two calls stands out from its
 * neighbourhood. An implant that is at work sleeps five seconds and then talks:
 * the gaps alone hide that, all lags show it. It also rises on lively benign
 * traffic, so it explains a row and does not list one (lag.c does, by a stricter
 * test).
 *
 * All later-minus-earlier lags are counted octave by octave, with events closer
 * than a tenth of the octave's start taken for one, in bins of 2 % of it. With C
 * in a bin and B what the bins 3 to 10 away on both sides hold on average,
 *
 *     z = (C - B) / sqrt(B + 1 + (0.15 B)^2)
 *
 * and the largest z is the result. On emulated-APT traffic channels stood at 8
 * to 28 and nothing else above 4.5; 6 is taken for a hit.
 */
#ifndef ANALYZE_SPIKE_H
#define ANALYZE_SPIKE_H

#include "analyze/score.h"

/* 0 if there are too few calls to tell. */
double spike_rate(const struct beats *beats);

#endif
