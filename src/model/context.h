/*
 * context - what other records of the same sensor say of a pair: the names, programs
 * and fingerprints that were seen in its connections, the alerts they raised, the names
 * that were asked for before.
 */
#ifndef MODEL_CONTEXT_H
#define MODEL_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/memory.h"
#include "model/sighting.h"
#include "model/table.h"

struct context_entry {
	enum context_kind kind;
	const char *value; /* UTF-8; NULL: of all values that are not kept, together */
	int64_t count;
	struct moment first;
	struct moment last;
	int64_t severity;    /* of an alert, 1 is worst; else CELL_NO_INTEGER */
	const char *payload; /* what raised the alert the first time; NULL: not stored */
};

/* Kind by kind; of a kind the most frequent first, what is not kept last. */
struct context {
	const struct context_entry *entries;
	size_t n;
	const char *text; /* of all, in one line: see context_text() */
};

/* "http_host a.example (1438); alert ET MALWARE x (12, severity 1)"; not all values of
 * a kind, and those cut, so that it stays a cell that a spreadsheet takes. */
const char *context_text(const struct context_entry *entries, size_t n,
			 struct arena *arena);

/* How its members are called, in JSON and in an index. */
#define CONTEXT_KEY_KIND "kind"
#define CONTEXT_KEY_VALUE "value"
#define CONTEXT_KEY_COUNT "count"
#define CONTEXT_KEY_FIRST "first_seen"
#define CONTEXT_KEY_LAST "last_seen"
#define CONTEXT_KEY_SEVERITY "severity"
#define CONTEXT_KEY_PAYLOAD "payload"

/* How a kind is called in every format; NULL: there is no such kind. */
const char *context_kind_name(enum context_kind kind);

/* Is it what the destination is called? */
bool context_is_name(enum context_kind kind);

/* N_CONTEXT_KINDS if nothing is called so. */
enum context_kind context_kind_of(const char *name);

#endif
