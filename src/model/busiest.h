/*
 * busiest - of many things that were counted the most frequent, as text: "443/tcp
 * (1,204), 53/udp (17), and 3 more".
 */
#ifndef MODEL_BUSIEST_H
#define MODEL_BUSIEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/memory.h"
#include "model/address.h"

/* One of them; what it is of the first three tells, and the others are zero. */
struct counted {
	const char *text; /* borrowed */
	struct address address;
	uint32_t port; /* and protocols << 16; see protocol.h */
	uint64_t n;
};

/* Sums up what is the same, and puts the most frequent first; returns how many there are.
 */
size_t busiest_sort(struct counted *counted, size_t n);

/* The first ones; NULL if there is none. Counts are told if `with_counts`. */
const char *busiest_text(const struct counted *counted, size_t n, bool with_counts,
			 struct arena *arena);

#endif
