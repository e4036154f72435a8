/*
 * flow - one connection between two hosts. What a flow is does not depend on
 * where it was read.
 */
#ifndef MODEL_FLOW_H
#define MODEL_FLOW_H

#include <stdint.h>

#include "model/address.h"

/* A count of bytes that the source does not have. */
#define FLOW_NO_BYTES UINT64_MAX

/* What the sensor saw of its end. */
enum flow_state {
	FLOW_ENDED,   /* seen, or no packet for so long that it must have ended */
	FLOW_CUT_OFF, /* the sensor stopped, and logged what was still going on */
	FLOW_OPEN,    /* a report on the way; the same flow is logged again later */
};

/* Of transport; flags, since a pair may have several. */
enum flow_protocol {
	FLOW_TCP = 1,
	FLOW_UDP = 2,
	FLOW_OTHER = 4,
};

struct flow {
	int64_t time_us;     /* what counts as its time: the start, or what Flare used */
	int64_t logged_us;   /* what the period is held against: field_timestamp */
	int64_t end_us;	     /* when it was last seen alive; time_us if not recorded */
	int64_t duration_us; /* so far, if it is open; 0 if not recorded */
	struct address src;
	struct address dst;
	uint64_t bytes_out; /* from source to destination; or FLOW_NO_BYTES */
	uint64_t bytes_in;  /* and back; likewise */
	uint64_t id;	    /* the sensor's own number of it, or made from it; 0: none */
	uint32_t name;	    /* of the destination, a number of struct names; 0: none */
	uint16_t port;	    /* of the destination */
	uint8_t state;	    /* enum flow_state */
	uint8_t protocol;   /* enum flow_protocol; 0: not recorded */
};

#endif
