/*
 * allow_history - a small file of text in which runs note of each rule of the allowlists
 * when it last hid a row. What hid none today may be needed on Sunday; what hid none in
 * months is of no use any more. A rule is known by its text, in whatever file it stands;
 * one that was changed is another one, and young.
 */
#ifndef FILTER_ALLOW_HISTORY_H
#define FILTER_ALLOW_HISTORY_H

#include <stdint.h>

#include "core/error.h"
#include "core/memory.h"
#include "filter/allowlist.h"

struct allow_history;

/* What is known of a rule. */
struct allow_past {
	const char *rule; /* its text; of the history */
	int64_t since_us; /* the first run that had it, */
	int64_t hid_us;	  /* the last at which it hid a row; CELL_NO_INTEGER: none, */
	int64_t run_us;	  /* and the last one that had it */
};

/*
 * Of the file at this path, which is not changed before it is saved; that it can be is
 * found out here. One that is missing or empty knows nothing, one that no run has written
 * is an error: it would be written over. What no run had for `long_us` is forgotten: if
 * it comes back it is young.
 */
int allow_history_open(const char *path, int64_t now_us, int64_t long_us,
		       struct allow_history **history, struct error *err);
void allow_history_free(struct allow_history *history); /* accepts NULL */

/* Reads it again, as other runs may have written meanwhile, and adds what the rules did
 * in this one. */
int allow_history_add(struct allow_history *history, const struct allowlist *allowlist,
		      struct error *err);

/* NULL: there is no such rule. */
const struct allow_past *allow_history_find(const struct allow_history *history,
					    const struct allow_rule *rule);

/* The last time at which the rule was of use, or when it began: if it is idle for long;
 * else CELL_NO_INTEGER. */
int64_t allow_history_idle_since(const struct allow_history *history,
				 const struct allow_past *past);

/* Written aside, and then complete. To be done once. */
int allow_history_save(struct allow_history *history, struct error *err);

#endif
