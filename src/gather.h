/*
 * gather - the left half of the pipeline: reads a source's units in parallel,
 * filters each flow as it comes and groups it. See pipeline.h.
 */
#ifndef GATHER_H
#define GATHER_H

#include <stdio.h>

#include "core/error.h"
#include "core/memory.h"
#include "filter/filter.h"
#include "group/names.h"
#include "group/pairs.h"
#include "model/config.h"
#include "model/mention.h"
#include "model/pair.h"
#include "model/share.h"
#include "model/tally.h"
#include "source/source.h"

struct gathered {
	const char *description; /* of the source; of the run */
	/* Whose names of fields it was read by; of the run */
	const struct config *config;
	const char *incomplete;	     /* what is missing, of the run; NULL: nothing */
	struct filter_bounds bounds; /* the period looked at */
	struct tally tally;
	struct pair_list pairs;
	struct left_out left_out;
	struct share share; /* of the sources that was gathered */
	bool read_all;	    /* the other shares' flows were read too */
	enum pairs_key key;
	struct names *names; /* by which pairs are numbered; NULL if by none */
	struct names *said;  /* all that were said, if they were wanted so; NULL: not */
	struct mentions mentions;

	/* For a second look, if there is to be one: */
	const struct source *source; /* still open; NULL: closed */
	void *state;
	struct source_request request; /* by which it was opened */
};

int gather(const struct config *config, char *const *paths, size_t n_paths,
	   const struct pairs_wanted *wanted, size_t n_workers, struct arena *arena,
	   struct gathered *gathered, struct error *err);

/* --explain-query: writes what the source would be asked, and what is there. */
int gather_explain(const struct config *config, char *const *paths, size_t n_paths,
		   const struct pairs_wanted *wanted, struct arena *arena, FILE *out,
		   struct error *err);

void gathered_free(struct gathered *gathered);

#endif
