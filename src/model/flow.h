/*
 * flow - one connection between two hosts. What a flow is does not depend on
 * where it was read.
 */
#ifndef MODEL_FLOW_H
#define MODEL_FLOW_H

#include <stdint.h>

#include "model/address.h"

struct flow {
	int64_t time_us;   /* what counts as its time: the start, or what Flare used */
	int64_t logged_us; /* what the period is held against: field_timestamp */
	struct address src;
	struct address dst;
	uint64_t bytes_out; /* from source to destination; 0 if not recorded */
	uint16_t port;      /* of the destination */
};

#endif
