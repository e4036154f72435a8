/*
 * lookup - finds the entries of a list that are about an address, a name or a number:
 * of an address those of every network it lies in, of a name those of the name itself
 * and of every domain above it. The list is the caller's, who numbers its entries; a
 * hundred thousand of them take no longer to ask than a hundred.
 */
#ifndef MODEL_LOOKUP_H
#define MODEL_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/address.h"

struct lookup;

struct lookup *lookup_new(void);
void lookup_free(struct lookup *lookup); /* accepts NULL */

/* A domain is in lower case, without a dot at its end, and outlives the lookup. */
void lookup_add_network(struct lookup *lookup, const struct address_network *network,
			uint32_t entry);
void lookup_add_domain(struct lookup *lookup, const char *domain, uint32_t entry);
void lookup_add_number(struct lookup *lookup, uint64_t number, uint32_t entry);

/* Called for each entry found; one that was added twice comes twice. False stops. */
typedef bool lookup_fn(void *context, uint32_t entry);

/* False if it was stopped. Names are in lower case. */
bool lookup_address(const struct lookup *lookup, const struct address *address,
		    lookup_fn *found, void *context);
bool lookup_name(const struct lookup *lookup, const char *name, lookup_fn *found,
		 void *context);
bool lookup_number(const struct lookup *lookup, uint64_t number, lookup_fn *found,
		   void *context);

/* All networks, each once, whatever entries they have, in no order; an address is one of
 * 128 bits. False if it was stopped. */
typedef bool lookup_network_fn(void *context, const struct address_network *network);
bool lookup_each_network(const struct lookup *lookup, lookup_network_fn *each,
			 void *context);

#endif
