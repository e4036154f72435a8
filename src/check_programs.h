/*
 * check_programs - which programs talk to the addresses that are checked: a part of the
 * way of check_ip.
 */
#ifndef CHECK_PROGRAMS_H
#define CHECK_PROGRAMS_H

#include "check_table.h"
#include "core/error.h"
#include "core/memory.h"
#include "model/config.h"

/* Looks, for as long as is asked for, or reads another host's lists; fills in the hosts'
 * programs and what is told of the look. Nothing if nobody asks for it. */
int check_programs(const struct config *config, struct checked *checked,
		   struct arena *arena, struct error *err);

#endif
