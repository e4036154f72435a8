/*
 * wifi - IEEE 802.11: the data frames that are not encrypted. See link.h.
 */
#include "source/capture/link.h"

enum {
	DATA = 2,	     /* type of frame */
	WITHOUT_DATA = 0x40, /* in the first byte of frame control */
	WITH_QOS = 0x80,
	TO_SYSTEM = 0x01, /* in the second */
	FROM_SYSTEM = 0x02,
	ENCRYPTED = 0x40,
	ORDER = 0x80,
	AGGREGATED = 0x80, /* in that of QoS: several packets in a frame */
};

static enum link_content open_frame(struct bytes *bytes, bool is_padded)
{
	uint8_t kind, flags;
	size_t header = 24;

	if (bytes->len < header)
		return LINK_SNAPPED;
	kind = bytes->at[0];
	flags = bytes->at[1];
	if ((kind & 3) != 0 || (kind >> 2 & 3) != DATA || kind & WITHOUT_DATA ||
	    flags & ENCRYPTED)
		return LINK_OTHER;
	if ((flags & (TO_SYSTEM | FROM_SYSTEM)) == (TO_SYSTEM | FROM_SYSTEM))
		header += 6; /* a fourth address */
	if (kind & WITH_QOS) {
		if (bytes->len < header + 2)
			return LINK_SNAPPED;
		if (bytes->at[header] & AGGREGATED)
			return LINK_OTHER;
		header += flags & ORDER ? 6 : 2;
	}
	if (is_padded)
		header = (header + 3) / 4 * 4;
	return bytes_skip(bytes, header) ? link_open_llc(bytes) : LINK_SNAPPED;
}

enum link_content wifi_open(struct bytes *bytes)
{
	return open_frame(bytes, false);
}

/* The flags of the frame stand behind the words that say what is there, and behind a time
 * if there is one; false if there are none. */
static bool radiotap_flags(const struct bytes *bytes, size_t header, uint8_t *flags)
{
	enum { TIME = 1, FLAGS = 2 };
	uint32_t present = le32(bytes->at + 4), word = present;
	size_t at = 8;

	for (; word >> 31 && at + 4 <= header; at += 4)
		word = le32(bytes->at + at);
	if (present & TIME)
		at = (at + 7) / 8 * 8 + 8;
	if (!(present & FLAGS) || at >= header)
		return false;
	*flags = bytes->at[at];
	return true;
}

/* https://www.radiotap.org */
enum link_content wifi_open_radiotap(struct bytes *bytes)
{
	enum { PADDED = 0x20, DAMAGED = 0x40 };
	uint8_t flags = 0;
	size_t header;

	if (bytes->len < 8)
		return LINK_SNAPPED;
	header = le16(bytes->at + 2);
	if (header < 8)
		return LINK_OTHER;
	if (header > bytes->len)
		return LINK_SNAPPED;
	radiotap_flags(bytes, header, &flags);
	bytes_skip(bytes, header);
	return flags & DAMAGED ? LINK_OTHER : open_frame(bytes, flags & PADDED);
}

enum link_content wifi_open_avs(struct bytes *bytes)
{
	if (bytes->len < 8)
		return LINK_SNAPPED;
	return bytes_skip(bytes, be32(bytes->at + 4)) ? open_frame(bytes, false)
						      : LINK_SNAPPED;
}

/* Drivers write either header under this type; that of AVS tells itself. */
enum link_content wifi_open_prism(struct bytes *bytes)
{
	enum { HEADER = 144 };

	if (bytes->len < 4)
		return LINK_SNAPPED;
	if (be32(bytes->at) >> 12 == 0x80211)
		return wifi_open_avs(bytes);
	return bytes_skip(bytes, HEADER) ? open_frame(bytes, false) : LINK_SNAPPED;
}
