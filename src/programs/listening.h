/*
 * listening - the ports of TCP at which a host waits to be called: a connection by one of
 * them was begun by the other side.
 */
#ifndef PROGRAMS_LISTENING_H
#define PROGRAMS_LISTENING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Starts zeroed. */
struct listening {
	struct listening_space *spaces; /* owned; one a network namespace */
	size_t n;
	size_t capacity;
};

void listening_free(struct listening *listening);

/* A namespace is known by its number, that of lists is 0. */
void listening_add(struct listening *listening, uint64_t space, uint16_t port);
bool listening_has(const struct listening *listening, uint64_t space, uint16_t port);

#endif
