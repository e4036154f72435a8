/*
 * tunnel - a way through a host that ssh can reach: a port of the loopback
 * interface here that leads to a host and port as that host sees them. It is
 * the system's own ssh, with the user's configuration, keys and agent; it asks
 * its questions on the terminal itself, and no password passes through us.
 */
#ifndef CORE_TUNNEL_H
#define CORE_TUNNEL_H

#include <stdbool.h>

#include "core/error.h"

/* Its strings must outlive the tunnel. */
struct tunnel_options {
	const char *by;		/* [user@]host[:port], an alias of ssh's, or ssh://... */
	const char *ssh_config; /* NULL: the user's own */
	const char *to_host;	/* an IPv6 address in [] */
	unsigned to_port;
};

struct tunnel;

/*
 * Returns when the way is open, ssh has given up, or the user interrupts. To be
 * called by the main thread, before there are others.
 */
int tunnel_open(struct tunnel **tunnel, const struct tunnel_options *options,
		struct error *err);

/* Of 127.0.0.1. While it is open others on this machine can use it too. */
unsigned tunnel_port(const struct tunnel *tunnel);

/* Has ssh ended by itself? Then it is no use to try again. Of any thread; without
 * a tunnel (NULL) nothing has. */
bool tunnel_ended(struct tunnel *tunnel);

/*
 * A connection through it failed: -1 if that was the tunnel's fault, with the
 * error set to ssh's own words and what to do; else 0. Of any thread.
 */
int tunnel_explain(struct tunnel *tunnel, struct error *err);

/* Ends ssh and waits until it is gone. Accepts NULL. */
void tunnel_close(struct tunnel *tunnel);

#endif
