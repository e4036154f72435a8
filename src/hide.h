/*
 * hide - the step of the pipeline at which rows that are known to be harmless leave the
 * report: what an allowlist is asked, and what is told of its answers.
 */
#ifndef HIDE_H
#define HIDE_H

#include <stdint.h>

#include "core/error.h"
#include "core/memory.h"
#include "filter/allow_history.h"
#include "filter/allowlist.h"
#include "model/config.h"
#include "model/result.h"

/* What is known to be harmless. All zero: nothing. */
struct hiding {
	struct allowlist *allowlist;   /* NULL: there are no rules */
	struct allow_history *history; /* NULL: nobody keeps one */
};

/* Reads what --allowlist names, and --allowlist_history. Freed by hide_close(), also after
 * a failure. */
int hide_open(const struct config *config, struct arena *arena, struct hiding *hiding,
	      struct error *err);
void hide_close(struct hiding *hiding); /* accepts a zeroed one */

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

/* When the report is there: notes in the history which rules were of use, and tells which
 * are not for long. */
int hide_remember(const struct config *config, struct hiding *hiding, struct arena *arena,
		  struct error *err);

#endif
