/*
 * sighting - one thing that a record other than a flow says of two hosts, see context.h.
 */
#ifndef MODEL_SIGHTING_H
#define MODEL_SIGHTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/address.h"

/* In the order in which they are told: what speaks against a pair comes first. */
enum context_kind {
	CONTEXT_ALERT,
	CONTEXT_HTTP_HOST,
	CONTEXT_USER_AGENT,
	CONTEXT_URL_PATH, /* up to the question mark, where there are many URLs */
	CONTEXT_URL,
	CONTEXT_HTTP_REQUEST, /* "POST 200" */
	CONTEXT_TLS_NAME,
	CONTEXT_TLS_VERSION,
	CONTEXT_TLS_ISSUER,
	CONTEXT_JA3,
	CONTEXT_JA4,
	CONTEXT_DNS_NAME, /* asked by the source, and the destination was in the answer */
	CONTEXT_DNS_BEFORE, /* asked by the source just before it called */
	CONTEXT_DNS_QUERY,  /* asked of the destination: it is a resolver, or plays one */
	N_CONTEXT_KINDS,
};

struct sighting {
	int64_t time_us;
	uint64_t id; /* of the connection that it was seen in; 0: none */
	/* Client and server; of a CONTEXT_DNS_NAME who asked and an address of the answer. */
	struct address src;
	struct address dst;
	uint16_t src_port; /* 0: not known */
	uint16_t port;	   /* of dst; likewise */
	uint8_t kind;	   /* enum context_kind; not one that is found out by counting:
			      a path, or what was asked before */
	bool is_reply;	   /* of a query: it was logged again with its answer */
	const char *text;  /* borrowed; any bytes, not ended by NUL */
	size_t len;
	int64_t severity;    /* CELL_NO_INTEGER: none */
	const char *payload; /* likewise borrowed; NULL: none */
	size_t payload_len;
};

#endif
