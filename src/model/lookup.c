/*
 * lookup - see lookup.h.
 */
#include "model/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "core/index.h"
#include "core/memory.h"

enum key_kind { OF_NETWORK, OF_DOMAIN, OF_NUMBER };

enum { NO_NODE = 0, ADDRESS_BITS = 128 };

/* Of a million each is looked at by itself: two in a line of the cache. */
struct key {
	union {
		struct {
			const char *domain; /* not ended by NUL where it is asked for */
			size_t len;
		};
		uint64_t number;
		uint8_t prefix[16];
	};
	uint8_t kind; /* enum key_kind */
	uint8_t bits; /* of a network */
};

/* An entry under a key; others of the same key follow. */
struct node {
	struct key key;
	uint32_t entry;
	uint32_t next; /* a node's number + 1; NO_NODE: none */
};

struct lookup {
	struct index index;
	struct node *nodes; /* owned */
	size_t n;
	size_t capacity;
	bool has_bits[ADDRESS_BITS + 1]; /* is there a network of that length? */
};

struct lookup *lookup_new(void)
{
	struct lookup *lookup = memory_zero(1, sizeof(*lookup));

	index_init(&lookup->index);
	return lookup;
}

void lookup_free(struct lookup *lookup)
{
	if (!lookup)
		return;
	index_free(&lookup->index);
	free(lookup->nodes);
	free(lookup);
}

static bool is_same(const void *elements, uint32_t number, const void *asked)
{
	const struct key *x = &((const struct node *)elements)[number].key, *y = asked;

	if (x->kind != y->kind)
		return false;
	switch ((enum key_kind)x->kind) {
	case OF_NETWORK:
		return x->bits == y->bits &&
		       memcmp(x->prefix, y->prefix, sizeof(x->prefix)) == 0;
	case OF_DOMAIN:
		return x->len == y->len && memcmp(x->domain, y->domain, x->len) == 0;
	case OF_NUMBER:
		return x->number == y->number;
	}
	return false;
}

static uint64_t hash_of_key(const struct index *index, const struct key *key)
{
	uint64_t hash = index_hash(index->seed, key->kind);

	switch ((enum key_kind)key->kind) {
	case OF_NETWORK:
		hash = index_hash(hash, key->bits);
		return index_hash_bytes(hash, key->prefix, sizeof(key->prefix));
	case OF_DOMAIN:
		return index_hash_bytes(hash, key->domain, key->len);
	case OF_NUMBER:
		return index_hash(hash, key->number);
	}
	return hash;
}

static uint64_t hash_of_node(const struct index *index, const void *elements,
			     uint32_t number)
{
	return hash_of_key(index, &((const struct node *)elements)[number].key);
}

static uint32_t find(const struct lookup *lookup, const struct key *key)
{
	return index_find(&lookup->index, hash_of_key(&lookup->index, key), is_same,
			  lookup->nodes, key);
}

/* Behind the first of its key, so that the index has one node a key. */
static void add(struct lookup *lookup, const struct key *key, uint32_t entry)
{
	uint32_t first = find(lookup, key), number = (uint32_t)lookup->n;
	struct node *node;

	lookup->nodes = memory_grow(lookup->nodes, lookup->n, &lookup->capacity,
				    sizeof(*lookup->nodes));
	node = &lookup->nodes[lookup->n++];
	*node = (struct node){ .key = *key, .entry = entry };
	if (first == INDEX_NONE) {
		index_add(&lookup->index, hash_of_key(&lookup->index, key), number,
			  hash_of_node, lookup->nodes);
		return;
	}
	node->next = lookup->nodes[first].next;
	lookup->nodes[first].next = number + 1;
}

void lookup_add_network(struct lookup *lookup, const struct address_network *network,
			uint32_t entry)
{
	struct key key = { .kind = OF_NETWORK, .bits = network->bits };

	memcpy(key.prefix, network->prefix, sizeof(key.prefix));
	lookup->has_bits[network->bits] = true;
	add(lookup, &key, entry);
}

void lookup_add_domain(struct lookup *lookup, const char *domain, uint32_t entry)
{
	const struct key key = { .kind = OF_DOMAIN,
				 .domain = domain,
				 .len = strlen(domain) };

	add(lookup, &key, entry);
}

void lookup_add_number(struct lookup *lookup, uint64_t number, uint32_t entry)
{
	const struct key key = { .kind = OF_NUMBER, .number = number };

	add(lookup, &key, entry);
}

static bool give(const struct lookup *lookup, const struct key *key, lookup_fn *found,
		 void *context)
{
	uint32_t at = find(lookup, key);

	if (at == INDEX_NONE)
		return true;
	for (uint32_t next = at + 1; next != NO_NODE;
	     next = lookup->nodes[next - 1].next) {
		if (!found(context, lookup->nodes[next - 1].entry))
			return false;
	}
	return true;
}

static void keep_bits(uint8_t bytes[16], size_t bits)
{
	for (size_t i = 0; i < 16; i++) {
		size_t left = bits > 8 * i ? bits - 8 * i : 0;

		if (left < 8)
			bytes[i] &= (uint8_t)(0xff00 >> left);
	}
}

bool lookup_address(const struct lookup *lookup, const struct address *address,
		    lookup_fn *found, void *context)
{
	struct key key = { .kind = OF_NETWORK };

	memcpy(key.prefix, address->bytes, sizeof(key.prefix));
	for (size_t bits = ADDRESS_BITS + 1; bits-- > 0;) {
		if (!lookup->has_bits[bits])
			continue;
		key.bits = (uint8_t)bits;
		keep_bits(key.prefix, bits);
		if (!give(lookup, &key, found, context))
			return false;
	}
	return true;
}

bool lookup_name(const struct lookup *lookup, const char *name, lookup_fn *found,
		 void *context)
{
	size_t len = strlen(name);

	while (len > 0 && name[len - 1] == '.')
		len--;
	while (len > 0) {
		const struct key key = { .kind = OF_DOMAIN, .domain = name, .len = len };
		const char *dot = memchr(name, '.', len);

		if (!give(lookup, &key, found, context))
			return false;
		if (!dot)
			break;
		len -= (size_t)(dot + 1 - name);
		name = dot + 1;
	}
	return true;
}

bool lookup_number(const struct lookup *lookup, uint64_t number, lookup_fn *found,
		   void *context)
{
	const struct key key = { .kind = OF_NUMBER, .number = number };

	return give(lookup, &key, found, context);
}

bool lookup_each_network(const struct lookup *lookup, lookup_network_fn *each,
			 void *context)
{
	for (size_t i = 0; i < lookup->n; i++) {
		const struct key *key = &lookup->nodes[i].key;
		struct address_network network = { .bits = key->bits };

		/* Only the first node of a key is in the index. */
		if (key->kind != OF_NETWORK || find(lookup, key) != i)
			continue;
		memcpy(network.prefix, key->prefix, sizeof(network.prefix));
		if (!each(context, &network))
			return false;
	}
	return true;
}
