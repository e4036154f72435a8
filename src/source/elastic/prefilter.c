/*
 * prefilter - the decision, see prefilter.h. What costs least is asked
 * first.
 */
#include "source/elastic/prefilter.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/interrupt.h"
#include "source/elastic/prefilter_asking.h"

/* Fewer flows are read within some ten seconds, of which the questions may take more
 * than can be gained. */
enum { LEAST_FLOWS = 2000000 };

int asking_weigh(struct asking *asking)
{
	const struct prefilter_sample *sample = &asking->sample;
	const char *objection = prefilter_objection(sample, &asking->arena);

	if (objection && (!asking->force || prefilter_n_pieces(sample) == 0))
		return asking_give_up(asking, "%s", objection);
	return 0;
}

/* May it be done, and is it worth it? */
static int consider(struct asking *asking)
{
	const struct prefilter_sample *sample = &asking->sample;

	if (!asking->force && sample->n_flows < LEAST_FLOWS)
		return asking_give_up(asking, "%" PRIu64 " flows are soon read",
				      sample->n_flows);
	if (asking_check_settings(asking) != 0 || asking_take_fields(asking) != 0 ||
	    asking_take_sample(asking) != 0)
		return -1;
	return asking_weigh(asking);
}

static int decide(struct asking *asking)
{
	const struct prefilter_sample *sample = &asking->sample;
	struct elastic_prefilter *result = asking->result;
	const char *clause;

	if (consider(asking) != 0 || asking_check_flows(asking) != 0 ||
	    asking_find_kept(asking) != 0 || asking_find_long(asking) != 0 ||
	    asking_find_reported(asking) != 0)
		return -1;
	clause = asking_make_clause(asking);
	if (asking_count_cells(asking, clause) != 0)
		return -1;
	if (!asking->force &&
	    !prefilter_still_pays(sample->n_flows, result->n_kept, asking->n_kept))
		return asking_give_up(asking,
				      "%" PRIu64 " of %" PRIu64 " flows are needed",
				      result->n_kept, sample->n_flows);
	if (asking_find_sources(asking, clause) != 0)
		return -1;
	result->only = clause;
	result->verdict = arena_print(
		asking->elastic->request->arena,
		"%" PRIu64 " of %" PRIu64
		" flows are read, those to %zu of about %" PRIu64 " destinations",
		result->n_kept, sample->n_flows, asking->n_kept, sample->n_destinations);
	return 0;
}

int elastic_prefilter(struct elastic *elastic, struct http *http,
		      const struct elastic_window *whole, uint64_t n_flows,
		      uint64_t n_shards, struct elastic_prefilter *prefilter,
		      struct error *err)
{
	const char *when = elastic->config->prefilter;
	struct asking asking = {
		.elastic = elastic,
		.http = http,
		.whole = whole,
		.sample = { .n_flows = n_flows,
			    .n_shards = n_shards,
			    .min_flows = elastic->request->wanted.min_flows },
		.min_longest_us = elastic->request->wanted.min_longest_us,
		.force = strcmp(when, "on") == 0,
		.result = prefilter,
	};

	*prefilter = (struct elastic_prefilter){ .only = NULL };
	if (strcmp(when, "off") == 0)
		asking_give_up(&asking, "it is off");
	else if (decide(&asking) != 0)
		*prefilter = (struct elastic_prefilter){ .verdict = prefilter->verdict };
	free(asking.kept);
	arena_free(&asking.arena);
	return interrupt_check(err);
}
