/*
 * hide - the step of the pipeline at which rows that are known to be harmless leave the
 * report: what an allowlist is asked, and what is told of its answers.
 */
#ifndef HIDE_H
#define HIDE_H

#include <stdint.h>

#include "core/error.h"
#include "core/memory.h"
#include "filter/allowlist.h"
#include "model/config.h"
#include "model/result.h"

/* Reads what --allowlist names. *allowlist is NULL if it names nothing; else freed by
 * allowlist_free(). */
int hide_open(const struct config *config, struct arena *arena,
	      struct allowlist **allowlist, struct error *err);

/*
 * Hides rows that a rule holds for behind those that are to be shown, and notes in the
 * result what each rule hid; with --show_hidden they stay, and say which rule it was.
 * Before they are put in order.
 */
void hide_rows(const struct config *config, struct allowlist *allowlist,
	       struct result *result, struct arena *arena);

/* Of the rows that are gone: what would not be shown if it were there is not missed, and
 * not counted either. */
void hide_gone(const struct config *config, struct allowlist *allowlist,
	       struct result *result, struct arena *arena);

#endif
