/*
 * talk - see talk.h.
 */
#include "source/capture/talk.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "source/capture/inorder.h"
#include "source/capture/tell.h"
#include "source/service_port.h"

/* For all connections of a capture that speak at once; most have a few kB for a moment.
 */
static const size_t MOST_BYTES = (size_t)64 << 20;

enum {
	/* Segments that begin as nothing does that is known, before it is given up. Not
	 * in HTTP, whose requests come behind any amount of data. */
	MOST_UNKNOWN = 32,
	LONGEST_METHOD = 16,
};

enum language {
	LANGUAGE_UNKNOWN,
	LANGUAGE_HTTP,
	LANGUAGE_TLS,
	LANGUAGE_DNS,
};

enum mood {
	MOOD_BEGINS, /* nothing was said yet */
	MOOD_WAITS,  /* for a segment that begins as something does */
	MOOD_SPEAKS, /* it is put in order until it is whole */
	MOOD_DONE,   /* what follows says nothing more */
};

struct voice {
	enum mood mood;
	enum language language;
	struct inorder inorder;
	size_t n_looked_at; /* of its bytes, for the end of a head */
	unsigned n_unknown;
};

struct talk {
	struct voice voices[2];
	char method[LONGEST_METHOD]; /* of a request that has no answer yet */
	size_t method_len;	     /* 0: there is none */
	struct talk *older;
	struct talk *newer;
};

struct talks {
	const struct sink *sink;
	struct talk *newest; /* all of them */
	size_t n_bytes;	     /* they take */
	uint64_t n_left_out;
	uint8_t messages[INORDER_MOST];
};

struct talks *talks_new(const struct sink *sink)
{
	struct talks *talks = memory_zero(1, sizeof(*talks));

	talks->sink = sink;
	return talks;
}

uint64_t talks_n_left_out(const struct talks *talks)
{
	return talks->n_left_out;
}

static void free_voice(struct talks *talks, struct voice *voice)
{
	talks->n_bytes -= voice->inorder.capacity;
	inorder_free(&voice->inorder);
}

static void free_talk(struct talks *talks, struct talk *talk)
{
	free_voice(talks, &talk->voices[0]);
	free_voice(talks, &talk->voices[1]);
	talks->n_bytes -= sizeof(*talk);
	if (talk->newer)
		talk->newer->older = talk->older;
	else
		talks->newest = talk->older;
	if (talk->older)
		talk->older->newer = talk->newer;
	free(talk);
}

void talks_free(struct talks *talks)
{
	while (talks && talks->newest)
		free_talk(talks, talks->newest);
	free(talks);
}

static struct talk *new_talk(struct talks *talks)
{
	struct talk *talk = memory_zero(1, sizeof(*talk));

	talk->older = talks->newest;
	if (talk->older)
		talk->older->newer = talk;
	talks->newest = talk;
	talks->n_bytes += sizeof(*talk);
	return talk;
}

static enum language language_of(const uint8_t *data, size_t len)
{
	if (http_may_begin((const char *)data, len))
		return LANGUAGE_HTTP;
	return tls_may_begin(data, len) ? LANGUAGE_TLS : LANGUAGE_UNKNOWN;
}

static void fall_silent(struct talks *talks, struct voice *voice, enum mood mood)
{
	free_voice(talks, voice);
	voice->mood = mood;
}

/* A request that nothing answered was one all the same. */
static void tell_unanswered(struct talk *talk, const struct saying *saying)
{
	if (talk->method_len > 0)
		tell_outcome(saying, (struct value){ talk->method, talk->method_len },
			     (struct value){ .text = NULL });
	talk->method_len = 0;
}

static void take_head(struct talk *talk, const struct saying *saying,
		      const struct http_head *head)
{
	if (head->is_request) {
		tell_unanswered(talk, saying);
		tell_request(saying, head);
		talk->method_len = head->method.len < LONGEST_METHOD ? head->method.len
								     : LONGEST_METHOD;
		memcpy(talk->method, head->method.text, talk->method_len);
	} else if (head->status.text[0] != '1' && talk->method_len > 0) {
		/* what begins with 1 says that the answer is still to come */
		tell_outcome(saying, (struct value){ talk->method, talk->method_len },
			     head->status);
		talk->method_len = 0;
	}
}

