/*
 * ip - what the headers of IPv4, IPv6, TCP and UDP say of a packet. A tunnel is left
 * whole: it is a flow between its ends.
 */
#ifndef CAPTURE_IP_H
#define CAPTURE_IP_H

#include "model/address.h"
#include "source/capture/bytes.h"

enum {
	IP_TCP = 6,
	IP_UDP = 17,

	TCP_FIN = 0x01,
	TCP_SYN = 0x02,
	TCP_RST = 0x04,
	TCP_ACK = 0x10,
};

enum ip_part {
	IP_WHOLE,
	IP_FIRST_PART, /* of several: it has the ports */
	IP_LATER_PART,
};

struct packet {
	int64_t time_us;
	struct address src;
	struct address dst;
	uint16_t src_port; /* 0, as the next, if !has_ports */
	uint16_t dst_port;
	uint8_t protocol;
	bool has_ports;
	uint8_t flags;	   /* of TCP */
	uint8_t part;	   /* enum ip_part */
	uint32_t fragment; /* what the parts of a packet have in common; not of a whole
			      one */
	uint32_t seq;	   /* of TCP, as the next */
	uint32_t ack;
	uint32_t size; /* bytes with IP's header, however many of them were captured */
	uint32_t payload_size; /* likewise, behind the header of TCP or UDP */
	struct bytes payload;  /* what was captured of that */
};

/* NULL, or why it can't be read: a text that lives on. The time stays as it is. */
const char *ip_decode(struct bytes bytes, struct packet *packet);

#endif
