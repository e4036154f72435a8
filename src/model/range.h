/*
 * range - addresses from a first to a last, as the networks that they are made of.
 */
#ifndef MODEL_RANGE_H
#define MODEL_RANGE_H

#include <stdbool.h>

#include "model/address.h"

/* `bits` of 128, as of struct address_network. False stops. */
typedef bool range_network_fn(void *context, const struct address *first, unsigned bits);

/* Calls for each network, the lowest first; false if that has stopped it. The first is
 * not beyond the last. */
bool range_each_network(const struct address *first, const struct address *last,
			range_network_fn *each, void *context);

#endif