/* Of a head that is too long what is there is taken. True: there may be more of them. */
static bool take_http(struct talk *talk, struct voice *voice, const struct saying *saying)
{
	const char *text = (const char *)voice->inorder.data;
	size_t len = voice->inorder.len;
	size_t head_len = http_head_length(text, len, voice->n_looked_at);
	struct http_head head;

	voice->n_looked_at = len;
	if (head_len == 0 && len < INORDER_MOST)
		return false;
	if (http_parse(text, head_len > 0 ? head_len : len, &head))
		take_head(talk, saying, &head);
	inorder_drop(&voice->inorder, head_len > 0 ? head_len : len);
	voice->n_looked_at = 0;
	return true;
}

/* Hellos and certificate; what comes behind is encrypted. True: that is all. */
static bool take_tls(struct talks *talks, struct voice *voice,
		     const struct saying *saying)
{
	struct bytes messages = { .at = talks->messages }, message;
	struct tls_hello hello;
	uint8_t type;
	bool is_end;

	messages.len = messages.wire = tls_unwrap(voice->inorder.data, voice->inorder.len,
						  talks->messages, &is_end);
	/* A server's are told together, so that none is told twice as more of them come.
	 */
	if (!is_end && voice->inorder.len < INORDER_MOST) {
		struct bytes rest = messages;
		bool is_whole = false;

		while (!is_whole && tls_next(&rest, &type, &message))
			is_whole = type == TLS_CLIENT_HELLO || type == TLS_CERTIFICATE ||
				   type == TLS_SERVER_DONE;
		if (!is_whole)
			return false;
	}
	while (tls_next(&messages, &type, &message)) {
		if (type == TLS_CLIENT_HELLO && tls_parse_client(message, &hello))
			tell_client_hello(saying, &hello);
		else if (type == TLS_SERVER_HELLO && tls_parse_server(message, &hello))
			tell_version(saying, tls_chosen_version(&hello));
		else if (type == TLS_CERTIFICATE && saying->side == 1)
			tell_certificate(saying, message);
	}
	return true;
}

/* Each with its length before it. */
static void take_dns(struct voice *voice, const struct saying *saying)
{
	struct inorder *inorder = &voice->inorder;

	while (inorder->len >= 2) {
		size_t len = be16(inorder->data);

		if (inorder->len - 2 < len)
			break;
		tell_dns(saying, inorder->data + 2, len);
		inorder_drop(inorder, len + 2);
	}
}

/* What is in order by now. */
static void listen(struct talks *talks, struct talk *talk, struct voice *voice,
		   const struct saying *saying)
{
	while (voice->mood == MOOD_SPEAKS && voice->inorder.len > 0) {
		/* The first bytes may fit and the next ones not. */
		if (voice->language != LANGUAGE_DNS)
			voice->language =
				language_of(voice->inorder.data, voice->inorder.len);
		switch (voice->language) {
		case LANGUAGE_HTTP:
			voice->n_unknown = 0;
			if (!take_http(talk, voice, saying))
				return;
			if (voice->inorder.len == 0)
				fall_silent(talks, voice, MOOD_WAITS);
			break;
		case LANGUAGE_TLS:
			if (!take_tls(talks, voice, saying))
				return;
			fall_silent(talks, voice, MOOD_DONE);
			break;
		case LANGUAGE_DNS:
			take_dns(voice, saying);
			return;
		default:
			fall_silent(talks, voice, MOOD_WAITS);
			break;
		}
	}
}

static void begin(struct voice *voice, uint32_t seq)
{
	inorder_begin(&voice->inorder, seq);
	voice->n_looked_at = 0;
	voice->mood = MOOD_SPEAKS;
}

