/*
 * verdict - what one service on the internet says of one address or name.
 */
#ifndef MODEL_VERDICT_H
#define MODEL_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/address.h"

/* What is asked about. */
struct subject {
	struct address address; /* if there is no name */
	const char *name; /* in lower case, without a dot at its end; NULL: it is the
				   address. Borrowed */
};

enum verdict_kind {
	VERDICT_UNKNOWN, /* not asked, or not answered: `text` says why */
	VERDICT_NOTHING, /* asked, and nothing speaks against it */
	VERDICT_ALLOWED, /* it is vouched for: known to be harmless */
	VERDICT_BAD,	 /* it is reported */
	N_VERDICT_KINDS,
};

/* All texts are UTF-8 on one line, without characters that move a terminal's cursor. */
struct verdict {
	enum verdict_kind kind;
	const char *service;   /* "otx" */
	int64_t count;	       /* of pulses, of reports; 0 where nobody counts */
	const char *text;      /* "3 pulses: NAME; NAME"; NULL: there is nothing to say */
	const char *reference; /* a web page for people; NULL: there is none */
	int64_t asked_us;      /* when it was answered; 0: it was not */
	bool from_cache;
};

/* "unknown", "nothing", "allowed", "bad" */
const char *verdict_name(enum verdict_kind kind);

/*
 * May it be told to strangers? Not an address that is private, reserved, multicast or
 * shared by a provider's customers, and not a name that looks like one of the network
 * itself: without a dot, .local, .lan, .internal, .home.arpa and the like, or that is no
 * name at all. What internal_networks says is looked at by who has it.
 */
bool subject_is_public(const struct subject *subject);

/* By address, then by name. */
int subject_compare(const struct subject *a, const struct subject *b);

/* The name, or the address in its short form, written into `room`. */
const char *subject_text(const struct subject *subject, char room[ADDRESS_TEXT]);

#endif
