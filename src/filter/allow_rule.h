/*
 * allow_rule - one line of an allowlist: what rows are known to be harmless. All of its
 *terms must hold:
 *
 *	8.8.8.8, 2001:db8::/32, dst NETWORK     the destination lies in it
 *	from NETWORK                            the source does
 *	port 443, port 80,8000-8100, port 53/udp
 *	AS15169, owner "Google LLC", owner google*    whose network it is
 *	name *.example.com, example.com         all names known for it are of that domain
 *	period 60-65, period 17m                seconds from beat to beat (s, m, h, d)
 *	until 2027-01-01                        it does not count from that day on (UTC)
 *
 * What follows a # is the reason. Texts with blanks stand in double quotes.
 */
#ifndef FILTER_ALLOW_RULE_H
#define FILTER_ALLOW_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/memory.h"
#include "model/address.h"

enum { ALLOW_MOST_PORTS = 16 };

struct allow_ports {
	uint16_t from;
	uint16_t to;
	uint8_t protocols; /* as of a flow; 0: any */
};

struct allow_rule {
	const char *file; /* where it stands; of the run */
	uint64_t line;
	const char *text;   /* as it was written, without its reason */
	const char *reason; /* NULL: none was given */
	int64_t until_us;   /* INT64_MAX: for ever */

	bool has_dst, has_src;
	struct address_network dst;
	struct address_network src;
	struct allow_ports ports[ALLOW_MOST_PORTS];
	size_t n_ports;			   /* 0: any */
	int64_t asn;			   /* 0: any */
	const char *owner;		   /* in lower case, * for any text; NULL: any */
	const char *domain;		   /* in lower case; NULL: any */
	double period_from_s, period_to_s; /* to < from: any */
};

/* What a rule is held against. What is not known fulfils no rule that asks for it. */
struct allow_subject {
	const struct address *src;
	const struct address *dst;
	int64_t port;		  /* INT64_MIN: of several */
	uint8_t protocols;	  /* as of a flow; 0: not known */
	int64_t asn;		  /* 0: not known */
	const char *owner;	  /* in lower case; NULL: not known */
	const char *const *names; /* in lower case */
	size_t n_names;
	double period_s; /* NAN: none */
};

/*
 * Reads a line into *rule; its texts go into the arena. 1: a rule, 0: a line without one,
 * -1: the error says what is wrong, not where. `file` and `line` are the caller's to set.
 */
int allow_rule_parse(const char *line, size_t len, struct arena *arena,
		     struct allow_rule *rule, struct error *err);

bool allow_rule_holds(const struct allow_rule *rule, const struct allow_subject *subject);

#endif
