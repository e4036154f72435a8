/*
 * listing - what can only be told of the listed rows together: how many share a
 * destination or a period, which are shown, and in which order.
 */
#ifndef ANALYZE_LISTING_H
#define ANALYZE_LISTING_H

#include "model/beacon.h"
#include "model/config.h"

/* Fills in dest_degree and same_period, then takes what does not go from inside to
 * beyond behind the rows to be shown; NULL: there is no --focus_outbound. */
void listing_compare(struct beacon_list *list, const struct inside *inside);

/* Orders the rows by the column, best first, and cuts them off at --top. */
void listing_order(struct beacon_list *list, const struct config *config,
		   const struct column *order);

/* Orders those that are shown anew, when ranks have changed. */
void listing_sort(struct beacon_list *list, const struct column *order);

/* Raises the rank of all rows that a list reports, and takes that back of those that none
 * does any more. False if nothing changed. */
bool listing_raise(struct beacon_list *list);

/* Leaves row `i` alone. */
void listing_keep(struct beacon_list *list, size_t i);

#endif
