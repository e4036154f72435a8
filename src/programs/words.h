/*
 * words - what the lines of ss, netstat and tasklist have in common.
 */
#ifndef PROGRAMS_WORDS_H
#define PROGRAMS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/address.h"

/* A piece of the line, borrowed. */
struct word {
	const char *text;
	size_t len;
};

/* A line that is taken apart from its front. */
struct words {
	const char *at;
	const char *end;
};

/* The next between blanks; its length is 0 at the end. */
struct word words_next(struct words *words);

/* All that is left, without blanks around it. */
struct word words_rest(const struct words *words);

bool word_is(struct word word, const char *text); /* whatever the case */

/* Digits alone; false, and *number untouched, beyond `most`. */
bool word_number(struct word word, int64_t most, int64_t *number);

/* "tcp", "TCP", "tcp6", "udp", ...: the protocol; 0: neither. */
uint8_t word_protocol(struct word word);

/* One end of a socket: "192.0.2.1:443", "[2001:db8::1]:443", "[fe80::1]%eth0:443",
 * "::1:443", "*:*". */
enum row_end { ROW_END_BAD, ROW_END_NONE, ROW_END_ADDRESS };
enum row_end word_end(struct word word, struct address *address, uint16_t *port);

#endif
