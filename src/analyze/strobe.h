/*
 * strobe - how long a pair called once a second or faster: what drains data or
 * is steered by hand has no period to find, but such minutes.
 *
 * The count of minutes of the clock with at least 60 calls in them.
 */
#ifndef ANALYZE_STROBE_H
#define ANALYZE_STROBE_H

#include "model/pair.h"

enum { STROBE_CALLS = 60 };

int64_t strobe_minutes(const struct pair *pair);

#endif
