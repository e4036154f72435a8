/*
 * naming - what a record other than a flow says about a name: that a client
 * called an address, or was told of it, by that name.
 */
#ifndef MODEL_NAMING_H
#define MODEL_NAMING_H

#include <stddef.h>
#include <stdint.h>

#include "model/address.h"

struct naming {
	int64_t time_us;
	uint64_t id; /* of the connection that the name was said in; 0: none */
	struct address client;
	struct address server;
	const char *name; /* borrowed; any bytes, not ended by NUL */
	size_t len;
};

/* How often a client has called an address by a name, or was told that it is called so. */
struct name_use {
	struct address client;
	struct address server;
	const char *name; /* in lower case; of who gathered it */
	uint64_t n;
};

#endif
