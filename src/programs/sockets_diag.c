/*
 * sockets_diag - the kernel's tables of sockets by netlink: sock_diag(7).
 */
#define _DEFAULT_SOURCE /* linux/netlink.h needs its types */
#include "programs/sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "core/memory.h"

/* The kernel fills at most 32 kB a message. */
enum { REPLY_SIZE = 65536, PATIENCE_S = 5 };

int sockets_diag_open(void)
{
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	int netlink = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);

	if (netlink >= 0)
		setsockopt(netlink, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return netlink;
}

static int ask(int netlink, const struct socket_table *table, bool listening,
	       uint32_t number)
{
	struct {
		struct nlmsghdr header;
		struct inet_diag_req_v2 request;
	} message = {
		.header = { .nlmsg_len = sizeof(message),
			    .nlmsg_type = SOCK_DIAG_BY_FAMILY,
			    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
			    .nlmsg_seq = number },
		.request = { .sdiag_family = table->is_ipv6 ? AF_INET6 : AF_INET,
			     .sdiag_protocol = table->protocol,
			     .idiag_states = UINT32_MAX },
	};
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	if (table->protocol == IPPROTO_TCP && !listening) /* they talk to nobody */
		message.request.idiag_states &= ~(UINT32_C(1) << SOCKET_LISTENING);
	return sendto(netlink, &message, sizeof(message), 0,
		      (const struct sockaddr *)&kernel, sizeof(kernel)) < 0
		       ? -1
		       : 0;
}

static void read_address(uint8_t family, const __be32 from[4], struct address *address)
{
	static const struct address mapped = { { [10] = 0xff, [11] = 0xff } };

	*address = mapped;
	if (family == AF_INET)
		memcpy(address->bytes + 12, from, 4);
	else
		memcpy(address->bytes, from, 16);
}

static void read_socket(const struct inet_diag_msg *told, uint8_t protocol,
			struct socket_sink *sink)
{
	struct seen_socket seen = {
		.protocol = protocol,
		.state = told->idiag_state,
		.local_port = ntohs(told->id.idiag_sport),
		.remote_port = ntohs(told->id.idiag_dport),
		.uid = told->idiag_uid,
		.inode = told->idiag_inode,
	};

	read_address(told->idiag_family, told->id.idiag_src, &seen.local);
	read_address(told->idiag_family, told->id.idiag_dst, &seen.remote);
	socket_put(sink, &seen);
}

/* What one message of a reply says: 1 more to come, 0 the end, -1 refused (errno). */
static int read_message(const struct nlmsghdr *header, uint8_t protocol,
			struct socket_sink *sink)
{
	const void *data = (const char *)header + NLMSG_HDRLEN;
	size_t len = header->nlmsg_len - NLMSG_HDRLEN;
	struct inet_diag_msg told;
	int number = 0;

	if (header->nlmsg_type == NLMSG_ERROR || header->nlmsg_type == NLMSG_DONE) {
		if (len >= sizeof(number))
			memcpy(&number, data, sizeof(number));
		errno = -number;
		return number < 0 ? -1 : 0;
	}
	if (header->nlmsg_type == SOCK_DIAG_BY_FAMILY && len >= sizeof(told)) {
		memcpy(&told, data, sizeof(told));
		read_socket(&told, protocol, sink);
	}
	return 1;
}

/* What was left of an earlier dump has another number. */
static int read_reply(const char *reply, size_t len, uint32_t number, uint8_t protocol,
		      struct socket_sink *sink)
{
	struct nlmsghdr header;
	int more = 1;

	while (more > 0 && len >= sizeof(header)) {
		size_t step;

		memcpy(&header, reply, sizeof(header));
		if (header.nlmsg_len < NLMSG_HDRLEN || header.nlmsg_len > len)
			break;
		if (header.nlmsg_seq == number) {
			const void *message = reply; /* aligned: so is every message */

			more = read_message(message, protocol, sink);
		}
		step = NLMSG_ALIGN((size_t)header.nlmsg_len);
		if (step >= len)
			break;
		reply += step;
		len -= step;
	}
	return more;
}

static int receive(int netlink, uint32_t number, uint8_t protocol,
		   struct socket_sink *sink)
{
	char *reply = memory_alloc(REPLY_SIZE);
	int more = 1;

	while (more > 0) {
		struct sockaddr_nl from = { .nl_family = AF_NETLINK };
		socklen_t from_len = sizeof(from);
		ssize_t len = recvfrom(netlink, reply, REPLY_SIZE, 0,
				       (struct sockaddr *)&from, &from_len);

		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0) {
			errno = len == 0 ? EPIPE : errno;
			more = -1;
		} else if (from.nl_pid == 0) { /* the kernel, not another process */
			more = read_reply(reply, (size_t)len, number, protocol, sink);
		}
	}
	free(reply);
	return more;
}

int sockets_diag(int netlink, const struct socket_table *table, struct socket_sink *sink,
		 struct error *err)
{
	uint32_t number = (uint32_t)(table - socket_tables) + 1;

	if (ask(netlink, table, sink->put_listening != NULL, number) != 0 ||
	    receive(netlink, number, table->protocol, sink) != 0)
		return error_set(err, ERROR_IO, "the kernel's table %s: %s", table->file,
				 strerror(errno));
	return 0;
}
