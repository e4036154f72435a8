/*
 * connection - see connection.h.
 */
#include "source/capture/connection.h"

#include <string.h>

#include "core/index.h"
#include "model/timestamp.h"
#include "source/service_port.h"

/* Zeek's tcp_inactivity_timeout and udp_inactivity_timeout; Suricata gives up on what is
 * new or closed after a minute, too. */
const int64_t patience_us[N_PATIENCES] = {
	[PATIENCE_SHORT] = 60 * SECOND_US,
	[PATIENCE_LONG] = 300 * SECOND_US,
};

/* What a later packet may be ahead of an earlier one, where several queues of a card or
 * several interfaces were captured. */
static const int64_t SWAPPED_US = SECOND_US;

/* Was the first packet that is seen an answer? */
static bool is_answer(const struct packet *packet)
{
	if (packet->protocol == IP_TCP && packet->flags & TCP_SYN)
		return packet->flags & TCP_ACK;
	return packet->has_ports &&
	       service_port_answers(packet->src_port, packet->dst_port) &&
	       !address_is_multicast(&packet->dst);
}

static uint64_t make_id(const struct connection *connection)
{
	uint64_t hash = index_hash_bytes(0, connection->ends, sizeof(connection->ends));

	hash = index_hash(hash, (uint64_t)connection->ports[0] << 32 |
					(uint64_t)connection->ports[1] << 8 |
					connection->protocol);
	hash = index_hash(hash, (uint64_t)connection->start_us);
	return hash ? hash : 1;
}

void connection_begin(struct connection *connection, const struct packet *packet)
{
	int side = is_answer(packet) ? 1 : 0;

	connection->ends[side] = packet->src;
	connection->ends[!side] = packet->dst;
	connection->ports[side] = packet->src_port;
	connection->ports[!side] = packet->dst_port;
	connection->protocol = packet->protocol;
	connection->has_ports = packet->has_ports;
	connection->seen = 0;
	if (packet->protocol == IP_TCP && packet->flags & (TCP_FIN | TCP_RST) &&
	    !(packet->flags & TCP_SYN) && packet->payload_size == 0)
		connection->seen = SEEN_REST;
	connection->isn[0] = connection->isn[1] = 0;
	connection->bytes[0] = connection->bytes[1] = 0;
	connection->start_us = connection->last_us = packet->time_us;
	connection->id = make_id(connection);
}

static bool is_end(const struct connection *connection, int side,
		   const struct address *address, uint16_t port)
{
	return connection->ports[side] == port &&
	       memcmp(&connection->ends[side], address, sizeof(*address)) == 0;
}

int connection_side(const struct connection *connection, const struct packet *packet)
{
	if (connection->protocol != packet->protocol)
		return -1;
	for (int side = 0; side < 2; side++) {
		if (is_end(connection, side, &packet->src, packet->src_port) &&
		    is_end(connection, !side, &packet->dst, packet->dst_port))
			return side;
	}
	return -1;
}

static bool is_closed(const struct connection *connection)
{
	return connection->seen & SEEN_RST ||
	       (connection->seen & (SEEN_FIN | SEEN_FIN_BACK)) ==
		       (SEEN_FIN | SEEN_FIN_BACK);
}

enum patience connection_patience(const struct connection *connection)
{
	return connection->seen & SEEN_MORE && !is_closed(connection) ? PATIENCE_LONG
								      : PATIENCE_SHORT;
}

/* A call on ports that are in use: is it another one? */
static bool calls_again(const struct connection *connection, const struct packet *packet)
{
	int side = connection_side(connection, packet);

	if (is_closed(connection))
		return true;
	if (!(connection->seen & SEEN_MORE)) /* it was not heard */
		return false;
	if (connection->seen & (side ? SEEN_ISN_BACK : SEEN_ISN))
		return connection->isn[side] != packet->seq;
	return packet->time_us - connection->start_us > SWAPPED_US;
}

bool connection_is_over(const struct connection *connection, const struct packet *packet)
{
	int64_t patience = patience_us[connection_patience(connection)];

	if (packet->time_us - connection->last_us > patience ||
	    connection->start_us - packet->time_us > patience)
		return true;
	return packet->protocol == IP_TCP &&
	       (packet->flags & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN &&
	       calls_again(connection, packet);
}

static void note_isn(struct connection *connection, int side, uint32_t isn)
{
	connection->isn[side] = isn;
	connection->seen |= side ? SEEN_ISN_BACK : SEEN_ISN;
}

static void note_flags(struct connection *connection, const struct packet *packet,
		       int side)
{
	uint8_t flags = packet->flags;

	if (flags & TCP_SYN && !(flags & TCP_RST))
		note_isn(connection, side, packet->seq);
	/* What it answers may not have been seen, or be seen later. */
	if ((flags & (TCP_SYN | TCP_ACK | TCP_RST)) == (TCP_SYN | TCP_ACK))
		note_isn(connection, !side, packet->ack - 1);
	if (flags & TCP_FIN)
		connection->seen |= side ? SEEN_FIN_BACK : SEEN_FIN;
	if (flags & TCP_RST)
		connection->seen |= SEEN_RST;
	if (!(flags & (TCP_SYN | TCP_RST)))
		connection->seen |= SEEN_MORE;
	if (flags & TCP_SYN || packet->payload_size > 0)
		connection->seen &= (uint8_t)~SEEN_REST;
}

static void note_time(struct connection *connection, int64_t time_us)
{
	if (time_us > connection->last_us)
		connection->last_us = time_us;
	if (time_us < connection->start_us)
		connection->start_us = time_us;
}

void connection_note(struct connection *connection, const struct packet *packet, int side)
{
	connection->bytes[side] += packet->size;
	note_time(connection, packet->time_us);
	if (packet->protocol == IP_TCP)
		note_flags(connection, packet, side);
}

void connection_note_part(struct connection *connection, const struct packet *packet)
{
	int side = memcmp(&connection->ends[0], &packet->src, sizeof(packet->src)) != 0;

	connection->bytes[side] += packet->size;
	note_time(connection, packet->time_us);
}

/* UDP has no end, but one that went back and forth for a while may well go on. */
static bool may_go_on(const struct connection *connection)
{
	if (connection->protocol == IP_TCP)
		return connection->seen & SEEN_MORE && !is_closed(connection);
	return connection->bytes[1] > 0 &&
	       connection->last_us - connection->start_us > patience_us[PATIENCE_SHORT];
}

struct flow connection_flow(const struct connection *connection, bool is_over)
{
	return (struct flow){
		.time_us = connection->start_us,
		.logged_us = connection->start_us,
		.end_us = connection->last_us,
		.duration_us = connection->last_us - connection->start_us,
		.src = connection->ends[0],
		.dst = connection->ends[1],
		.bytes_out = connection->bytes[0],
		.bytes_in = connection->bytes[1],
		.id = connection->id,
		.port = connection->ports[1],
		.state = !is_over && may_go_on(connection) ? FLOW_CUT_OFF : FLOW_ENDED,
		.protocol = connection->protocol == IP_TCP   ? FLOW_TCP
			    : connection->protocol == IP_UDP ? FLOW_UDP
							     : FLOW_OTHER,
	};
}
