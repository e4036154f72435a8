/*
 * tally - what became of the records that were read. Every record is counted
 * in just one of these.
 */
#ifndef MODEL_TALLY_H
#define MODEL_TALLY_H

#include <stdint.h>

struct tally {
	uint64_t flows;	   /* used */
	uint64_t other;	   /* not a flow record: dns, alerts, statistics, headers */
	uint64_t no_port;  /* a flow without a destination port: ICMP and the like */
	uint64_t outside;  /* a flow outside of the period */
	uint64_t dropped;  /* a flow that a filter left out */
	uint64_t others;   /* a flow that belongs to another part, see --part */
	uint64_t bad;	   /* not readable */
	uint64_t mentions; /* no flow, but an address on its own: see mention.h */
	uint64_t odd;	   /* of the flows: some detail is not readable, and left out */
	uint64_t lines;	   /* all lines, blank and comment lines too */

	uint64_t first_bad_line; /* from 1; 0 where there are no lines */
	char first_bad_why[120]; /* "no src_ip"; holds nothing of the record */
	char first_odd_why[120]; /* likewise */
};

/* A flow is used without something that could not be read: `why` says what. */
void tally_odd(struct tally *tally, const char *why);

/* All but the lines: what could have been a flow. */
uint64_t tally_records(const struct tally *tally);

void tally_bad(struct tally *tally, uint64_t line, const char *why);

/* Adds `part`, which follows directly on `sum` in the same file. */
void tally_append(struct tally *sum, const struct tally *part);

#endif
