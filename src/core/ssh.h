/*
 * ssh - how OpenSSH's client is called for a tunnel, and what its words mean.
 */
#ifndef CORE_SSH_H
#define CORE_SSH_H

#include <stdbool.h>

#include "core/error.h"
#include "core/memory.h"

struct ssh_call {
	const char *host;	 /* as ssh takes it: [user@]host, an alias, ssh://... */
	const char *port;	 /* NULL: ssh's own choice */
	const char *config_file; /* NULL: its own */
	bool is_old;		 /* before OpenSSH 8.7: found out by trying */
	bool may_ask;		 /* the user, on the terminal */
	unsigned local_port;	 /* of 127.0.0.1, from which it leads to: */
	const char *to_host;	 /* in [] if it is an IPv6 address */
	unsigned to_port;
};

/* Sets host and port from what the user calls the host. */
int ssh_read_host(struct ssh_call *call, const char *by, struct arena *arena,
		  struct error *err);

/* The command; it writes to its standard output once the tunnel is open. */
enum { SSH_MOST_ARGUMENTS = 32 };
void ssh_arguments(const struct ssh_call *call, const char **argv, struct arena *arena);

/* The same as it is typed. */
const char *ssh_command(const char *const *argv, struct arena *arena);

/* Did it give up because the local port was no longer free, or because it is too
 * old for one of our options? The next call then does without that. */
bool ssh_is_worth_another_try(struct ssh_call *call, const char *text);

/* What to do about what it says. */
const char *ssh_remedy(const struct ssh_call *call, const char *text);

#endif
