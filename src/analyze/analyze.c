/*
 * analyze - see analyze.h.
 */
#include "analyze/analyze.h"

#include <math.h>
#include <stdlib.h>

#include "analyze/flare.h"
#include "analyze/listing.h"
#include "analyze/rank.h"
#include "analyze/score.h"
#include "analyze/shape.h"
#include "analyze/sizes.h"
#include "analyze/spike.h"
#include "analyze/strobe.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "model/protocol.h"
#include "model/timestamp.h"

/* Why a pair is listed; several may hold. */
enum reason { BY_SCORE, BY_FLARE, BY_LAG, BY_LONG, BY_STROBE, BY_INTEL, N_REASONS };

static const char *const reasons[N_REASONS] = { "score", "flare",  "lag",
						"long",	 "strobe", "intel" };

struct rating {
	struct flare_rating flare;
	bool has_flare;	 /* enough gaps for Flare's numbers */
	unsigned listed; /* a bit for each enum reason */
	struct score_result score;
	struct spike spike; /* z is NAN: too few flows */
	int64_t strobe_minutes;
};

struct job {
	const struct pair_list *pairs;
	const struct config *config;
	double span_s;
	double clock_s;		/* common to all pairs; 0: none */
	struct rating *ratings; /* one a pair */
	struct beacon_list *list;
	size_t *numbers;		   /* of the pair of each row of the list */
	const char *texts[1 << N_REASONS]; /* for each set of reasons; of the list */
	bool drawn;			   /* make what only pictures show, too */
};

static bool is_long(const struct pair *pair, const struct config *config)
{
	return config->min_long_h > 0 &&
	       (double)pair->longest_us >= config->min_long_h * (double)HOUR_US;
}

static void rate_timing(struct rating *rating, const struct job *job,
			const struct pair *pair)
{
	struct beats beats;

	rating->score = (struct score_result){ .score = NAN,
					       .period_s = NAN,
					       .jitter_percent = NAN };
	rating->spike = (struct spike){ NAN, NAN };
	if ((int64_t)pair->n_flows < job->config->min_beats)
		return;
	beats = beats_of(pair, job->span_s, job->clock_s);
	rating->score = score_beats(&beats);
	rating->spike = spike_rate(&beats);
	beats_free(&beats);
}

static unsigned reason_bits(const struct rating *rating, const struct job *job,
			    const struct pair *pair)
{
	const struct config *config = job->config;
	const bool holds[N_REASONS] = {
		[BY_SCORE] = rating->score.score > 0 &&
			     rating->score.score >= config->min_score,
		[BY_FLARE] = rating->has_flare && flare_reports(&rating->flare, config),
		[BY_LAG] = config->min_lag > 0 && rating->spike.z >= config->min_lag,
		[BY_LONG] = is_long(pair, config),
		[BY_STROBE] = config->min_strobe > 0 &&
			      rating->strobe_minutes >= config->min_strobe,
		[BY_INTEL] = pair->is_reported,
	};
	unsigned bits = 0;

	for (unsigned i = 0; i < N_REASONS; i++)
		bits |= holds[i] ? 1U << i : 0;
	return bits;
}

static int rate_pair(void *context, size_t worker, size_t item, struct error *err)
{
	struct job *job = context;
	const struct pair *pair = &job->pairs->pairs[item];
	struct rating *rating = &job->ratings[item];

	(void)worker, (void)err;
	rating->has_flare = flare_rate(pair, job->config, &rating->flare);
	rating->strobe_minutes = strobe_minutes(pair);
	if (!job->config->flare || rating->has_flare)
		rate_timing(rating, job, pair);
	rating->listed = reason_bits(rating, job, pair);
	return 0;
}

static int64_t count_hours(const struct pair *pair)
{
	int64_t n = 0, last = -1;

	for (size_t i = 0; i < pair->n_flows; i++) {
		int64_t hour = pair->times_us[i] / HOUR_US;

		n += hour != last;
		last = hour;
	}
	return n;
}

