/*
 * mention - see mention.h.
 */
#include "model/mention.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct mention mention_nothing(void)
{
	return (struct mention){
		.port = CELL_NO_INTEGER,
		.bytes_out = CELL_NO_INTEGER,
		.bytes_in = CELL_NO_INTEGER,
		.first = { CELL_NO_INTEGER },
		.last = { CELL_NO_INTEGER },
		.score = NAN,
	};
}

static const char *copy(struct arena *arena, const char *text)
{
	return text ? arena_text(arena, text, strlen(text)) : NULL;
}

void mentions_add(struct mentions *mentions, const struct mention *mention)
{
	struct mention *added;

	mentions->items = memory_grow(mentions->items, mentions->n, &mentions->capacity,
				      sizeof(*mentions->items));
	added = &mentions->items[mentions->n++];
	*added = *mention;
	added->name = copy(&mentions->texts, mention->name);
	added->protocol = copy(&mentions->texts, mention->protocol);
}

void mentions_append(struct mentions *mentions, struct mentions *from)
{
	for (size_t i = 0; i < from->n; i++)
		mentions_add(mentions, &from->items[i]);
	mentions_free(from);
}

void mentions_free(struct mentions *mentions)
{
	free(mentions->items);
	arena_free(&mentions->texts);
	*mentions = (struct mentions){ .items = NULL };
}
