/*
 * ssh - see ssh.h.
 */
#include "core/ssh.h"

#include <stdio.h>
#include <string.h>

static int refuse_host(const char *by, struct error *err)
{
	return error_set(
		err, ERROR_USAGE,
		"--ssh: \"%s\" is no host; user@host, user@host:port or an alias of "
		"your ssh configuration is",
		by);
}

/* The one thing ssh does not understand itself: [user@]host:port. */
int ssh_read_host(struct ssh_call *call, const char *by, struct arena *arena,
		  struct error *err)
{
	const char *at = strrchr(by, '@');
	const char *host = at ? at + 1 : by;
	const char *colon = strrchr(host, ':');
	bool bracket = *host == '[';
	size_t len;

	/* A leading '-' would be an option, and -oProxyCommand runs anything. */
	if (*by == '-' || *host == '-' || *host == '\0')
		return refuse_host(by, err);
	call->host = by;
	if (strncmp(by, "ssh://", 6) == 0)
		return 0;
	if (bracket && colon && colon[-1] != ']')
		colon = NULL; /* one of the address */
	if (!bracket && colon && strchr(host, ':') != colon)
		return 0; /* an IPv6 address */
	len = colon ? (size_t)(colon - host) : strlen(host);
	if (colon &&
	    (colon[1] == '\0' || strspn(colon + 1, "0123456789") != strlen(colon + 1)))
		return error_set(err, ERROR_USAGE, "--ssh: \"%s\" is no port, in \"%s\"",
				 colon + 1, by);
	if (bracket && host[len - 1] == ']') {
		host++;
		len -= 2;
	}
	/* Nor may what is left within brackets, or before a port, be one, or nothing. */
	if (len == 0 || *host == '-')
		return refuse_host(by, err);
	call->host = arena_print(arena, "%.*s%.*s", at ? (int)(at + 1 - by) : 0, by,
				 (int)len, host);
	call->port = colon ? colon + 1 : NULL;
	return 0;
}

void ssh_arguments(const struct ssh_call *call, const char **argv, struct arena *arena)
{
	/* ssh takes the first value it meets, so these go before its files. */
	static const char *const fixed[] = {
		"ExitOnForwardFailure=yes",
		/* A connection that is shared would not end with us. */
		"ControlMaster=no",
		"ControlPath=none",
		/* A way that is cut ends in 45 s, not after hours. */
		"ServerAliveInterval=15",
		"ServerAliveCountMax=3",
		"PermitLocalCommand=yes",
		"LocalCommand=echo open",
	};
	size_t n = 0;

	argv[n++] = "ssh";
	argv[n++] = "-N";
	if (call->config_file) {
		argv[n++] = "-F";
		argv[n++] = call->config_file;
	}
	if (call->port) {
		argv[n++] = "-p";
		argv[n++] = call->port;
	}
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		argv[n++] = "-o";
		argv[n++] = fixed[i];
	}
	if (!call->is_old) {
		/* Set in the user's files it would leave us for good. */
		argv[n++] = "-o";
		argv[n++] = "ForkAfterAuthentication=no";
	}
	if (!call->may_ask) {
		argv[n++] = "-o";
		argv[n++] = "BatchMode=yes";
	}
	argv[n++] = "-L";
	argv[n++] = arena_print(arena, "127.0.0.1:%u:%s:%u", call->local_port,
				call->to_host, call->to_port);
	argv[n++] = "--";
	argv[n++] = call->host;
	argv[n] = NULL;
}

const char *ssh_command(const char *const *argv, struct arena *arena)
{
	const char *text = *argv;

	while (*++argv)
		text = arena_print(arena, strchr(*argv, ' ') ? "%s '%s'" : "%s %s", text,
				   *argv);
	return text;
}

bool ssh_is_worth_another_try(struct ssh_call *call, const char *text)
{
	char port[16];

	if (!call->is_old && strstr(text, "forkafterauthentication")) {
		call->is_old = true;
		return true;
	}
	snprintf(port, sizeof(port), "%u", call->local_port);
	return strstr(text, "Address already in use") && strstr(text, port);
}

/* What to do about it, for what users meet. */
const char *ssh_remedy(const struct ssh_call *call, const char *text)
{
	if (strstr(text, "Host key verification failed"))
		return "is it the host you know? Connect to it by hand once: ssh shows its key";
	if (strstr(text, "Permission denied") && !call->may_ask)
		return "there is no terminal to ask for a password on: it takes a key that needs "
		       "none, or ssh-agent";
	if (strstr(text, "Address already in use") || strstr(text, "local forwarding"))
		return "a forward of your ssh configuration is in use elsewhere; --ssh_config "
		       "names another file";
	if (strstr(text, "configuration option"))
		return "this takes OpenSSH's ssh";
	return "try it by hand: ssh must let you in there";
}