static bool is_dns(const struct connection *connection)
{
	return service_port_is_dns(connection->ports[0]) ||
	       service_port_is_dns(connection->ports[1]);
}

/* Is the segment one that belongs to what is said, or begins something? */
static bool is_worth(struct talks *talks, struct voice *voice,
		     const struct connection *connection, const struct packet *packet,
		     uint32_t seq, int side)
{
	bool has_isn = connection->seen & (side ? SEEN_ISN_BACK : SEEN_ISN);

	/* Behind a gap that was never filled something new may begin. */
	if (voice->mood == MOOD_SPEAKS && inorder_is_beyond(&voice->inorder, seq))
		fall_silent(talks, voice,
			    voice->language == LANGUAGE_DNS ? MOOD_DONE : MOOD_WAITS);
	if (voice->mood == MOOD_BEGINS) {
		voice->language = is_dns(connection) ? LANGUAGE_DNS : LANGUAGE_UNKNOWN;
		begin(voice, has_isn ? connection->isn[side] + 1 : seq);
		if (inorder_is_beyond(&voice->inorder, seq)) /* much was not captured */
			begin(voice, seq);
	} else if (voice->mood == MOOD_WAITS) {
		if (language_of(packet->payload.at, packet->payload.len) !=
		    LANGUAGE_UNKNOWN)
			begin(voice, seq);
		else if (voice->language != LANGUAGE_HTTP &&
			 ++voice->n_unknown > MOST_UNKNOWN)
			voice->mood = MOOD_DONE;
	}
	return voice->mood == MOOD_SPEAKS;
}

/* Nothing more is to be heard. */
static void leave(struct talks *talks, struct connection *connection)
{
	free_talk(talks, connection->talk);
	connection->talk = NULL;
	connection->is_unwanted = true;
}

static void take_segment(struct talks *talks, struct connection *connection,
			 const struct packet *packet, const struct saying *saying)
{
	uint32_t seq = packet->seq + (packet->flags & TCP_SYN ? 1 : 0);
	struct talk *talk = connection->talk;
	struct voice *voice;
	size_t needed;

	if (!talk)
		talk = connection->talk = new_talk(talks);
	voice = &talk->voices[saying->side];
	if (is_worth(talks, voice, connection, packet, seq, saying->side) &&
	    (needed = inorder_needs(&voice->inorder, seq, packet->payload.len)) > 0) {
		if (talks->n_bytes + needed - voice->inorder.capacity > MOST_BYTES) {
			talks->n_left_out++;
			leave(talks, connection);
			return;
		}
		talks->n_bytes -= voice->inorder.capacity;
		inorder_add(&voice->inorder, seq, packet->payload);
		talks->n_bytes += voice->inorder.capacity;
		listen(talks, talk, voice, saying);
	}
	if (talk->voices[0].mood == MOOD_DONE && talk->voices[1].mood == MOOD_DONE)
		leave(talks, connection);
}

void talks_take(struct talks *talks, struct connection *connection,
		const struct packet *packet, int side, bool is_new)
{
	const struct sink *sink = talks->sink;
	const struct saying saying = { sink, connection, packet->time_us, side };

	/* Who asks a name may be on either side, where the first packet is an answer. */
	if (is_new)
		connection->is_unwanted =
			sink->wants &&
			!sink->wants(sink->context, &connection->ends[0]) &&
			!sink->wants(sink->context, &connection->ends[1]);
	if (connection->is_unwanted || packet->payload.len == 0)
		return;
	if (packet->protocol == IP_TCP)
		take_segment(talks, connection, packet, &saying);
	else if (packet->protocol == IP_UDP && is_dns(connection))
		tell_dns(&saying, packet->payload.at, packet->payload.len);
}

void talks_end(struct talks *talks, struct connection *connection)
{
	const struct saying saying = { talks->sink, connection, connection->last_us, 0 };

	if (!connection->talk)
		return;
	tell_unanswered(connection->talk, &saying);
	free_talk(talks, connection->talk);
	connection->talk = NULL;
}
