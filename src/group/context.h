/*
 * context - gathers what the records beside the flows say of the rows that are listed.
 * Each worker fills its own tables; they are merged once.
 *
 * Of a row and kind no more than some hundred distinct values are kept while reading,
 * and in the end the most frequent of those; the others are counted together. Which are
 * kept goes by a hash of the value, the lowest ones stay: what has been dropped can never
 * come back, so a value that is kept was counted from its first sighting on, and nothing
 * depends on the order in which sightings came or on who read them. To keep the most
 * frequent ones while reading would depend on both. Programs have few values of a kind;
 * what has thousands (a random path for each call) is as well shown by any of them.
 */
#ifndef GROUP_CONTEXT_H
#define GROUP_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/memory.h"
#include "group/names.h"
#include "group/pairs.h"
#include "model/context.h"
#include "model/sighting.h"

/* What makes a sighting belong to a row. */
struct context_row {
	struct address src;
	struct address dst;
	uint32_t name;		 /* by PAIRS_BY_NAME: of the destination, or 0 */
	uint16_t port;		 /* by PAIRS_BY_PORT */
	const int64_t *times_us; /* of its flows, ascending; borrowed */
	size_t n_flows;		 /* 0: no names that were asked before are looked for */
};

/* What sightings are held against. */
struct context_asked {
	const struct context_row *rows; /* borrowed, as all of this */
	size_t n_rows;
	enum pairs_key key;
	const struct names *names; /* by PAIRS_BY_NAME */
	int64_t from_us;	   /* the period, both milliseconds in it */
	int64_t to_us;
};

struct contexts;
struct contexts *contexts_new(const struct context_asked *asked, size_t n_workers);
void contexts_free(struct contexts *contexts);

/* Is it the source of a row? */
bool contexts_want(const struct contexts *contexts, const struct address *source);

/* Different workers may add at once. */
void contexts_add(struct contexts *contexts, size_t worker,
		  const struct sighting *sighting);

/* Of row i in result[i], in the arena; NULL: there is none. Once, after all. */
void contexts_finish(struct contexts *contexts, struct arena *arena,
		     const struct context **result);

#endif
