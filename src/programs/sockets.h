/*
 * sockets - the TCP and UDP sockets of a network namespace as Linux tells them: by
 * NETLINK_SOCK_DIAG, as ss does, or from the files of /proc/net where that is refused.
 */
#ifndef PROGRAMS_SOCKETS_H
#define PROGRAMS_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "model/address.h"

/* A connection has a remote address; sockets without one are left out but counted. */
struct seen_socket {
	uint8_t protocol; /* IPPROTO_TCP or IPPROTO_UDP */
	uint8_t state;	  /* the kernel's number: SOCKET_ESTABLISHED, ... */
	struct address local;
	struct address remote;
	uint16_t local_port;
	uint16_t remote_port;
	uint32_t uid;
	uint64_t inode; /* 0: no process has it open */
};

/* include/net/tcp_states.h, the same since Linux 1. */
enum {
	SOCKET_ESTABLISHED = 1,
	SOCKET_SYN_RECEIVED = 3,
	SOCKET_CLOSE_WAIT = 8,
	SOCKET_LISTENING = 10
};

/* "established", "time-wait"; NULL: of UDP, which has none, or not known. */
const char *socket_state_text(uint8_t protocol, uint8_t state);

struct socket_sink {
	void (*put)(void *context, const struct seen_socket *socket);
	/* Ports of TCP that listen; NULL: nobody asks, and then it is quicker. */
	void (*put_listening)(void *context, uint16_t port);
	void *context;
	uint64_t n_unconnected_udp; /* they may send to anybody */
};

/* 0.0.0.0 and :: are nobody's. */
bool address_is_unset(const struct address *address);

/* Puts the socket if it has a remote address, or listens. */
void socket_put(struct socket_sink *sink, const struct seen_socket *socket);

/* One table: TCP or UDP, by IPv4 or IPv6. */
struct socket_table {
	uint8_t protocol;
	bool is_ipv6;
	const char *file; /* below /proc/net */
};
enum { N_SOCKET_TABLES = 4 };
extern const struct socket_table socket_tables[N_SOCKET_TABLES];

/* A netlink socket of the namespace that the calling thread is in; -1: refused. */
int sockets_diag_open(void);

/* Fails if the kernel can't (no module, seccomp); some may have been put by then. */
int sockets_diag(int netlink, const struct socket_table *table, struct socket_sink *sink,
		 struct error *err);

/* `folder` is "/proc/net" or that of a process. A file that is not there has no
 * sockets: the kernel was built without IPv6, say. */
int sockets_proc(const char *folder, const struct socket_table *table,
		 struct socket_sink *sink, struct error *err);

#endif
