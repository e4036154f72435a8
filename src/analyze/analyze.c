/*
 * analyze - see analyze.h.
 */
#include "analyze/analyze.h"

#include <stdlib.h>
#include <string.h>

#include "analyze/flare.h"
#include "core/memory.h"
#include "core/parallel.h"

struct job {
	const struct pair_list *pairs;
	const struct config *config;
	struct flare_rating *ratings; /* one a pair */
	bool *reported;
};

static int rate_pair(void *context, size_t worker, size_t item, struct error *err)
{
	struct job *job = context;
	struct flare_rating *rating = &job->ratings[item];

	(void)worker, (void)err;
	job->reported[item] = flare_rate(&job->pairs->pairs[item], job->config, rating) &&
			      flare_reports(rating, job->config);
	return 0;
}

static struct beacon make_beacon(const struct pair *pair, const struct flare_rating *rating)
{
	return (struct beacon){
		.src = pair->src,
		.dst = pair->dst,
		.port = pair->port,
		.bytes_out = rating->bytes_out,
		.occurrences = rating->occurrences,
		.percent = (int64_t)rating->percent,
		.interval_s = rating->interval_s,
	};
}

static void collect(const struct job *job, struct beacon_list *list)
{
	size_t n = job->pairs->n;

	list->n = 0;
	list->beacons = memory_zero(n, sizeof(*list->beacons));
	for (size_t i = 0; i < n; i++) {
		if (job->reported[i])
			list->beacons[list->n++] =
				make_beacon(&job->pairs->pairs[i], &job->ratings[i]);
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

/* The most regular first, then the busiest; the rest only settles the order. */
static int by_regularity(const void *a, const void *b)
{
	const struct beacon *x = a, *y = b;
	int order;

	if (x->percent != y->percent)
		return x->percent > y->percent ? -1 : 1;
	if (x->occurrences != y->occurrences)
		return x->occurrences > y->occurrences ? -1 : 1;
	order = address_compare(&x->dst, &y->dst);
	if (order == 0)
		order = address_compare(&x->src, &y->src);
	return order ? order : (x->port > y->port) - (x->port < y->port);
}

void analyze(const struct pair_list *pairs, const struct config *config, size_t n_workers,
	     struct beacon_list *list)
{
	struct job job = { .pairs = pairs, .config = config };
	struct error ignored;

	job.ratings = memory_zero(pairs->n, sizeof(*job.ratings));
	job.reported = memory_zero(pairs->n, sizeof(*job.reported));
	parallel_run(n_workers, pairs->n, rate_pair, &job, &ignored);
	collect(&job, list);
	count_degrees(list);
	if (config->focus_outbound)
		focus_outbound(list);
	qsort(list->beacons, list->n, sizeof(*list->beacons), by_regularity);
	free(job.ratings);
	free(job.reported);
}

uint64_t analyze_min_flows(const struct config *config)
{
	/* More than min_occur gaps need at least one flow more. */
	return (uint64_t)config->min_occur + 2;
}
