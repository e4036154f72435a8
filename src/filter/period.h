/*
 * period - which span of time is looked at. An index is read back from now by
 * `period` hours; files are read whole unless the command line says otherwise,
 * and "now" is then their newest record, which is known only at the end.
 */
#ifndef FILTER_PERIOD_H
#define FILTER_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"
#include "filter/filter.h"
#include "model/config.h"

#define PERIOD_BEGINNING INT64_C(0)
#define PERIOD_END INT64_MAX

/* Do the bounds depend on the newest record of the files? */
bool period_needs_newest(const struct config *config, bool is_index);

/*
 * The bounds, given what "now" is. For files whose newest record is not known
 * yet a lower `now_us` gives a lower from_us, so what is before it can already
 * be left out.
 */
int period_resolve(const struct config *config, bool is_index, int64_t now_us,
		   struct filter_bounds *bounds, struct error *err);

/* Whether --from and --to are times at all, while "now" is not known. */
int period_check(const struct config *config, struct error *err);

/* --now if it is given, else the clock. */
int period_now(const struct config *config, int64_t *now_us, struct error *err);

#endif
