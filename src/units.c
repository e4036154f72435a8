/*
 * units - see units.h.
 */
#include "units.h"

#include "core/interrupt.h"
#include "core/parallel.h"
#include "core/progress.h"

static int read_unit(void *context, size_t worker, size_t unit, struct error *err)
{
	const struct units *units = context;
	struct sink sink = units->sink(units->context, worker, unit);

	if (interrupt_check(err) != 0)
		return -1;
	return units->source->read(units->state, worker, unit, &sink, err);
}

/* What a worker kept back; whoever has the time does it. */
static int flush_worker(void *context, size_t number, size_t worker, struct error *err)
{
	const struct units *units = context;
	struct sink sink = units->sink(units->context, worker, UNITS_KEPT_BACK);

	(void)number, (void)err;
	if (sink.tally)
		units->source->flush(units->state, worker, &sink);
	return 0;
}

int units_read(const struct units *units, double *seconds, struct error *err)
{
	struct units copy = *units;
	const char *things;
	uint64_t n_things = units->source->amount(units->state, &things);
	int r;

	progress_begin(things, n_things);
	r = parallel_run(units->n_workers, units->source->n_units(units->state),
			 read_unit, &copy, err);
	if (r == 0 && units->source->flush)
		r = parallel_run(units->n_workers, units->n_workers, flush_worker, &copy,
				 err);
	*seconds = progress_end();
	return r;
}
