/*
 * host - an address that is checked, with what is known of it: one row of check_ip; and
 * domain, the like for a name. Their columns are described in host.c.
 */
#ifndef MODEL_HOST_H
#define MODEL_HOST_H

#include <stddef.h>
#include <stdint.h>

#include "core/memory.h"
#include "model/address.h"
#include "model/beacon.h"
#include "model/table.h"

/* What is said of a host or a name. Texts are of the run; NULL: not asked, or nothing. */
struct verdicts {
	double rank;	     /* what to look at first: hits, and the score of a beacon */
	const char *verdict; /* of all who were asked: "bad", "allowed", "nothing",
				"unknown" */
	const char *intel;   /* what lists and services say */
	int64_t hits;	     /* how many of them; CELL_NO_INTEGER: nobody was asked */
	const char *reference; /* where to read on */
};

struct host {
	struct address address;
	const char *names; /* the most frequent ones; NULL: none is known */
	int64_t n_names;
	const char **name_list; /* of these the most frequent ones, n_asked of them */
	size_t n_asked;
	const char *ptr; /* by reverse DNS */
	const char *whois;
	struct beacon_owner owner;
	struct verdicts said;
	double score;	    /* the highest of its beacons; NAN: none */
	int64_t flows;	    /* CELL_NO_INTEGER: it comes from a list, as with these: */
	int64_t bytes_sent; /* by the host */
	int64_t bytes_received;
	const char *ports;	  /* by which it is called, the busiest first */
	const char *ports_called; /* that it calls */
	int64_t n_peers;	  /* others that it talks with */
	const char *peers;	  /* the busiest of them */
	struct moment first_seen; /* starts of its flows */
	struct moment last_seen;
	const char *programs; /* that talk to it; and of these: */
	const char *command_lines;
	const char *sha256; /* of what they run */
	const char *sockets;
	int64_t order; /* in which addresses came up, from 1 */
};

/* A host that nothing is known of. */
struct host host_nothing(const struct address *address);

struct host_list {
	struct host *hosts; /* owned; in the order in which they came up */
	size_t n;
	size_t n_inside; /* that were left out: of the network itself, or no one's */
	struct arena texts;
};

struct domain {
	const char *name;
	struct verdicts said;
	const char *addresses; /* that it stands for, the most frequent first */
	int64_t n_addresses;
	int64_t times;	   /* it was said; CELL_NO_INTEGER: it comes from a list */
	int64_t n_clients; /* by whom */
	const char *clients;
	int64_t order;
};

struct domain_list {
	struct domain *domains; /* owned */
	size_t n;
	struct arena texts;
};

/* Whose names records go by that are told apart from others': see struct table. */
#define HOST_DATASET "flare.host"
#define DOMAIN_DATASET "flare.domain"

extern const struct column host_columns[];
extern const size_t n_host_columns;
extern const struct column domain_columns[];
extern const size_t n_domain_columns;

void host_list_free(struct host_list *list); /* accept zeroed ones */
void domain_list_free(struct domain_list *list);

#endif
