/*
 * busiest - see busiest.h.
 */
#include "model/busiest.h"

#include <stdlib.h>
#include <string.h>

#include "core/figures.h"
#include "model/protocol.h"

enum { MOST_TOLD = 5 };

static int by_what(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;
	int order = address_compare(&x->address, &y->address);

	if (x->port != y->port)
		return x->port < y->port ? -1 : 1;
	return order || !x->text || !y->text ? order : strcmp(x->text, y->text);
}

static int by_count(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return by_what(a, b);
}

size_t busiest_sort(struct counted *counted, size_t n)
{
	size_t n_kept = 0;

	if (n == 0)
		return 0;
	qsort(counted, n, sizeof(*counted), by_what);
	for (size_t i = 0; i < n; i++) {
		if (n_kept > 0 && by_what(&counted[n_kept - 1], &counted[i]) == 0)
			counted[n_kept - 1].n += counted[i].n;
		else
			counted[n_kept++] = counted[i];
	}
	qsort(counted, n_kept, sizeof(*counted), by_count);
	return n_kept;
}

static const char *port_text(uint32_t port, struct arena *arena)
{
	const char *protocol = protocol_text((uint8_t)(port >> 16));

	return arena_print(arena, "%u%s%s", (unsigned)(port & UINT16_MAX),
			   protocol ? "/" : "", protocol ? protocol : "");
}

static const char *text_of(const struct counted *counted, struct arena *arena)
{
	char address[ADDRESS_TEXT];

	if (counted->text)
		return counted->text;
	if (counted->port)
		return port_text(counted->port, arena);
	return arena_print(arena, "%s", address_format(&counted->address, address));
}

const char *busiest_text(const struct counted *counted, size_t n, bool with_counts,
			 struct arena *arena)
{
	const char *text = n > 0 ? "" : NULL;
	char count[FIGURES_TEXT];

	for (size_t i = 0; i < n && i < MOST_TOLD; i++) {
		text = arena_print(arena, "%s%s%s", text, i ? ", " : "",
				   text_of(&counted[i], arena));
		if (with_counts)
			text = arena_print(arena, "%s (%s)", text,
					   figures_count((int64_t)counted[i].n, count));
	}
	return n > MOST_TOLD ? arena_print(arena, "%s, and %zu more", text, n - MOST_TOLD)
			     : text;
}
