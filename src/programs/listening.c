/*
 * listening - see listening.h.
 */
#include "programs/listening.h"

#include <stdlib.h>

#include "core/memory.h"

enum { PORTS = 65536 };

struct listening_space {
	uint64_t number;
	uint8_t *ports; /* owned; a bit for each */
};

static struct listening_space *find(const struct listening *listening, uint64_t number)
{
	for (size_t i = 0; i < listening->n; i++) {
		if (listening->spaces[i].number == number)
			return &listening->spaces[i];
	}
	return NULL;
}

void listening_free(struct listening *listening)
{
	for (size_t i = 0; i < listening->n; i++)
		free(listening->spaces[i].ports);
	free(listening->spaces);
	*listening = (struct listening){ .n = 0 };
}

void listening_add(struct listening *listening, uint64_t space, uint16_t port)
{
	struct listening_space *at = find(listening, space);

	if (!at) {
		listening->spaces =
			memory_grow(listening->spaces, listening->n, &listening->capacity,
				    sizeof(*listening->spaces));
		at = &listening->spaces[listening->n++];
		*at = (struct listening_space){ space, memory_zero(PORTS / 8, 1) };
	}
	at->ports[port / 8] |= (uint8_t)(1 << port % 8);
}

bool listening_has(const struct listening *listening, uint64_t space, uint16_t port)
{
	const struct listening_space *at = find(listening, space);

	return at && (at->ports[port / 8] >> port % 8 & 1);
}
