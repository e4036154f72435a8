/*
 * listing - see listing.h.
 */
#include "analyze/listing.h"

#include <math.h>
#include <stdlib.h>

#include "analyze/rank.h"
#include "core/memory.h"

static int by_destination(const void *a, const void *b)
{
	const struct beacon *x = a, *y = b;

	if (x->name || y->name) /* one name is one destination */
		return (x->name > y->name) - (x->name < y->name);
	return address_compare(&x->dst, &y->dst);
}

/* flare: counted before --focus_outbound takes any row away. */
static void count_degrees(struct beacon_list *list)
{
	qsort(list->beacons, list->n, sizeof(*list->beacons), by_destination);
	for (size_t i = 0; i < list->n;) {
		size_t end = i;
		int64_t degree = 0;

		for (; end < list->n &&
		       by_destination(&list->beacons[i], &list->beacons[end]) == 0;
		     end++)
			degree += list->beacons[end].listed != NULL;
		for (size_t j = i; j < end; j++)
			list->beacons[j].dest_degree = degree;
		i = end;
	}
}

/* By destination, port and period; what has no period last. */
static int by_period(const void *a, const void *b)
{
	const struct beacon *x = a, *y = b;
	int order = by_destination(a, b);

	if (order == 0)
		order = (x->port > y->port) - (x->port < y->port);
	if (order || isnan(x->period_s) || isnan(y->period_s))
		return order ? order : !!isnan(x->period_s) - !!isnan(y->period_s);
	return (x->period_s > y->period_s) - (x->period_s < y->period_s);
}

static bool is_near(const struct beacon *x, const struct beacon *y)
{
	static const double NEAR = 0.05;

	return by_destination(x, y) == 0 && x->port == y->port &&
	       fabs(x->period_s - y->period_s) <= NEAR * fmin(x->period_s, y->period_s);
}

/*
 * One hop up: sources that call one place at one period have one program. It
 * may be a worm's or the update service's, but it is one finding. No source has
 * two rows of one destination and port.
 */
static void count_same_period(struct beacon_list *list)
{
	struct beacon *beacons = list->beacons;

	qsort(beacons, list->n, sizeof(*beacons), by_period);
	for (size_t i = 0, from = 0, to = 0; i < list->n; i++) {
		if (isnan(beacons[i].period_s)) {
			beacons[i].same_period = CELL_NO_INTEGER;
			continue;
		}
		while (from < i && !is_near(&beacons[from], &beacons[i]))
			from++;
		to = to > i ? to : i;
		while (to < list->n && is_near(&beacons[i], &beacons[to]))
			to++;
		beacons[i].same_period = (int64_t)(to - from);
	}
}

static void focus_outbound(struct beacon_list *list, const struct inside *inside)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		struct beacon beacon = list->beacons[i];

		if (!inside_has(inside, &beacon.src) ||
		    !inside_is_left_for(inside, &beacon.dst))
			continue;
		list->beacons[i] = list->beacons[n];
		list->beacons[n++] = beacon;
	}
	list->n = n;
}

static int by_address(const void *a, const void *b)
{
	const struct beacon *x = a, *y = b;
	int order = address_compare(&x->dst, &y->dst);

	if (order == 0)
		order = address_compare(&x->src, &y->src);
	if (order == 0)
		order = (x->port > y->port) - (x->port < y->port);
	return order ? order : (x->name > y->name) - (x->name < y->name);
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
	int order = table_compare_best(&x->cell, &y->cell);

	if (order == 0 && x->beacon.rank != y->beacon.rank)
		return x->beacon.rank > y->beacon.rank ? -1 : 1;
	if (order == 0 && x->beacon.occurrences != y->beacon.occurrences)
		return x->beacon.occurrences > y->beacon.occurrences ? -1 : 1;
	return order ? order : by_address(&x->beacon, &y->beacon);
}

void listing_sort(struct beacon_list *list, const struct column *column)
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

void listing_compare(struct beacon_list *list, const struct inside *inside)
{
	count_degrees(list);
	count_same_period(list);
	list->n_all = list->n;
	if (inside)
		focus_outbound(list, inside);
}

void listing_order(struct beacon_list *list, const struct config *config,
		   const struct column *order)
{
	listing_sort(list, order);
	list->n_found = list->n;
	if (config->top > 0 && list->n > (size_t)config->top)
		list->n = (size_t)config->top;
}

bool listing_raise(struct beacon_list *list)
{
	bool changed = false;

	for (size_t i = 0; i < list->n_all; i++) {
		struct beacon *beacon = &list->beacons[i];
		bool reported = beacon->intel != NULL;

		if (reported == beacon->is_raised)
			continue;
		beacon->rank =
			reported ? rank_raise(beacon->rank) : rank_lower(beacon->rank);
		beacon->is_raised = reported;
		changed = true;
	}
	return changed;
}

void listing_keep(struct beacon_list *list, size_t i)
{
	struct beacon beacon = list->beacons[i];

	list->beacons[i] = list->beacons[0];
	list->beacons[0] = beacon;
	list->n = list->n_found = list->n_all = 1;
}
