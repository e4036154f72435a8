/*
 * baseline - see baseline.h.
 */
#include "analyze/baseline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char is_new[] = "new", is_known[] = "known", has_changed[] = "changed",
		  is_back[] = "back", is_gone[] = "gone";

/* Of a period that is not known nothing can be told. */
bool baseline_has_changed(double before_s, double before_jitter_percent, double period_s,
			  double jitter_percent, double clock_s)
{
	static const double SHARE = 0.2;
	double allowed_s = SHARE * fmin(before_s, period_s);

	/* fmax() passes over what is NAN. */
	allowed_s = fmax(allowed_s, before_s * before_jitter_percent / 100);
	allowed_s = fmax(allowed_s, period_s * jitter_percent / 100);
	allowed_s = fmax(allowed_s, clock_s);
	return fabs(period_s - before_s) > allowed_s;
}

static struct known key_of(const struct beacon *beacon)
{
	return (struct known){ .src = beacon->src,
			       .dst = beacon->dst,
			       .port = beacon->port,
			       .name = beacon->dest_name };
}

/* All that is known of a row, whatever runs looked at. */
struct history {
	/* Of the span that is compared with; NULL: none */
	const struct known *comparable;
	const struct known *latest; /* NULL: it was never listed */
	int64_t since_us;
};

static struct history history_of(const struct baseline *baseline,
				 const struct beacon *beacon, enum baseline_span span)
{
	const struct known key = key_of(beacon);
	struct history history = { .since_us = beacon->first_seen.us };

	for (int i = 0; i < N_BASELINE_SPANS; i++) {
		struct known *known =
			baseline_find(baseline, &key, (enum baseline_span)i);

		if (!known)
			continue;
		known->is_matched = true;
		if (known->since_us < history.since_us)
			history.since_us = known->since_us;
		if (!history.latest || known->run_us > history.latest->run_us)
			history.latest = known;
		if (i == (int)span)
			history.comparable = known;
	}
	return history;
}

static void judge(struct beacon *beacon, const struct baseline *baseline,
		  const struct history *history, double clock_s)
{
	const struct known *before =
		history->comparable ? history->comparable : history->latest;

	beacon->known_since.us = history->since_us;
	beacon->status = is_new;
	if (!before)
		return;
	beacon->status = is_known;
	if (history->comparable && !baseline_is_present(baseline, before)) {
		beacon->status = is_back;
		beacon->back_after.us = before->last_us;
	}
	if (baseline_has_changed(before->period_s, before->jitter_percent,
				 beacon->period_s, beacon->jitter_percent, clock_s)) {
		beacon->status = has_changed;
		beacon->period_before_s = before->period_s;
	}
}

/* It is looked at without being listed: at most it was. */
static void unlist(struct beacon *beacon, const struct baseline *baseline,
		   const struct known *before)
{
	bool was_listed = before && baseline_is_present(baseline, before);

	beacon->status = was_listed ? is_gone : NULL;
	beacon->period_before_s = NAN;
	beacon->back_after.us = CELL_NO_INTEGER;
}

static void count(struct baseline_counts *counts, const char *status)
{
	counts->n_new += status == is_new;
	counts->n_known += status == is_known;
	counts->n_changed += status == has_changed;
	counts->n_back += status == is_back;
}

/* What is not known of it, is missing. */
static struct beacon beacon_of(const struct known *known)
{
	struct beacon beacon = { .status = is_gone };

	for (size_t i = 0; i < n_beacon_columns; i++)
		column_clear(&beacon, &beacon_columns[i]);
	beacon.status = is_gone;
	beacon.src = known->src;
	beacon.dst = known->dst;
	beacon.port = known->port;
	beacon.dest_name = known->name;
	beacon.known_since.us = known->since_us;
	beacon.first_seen.us = known->first_us;
	beacon.last_seen.us = known->last_us;
	beacon.listed = known->listed;
	beacon.protocol = known->protocol;
	beacon.services = known->services;
	beacon.bytes_out = known->bytes_out;
	beacon.occurrences = known->occurrences;
	beacon.percent = known->percent;
	beacon.interval_s = known->interval_s;
	beacon.rank = known->rank;
	beacon.score = known->score;
	beacon.period_s = known->period_s;
	beacon.jitter_percent = known->jitter_percent;
	return beacon;
}

static int by_last_seen(const void *a, const void *b)
{
	const struct beacon *x = a, *y = b;
	int order =
		(x->last_seen.us < y->last_seen.us) - (x->last_seen.us > y->last_seen.us);

	if (order == 0)
		order = address_compare(&x->src, &y->src);
	if (order == 0)
		order = address_compare(&x->dst, &y->dst);
	if (order == 0)
		order = (x->port > y->port) - (x->port < y->port);
	return order || !x->dest_name || !y->dest_name
		       ? order
		       : strcmp(x->dest_name, y->dest_name);
}

static bool is_shown(const struct beacon *beacon, const struct result *result)
{
	return !result->focus_outbound ||
	       (address_is_private(&beacon->src) && !address_scope(&beacon->dst));
}

/* Since when it is known, runs of all spans tell. */
static int64_t earliest(const struct baseline *baseline, const struct known *known)
{
	int64_t since_us = known->since_us;

	for (int i = 0; i < N_BASELINE_SPANS; i++) {
		const struct known *other =
			baseline_find(baseline, known, (enum baseline_span)i);

		if (other && other->since_us < since_us)
			since_us = other->since_us;
	}
	return since_us;
}

static void add_gone(const struct baseline *baseline, enum baseline_span span,
		     struct result *result)
{
	size_t capacity = 0;

	for (size_t i = 0; i < baseline->n; i++) {
		const struct known *known = &baseline->rows[i];
		struct beacon beacon;

		if (known->is_matched || known->span != span ||
		    !baseline_is_present(baseline, known))
			continue;
		beacon = beacon_of(known);
		beacon.known_since.us = earliest(baseline, known);
		beacon.back_after.us = CELL_NO_INTEGER;
		if (!is_shown(&beacon, result))
			continue;
		result->gone = memory_grow(result->gone, result->n_gone, &capacity,
					   sizeof(*result->gone));
		result->gone[result->n_gone++] = beacon;
	}
	if (result->n_gone > 1)
		qsort(result->gone, result->n_gone, sizeof(*result->gone), by_last_seen);
}

void baseline_compare(struct baseline *baseline, struct result *result,
		      struct baseline_counts *counts)
{
	enum baseline_span span =
		baseline_nearest(baseline, baseline_span_of(result_hours(result)));
	struct beacon_list *list = &result->list;
	double clock_s = (double)result->clock_us / 1e6;

	*counts = (struct baseline_counts){ .n_new = 0 };
	for (size_t i = 0; i < list->n_all; i++) {
		struct beacon *beacon = &list->beacons[i];
		struct history history = history_of(baseline, beacon, span);

		judge(beacon, baseline, &history, clock_s);
		if (!beacon->listed) /* of --explain */
			unlist(beacon, baseline, history.comparable);
		if (i < list->n)
			count(counts, beacon->status);
	}
	add_gone(baseline, span, result);
}

void baseline_hide_known(struct beacon_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		struct beacon beacon = list->beacons[i];

		if (beacon.status == is_known)
			continue;
		list->beacons[i] = list->beacons[n];
		list->beacons[n++] = beacon;
	}
	list->n_known = list->n - n;
	list->n = n;
}
