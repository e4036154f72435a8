/*
 * names - what destinations are called, gathered from records beside the flows.
 * Each worker fills its own; they are merged once. Nothing depends on the order
 * in which namings came.
 */
#ifndef GROUP_NAMES_H
#define GROUP_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/flow.h"
#include "model/naming.h"

struct names;

struct names *names_new(void);
void names_free(struct names *names); /* accepts NULL */

/* A name is kept in lower case: names do not tell the cases apart. Bytes that are no
 * UTF-8 are kept as question marks. */
void names_add(struct names *names, const struct naming *naming);

/* Takes `from` in; from stays as it is. */
void names_join(struct names *to, const struct names *from);

/* Who called what by which names; the array is the caller's, in no order. Before names are
 * settled. */
size_t names_uses(const struct names *names, struct name_use **uses);

/* After the last one was added, before the first is looked for. */
void names_settle(struct names *names);

/*
 * The number of the name of a flow's destination, from 1; 0 if there is none.
 * What was said in the flow itself comes first (of several the earliest), then
 * what this source most often called the address, or was told it is called,
 * then what most often anybody did; of equals the lower text. A name that the
 * source said only once does not come first.
 */
uint32_t names_find(const struct names *names, const struct flow *flow);

bool names_is_empty(const struct names *names);

/* Their numbers go from 1 to that. */
size_t names_count(const struct names *names);

/* Of that number; ends with NUL; NULL for 0. Lives as long as the names. */
const char *names_text(const struct names *names, uint32_t number);

#endif
