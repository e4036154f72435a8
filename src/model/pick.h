/*
 * pick - the one pair that --explain is about, as the user named it.
 */
#ifndef MODEL_PICK_H
#define MODEL_PICK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/address.h"
#include "model/config.h"

enum { PICK_ANY_PORT = -1 };

struct pick {
	struct address src;
	struct address dst; /* if there is no name */
	const char *name;   /* of the destination; NULL: it is an address. Borrowed */
	int64_t port;	    /* or PICK_ANY_PORT */
};

/* From the words of --explain. */
int pick_parse(const struct config *config, struct pick *pick, struct error *err);

/* Is that the destination? `name` is what it is called, NULL: it has no name. */
bool pick_is_destination(const struct pick *pick, const struct address *dst,
			 const char *name);

/* "10.0.0.5 to 192.0.2.1 port 80" */
const char *pick_text(const struct pick *pick, struct arena *arena);

#endif
