/*
 * clock - what the times of all flows are multiples of. Exports of NetFlow and of clouds
 * keep time in steps of 10, 60 or 300 s: each tick would look like a beat.
 *
 * Who has all pairs that can be rated goes by those, since others need not even have been
 * read; a part of a run has not, and goes by all flows that it meets.
 */
#ifndef GROUP_CLOCK_H
#define GROUP_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "model/pair.h"
#include "model/timestamp.h"

enum { CLOCK_PAIRS = 20 };

struct clock {
	int64_t step_us; /* the greatest that fits; 0: there was no flow */
	/* Some of the pairs, by their hashes: a few may all be beacons of whole minutes. */
	uint64_t pairs[CLOCK_PAIRS];
	size_t n_pairs;
};

void clock_take(struct clock *clock, int64_t time_us, uint64_t pair);

/* Of most logs the first flows tell that they know seconds, and nothing is left to do. */
static inline void clock_note(struct clock *clock, int64_t time_us, uint64_t pair)
{
	if (clock->step_us > SECOND_US || clock->step_us == 0)
		clock_take(clock, time_us, pair);
}

void clock_join(struct clock *to, const struct clock *from);

/* Coarser than a second, of as many pairs as it takes; else 0. */
int64_t clock_step_us(const struct clock *clock);

/* The same of pairs that are at hand. */
int64_t clock_of_pairs(const struct pair *pairs, size_t n);

#endif
