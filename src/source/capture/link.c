/*
 * link - see link.h. The types: https://www.tcpdump.org/linktypes.html
 */
#define _DEFAULT_SOURCE /* what pcap.h takes for granted */

#include "source/capture/link.h"

#include <pcap/pcap.h>
#include <stdio.h>

enum {
	TYPE_IPV4 = 0x0800,
	TYPE_IPV6 = 0x86dd,
	TYPE_VLAN = 0x8100,
	TYPE_VLAN_OUTER = 0x88a8,
	TYPE_VLAN_OLD = 0x9100, /* and the next two: before it had a number */
	TYPE_VLAN_OLDEST = 0x9300,
	TYPE_PPPOE = 0x8864,
	TYPE_MPLS = 0x8847,
	TYPE_MPLS_MULTICAST = 0x8848,
	MOST_LENGTH = 0x05dc, /* what is no more than that is a length and no type */

	PPP_IPV4 = 0x0021,
	PPP_IPV6 = 0x0057,

	RAW_IN_FILES = 101, /* what files call DLT_RAW, which systems do not agree on */
	RAW_OF_OPENBSD = 14,
};

static bool is_vlan(uint16_t type)
{
	return type == TYPE_VLAN || type == TYPE_VLAN_OUTER ||
	       (type >= TYPE_VLAN_OLD && type <= TYPE_VLAN_OLDEST && (type & 0xff) == 0);
}

/* With or without its address and control bytes; a protocol may be one byte. */
static enum link_content open_ppp(struct bytes *bytes)
{
	uint16_t protocol;

	if (bytes->len >= 2 && bytes->at[0] == 0xff && bytes->at[1] == 0x03)
		bytes_skip(bytes, 2);
	if (bytes->len < 2)
		return LINK_SNAPPED;
	protocol = bytes->at[0] % 2 ? bytes->at[0] : be16(bytes->at);
	bytes_skip(bytes, bytes->at[0] % 2 ? 1 : 2);
	return protocol == PPP_IPV4 || protocol == PPP_IPV6 ? LINK_IP : LINK_OTHER;
}

static enum link_content open_pppoe(struct bytes *bytes)
{
	uint16_t len;

	if (bytes->len < 6)
		return LINK_SNAPPED;
	if (bytes->at[0] != 0x11 || bytes->at[1] != 0) /* it is not the session */
		return LINK_OTHER;
	len = be16(bytes->at + 4);
	bytes_skip(bytes, 6);
	bytes_limit(bytes, len);
	return open_ppp(bytes);
}

/* Nothing says what is behind the labels but its own first bits. */
static enum link_content open_mpls(struct bytes *bytes)
{
	bool is_last = false;

	while (!is_last) {
		if (bytes->len < 5)
			return LINK_SNAPPED;
		is_last = bytes->at[2] & 1;
		bytes_skip(bytes, 4);
	}
	return bytes->at[0] >> 4 == 4 || bytes->at[0] >> 4 == 6 ? LINK_IP : LINK_OTHER;
}

static enum link_content open_ethertype(uint16_t type, struct bytes *bytes)
{
	while (is_vlan(type)) { /* any number of them */
		if (bytes->len < 4)
			return LINK_SNAPPED;
		type = be16(bytes->at + 2);
		bytes_skip(bytes, 4);
	}
	if (type == TYPE_IPV4 || type == TYPE_IPV6)
		return LINK_IP;
	if (type == TYPE_PPPOE)
		return open_pppoe(bytes);
	if (type == TYPE_MPLS || type == TYPE_MPLS_MULTICAST)
		return open_mpls(bytes);
	if (type <= MOST_LENGTH) {
		bytes_limit(bytes, type);
		return link_open_llc(bytes);
	}
	return LINK_OTHER;
}

enum link_content link_open_llc(struct bytes *bytes)
{
	uint16_t type;

	if (bytes->len < 3)
		return LINK_SNAPPED;
	if (bytes->at[0] == 0x06 && bytes->at[1] == 0x06 && bytes->at[2] == 0x03) {
		bytes_skip(bytes, 3);
		return LINK_IP;
	}
	if (bytes->at[0] != 0xaa || bytes->at[1] != 0xaa || bytes->at[2] != 0x03)
		return LINK_OTHER;
	if (bytes->len < 8)
		return LINK_SNAPPED;
	/* SNAP: of the IEEE itself, or of bridges to Ethernet. */
	if (bytes->at[3] != 0 || bytes->at[4] != 0 ||
	    (bytes->at[5] != 0 && bytes->at[5] != 0xf8))
		return LINK_OTHER;
	type = be16(bytes->at + 6);
	bytes_skip(bytes, 8);
	return type == TYPE_IPV4 || type == TYPE_IPV6 ? LINK_IP : LINK_OTHER;
}

/* A type at some place of a header of some length. */
static enum link_content open_typed(struct bytes *bytes, size_t type_at, size_t header)
{
	uint16_t type;

	if (bytes->len < header)
		return LINK_SNAPPED;
	type = be16(bytes->at + type_at);
	bytes_skip(bytes, header);
	return open_ethertype(type, bytes);
}

/* By Linux's number for frames that begin with IEEE 802.2; up to the longest length none
 * is a type. */
