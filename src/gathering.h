/*
 * gathering - what is done with flows, names and mentions as they come: each of several
 * threads filters and groups its own, or holds them until the period or all names are
 * known. The inner half of gather.c.
 */
#ifndef GATHERING_H
#define GATHERING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filter/filter.h"
#include "group/names.h"
#include "group/pairs.h"
#include "model/config.h"
#include "model/mention.h"
#include "model/share.h"
#include "model/tally.h"
#include "source/source.h"

/* What one thread has. */
struct gatherer {
	struct gathering *reading;
	size_t number;
	struct tally *tally; /* of the unit being read */

	struct names *names; /* NULL: not asked for */
	struct mentions mentions;

	/* While the period is not known: flows that may turn out to be in it. Where
	 * pairs go by names: all, as any record may still say a name. */
	struct flow *held;
	size_t n_held;
	size_t held_capacity;
	size_t prune_at;
	uint64_t n_pruned;
	uint64_t n_put;
	int64_t oldest_us; /* of all flows that came, by what the period is held to */
	int64_t newest_us;
};

struct gathering {
	const struct config *config;
	const struct source *source;
	void *state;
	bool is_index;
	enum pairs_key key;
	struct share share; /* of the sources */
	bool names;	    /* are wanted, by whatever pairs go */
	bool mentions;
	bool hold;	   /* the period is not known before the newest record is */
	size_t most_bytes; /* of memory, while flows are gathered */
	struct filter_bounds bounds;
	struct pairs *pairs; /* of all workers */
	struct gatherer *workers;
	size_t n_workers;
	struct tally *tallies; /* one a unit */
};

/* What is known before it opens is filled in by the caller, then: */
void gathering_init(struct gathering *reading);
void gathering_free(struct gathering *reading);

/* Of a struct gathering: see units.h. */
struct sink gathering_sink(void *context, size_t number, size_t unit);

/* When all flows were that came, by what the period is held to. */
void gathering_span(const struct gathering *reading, int64_t *oldest_us,
		    int64_t *newest_us);

/* All names are known: one table of them. */
struct names *gathering_join_names(const struct gathering *reading);

/* The newest record and all names are known: what was held is grouped now, and filtered
 * before if the period was not known. */
void gathering_release(struct gathering *reading, const struct names *names,
		       struct tally *total);

#endif
