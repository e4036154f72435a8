/*
 * connection - what is known of a flow while its packets come, and the rules by which
 * one begins, who began it and when it is over.
 *
 * A connection is all packets between two addresses and ports by one protocol, both ways.
 * Who began it is who sent its first packet, as Zeek has it: but of a SYN+ACK its
 * receiver, and where no SYN was seen the side whose port is not a service's, if the
 * other's is. It is over when nothing came for so long as Zeek and Suricata usually wait:
 * 5 minutes of a TCP connection, a minute of anything else (UDP, and TCP that was not
 * answered or is closed), and at once when a new one begins between the same ports. Time
 * is that of the packets, before and after: two captures may be glued together.
 *
 * Bytes are those of IP packets with their headers, as in Zeek's orig_ip_bytes and, but
 * for the frames, in Suricata's bytes_toserver.
 */
#ifndef CAPTURE_CONNECTION_H
#define CAPTURE_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "model/flow.h"
#include "source/capture/ip.h"

enum {
	SEEN_ISN = 1,	   /* of who began it: where its bytes are counted from; */
	SEEN_ISN_BACK = 2, /* of the other */
	SEEN_FIN = 4,
	SEEN_FIN_BACK = 8,
	SEEN_RST = 16,
	SEEN_MORE = 32, /* than a call: a TCP packet that is no SYN and no RST */
	SEEN_REST = 64, /* its first packet ended it, and nothing came but such: it is
			   what is left of one that was over */
};

struct talk;

/* Side 0 began it, side 1 is its destination. */
struct connection {
	struct address ends[2];
	uint16_t ports[2];
	uint8_t protocol;
	bool has_ports;
	uint8_t seen;	  /* SEEN_ flags */
	bool is_unwanted; /* nobody asks what is said in it */
	uint32_t isn[2];
	int64_t start_us;
	int64_t last_us;
	uint64_t bytes[2]; /* that the side sent */
	uint64_t id;
	struct talk *talk; /* what is kept of what is said, see talk.h; NULL: nothing */

	uint32_t next; /* for connections.c: numbers of others, */
	uint32_t older;
	uint32_t newer;
	uint8_t patience; /* and the list it is in */
};

/* How long nothing may come. */
enum patience { PATIENCE_SHORT, PATIENCE_LONG, N_PATIENCES };
extern const int64_t patience_us[N_PATIENCES];

/* Sets all but what others say is theirs. */
void connection_begin(struct connection *connection, const struct packet *packet);

/* 0 or 1: which side sent it; -1: it is of another connection. */
int connection_side(const struct connection *connection, const struct packet *packet);

/* Does the packet, though between the same ports, belong to a new one? */
bool connection_is_over(const struct connection *connection, const struct packet *packet);

/* Counts a packet of that side. */
void connection_note(struct connection *connection, const struct packet *packet,
		     int side);

/* A later part of a packet that has been counted. */
void connection_note_part(struct connection *connection, const struct packet *packet);

enum patience connection_patience(const struct connection *connection);

/* What was seen of it; is it over, or can no more be seen of it? */
struct flow connection_flow(const struct connection *connection, bool is_over);

#endif