static enum link_content open_cooked(struct bytes *bytes, size_t type_at, size_t header)
{
	enum { LLC = 4 };
	uint16_t type;

	if (bytes->len < header)
		return LINK_SNAPPED;
	type = be16(bytes->at + type_at);
	bytes_skip(bytes, header);
	if (type == LLC)
		return link_open_llc(bytes);
	return type <= MOST_LENGTH ? LINK_OTHER : open_ethertype(type, bytes);
}

/* A family of addresses, by the numbers of all systems, in whatever byte order. */
static enum link_content open_family(struct bytes *bytes, size_t header)
{
	uint32_t family;

	if (bytes->len < header || bytes->len < 4)
		return LINK_SNAPPED;
	family = be32(bytes->at);
	if (family > 0xffff)
		family = le32(bytes->at);
	bytes_skip(bytes, header);
	switch (family) {
	case 2:	 /* all */
	case 10: /* Linux */
	case 23: /* Windows */
	case 24: /* NetBSD, OpenBSD */
	case 28: /* FreeBSD */
	case 30: /* macOS */
		return LINK_IP;
	default:
		return LINK_OTHER;
	}
}

/* Cisco's framing, and PPP in the like of it. */
static enum link_content open_hdlc(struct bytes *bytes)
{
	if (bytes->len < 4)
		return LINK_SNAPPED;
	if (bytes->at[0] == 0xff && bytes->at[1] == 0x03)
		return open_ppp(bytes);
	return open_typed(bytes, 2, 4);
}

/* Parts with lengths, in the byte order of the host that wrote them. */
static enum link_content open_nflog(struct bytes *bytes)
{
	enum { PAYLOAD = 9 };

	if (!bytes_skip(bytes, 4))
		return LINK_SNAPPED;
	while (bytes->len >= 4) {
		uint16_t len = le16(bytes->at), type = le16(bytes->at + 2);

		if (type > 0xff) {
			len = be16(bytes->at);
			type = be16(bytes->at + 2);
		}
		if (len < 4)
			return LINK_OTHER;
		if ((type & 0x7fff) == PAYLOAD) {
			bytes_limit(bytes, len);
			bytes_skip(bytes, 4);
			return LINK_IP;
		}
		if (!bytes_skip(bytes, ((size_t)len + 3) / 4 * 4))
			return LINK_SNAPPED;
	}
	return LINK_SNAPPED;
}

/* OpenBSD's filter: a header that tells its length, without its padding. */
static enum link_content open_pflog(struct bytes *bytes)
{
	uint8_t len, family;

	if (bytes->len < 2)
		return LINK_SNAPPED;
	len = bytes->at[0];
	family = bytes->at[1];
	if (len < 2)
		return LINK_OTHER;
	if (!bytes_skip(bytes, ((size_t)len + 3) / 4 * 4))
		return LINK_SNAPPED;
	return family == 2 || family == 24 || family == 28 || family == 30 ? LINK_IP
									   : LINK_OTHER;
}

/* A header with the type of what follows it. */
static enum link_content open_ppi(struct bytes *bytes)
{
	uint32_t type;

	if (bytes->len < 8)
		return LINK_SNAPPED;
	type = le32(bytes->at + 4);
	if (!bytes_skip(bytes, le16(bytes->at + 2)))
		return LINK_SNAPPED;
	return type == DLT_PPI || type > 0xffff ? LINK_OTHER
						: link_open((int)type, bytes);
}

enum link_content link_open(int link_type, struct bytes *bytes)
{
	switch (link_type) {
	case DLT_EN10MB:
		return open_typed(bytes, 12, 14);
	case DLT_RAW:
	case RAW_OF_OPENBSD:
	case RAW_IN_FILES:
	case DLT_IPV4:
	case DLT_IPV6:
		return LINK_IP;
	case DLT_LINUX_SLL:
		return open_cooked(bytes, 14, 16);
	case DLT_LINUX_SLL2:
		return open_cooked(bytes, 0, 20);
	case DLT_NULL:
	case DLT_LOOP:
		return open_family(bytes, 4);
	case DLT_ENC:
		return open_family(bytes, 12);
	case DLT_PPP:
		return open_ppp(bytes);
	case DLT_PPP_SERIAL:
	case DLT_C_HDLC:
		return open_hdlc(bytes);
	case DLT_PPP_ETHER:
		return open_pppoe(bytes);
	case DLT_PFLOG:
		return open_pflog(bytes);
	case DLT_NFLOG:
		return open_nflog(bytes);
	case DLT_PPI:
		return open_ppi(bytes);
	case DLT_IEEE802_11:
		return wifi_open(bytes);
	case DLT_IEEE802_11_RADIO:
		return wifi_open_radiotap(bytes);
	case DLT_PRISM_HEADER:
		return wifi_open_prism(bytes);
	case DLT_IEEE802_11_RADIO_AVS:
		return wifi_open_avs(bytes);
	default:
		return LINK_UNKNOWN;
	}
}

const char *link_text(int link_type, char text[LINK_TEXT])
{
	const char *name = pcap_datalink_val_to_name(link_type);
	const char *words = pcap_datalink_val_to_description(link_type);

	if (name && words)
		snprintf(text, LINK_TEXT, "%s (%s)", name, words);
	else
		snprintf(text, LINK_TEXT, "%d", link_type);
	return text;
}
