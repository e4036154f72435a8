/*
 * analyze - see analyze.h.
 */
#include "analyze/analyze.h"

#include <math.h>
#include <stdlib.h>

#include "analyze/flare.h"
#include "analyze/score.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "model/timestamp.h"

struct rating {
	struct flare_rating flare;
	bool has_flare; /* enough gaps for Flare's numbers */
	bool by_flare;  /* Flare would report it */
	struct score_result score;
	bool by_score;
};

struct job {
	const struct pair_list *pairs;
	const struct config *config;
	struct rating *ratings; /* one a pair */
};

static int rate_pair(void *context, size_t worker, size_t item, struct error *err)
{
	struct job *job = context;
	const struct pair *pair = &job->pairs->pairs[item];
	struct rating *rating = &job->ratings[item];

	(void)worker, (void)err;
	rating->has_flare = flare_rate(pair, job->config, &rating->flare);
	rating->by_flare = rating->has_flare && flare_reports(&rating->flare, job->config);
	rating->score = (struct score_result){ .score = NAN, .period_s = NAN,
					       .jitter_percent = NAN };
	if ((int64_t)pair->n_flows >= job->config->min_beats)
		rating->score = score_pair(
			pair, (double)(job->pairs->newest_us - job->pairs->oldest_us) / 1e6);
	rating->by_score = rating->score.score > 0 &&
			   rating->score.score >= job->config->min_score;
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

/*
 * What to look at first: a lone implant that keeps calling before an update
 * service that half the network polls, and before a burst of ten minutes.
 *
 *     rank = score^2 * rarity * persistence
 *     rarity = 1 - ln(sources of the destination) / ln(all sources), at least 0.05,
 *              and 0.02 for multicast: nobody answers from there
 *     persistence = 1 - exp(-hours from the first to the last flow)
 */
static double rank_of(const struct pair *pair, uint64_t n_sources, double score)
{
	double hours = (double)(pair->times_us[pair->n_flows - 1] - pair->times_us[0]) /
		       (double)HOUR_US;
	double rarity = n_sources > 1
				? 1 - log((double)pair->n_sources) / log((double)n_sources)
				: 1;

	if (address_is_multicast(&pair->dst))
		rarity = 0.02;
	else
		rarity = fmax(rarity, 0.05);
	return score * score * rarity * (1 - exp(-hours));
}

static void fill_flare(struct beacon *beacon, const struct pair *pair,
		       const struct rating *rating)
{
	beacon->bytes_out = (int64_t)(pair->bytes_out - pair->first_bytes_out);
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
	beacon->beats_expected = has_period
					 ? (int64_t)(active_s / rating->score.period_s + 1.5)
					 : CELL_NO_INTEGER;
}

static struct beacon make_beacon(const struct job *job, size_t i)
{
	const struct pair *pair = &job->pairs->pairs[i];
	const struct rating *rating = &job->ratings[i];
	struct beacon beacon = { .src = pair->src, .dst = pair->dst, .port = pair->port };

	fill_flare(&beacon, pair, rating);
	fill_score(&beacon, pair, rating);
	beacon.listed = !rating->by_flare ? "score" : rating->by_score ? "both" : "flare";
	beacon.rank = beacon.score > 0 ? rank_of(pair, job->pairs->n_sources, beacon.score)
				       : 0;
	beacon.first_seen.us = pair->times_us[0];
	beacon.last_seen.us = pair->times_us[pair->n_flows - 1];
	beacon.hours_active = count_hours(pair);
	beacon.prevalence_percent =
		100 * (double)pair->n_sources / (double)job->pairs->n_sources;
	return beacon;
}

static void collect(const struct job *job, struct beacon_list *list)
{
	size_t n = job->pairs->n;

	list->n = 0;
	list->beacons = memory_zero(n, sizeof(*list->beacons));
	for (size_t i = 0; i < n; i++) {
		const struct rating *rating = &job->ratings[i];

		if (rating->by_flare || (rating->by_score && !job->config->flare))
			list->beacons[list->n++] = make_beacon(job, i);
	}
}

static int by_destination(const void *a, const void *b)
{
	const struct beacon *x = a, *y = b;

	return address_compare(&x->dst, &y->dst);
}

/* flare: counted before --focus_outbound takes any row away. */
static void count_degrees(struct beacon_list *list)
{
	qsort(list->beacons, list->n, sizeof(*list->beacons), by_destination);
	for (size_t i = 0; i < list->n;) {
		size_t end = i;

		while (end < list->n &&
		       by_destination(&list->beacons[i], &list->beacons[end]) == 0)
			end++;
		for (size_t j = i; j < end; j++)
			list->beacons[j].dest_degree = (int64_t)(end - i);
		i = end;
	}
}

static void focus_outbound(struct beacon_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		const struct beacon *beacon = &list->beacons[i];

		if (address_is_private(&beacon->src) && !address_scope(&beacon->dst))
			list->beacons[n++] = *beacon;
	}
	list->n = n;
}

