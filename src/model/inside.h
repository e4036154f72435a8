/*
 * inside - which addresses are those of the network that is watched: private ones,
 * and what internal_networks says. --focus_outbound goes by it.
 */
#ifndef MODEL_INSIDE_H
#define MODEL_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/address.h"

struct inside_network {
	struct address_network network;
	bool is_outside; /* "!": not inside, though private or in a wider one */
};

/* Zeroed: private addresses alone. */
struct inside {
	const struct inside_network *networks; /* of the run; the narrowest first */
	size_t n;
};

/*
 * Networks joined by commas or blanks, "192.0.2.0/24, 2001:db8::/32, !10.9.0.0/16"; of
 * several that hold an address the narrowest counts. NULL is none. On failure the error
 * has the text that is no network, but not where it stood.
 */
int inside_parse(const char *list, struct arena *arena, struct inside *inside,
		 struct error *err);

/* What inside_parse() reads as the same; NULL if there are none. */
const char *inside_text(const struct inside *inside, struct arena *arena);

bool inside_has(const struct inside *inside, const struct address *address);

/* Beyond it: not inside, and neither private, multicast nor reserved unless a "!" says
 * that it is others'. */
bool inside_is_left_for(const struct inside *inside, const struct address *address);

#endif
