/*
 * state - what is inside of programs.h's struct.
 */
#ifndef PROGRAMS_STATE_H
#define PROGRAMS_STATE_H

#include "programs/host.h"
#include "programs/kept.h"
#include "programs/listing.h"
#include "programs/programs.h"

struct programs {
	programs_wanted_fn *wanted;
	void *context;
	struct kept kept;
	struct host *host; /* NULL until it is looked at */
	struct listing listing;
	double watched_s;
};

#endif
