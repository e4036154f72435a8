/*
 * inside - see inside.h.
 */
#include "model/inside.h"

#include <stdlib.h>
#include <string.h>

/* Each is held against the destination of every flow, and is a clause of a query, of
 * which servers take 1024. */
enum { MOST_NETWORKS = 500 };

static const char separators[] = ", \t";

static int narrowest_first(const void *a, const void *b)
{
	const struct inside_network *x = a, *y = b;

	if (x->network.bits != y->network.bits)
		return y->network.bits - x->network.bits;
	return memcmp(x->network.prefix, y->network.prefix, sizeof(x->network.prefix));
}

static int parse_one(const char *text, size_t len, struct inside_network *network,
		     struct error *err)
{
	enum { V4 = 96 };
	static const struct address ipv4 = { { [10] = 0xff, 0xff } };
	size_t mark = len > 0 && *text == '!';
	struct address_network parsed;

	if (!address_network_parse(text + mark, len - mark, &parsed))
		return error_set(
			err, ERROR_USAGE,
			"\"%.*s\" is no network such as 192.0.2.0/24 or 2001:db8::/32",
			len > 100 ? 100 : (int)len, text);
	/* As a server has it, IPv4 lies in IPv6's ::/0 and ::/1. */
	if (parsed.bits < V4 && address_in_network(&ipv4, &parsed))
		return error_set(err, ERROR_USAGE,
				 "\"%.*s\" has all of IPv4 in it as well",
				 len > 100 ? 100 : (int)len, text);
	*network = (struct inside_network){ parsed, mark > 0 };
	return 0;
}

/* Sorted: those of one network side by side. */
static int check_doubles(const struct inside_network *networks, size_t n,
			 struct error *err)
{
	char text[ADDRESS_NETWORK_TEXT];

	for (size_t i = 1; i < n; i++) {
		if (narrowest_first(&networks[i - 1], &networks[i]) == 0 &&
		    networks[i - 1].is_outside != networks[i].is_outside)
			return error_set(
				err, ERROR_USAGE,
				"%s stands there with and without \"!\"",
				address_network_format(&networks[i].network, text));
	}
	return 0;
}

int inside_parse(const char *list, struct arena *arena, struct inside *inside,
		 struct error *err)
{
	struct inside_network *networks =
		arena_alloc(arena, MOST_NETWORKS * sizeof(*networks));
	size_t n = 0;

	for (list = list ? list : ""; *(list += strspn(list, separators)); n++) {
		size_t len = strcspn(list, separators);

		if (n == MOST_NETWORKS)
			return error_set(err, ERROR_USAGE, "more than %d networks",
					 MOST_NETWORKS);
		if (parse_one(list, len, &networks[n], err) != 0)
			return -1;
		list += len;
	}
	qsort(networks, n, sizeof(*networks), narrowest_first);
	if (check_doubles(networks, n, err) != 0)
		return -1;
	*inside = (struct inside){ networks, n };
	return 0;
}

const char *inside_text(const struct inside *inside, struct arena *arena)
{
	const char *list = NULL;
	char text[ADDRESS_NETWORK_TEXT];

	for (size_t i = 0; i < inside->n; i++) {
		const struct inside_network *network = &inside->networks[i];

		list = arena_print(arena, "%s%s%s%s", list ? list : "", list ? ", " : "",
				   network->is_outside ? "!" : "",
				   address_network_format(&network->network, text));
	}
	return list;
}

/* NULL: none is of it. */
static const struct inside_network *find(const struct inside *inside,
					 const struct address *address)
{
	for (size_t i = 0; i < inside->n; i++) {
		if (address_in_network(address, &inside->networks[i].network))
			return &inside->networks[i];
	}
	return NULL;
}

bool inside_has(const struct inside *inside, const struct address *address)
{
	const struct inside_network *network = find(inside, address);

	return network ? !network->is_outside : address_is_private(address);
}

bool inside_is_left_for(const struct inside *inside, const struct address *address)
{
	const struct inside_network *network = find(inside, address);

	return network ? network->is_outside : !address_scope(address);
}
