/*
 * listing - what can only be told of the listed rows together: how many share a
 * destination or a period, which are shown, and in which order.
 */
#ifndef ANALYZE_LISTING_H
#define ANALYZE_LISTING_H

#include "model/beacon.h"
#include "model/config.h"

/* Fills in dest_degree and same_period, leaves out what --focus_outbound and
 * --top do, and orders the rest by the column, best first. */
void listing_finish(struct beacon_list *list, const struct config *config,
		    const struct column *order);

#endif
