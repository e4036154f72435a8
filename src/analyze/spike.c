/*
 * spike - see spike.h.
 */
#include "analyze/spike.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

enum {
	BINS_AN_OCTAVE = 50, /* of 2 % of its start */
	NEAREST = 3,
	SILENCE = 6,   /* parts of an octave */
	FARTHEST = 10, /* as many more bins on both sides, for the neighbours */
	N_BINS = BINS_AN_OCTAVE + 2 * FARTHEST,
};

static void count(const double *times_s, size_t n, double octave_s, double bins[N_BINS])
{
	const double width_s = octave_s / BINS_AN_OCTAVE;
	const double first_s = octave_s - FARTHEST * width_s;

	memset(bins, 0, N_BINS * sizeof(*bins));
	for (size_t i = 0, from = 1; i < n; i++) {
		/* Most of what is no farther than the last bin is nearer than the first. */
		while (from < n &&
		       (from <= i || times_s[from] - times_s[i] - first_s < 0))
			from++;
		for (size_t j = from; j < n; j++) {
			double bin = (times_s[j] - times_s[i] - first_s) / width_s;

			if (bin >= N_BINS)
				break;
			bins[(int)bin]++;
		}
	}
}

static double stand_out(const double bins[N_BINS], int at)
{
	double below = 0, above = 0, beside;

	for (int off = NEAREST; off <= FARTHEST; off++) {
		below += bins[at - off];
		above += bins[at + off];
	}
	beside = fmax(below, above) / (FARTHEST - NEAREST + 1);
	return (bins[at] - beside) / sqrt(beside + 1 + 0.0225 * beside * beside);
}

static void take_higher(struct spike *best, double z, double octave_s, int bin)
{
	if (z > best->z)
		*best = (struct spike){ z, octave_s * (1 + (bin - FARTHEST + 0.5) /
								   BINS_AN_OCTAVE) };
}

/* Not one event every so often: out of a dense stream that makes a clock. */
static size_t keep_after_silence(const struct beats *beats, double silence_s,
				 double *kept_s)
{
	size_t n = 0;

	for (size_t i = 0; i < beats->n; i++) {
		if (i == 0 || beats->times_s[i] - beats->times_s[i - 1] >= silence_s)
			kept_s[n++] = beats->times_s[i];
	}
	return n;
}

struct spike spike_rate(const struct beats *beats)
{
	struct spike best = { 0, NAN };
	double *kept_s = memory_alloc((beats->n + 1) * sizeof(*kept_s));
	/* A bin must not be finer than the clock, or its ticks look like spikes. */
	double octave_s = fmax(score_first_scale(beats), BINS_AN_OCTAVE * beats->clock_s);
	double bins[N_BINS];

	for (; octave_s <= beats->span_s / 4; octave_s *= 2) {
		size_t n = keep_after_silence(beats, octave_s / SILENCE, kept_s);

		if (n < 3)
			break;
		count(kept_s, n, octave_s, bins);
		for (int i = FARTHEST; i < FARTHEST + BINS_AN_OCTAVE; i++) {
			if (bins[i] > best.z) /* it can't stand out more than that */
				take_higher(&best, stand_out(bins, i), octave_s, i);
		}
	}
	free(kept_s);
	return best;
}
