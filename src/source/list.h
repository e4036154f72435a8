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

/* Moves behind what the line begins with; false: nothing is left. */
bool list_step(const char **line, size_t *len);

/* Is it addresses from end to end, so that each is meant? Else what is behind the first
 * is a remark. */
bool list_is_addresses(const char *line, size_t len);

/* Is it a network or a range instead? */
bool list_is_network(const char *line, size_t len);

/* What is said then. */
#define LIST_NETWORK "it is a network, and addresses are checked one by one"

/* Borrows the name. */
struct mention list_mention(const struct indicator *indicator);

#endif
