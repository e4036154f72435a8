/*
 * threats - the step of the pipeline at which threat intelligence is held against the rows:
 * what lists and services say of them, and what is told of who was asked.
 */
#ifndef THREATS_H
#define THREATS_H

#include <stdbool.h>

#include "core/error.h"
#include "core/memory.h"
#include "enrich/services/services.h"
#include "model/beacon.h"
#include "model/config.h"
#include "model/inside.h"
#include "model/intel.h"

/* Starts zeroed. */
struct threats {
	struct intel *intel;	   /* what lists say; NULL: there are none */
	struct services *services; /* likewise */
};

/* Reads the lists of --intel and finds the keys of its services; nobody is asked. */
int threats_open(const struct config *config, struct arena *arena,
		 struct threats *threats, struct error *err);
void threats_free(struct threats *threats); /* accepts a zeroed one */

/* Does it count what other records say of the rows? */
bool threats_want_names(const struct threats *threats, const struct config *config);

/* Asks the services about the rows that are found, or about the one that is explained
 * (else NULL); nobody, if there are none. */
int threats_ask(const struct threats *threats, const struct inside *inside,
		const struct beacon_list *list, const struct beacon *explained,
		struct arena *arena, struct error *err);

/* Tells the rows what is known; false if no rank has changed for it. */
bool threats_fill(const struct threats *threats, struct beacon_list *list,
		  struct arena *arena);

/* What was read and who was asked; NULL: there is no --intel. */
const char *threats_text(const struct threats *threats, struct arena *arena);

#endif
