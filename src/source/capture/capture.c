/*
 * capture - packets as they were on the wire, in pcap and pcapng, read as flows: see
 * connection.h for what makes one, talk.h for the names and more that are said in them.
 */
#include <inttypes.h>
#include <stdio.h>

#include "core/log.h"
#include "model/timestamp.h"
#include "source/capture/connections.h"
#include "source/capture/ip.h"
#include "source/capture/link.h"
#include "source/capture/reader.h"
#include "source/capture/talk.h"
#include "source/format.h"

struct capture {
	const struct sink *sink;
	struct connections *connections;
	struct talks *talks; /* NULL: nobody asks what is said */
	uint64_t n_packets;
	uint64_t n_lost_parts;
};

/* What is left of a connection that was over before is none. */
static void end_connection(void *context, struct connection *connection, bool is_over)
{
	struct capture *capture = context;
	const struct sink *sink = capture->sink;
	struct flow flow;

	if (capture->talks)
		talks_end(capture->talks, connection);
	if (sink->put_sighting || connection->seen & SEEN_REST) {
		sink->tally->other++;
	} else if (!connection->has_ports) {
		sink->tally->no_port++;
	} else {
		flow = connection_flow(connection, is_over);
		sink->put(sink->context, &flow);
	}
}

static void take_later_part(struct capture *capture, const struct packet *packet)
{
	struct connection *connection =
		connections_find_part(capture->connections, packet);

	if (connection)
		connection_note_part(connection, packet);
	else
		capture->n_lost_parts++;
}

static void take_packet(struct capture *capture, const struct packet *packet)
{
	struct connection *connection;
	bool is_new;
	int side;

	connection = connections_find(capture->connections, packet, &is_new);
	side = connection_side(connection, packet);
	connection_note(connection, packet, side);
	connections_noted(capture->connections, connection);
	if (capture->talks)
		talks_take(capture->talks, connection, packet, side, is_new);
}

static void take_unknown(struct capture *capture, int link_type)
{
	char text[LINK_TEXT], why[120];

	snprintf(why, sizeof(why), "its link type, %s, is not known here",
		 link_text(link_type, text));
	tally_bad(capture->sink->tally, capture->n_packets, why);
}

static void take_raw(struct capture *capture, struct raw_packet *raw)
{
	struct tally *tally = capture->sink->tally;
	struct packet packet = { .time_us = raw->time_us };
	const char *why;

	capture->n_packets++;
	switch (link_open(raw->link_type, &raw->bytes)) {
	case LINK_IP:
		break;
	case LINK_OTHER:
		tally->other++;
		return;
	case LINK_UNKNOWN:
		take_unknown(capture, raw->link_type);
		return;
	default:
		tally_bad(tally, capture->n_packets,
			  raw->bytes.wire > raw->bytes.len
				  ? "it was not captured as far as its IP header"
				  : "it ends before its IP header");
		return;
	}
	why = ip_decode(raw->bytes, &packet);
	if (!why && !raw->has_time)
		why = "the capture has no time of it";
	else if (!why && (raw->time_us < 0 || raw->time_us >= TIMESTAMP_MAX))
		why = "its time is not between the years 1970 and 2199";
	if (why)
		tally_bad(tally, capture->n_packets, why);
	else if (packet.part == IP_LATER_PART)
		take_later_part(capture, &packet);
	else
		take_packet(capture, &packet);
}

/* Once, not again with the second look. */
static void say_what_is_missing(const struct capture *capture, const char *name,
				const char *damage)
{
	uint64_t n_early = connections_n_early(capture->connections);

	if (capture->sink->put_sighting)
		return;
	if (damage)
		log_warn("%s: packet %" PRIu64
			 " can't be read: %s; what was before it is used",
			 name, capture->n_packets + 1, damage);
	if (n_early > 0)
		log_warn("%s: more than %d connections at once: %" PRIu64
			 " were taken for ended early, those that were silent longest",
			 name, CONNECTIONS_MOST, n_early);
	if (capture->n_lost_parts > 0)
		log_warn("%s: %" PRIu64
			 " later parts of packets came without the first: their "
			 "bytes are not counted",
			 name, capture->n_lost_parts);
	if (capture->talks && talks_n_left_out(capture->talks) > 0)
		log_warn("%s: what is said in %" PRIu64
			 " connections was not kept, as too "
			 "many spoke at once: they may lack names",
			 name, talks_n_left_out(capture->talks));
}

static int read_capture(const struct piece *piece, const struct sink *sink,
			struct error *err)
{
	struct capture capture = { .sink = sink };
	struct reader *reader;
	struct raw_packet raw;
	int r;

	if (reader_open(&reader, piece->stream, err) != 0)
		return -1;
	capture.connections = connections_new(CONNECTIONS_MOST, end_connection, &capture);
	if (sink->put_name || sink->put_sighting)
		capture.talks = talks_new(sink);
	while ((r = reader_next(reader, &raw, err)) > 0)
		take_raw(&capture, &raw);
	if (r == 0) {
		connections_end(capture.connections);
		say_what_is_missing(&capture, stream_name(piece->stream),
				    reader_damage(reader));
	}
	sink->tally->lines = capture.n_packets;
	reader_close(reader);
	connections_free(capture.connections);
	talks_free(capture.talks);
	return r;
}

static bool recognise(const char *head, size_t len, const struct config *config)
{
	(void)config;
	return reader_recognise(head, len);
}

const struct format format_capture = {
	.name = "capture",
	.listed_as = "captures as pcap or pcapng",
	.records = "packet",
	.recognise = recognise,
	.read = read_capture,
};