static int by_address(const void *a, const void *b)
{
	const struct beacon *x = a, *y = b;
	int order = address_compare(&x->dst, &y->dst);

	if (order == 0)
		order = address_compare(&x->src, &y->src);
	return order ? order : (x->port > y->port) - (x->port < y->port);
}

/* A row and the cell it is ordered by, since qsort passes no context. */
struct keyed {
	struct cell cell;
	struct beacon beacon;
};

/* The largest first; texts and addresses as in a book; what is missing last. Of
 * equals the higher rank, then the busier; the rest only settles the order. */
static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	bool ascending = x->cell.kind == CELL_TEXT || x->cell.kind == CELL_ADDRESS ||
			 x->cell.missing || y->cell.missing;
	int order = ascending ? table_compare_cells(&x->cell, &y->cell)
			      : table_compare_cells(&y->cell, &x->cell);

	if (order == 0 && x->beacon.rank != y->beacon.rank)
		return x->beacon.rank > y->beacon.rank ? -1 : 1;
	if (order == 0 && x->beacon.occurrences != y->beacon.occurrences)
		return x->beacon.occurrences > y->beacon.occurrences ? -1 : 1;
	return order ? order : by_address(&x->beacon, &y->beacon);
}

static void sort_by(struct beacon_list *list, const struct column *column)
{
	struct keyed *rows = memory_zero(list->n, sizeof(*rows));

	for (size_t i = 0; i < list->n; i++) {
		rows[i].beacon = list->beacons[i];
		/* An address cell points into its row: into the list, which stays. */
		rows[i].cell = column_cell(&list->beacons[i], column);
	}
	qsort(rows, list->n, sizeof(*rows), by_key);
	for (size_t i = 0; i < list->n; i++)
		list->beacons[i] = rows[i].beacon;
	free(rows);
}

void analyze(const struct pair_list *pairs, const struct config *config, size_t n_workers,
	     const struct column *order, struct beacon_list *list)
{
	struct job job = { .pairs = pairs, .config = config };
	struct error ignored;

	job.ratings = memory_zero(pairs->n, sizeof(*job.ratings));
	parallel_run(n_workers, pairs->n, rate_pair, &job, &ignored);
	collect(&job, list);
	count_degrees(list);
	if (config->focus_outbound)
		focus_outbound(list);
	sort_by(list, order);
	list->n_found = list->n;
	if (config->top > 0 && list->n > (size_t)config->top)
		list->n = (size_t)config->top;
	free(job.ratings);
}

uint64_t analyze_min_flows(const struct config *config)
{
	/* More than min_occur gaps need at least one flow more. */
	int64_t of_flare = config->min_occur + 2;

	return (uint64_t)(of_flare < config->min_beats || config->flare ? of_flare
									: config->min_beats);
}
