/*
 * link - from a frame as it was on the wire to the IP packet in it.
 */
#ifndef CAPTURE_LINK_H
#define CAPTURE_LINK_H

#include "source/capture/bytes.h"

enum link_content {
	LINK_IP,      /* the bytes are of an IP packet */
	LINK_OTHER,   /* ARP, spanning trees, what is encrypted: no IP, or none to be seen
		       */
	LINK_SNAPPED, /* too little was captured to tell, or there was no more */
	LINK_UNKNOWN, /* it is of a type that is not known here */
};

/* The type as libpcap numbers them. Moves *bytes to what is in the frame. */
enum link_content link_open(int link_type, struct bytes *bytes);

/* "USB_LINUX (USB with Linux header)"; returns `text`. */
enum { LINK_TEXT = 80 };
const char *link_text(int link_type, char text[LINK_TEXT]);

/* For the kinds of frame that have files of their own: what is behind a header of IEEE
 * 802.2. */
enum link_content link_open_llc(struct bytes *bytes);

/* IEEE 802.11, as it is and behind what capturing puts before it; see wifi.c. */
enum link_content wifi_open(struct bytes *bytes);
enum link_content wifi_open_radiotap(struct bytes *bytes);
enum link_content wifi_open_prism(struct bytes *bytes);
enum link_content wifi_open_avs(struct bytes *bytes);

#endif
