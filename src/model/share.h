/*
 * share - which part of the sources a run looks at: --part K/N. Parts go by a hash of
 * the source's address, so that they are disjoint, together all, of about one size,
 * and the same whoever computes them, here or in the server that has the flows.
 */
#ifndef MODEL_SHARE_H
#define MODEL_SHARE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"
#include "model/address.h"

enum { SHARE_MOST_PARTS = 100000 };

struct share {
	int64_t part;  /* from 1 */
	int64_t parts; /* 0: all sources */
};

/* "3/16"; NULL is all. */
int share_parse(const char *text, struct share *share, struct error *err);

bool share_has(const struct share *share, const struct address *source);

/*
 * The same in Painless, the script language of Elasticsearch and OpenSearch, of the
 * first of params.fields that a record has, for params.part (from 0) of params.parts:
 *
 *     h = hashCode() of the address as text, as Java has it
 *     part = ((h ^ h >>> 16) & 0x7fffffff) % parts
 *
 * IPv6 addresses may be spelled in several ways: all parts are sent those, to see for
 * themselves. (A literal of that mask does not compile there.)
 */
extern const char share_script[];

#endif
