/*
 * shape - see shape.h.
 */
#include "analyze/shape.h"

#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "model/size.h"

static int bin_of(int64_t gap_us)
{
	double octaves = log2((double)gap_us / 250000);
	int bin = gap_us > 0 && octaves > 0 ? (int)(4 * octaves) : 0;

	return bin < INTERVAL_BINS ? bin : INTERVAL_BINS - 1;
}

static void count_intervals(const struct pair *pair, uint64_t *counts)
{
	for (size_t i = 1; i < pair->n_flows; i++)
		counts[bin_of(pair->times_us[i] - pair->times_us[i - 1])]++;
}

/* In which of n equal parts of the time; the last moment is in the last part. */
static size_t part_of(const struct pair_list *pairs, int64_t time_us, size_t n)
{
	double part_us = (double)(pairs->newest_us - pairs->oldest_us + 1) / (double)n;
	double part = (double)(time_us - pairs->oldest_us) / part_us;

	return part < (double)n ? (size_t)part : n - 1;
}

static void count_calls(const struct pair *pair, const struct pair_list *pairs,
			uint64_t *counts)
{
	for (size_t i = 0; i < pair->n_flows; i++)
		counts[part_of(pairs, pair->times_us[i], STRIP_PARTS)]++;
}

/* False: no flow's size is known. */
static bool add_bytes(const struct pair *pair, const struct pair_list *pairs, bool out,
		      uint64_t *counts)
{
	bool known = false;

	for (size_t i = 0; i < pair->n_flows; i++) {
		uint16_t code = out ? pair->sizes[i].out : pair->sizes[i].in;

		if (code == SIZE_UNKNOWN)
			continue;
		counts[part_of(pairs, pair->times_us[i], STRIP_PARTS)] +=
			size_bytes(code);
		known = true;
	}
	return known;
}

static size_t mark_slots(const struct pair *pair, const struct pair_list *pairs,
			 uint64_t *slots)
{
	size_t n = 0, last = 0;

	for (size_t i = 0; i < pair->n_flows; i++) {
		size_t slot = part_of(pairs, pair->times_us[i], TICK_SLOTS);

		if (n > 0 && slot == last)
			continue;
		slots[n++] = slot - last;
		last = slot;
	}
	return n;
}

static void draw(struct shape *shape, const struct pair *pair,
		 const struct pair_list *pairs, uint64_t *counts)
{
	uint64_t *out = counts, *in = out + STRIP_PARTS, *slots = in + STRIP_PARTS;

	shape->strip_out =
		(struct series){ add_bytes(pair, pairs, true, out) ? STRIP_PARTS : 0,
				 out };
	shape->strip_in =
		(struct series){ add_bytes(pair, pairs, false, in) ? STRIP_PARTS : 0,
				 in };
	shape->ticks = (struct series){ mark_slots(pair, pairs, slots), slots };
}

struct shape *shape_of(const struct pair *pair, const struct pair_list *pairs, bool drawn)
{
	size_t n_slots = pair->n_flows < TICK_SLOTS ? pair->n_flows : TICK_SLOTS;
	size_t n = INTERVAL_BINS + STRIP_PARTS + (drawn ? 2 * STRIP_PARTS + n_slots : 0);
	struct shape *shape = memory_alloc(sizeof(*shape) + n * sizeof(shape->counts[0]));

	memset(shape, 0, sizeof(*shape) + n * sizeof(shape->counts[0]));
	shape->intervals = (struct series){ INTERVAL_BINS, shape->counts };
	shape->strip = (struct series){ STRIP_PARTS, shape->counts + INTERVAL_BINS };
	count_intervals(pair, shape->counts);
	count_calls(pair, pairs, shape->counts + INTERVAL_BINS);
	if (drawn)
		draw(shape, pair, pairs, shape->counts + INTERVAL_BINS + STRIP_PARTS);
	return shape;
}
