/*
 * places - numbers places, and adds up the sources of those that come several times.
 */
#ifndef ANALYZE_PLACES_H
#define ANALYZE_PLACES_H

#include <stddef.h>
#include <stdint.h>

#include "model/result.h"

struct places;

struct places *places_new(void);
void places_free(struct places *places);

/* The place's number, from 0; its sources are added. Its name is borrowed. */
size_t places_take(struct places *places, const struct place *place);
int64_t places_sources(const struct places *places, size_t number);

#endif
