/*
 * fragments - see fragments.h.
 */
#include "source/capture/fragments.h"

#include <stdlib.h>
#include <string.h>

#include "core/index.h"
#include "core/memory.h"

enum { N_FRAGMENTS = 4096 };

struct fragment {
	struct address src;
	struct address dst;
	uint32_t number; /* of the packet that came in several */
	uint32_t connection;
	uint64_t id; /* 0: none */
};

void fragments_free(struct fragments *fragments)
{
	free(fragments->slots);
}

static uint64_t slot_of(const struct fragments *fragments, const struct packet *packet)
{
	uint64_t hash = index_hash_bytes(fragments->seed, &packet->src, 16);

	hash = index_hash_bytes(hash, &packet->dst, 16);
	return index_hash(hash, packet->fragment) >> 7 & (N_FRAGMENTS - 1);
}

void fragments_note(struct fragments *fragments, const struct packet *packet,
		    uint32_t connection, uint64_t id)
{
	if (!fragments->slots)
		fragments->slots = memory_zero(N_FRAGMENTS, sizeof(*fragments->slots));
	fragments->slots[slot_of(fragments, packet)] = (struct fragment){
		packet->src, packet->dst, packet->fragment, connection, id,
	};
}

bool fragments_find(const struct fragments *fragments, const struct packet *packet,
		    uint32_t *connection, uint64_t *id)
{
	const struct fragment *fragment;

	if (!fragments->slots)
		return false;
	fragment = &fragments->slots[slot_of(fragments, packet)];
	if (fragment->id == 0 || fragment->number != packet->fragment ||
	    memcmp(&fragment->src, &packet->src, sizeof(packet->src)) != 0 ||
	    memcmp(&fragment->dst, &packet->dst, sizeof(packet->dst)) != 0)
		return false;
	*connection = fragment->connection;
	*id = fragment->id;
	return true;
}
