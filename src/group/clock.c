/*
 * clock - see clock.h.
 */
#include "group/clock.h"

static int64_t common_divisor(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static void note_pair(struct clock *clock, uint64_t pair)
{
	for (size_t i = 0; i < clock->n_pairs; i++) {
		if (clock->pairs[i] == pair)
			return;
	}
	if (clock->n_pairs < CLOCK_PAIRS)
		clock->pairs[clock->n_pairs++] = pair;
}

void clock_take(struct clock *clock, int64_t time_us, uint64_t pair)
{
	clock->step_us = common_divisor(clock->step_us, time_us);
	if (clock->n_pairs < CLOCK_PAIRS)
		note_pair(clock, pair);
}

void clock_join(struct clock *to, const struct clock *from)
{
	to->step_us = common_divisor(to->step_us, from->step_us);
	for (size_t i = 0; i < from->n_pairs; i++)
		note_pair(to, from->pairs[i]);
}

int64_t clock_of_pairs(const struct pair *pairs, size_t n)
{
	int64_t step_us = 0;

	if (n < CLOCK_PAIRS)
		return 0;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < pairs[i].n_flows; j++) {
			step_us = common_divisor(step_us, pairs[i].times_us[j]);
			if (step_us <= SECOND_US)
				return 0;
		}
	}
	return step_us;
}

int64_t clock_step_us(const struct clock *clock)
{
	return clock->n_pairs == CLOCK_PAIRS && clock->step_us > SECOND_US
		       ? clock->step_us
		       : 0;
}
