/*
 * http - requests to one server over one kept connection, on libcurl. Not for
 * two threads at once: each has its own.
 */
#ifndef CORE_HTTP_H
#define CORE_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/fingerprint.h"
#include "core/tunnel.h"

struct http_options {
	const char *url;      /* "https://host:9200/prefix", no slash at the end */
	const char *username; /* NULL: none */
	const char *password;
	const char *const *more_urls; /* other nodes, for when one can't be reached */
	size_t n_more_urls;
	const char *authorization; /* a whole header, in place of a user; NULL: none */
	bool netrc;		   /* without either: look into ~/.netrc */
	const char *ca_file;	   /* NULL: the system's */
	struct fingerprint *fingerprint; /* NULL: none; instead of ca_file */
	const char *client_cert;	 /* PEM; NULL: none */
	const char *client_key;		 /* NULL: in client_cert too */
	const char *proxy;		 /* NULL: as http_proxy and https_proxy say */
	bool insecure;			 /* do not verify the certificate */
	struct tunnel *tunnel; /* the way there; certificates are still held against
				  the URL's host. NULL: straight, or by proxy */
	int64_t timeout_s;     /* of one request without any byte coming */
};

struct http;

/* Once for the process, before there are threads; and at its end. */
void http_global_init(void);
void http_global_free(void);

/* The options and their strings must outlive it. */
struct http *http_new(const struct http_options *options);
void http_free(struct http *http); /* accepts NULL */

struct http_request {
	const char *method;
	const char *path; /* begins with '/' */
	const char *body; /* JSON, or NULL */
	bool gzip;	  /* the reply may be packed; the sink gets it unpacked */
	bool must_finish; /* clean-up: not stopped by Ctrl-C, given 2 s */
	bool opens;	/* what is to be closed by a name in the reply: Ctrl-C waits up to
		       2 s for the reply's first 64 kB, or all of it */
	bool must_tell; /* it changes something, and what is to be known: not
			     stopped by Ctrl-C either, given its time */
	/*
	 * Takes the reply's bytes as they come, if its status is 200 to 299;
	 * -1 stops, and `err` of the call must have been set by then.
	 */
	int (*sink)(void *context, const char *data, size_t len, struct error *err);
	void *context;
};

/*
 * 0: a reply came, *status tells which; for a status that is not 2xx the
 * reply's beginning is in `refusal`. -1: none came, or it was cut, or the
 * sink failed, or the user interrupted.
 */
enum { HTTP_REFUSAL = 4096 };
struct http_reply {
	long status;
	int64_t retry_after_s;	    /* as the server asked; 0: it did not */
	double bytes_a_second;	    /* of the body on the way; 0: too little to tell */
	char refusal[HTTP_REFUSAL]; /* ends with NUL */
};
int http_send(struct http *http, const struct http_request *request,
	      struct http_reply *reply, struct error *err);

/*
 * The same in two steps, so that the server works while we do: sends the request,
 * and waits for its reply. In between what the request names must stay; the sink
 * may be called in either. One that is not waited for is dropped, by the next one
 * or by http_drop().
 */
void http_begin(struct http *http, const struct http_request *request);
int http_finish(struct http *http, struct http_reply *reply, struct error *err);
void http_drop(struct http *http);

/* A text fit for a URL; the caller frees it. */
char *http_escape(const char *text);

#endif
