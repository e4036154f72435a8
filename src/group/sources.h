/*
 * sources - how many hosts talk to each place, and how many there are.
 */
#ifndef GROUP_SOURCES_H
#define GROUP_SOURCES_H

#include "group/part.h"

/* For each pair that is wanted, in n_sources of its number: from how many sources
 * anything goes to its place (the name, or else the address). If all are asked for,
 * fills the part's places, too. */
void sources_of_places(struct part *part, uint32_t *n_sources, bool all);

/* Distinct addresses. */
struct source_set {
	struct index index;
	struct address *addresses;
	size_t n;
	size_t capacity;
};
void source_set_init(struct source_set *set);
void source_set_add(struct source_set *set, const struct address *address);
void source_set_free(struct source_set *set);

#endif
