/*
 * check_programs - which programs talk to the addresses that are checked: a part of the
 * way of check_ip.
 */
#ifndef CHECK_PROGRAMS_H
#define CHECK_PROGRAMS_H

#include "check_remotes.h"
#include "check_table.h"
#include "core/error.h"
#include "core/memory.h"
#include "model/config.h"

/* Starts zeroed; stays where it is. */
struct check_programs {
	struct programs *programs;    /* owned; NULL: nobody has looked yet */
	struct check_remotes remotes; /* that were met, if these are what is checked */
};

void check_programs_free(struct check_programs *looked); /* accepts a zeroed one */

/* Looks, for as long as is asked for, or reads another host's lists: the addresses that
 * sockets lead to are what is to be checked. */
int check_programs_meet(struct check_programs *looked, const struct config *config,
			const struct intel *intel, struct mentions *mentions,
			struct error *err);

/* Looks in the same way at the sockets that lead to the hosts, if nobody did so yet;
 * fills in the hosts' programs and what is told of the look. Nothing if nobody asks for
 * it. */
int check_programs(struct check_programs *looked, const struct config *config,
		   struct checked *checked, struct arena *arena, struct error *err);

#endif
