/*
 * sockets - see sockets.h.
 */
#include "programs/sockets.h"

#include <netinet/in.h>
#include <string.h>

const struct socket_table socket_tables[N_SOCKET_TABLES] = {
	{ IPPROTO_TCP, false, "tcp" },
	{ IPPROTO_TCP, true, "tcp6" },
	{ IPPROTO_UDP, false, "udp" },
	{ IPPROTO_UDP, true, "udp6" },
};

static const char *const states[] = {
	[SOCKET_ESTABLISHED] = "established",
	[2] = "syn-sent",
	[SOCKET_SYN_RECEIVED] = "syn-received",
	[4] = "fin-wait-1",
	[5] = "fin-wait-2",
	[6] = "time-wait",
	[7] = "closed",
	[SOCKET_CLOSE_WAIT] = "close-wait",
	[9] = "last-ack",
	[SOCKET_LISTENING] = "listening",
	[11] = "closing",
	[12] = "syn-received", /* a request that has no socket yet */
};

const char *socket_state_text(uint8_t protocol, uint8_t state)
{
	if (protocol != IPPROTO_TCP || state >= sizeof(states) / sizeof(*states))
		return NULL;
	return states[state];
}

bool address_is_unset(const struct address *address)
{
	static const struct address none = { { 0 } };
	static const struct address none_mapped = { { [10] = 0xff, [11] = 0xff } };

	return address_compare(address, &none) == 0 ||
	       address_compare(address, &none_mapped) == 0;
}

void socket_put(struct socket_sink *sink, const struct seen_socket *socket)
{
	if (!address_is_unset(&socket->remote))
		sink->put(sink->context, socket);
	else if (socket->protocol == IPPROTO_UDP)
		sink->n_unconnected_udp++;
	else if (socket->state == SOCKET_LISTENING && sink->put_listening)
		sink->put_listening(sink->context, socket->local_port);
}
