/*
 * talk - what the two sides of a connection say, as far as it tells names or programs:
 * DNS, the heads of HTTP, the hellos of TLS. Only what is needed for that is kept, until
 * it is read.
 */
#ifndef CAPTURE_TALK_H
#define CAPTURE_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "source/capture/connection.h"
#include "source/source.h"

struct talks;
struct talks *talks_new(const struct sink *sink); /* borrowed */
void talks_free(struct talks *talks);		  /* accepts NULL */

/* A packet of the connection that this side sent, counted already. */
void talks_take(struct talks *talks, struct connection *connection,
		const struct packet *packet, int side, bool is_new);

/* The connection is over. */
void talks_end(struct talks *talks, struct connection *connection);

/* Of how many connections what is said was not looked at for want of room. */
uint64_t talks_n_left_out(const struct talks *talks);

#endif
