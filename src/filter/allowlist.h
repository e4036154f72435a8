/*
 * allowlist - files of rules (see allow_rule.h) that say which rows are known to be harmless,
 * and what each of them hid. Rows are hidden when they are reported: what is saved has
 * them all, so that other rules can be tried without reading a flow again.
 */
#ifndef FILTER_ALLOWLIST_H
#define FILTER_ALLOWLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/memory.h"
#include "filter/allow_rule.h"

struct allowlist;

/* What became of a rule in this run. */
struct allow_use {
	const struct allow_rule *rule;
	int64_t n_hidden; /* rows */
	int64_t n_spared; /* that it would have hidden, had nobody reported them */
	bool is_expired;
};

/* Reads the files; the rules' texts go into the arena. A bad rule is an error that names
 * file and line. `now_us` tells what has expired. */
int allowlist_load(const char *const *paths, size_t n, int64_t now_us,
		   struct arena *arena, struct allowlist **allowlist, struct error *err);
void allowlist_free(struct allowlist *allowlist); /* accepts NULL */

/* Does a rule ask for names, or for owners? Somebody has to find them out, then. */
bool allowlist_asks_names(const struct allowlist *allowlist);
bool allowlist_asks_owners(const struct allowlist *allowlist);

/*
 * Is the row to be hidden? By the first rule that holds, *rule, which counts it; unless
 * the row is `reported` by threat intelligence, which is counted, too.
 */
bool allowlist_hides(struct allowlist *allowlist, const struct allow_subject *subject,
		     bool reported, const struct allow_rule **rule);

/* In the order of files and lines. */
size_t allowlist_n_rules(const struct allowlist *allowlist);
const struct allow_use *allowlist_use(const struct allowlist *allowlist, size_t i);

#endif
