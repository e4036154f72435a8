/*
 * sizes - how alike a pair's flows are in size. A beacon without a task says the
 * same thing every time; what people do is of any size. It supports a score and
 * is not part of it: implants pad, and update services say the same thing too.
 *
 * Two sizes are alike if they lie within a tenth of the smaller one, or 32 bytes
 * of each other. The share is that of the largest set of flows all alike; the
 * usual size is the median of that set, of equal sets the one of smaller sizes.
 */
#ifndef ANALYZE_SIZES_H
#define ANALYZE_SIZES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/pair.h"

enum sizes_way { SIZES_OUT, SIZES_IN };

struct size_habit {
	int64_t usual;	/* bytes */
	double percent; /* of all flows whose size is known */
};

/* False, and *habit untouched, if no flow's size is known. */
bool sizes_rate(const struct flow_sizes *sizes, size_t n, enum sizes_way way,
		struct size_habit *habit);

#endif
