/*
 * behind - the addresses behind a name that threat intelligence reports. A row by name
 * shows but the busiest of its addresses, and who hides has several.
 */
#ifndef GROUP_BEHIND_H
#define GROUP_BEHIND_H

#include "group/table.h"

enum { BEHIND_MOST = 8 }; /* of one pair: so many are enough to tell of */

struct behind_address {
	struct address dst;
	uint32_t pair;
};

/* Of a table. All zero: none. */
struct behind {
	const struct intel *intel;	  /* NULL: nobody asks */
	struct behind_address *addresses; /* owned */
	size_t n;
	size_t capacity;
};

/* Notes where the flows went that become part of the pair of this number. */
void behind_note(struct behind *behind, const struct entry *entry, uint32_t pair);

/* When all are noted: in order, each once. */
void behind_settle(struct behind *behind);

/* How many there are of a pair, from *first on. */
size_t behind_of(const struct behind *behind, uint32_t pair, size_t *first);

void behind_free(struct behind *behind);

#endif
