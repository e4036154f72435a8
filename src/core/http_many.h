/*
 * http_many - small replies from strange servers, several at once, on one thread: GET
 * requests with headers of their own, each with a bound to its time and to the size of
 * its reply. Certificates are verified; a reply that sends elsewhere is not followed, so
 * that what stands in the headers goes to nobody but the server that was named.
 */
#ifndef CORE_HTTP_MANY_H
#define CORE_HTTP_MANY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_many_options {
	const char *proxy;   /* NULL: as http_proxy and https_proxy say */
	const char *ca_file; /* NULL: the system's */
	int64_t timeout_s;   /* of a whole request */
	size_t most_bytes;   /* of a reply */
};

struct http_many;

/* The options' strings must outlive it. */
struct http_many *http_many_new(const struct http_many_options *options);
void http_many_free(struct http_many *many); /* accepts NULL; drops what is under way */

/* Sends a request; `header` is a whole line, or NULL, and is never logged. The number is
 * the caller's, and comes back with the reply. */
void http_many_get(struct http_many *many, const char *url, const char *header,
		   size_t number);

struct http_many_reply {
	size_t number;
	long status;	       /* 0: none came, and `fault` says why */
	const char *fault;     /* also of a reply that was cut; NULL: none */
	bool is_too_large;     /* the rest of it was not taken */
	int64_t retry_after_s; /* as the server asked; 0: it did not */
	const char *body;      /* ends with NUL, which is not counted */
	size_t len;
};

/*
 * Waits for one reply, not longer than that: false if none came by then. All that it
 * points to is valid until the next call.
 */
bool http_many_wait(struct http_many *many, int most_ms, struct http_many_reply *reply);

#endif
