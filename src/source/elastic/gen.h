/*
 * gen - the few steps by which JSON for a server is written.
 */
#ifndef ELASTIC_GEN_H
#define ELASTIC_GEN_H

#include <stdbool.h>
#include <stdint.h>
#include <yajl/yajl_gen.h>

#include "core/memory.h"
#include "model/inside.h"

void gen_text(yajl_gen json, const char *value);
void gen_integer(yajl_gen json, const char *key, int64_t value);
void gen_open_map(yajl_gen json, const char *key); /* key NULL: in an array */
void gen_open_array(yajl_gen json, const char *key);
void gen_close_maps(yajl_gen json, int n);

/* {"name": {"field": "value"}} */
void gen_clause(yajl_gen json, const char *name, const char *field, const char *value);

/* What is JSON already. */
void gen_as_it_is(yajl_gen json, const char *value);

/* {"bool": ...}: addresses of a field of type ip that are left for, as inside_is_left_for()
 * has it; without `inside` all. key NULL: in an array. */
void gen_passed(yajl_gen json, const char *key, const char *field,
		const struct inside *inside);

/* The text, of the arena; frees the generator. */
const char *gen_finish(yajl_gen json, struct arena *arena);

/* {"size": 0, "aggs": {... : what the caller writes next; then its end, which adds the
 * query of a count, see aggs.c. */
yajl_gen gen_begin_aggs(void);
const char *gen_end_aggs(yajl_gen json, const char *count_body, struct arena *arena);

#endif
