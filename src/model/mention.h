/*
 * mention - that an address or a name is spoken of without a flow: by a line of a list,
 * or a row that an earlier run has found.
 */
#ifndef MODEL_MENTION_H
#define MODEL_MENTION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/memory.h"
#include "model/address.h"
#include "model/table.h"

struct mention {
	bool has_address;
	struct address address;
	const char *name; /* its name, or what is spoken of; borrowed; NULL: none */
	bool calls;	  /* it is who called, and `port` is that of whom it called */
	bool has_peer;
	struct address peer; /* who called it */
	int64_t port;	     /* by which; CELL_NO_INTEGER: not known, as are: */
	int64_t bytes_out;   /* from the peer to it */
	int64_t bytes_in;
	struct moment first;
	struct moment last;
	double score;	      /* of the pair, see beacon.h; NAN */
	const char *protocol; /* "tcp"; borrowed; NULL: not known */
};

/* That says nothing yet. */
struct mention mention_nothing(void);

/* In the order in which they came; texts are of the arena. */
struct mentions {
	struct mention *items; /* owned */
	size_t n;
	size_t capacity;
	struct arena texts;
};

/* Copies it. */
void mentions_add(struct mentions *mentions, const struct mention *mention);

/* Takes all of `from`, which is empty then. */
void mentions_append(struct mentions *mentions, struct mentions *from);

void mentions_free(struct mentions *mentions); /* accepts a zeroed one */

#endif
