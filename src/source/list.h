/*
 * list - one entry of a list of addresses and names.
 */
#ifndef SOURCE_LIST_H
#define SOURCE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "model/intel.h"
#include "model/mention.h"

/* What a line begins with: one address or one name, no network, no range, nothing else.
 */
bool list_parse(const char *line, size_t len, struct indicator *indicator);

/* Borrows the name. */
struct mention list_mention(const struct indicator *indicator);

#endif
