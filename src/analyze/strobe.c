/*
 * strobe - see strobe.h.
 */
#include "analyze/strobe.h"

#include "model/timestamp.h"

int64_t strobe_minutes(const struct pair *pair)
{
	int64_t minutes = 0;

	for (size_t i = 0; i < pair->n_flows;) {
		int64_t minute = pair->times_us[i] / (60 * SECOND_US);
		size_t end = i;

		while (end < pair->n_flows &&
		       pair->times_us[end] / (60 * SECOND_US) == minute)
			end++;
		minutes += end - i >= STROBE_CALLS;
		i = end;
	}
	return minutes;
}
