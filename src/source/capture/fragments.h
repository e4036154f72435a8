/*
 * fragments - which connection the later parts of a packet belong to: only the first one
 * has ports. As many as are under way at once are remembered, in bounded memory.
 */
#ifndef CAPTURE_FRAGMENTS_H
#define CAPTURE_FRAGMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "source/capture/ip.h"

struct fragments {
	struct fragment *slots; /* owned; by a hash, the latest of each; NULL: none yet */
	uint64_t seed;
};

void fragments_free(struct fragments *fragments);

/* The first part: of the connection at that place, of which the id is not 0. */
void fragments_note(struct fragments *fragments, const struct packet *packet,
		    uint32_t connection, uint64_t id);

/* A later one. The place may be another connection's by now, of another id. */
bool fragments_find(const struct fragments *fragments, const struct packet *packet,
		    uint32_t *connection, uint64_t *id);

#endif
