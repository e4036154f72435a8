/*
 * ip - see ip.h.
 */
#include "source/capture/ip.h"

#include <string.h>

enum {
	NEXT_HOP_BY_HOP = 0, /* IPv6's headers between its own and what it carries */
	NEXT_ROUTING = 43,
	NEXT_FRAGMENT = 44,
	NEXT_AUTHENTICATION = 51,
	NEXT_OPTIONS = 60,
	NEXT_MOBILITY = 135,
	NEXT_HIP = 139,
	NEXT_SHIM6 = 140,

	DCCP = 33,
	SCTP = 132,
	UDP_LITE = 136,
};

static const char snapped[] = "its headers were not captured whole";

static const char *decode_tcp(struct bytes bytes, struct packet *packet)
{
	size_t header;

	if (bytes.wire < 20)
		return "it is shorter than a TCP header";
	if (bytes.len < 14) /* up to the flags */
		return snapped;
	header = (size_t)(bytes.at[12] >> 4) * 4;
	if (header < 20 || header > bytes.wire)
		return "its TCP header has an impossible length";
	packet->seq = be32(bytes.at + 4);
	packet->ack = be32(bytes.at + 8);
	packet->flags = bytes.at[13];
	packet->payload_size = (uint32_t)(bytes.wire - header);
	if (bytes_skip(&bytes, header))
		packet->payload = bytes;
	return NULL;
}

static const char *decode_udp(struct bytes bytes, struct packet *packet)
{
	uint16_t len;

	if (bytes.wire < 8)
		return "it is shorter than a UDP header";
	if (bytes.len < 8)
		return snapped;
	len = be16(bytes.at + 4);
	if (len > 0 && len < 8)
		return "its UDP header has an impossible length";
	if (len > 0) /* else it was sent in one piece with others, or is a jumbogram */
		bytes_limit(&bytes, len);
	bytes_skip(&bytes, 8);
	packet->payload = bytes;
	packet->payload_size = (uint32_t)bytes.wire;
	return NULL;
}

static const char *decode_transport(struct bytes bytes, struct packet *packet)
{
	uint8_t protocol = packet->protocol;

	packet->has_ports = protocol == IP_TCP || protocol == IP_UDP ||
			    protocol == SCTP || protocol == DCCP || protocol == UDP_LITE;
	if (!packet->has_ports || packet->part == IP_LATER_PART)
		return NULL;
	if (bytes.len < 4)
		return bytes.wire < 4 ? "it ends before its ports" : snapped;
	packet->src_port = be16(bytes.at);
	packet->dst_port = be16(bytes.at + 2);
	if (protocol == IP_TCP)
		return decode_tcp(bytes, packet);
	return protocol == IP_UDP ? decode_udp(bytes, packet) : NULL;
}

/* The header that authenticates; what it carries is to be seen. */
static const char *skip_authentication(struct bytes *bytes, uint8_t *next)
{
	size_t len;

	if (bytes->len < 8)
		return bytes->wire < 8 ? "its headers end early" : snapped;
	*next = bytes->at[0];
	len = ((size_t)bytes->at[1] + 2) * 4;
	if (len > bytes->wire)
		return "its headers are longer than it is";
	return bytes_skip(bytes, len) ? NULL : snapped;
}

static void set_part(struct packet *packet, uint32_t number, bool is_first, bool has_more)
{
	packet->fragment = number;
	packet->part = !is_first ? IP_LATER_PART : has_more ? IP_FIRST_PART : IP_WHOLE;
}

