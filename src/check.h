/*
 * check - the way of check_ip through the house: source, filter and group as for
 * flare_beacon, then hosts or names in place of beacons, what is known of them, and out.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stddef.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/config.h"

/* One whole run; its texts go into the arena. An operand that is no file may be an
 * address or a name. */
int check_run(struct config *config, char *const *operands, size_t n_operands,
	      struct arena *arena, struct error *err);

#endif