static void fill_flare(struct beacon *beacon, const struct pair *pair,
		       const struct rating *rating)
{
	/* flare: without the earliest flow. Of flows too few to be rated by anyone, all. */
	bool is_rated = rating->has_flare || !isnan(rating->score.score);

	beacon->bytes_out =
		(int64_t)(pair->bytes_out - (is_rated ? pair->first_bytes_out : 0));
	beacon->occurrences = CELL_NO_INTEGER;
	beacon->percent = CELL_NO_INTEGER;
	beacon->interval_s = CELL_NO_INTEGER;
	if (!rating->has_flare)
		return;
	beacon->occurrences = rating->flare.occurrences;
	beacon->percent = (int64_t)rating->flare.percent;
	beacon->interval_s = rating->flare.interval_s;
}

static void fill_score(struct beacon *beacon, const struct pair *pair,
		       const struct rating *rating)
{
	double active_s =
		(double)(pair->times_us[pair->n_flows - 1] - pair->times_us[0]) / 1e6;
	bool has_period = rating->score.period_s > 0;

	beacon->score = rating->score.score;
	beacon->period_s = rating->score.period_s;
	beacon->jitter_percent = rating->score.jitter_percent;
	beacon->beats = has_period ? (int64_t)rating->score.n_beats : CELL_NO_INTEGER;
	beacon->beats_expected =
		has_period ? (int64_t)(active_s / rating->score.period_s + 1.5)
			   : CELL_NO_INTEGER;
}

static void fill_rank(struct beacon *beacon, const struct job *job,
		      const struct pair *pair, const struct rating *rating)
{
	/* A score too low to list the pair is no reason to look at it first. */
	bool counts = rating->listed & (1U << BY_SCORE | 1U << BY_FLARE);
	const struct rank_basis basis = {
		.dst = &pair->dst,
		.score = counts ? rating->score.score : NAN,
		.is_long = rating->listed & 1U << BY_LONG,
		.active_us = pair->times_us[pair->n_flows - 1] - pair->times_us[0],
		.longest_us = pair->longest_us,
		.span_us = job->pairs->newest_us - job->pairs->oldest_us,
		.n_sources = pair->n_sources,
		.n_all_sources = (int64_t)job->pairs->n_sources,
	};
	struct rank rank = rank_of(&basis);

	beacon->rank = rank.rank;
	beacon->rarity = rank.rarity;
	beacon->persistence = rank.persistence;
	beacon->prevalence_percent =
		100 * (double)pair->n_sources / (double)job->pairs->n_sources;
}

static void fill_sizes(struct beacon *beacon, const struct pair *pair)
{
	struct size_habit out = { CELL_NO_INTEGER, NAN }, in = out;

	beacon->bytes_in = CELL_NO_INTEGER;
	sizes_rate(pair->sizes, pair->n_flows, SIZES_OUT, &out);
	if (sizes_rate(pair->sizes, pair->n_flows, SIZES_IN, &in))
		beacon->bytes_in = (int64_t)pair->bytes_in;
	beacon->size_out = out.usual;
	beacon->size_out_percent = out.percent;
	beacon->size_in = in.usual;
	beacon->size_in_percent = in.percent;
}

static bool is_listed(const struct job *job, size_t i)
{
	return job->ratings[i].listed & (job->config->flare ? 1U << BY_FLARE : ~0U);
}

static bool is_reported(const struct job *job, size_t i)
{
	return is_listed(job, i) || &job->pairs->pairs[i] == job->pairs->explained;
}

/* What only listed rows need, and so is not part of rating. */
static int fill_beacon(void *context, size_t worker, size_t item, struct error *err)
{
	struct job *job = context;
	const struct pair *pair = &job->pairs->pairs[job->numbers[item]];
	const struct rating *rating = &job->ratings[job->numbers[item]];
	struct beacon *beacon = &job->list->beacons[item];

	(void)worker, (void)err;
	*beacon = (struct beacon){
		.pair = job->numbers[item],
		.src = pair->src,
		.dst = pair->dst,
		.port = pair->port,
		.name = pair->name,
		.protocol = protocol_text(pair->protocols),
		.services = pair->n_services,
		.listed = is_listed(job, job->numbers[item]) ? job->texts[rating->listed]
							     : NULL,
		.known_since = { CELL_NO_INTEGER },
		.period_before_s = NAN,
		.back_after = { CELL_NO_INTEGER },
		.lag = rating->spike.z,
		.lag_s = rating->spike.lag_s,
		.first_seen.us = pair->times_us[0],
		.last_seen.us = pair->times_us[pair->n_flows - 1],
		.hours_active = count_hours(pair),
		.connected_s = (double)pair->connected_us / 1e6,
		.longest_s = (double)pair->longest_us / 1e6,
		.open = pair->n_open,
		.strobe_minutes = rating->strobe_minutes,
		.src_owner.asn = CELL_NO_INTEGER,
		.dest_owner.asn = CELL_NO_INTEGER,
		.intel_hits = CELL_NO_INTEGER,
	};
	fill_flare(beacon, pair, rating);
	fill_score(beacon, pair, rating);
	fill_rank(beacon, job, pair, rating);
	fill_sizes(beacon, pair);
	return 0;
}

