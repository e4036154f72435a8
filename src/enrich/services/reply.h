/*
 * reply - what replies of all services have in common: a few values out of JSON that a
 * stranger wrote.
 */
#ifndef ENRICH_SERVICES_REPLY_H
#define ENRICH_SERVICES_REPLY_H

#include <stdint.h>

#include "core/json.h"
#include "core/memory.h"

/* Reads a whole reply, see core/json.h; `on_end`, if there is one, is called behind its
 * last value, if it was read whole. */
int reply_read(const char *body, size_t len, const char *const *paths, size_t n_paths,
	       const char *record_path, json_record_fn *on_record, json_record_fn *on_end,
	       void *context, struct error *err);

/* A whole number that is not negative, its fraction cut off; -1: it is none. */
int64_t reply_number(struct value value);

/* On one line, without what moves a cursor or does not show, and cut after so many
 * characters; "" of what is absent. */
const char *reply_text(struct value value, size_t most, struct arena *arena);

/* It was JSON, but not of that service. */
int reply_refuse(const char *missing, struct error *err);

#endif
