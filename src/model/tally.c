/*
 * tally - see tally.h.
 */
#include "model/tally.h"

#include <stdio.h>

uint64_t tally_records(const struct tally *tally)
{
	return tally->flows + tally->other + tally->no_port + tally->outside +
	       tally->dropped + tally->others + tally->mentions + tally->bad;
}

void tally_bad(struct tally *tally, uint64_t line, const char *why)
{
	if (tally->bad++ > 0)
		return;
	tally->first_bad_line = line;
	snprintf(tally->first_bad_why, sizeof(tally->first_bad_why), "%s", why);
}

void tally_odd(struct tally *tally, const char *why)
{
	if (tally->odd++ == 0)
		snprintf(tally->first_odd_why, sizeof(tally->first_odd_why), "%s", why);
}

void tally_append(struct tally *sum, const struct tally *part)
{
	if (sum->bad == 0 && part->bad > 0) {
		sum->first_bad_line = sum->lines + part->first_bad_line;
		snprintf(sum->first_bad_why, sizeof(sum->first_bad_why), "%s",
			 part->first_bad_why);
	}
	if (sum->odd == 0)
		snprintf(sum->first_odd_why, sizeof(sum->first_odd_why), "%s",
			 part->first_odd_why);
	sum->flows += part->flows;
	sum->other += part->other;
	sum->no_port += part->no_port;
	sum->outside += part->outside;
	sum->dropped += part->dropped;
	sum->others += part->others;
	sum->mentions += part->mentions;
	sum->bad += part->bad;
	sum->odd += part->odd;
	sum->lines += part->lines;
}
