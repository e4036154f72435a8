/*
 * intel_parts - what the parts of intel share, see intel.h: intel.c adds, intel_asking.c
 * asks, intel_text.c puts into words.
 */
#ifndef MODEL_INTEL_PARTS_H
#define MODEL_INTEL_PARTS_H

#include "model/intel.h"
#include "model/lookup.h"

/* What a list says of something. */
struct intel_entry {
	const char *what; /* of texts; "" says nothing */
	uint32_t list;
	uint16_t port;
	uint8_t name_len; /* of a name that alone is meant; 0: those below it, too */
	uint8_t kind;
	bool is_url;
};

struct intel {
	struct lookup *lookup;
	struct intel_entry *entries; /* owned */
	size_t n;
	size_t capacity;
	const char **lists; /* their names; owned, they are of texts */
	size_t n_lists;
	size_t lists_capacity;
	const char *last_what;
	uint8_t *blocks; /* a bit for each /24 of IPv4 with anything in it; owned */
	bool has_v6;
	bool takes_private;
	int64_t now_us;
	struct intel_tally tally;
	struct arena texts;
};

struct intel_hit {
	const struct intel_entry *entry;
	const char *subject;
};

/* The /24 of an address of IPv4. */
static inline uint32_t intel_block(const struct address *address)
{
	return (uint32_t)address->bytes[12] << 16 | (uint32_t)address->bytes[13] << 8 |
	       address->bytes[14];
}

#endif
