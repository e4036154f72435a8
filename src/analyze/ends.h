/*
 * ends - each pair has two ends, and what lists and earlier results mention has one or
 * two: those of one address, side by side, are what is known of a host.
 */
#ifndef ANALYZE_ENDS_H
#define ANALYZE_ENDS_H

#include "analyze/hosts.h"

#define END_UNMENTIONED INT64_MAX

/* What one end of a pair, or a mention, says of the address there. */
struct end {
	struct address address;
	struct address peer;
	bool has_peer;
	bool is_called;	  /* else it calls */
	bool is_repeated; /* another end tells of its bytes already */
	uint32_t port;	  /* and protocols << 16; 0: not known */
	uint64_t n_flows; /* 0: it is a mention */
	int64_t sent;
	int64_t received;
	int64_t first_us; /* CELL_NO_INTEGER: not known */
	int64_t last_us;
	double score;
	int64_t line; /* of the mention, in their order; or END_UNMENTIONED */
};

struct ends {
	struct end *ends; /* owned; by address */
	size_t n;
	size_t capacity;
};

/* Those of both sides that are asked for. Freed by ends_free(). */
void ends_collect(const struct hosts_given *given, const struct hosts_choice *choice,
		  struct ends *ends);

/* How many there are of the address of the first. */
size_t ends_of_one(const struct ends *ends, size_t first);

void ends_free(struct ends *ends);

#endif
