/*
 * called - what destinations are called: in the records beside the flows (DNS answers,
 * TLS, HTTP), and, if that is asked for, by reverse DNS.
 */
#ifndef ENRICH_CALLED_H
#define ENRICH_CALLED_H

#include <stddef.h>

#include "core/memory.h"
#include "model/beacon.h"

/* dest_names of the first n rows, from their context: the most frequent first, each once,
 * joined by ", "; what are more than five are counted. Texts go into the arena. */
void called_fill(struct beacon_list *list, size_t n, struct arena *arena);

/*
 * dest_ptr of the first n rows, from the system's resolver: it asks the network, once for
 * each distinct address, several at a time. If the first of them get no answer at all the
 * rest is not asked, and a warning says so.
 */
void called_resolve(struct beacon_list *list, size_t n, struct arena *arena);

/* The same of any addresses; names[i] is NULL if there is none. */
void called_find(const struct address *addresses, size_t n, const char **names,
		 struct arena *arena);

#endif
