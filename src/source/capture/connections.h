/*
 * connections - those that go on, found by their packets. What is over is given away at
 * once; so is, when there are as many as there may be, the one that was silent longest.
 */
#ifndef CAPTURE_CONNECTIONS_H
#define CAPTURE_CONNECTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "source/capture/connection.h"

/* About 160 bytes each: 80 MB a capture. Nothing but a scan or a flood has as many within
 * five minutes. */
enum { CONNECTIONS_MOST = 1 << 19 };

/* A connection is over, as nothing came for so long or another one began; or it had to
 * be, by the end of the capture or for want of room. */
typedef void connection_end_fn(void *context, struct connection *connection,
			       bool is_over);

struct connections;
struct connections *connections_new(size_t most, connection_end_fn *on_end,
				    void *context);

/* Those that are left are not given away. */
void connections_free(struct connections *connections);

/* The one that the packet is of, perhaps new (*is_new): valid until the next call. */
struct connection *connections_find(struct connections *connections,
				    const struct packet *packet, bool *is_new);

/* The one that the first part of this later part of a packet was of; NULL: that was not
 * seen, or too long ago. */
struct connection *connections_find_part(struct connections *connections,
					 const struct packet *packet);

/* After connection_note(), which may change how long it is waited for. */
void connections_noted(struct connections *connections, struct connection *connection);

/* Gives all away, the capture has ended. */
void connections_end(struct connections *connections);

/* How many were given away for want of room. */
uint64_t connections_n_early(const struct connections *connections);

#endif