static const char *decode_ipv4(struct bytes bytes, struct packet *packet)
{
	size_t header, total;
	uint16_t fragment;
	const char *why = NULL;

	if (bytes.wire < 20)
		return "it is shorter than an IPv4 header";
	if (bytes.len < 20)
		return snapped;
	header = (size_t)(bytes.at[0] & 15) * 4;
	total = be16(bytes.at + 2);
	if (total == 0) /* as a card was given it, to cut in pieces itself */
		total = bytes.wire;
	if (header < 20 || header > total)
		return "its IPv4 header has an impossible length";
	if (total > bytes.wire)
		return "its IPv4 header tells more bytes than it had";
	bytes_limit(&bytes, total);
	packet->size = (uint32_t)total;
	packet->protocol = bytes.at[9];
	fragment = be16(bytes.at + 6);
	set_part(packet, be16(bytes.at + 4), (fragment & 0x1fff) == 0, fragment & 0x2000);
	address_map_ipv4(bytes.at + 12, &packet->src);
	address_map_ipv4(bytes.at + 16, &packet->dst);
	if (!bytes_skip(&bytes, header))
		return snapped;
	if (packet->protocol == NEXT_AUTHENTICATION && packet->part != IP_LATER_PART)
		why = skip_authentication(&bytes, &packet->protocol);
	return why ? why : decode_transport(bytes, packet);
}

static const char *skip_fragment(struct bytes *bytes, struct packet *packet)
{
	uint16_t offset;

	if (bytes->len < 8)
		return bytes->wire < 8 ? "its headers end early" : snapped;
	offset = be16(bytes->at + 2);
	packet->protocol = bytes->at[0];
	set_part(packet, be32(bytes->at + 4), (offset & 0xfff8) == 0, offset & 1);
	bytes_skip(bytes, 8);
	return NULL;
}

static const char *skip_options(struct bytes *bytes, uint8_t *next)
{
	size_t len;

	if (bytes->len < 2)
		return bytes->wire < 8 ? "its headers end early" : snapped;
	*next = bytes->at[0];
	len = ((size_t)bytes->at[1] + 1) * 8;
	if (len > bytes->wire)
		return "its headers are longer than it is";
	return bytes_skip(bytes, len) ? NULL : snapped;
}

/* As far as a later part of a packet, whose headers are in the first. */
static const char *skip_headers(struct bytes *bytes, struct packet *packet)
{
	const char *why = NULL;

	while (!why && packet->part != IP_LATER_PART) {
		switch (packet->protocol) {
		case NEXT_HOP_BY_HOP:
		case NEXT_ROUTING:
		case NEXT_OPTIONS:
		case NEXT_MOBILITY:
		case NEXT_HIP:
		case NEXT_SHIM6:
			why = skip_options(bytes, &packet->protocol);
			break;
		case NEXT_AUTHENTICATION:
			why = skip_authentication(bytes, &packet->protocol);
			break;
		case NEXT_FRAGMENT:
			why = skip_fragment(bytes, packet);
			break;
		default:
			return NULL;
		}
	}
	return why;
}

static const char *decode_ipv6(struct bytes bytes, struct packet *packet)
{
	enum { HEADER = 40 };
	size_t len;
	const char *why;

	if (bytes.wire < HEADER)
		return "it is shorter than an IPv6 header";
	if (bytes.len < HEADER)
		return snapped;
	len = be16(bytes.at + 4);
	if (len == 0 && bytes.at[6] != 59) /* a jumbogram, or to be cut by a card */
		len = bytes.wire - HEADER;
	if (len > bytes.wire - HEADER)
		return "its IPv6 header tells more bytes than it had";
	packet->size = (uint32_t)(HEADER + len);
	packet->protocol = bytes.at[6];
	memcpy(packet->src.bytes, bytes.at + 8, 16);
	memcpy(packet->dst.bytes, bytes.at + 24, 16);
	bytes_skip(&bytes, HEADER);
	bytes_limit(&bytes, len);
	why = skip_headers(&bytes, packet);
	return why ? why : decode_transport(bytes, packet);
}

const char *ip_decode(struct bytes bytes, struct packet *packet)
{
	*packet = (struct packet){ .time_us = packet->time_us };
	if (bytes.len == 0)
		return bytes.wire == 0 ? "there is nothing in it" : snapped;
	switch (bytes.at[0] >> 4) {
	case 4:
		return decode_ipv4(bytes, packet);
	case 6:
		return decode_ipv6(bytes, packet);
	default:
		return "its IP header is of no version that is known";
	}
}