/* Numbers the pairs that are reported and makes room for them. */
static void choose(struct job *job)
{
	size_t n = 0;

	for (size_t i = 0; i < job->pairs->n; i++)
		n += is_reported(job, i);
	job->list->beacons = memory_zero(n, sizeof(*job->list->beacons));
	job->numbers = memory_zero(n, sizeof(*job->numbers));
	for (size_t i = 0; i < job->pairs->n; i++) {
		if (is_reported(job, i))
			job->numbers[job->list->n++] = i;
	}
}

/* "score+flare" for the set of these two. */
static void write_reasons(struct job *job)
{
	job->texts[0] = "";
	for (unsigned set = 1; set < 1U << N_REASONS; set++) {
		unsigned last = N_REASONS - 1;

		while (!(set & 1U << last))
			last--;
		job->texts[set] = arena_print(
			&job->list->texts, "%s%s%s", job->texts[set & ~(1U << last)],
			set & ~(1U << last) ? "+" : "", reasons[last]);
	}
}

void analyze(const struct pair_list *pairs, const struct config *config, size_t n_workers,
	     struct beacon_list *list)
{
	struct job job = { .pairs = pairs, .config = config, .list = list };
	struct error ignored;

	*list = (struct beacon_list){ .beacons = NULL };
	write_reasons(&job);
	job.span_s = (double)(pairs->newest_us - pairs->oldest_us) / 1e6;
	job.clock_s = (double)pairs->clock_us / 1e6;
	job.ratings = memory_zero(pairs->n, sizeof(*job.ratings));
	parallel_run(n_workers, pairs->n, rate_pair, &job, &ignored);
	choose(&job);
	parallel_run(n_workers, list->n, fill_beacon, &job, &ignored);
	free(job.numbers);
	free(job.ratings);
	listing_compare(list, config->focus_outbound ? &config->inside : NULL);
}

static int fill_shapes(void *context, size_t worker, size_t item, struct error *err)
{
	const struct job *job = context;
	struct beacon *beacon = &job->list->beacons[item];
	const struct pair *pair = &job->pairs->pairs[beacon->pair];
	struct shape *shape = shape_of(pair, job->pairs, job->drawn);

	(void)worker, (void)err;
	job->list->shapes[item] = shape;
	beacon->intervals = &shape->intervals;
	beacon->strip = &shape->strip;
	beacon->strip_out = shape->strip_out.n ? &shape->strip_out : NULL;
	beacon->strip_in = shape->strip_in.n ? &shape->strip_in : NULL;
	beacon->ticks = shape->ticks.n ? &shape->ticks : NULL;
	return 0;
}

void analyze_shapes(const struct pair_list *pairs, size_t n_workers,
		    struct beacon_list *list, size_t n, bool drawn)
{
	struct job job = { .pairs = pairs, .list = list, .drawn = drawn };
	struct error ignored;

	list->shapes = memory_zero(n, sizeof(struct shape *));
	list->n_shapes = n;
	parallel_run(n_workers, n, fill_shapes, &job, &ignored);
}

struct pairs_wanted analyze_wanted(const struct config *config)
{
	/* More than min_occur gaps need at least one flow more. */
	struct pairs_wanted wanted = { .min_flows = (uint64_t)config->min_occur + 2 };

	if (config->flare)
		return wanted;
	if ((uint64_t)config->min_beats < wanted.min_flows)
		wanted.min_flows = (uint64_t)config->min_beats;
	if (config->min_strobe > 0 && config->min_strobe < INT64_MAX / STROBE_CALLS &&
	    (uint64_t)config->min_strobe * STROBE_CALLS < wanted.min_flows)
		wanted.min_flows = (uint64_t)config->min_strobe * STROBE_CALLS;
	wanted.min_longest_us = (int64_t)(config->min_long_h * (double)HOUR_US);
	return wanted;
}
