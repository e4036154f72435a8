/*
 * test_connections - which packets are one flow, who began it, when it is over.
 */
#include "helpers.h"

#include "model/timestamp.h"
#include "source/capture/connections.h"

static const char client[] = "10.0.0.1", server[] = "192.0.2.1";

struct ended {
	struct connections *connections;
	struct flow flows[64];
	size_t n;
	size_t n_rests;
	uint32_t client_isn;
};

static void on_end(void *context, struct connection *connection, bool is_over)
{
	struct ended *ended = context;

	if (connection->seen & SEEN_REST) {
		ended->n_rests++;
		return;
	}
	assert_true(ended->n < COUNT_OF(ended->flows));
	ended->flows[ended->n++] = connection_flow(connection, is_over);
}

static struct packet packet_of(double time_s, const char *src, uint16_t src_port,
			       const char *dst, uint16_t dst_port, uint8_t protocol)
{
	return (struct packet){
		.time_us = (int64_t)(time_s * 1e6 + 0.5),
		.src = address_of(src),
		.dst = address_of(dst),
		.src_port = src_port,
		.dst_port = dst_port,
		.protocol = protocol,
		.has_ports = protocol == IP_TCP || protocol == IP_UDP,
		.size = 100,
	};
}

static void take(struct ended *ended, const struct packet *packet)
{
	struct connection *connection;
	bool is_new;

	if (!ended->connections)
		ended->connections = connections_new(CONNECTIONS_MOST, on_end, ended);
	if (packet->part == IP_LATER_PART) {
		connection = connections_find_part(ended->connections, packet);
		if (connection)
			connection_note_part(connection, packet);
		return;
	}
	connection = connections_find(ended->connections, packet, &is_new);
	connection_note(connection, packet, connection_side(connection, packet));
	connections_noted(ended->connections, connection);
}

static void finish(struct ended *ended)
{
	connections_end(ended->connections);
	connections_free(ended->connections);
	ended->connections = NULL;
}

/* Of client and server, from port 40000 to 443. */
static void tcp(struct ended *ended, double time_s, int side, uint8_t flags, uint32_t seq,
		uint32_t payload_size)
{
	struct packet packet =
		side == 0 ? packet_of(time_s, client, 40000, server, 443, IP_TCP)
			  : packet_of(time_s, server, 443, client, 40000, IP_TCP);

	packet.flags = flags;
	packet.seq = seq;
	if (side == 0 && flags == TCP_SYN)
		ended->client_isn = seq;
	packet.ack = ended->client_isn + 1;
	packet.payload_size = payload_size;
	packet.size = 40 + payload_size;
	take(ended, &packet);
}

static void udp(struct ended *ended, double time_s, const char *src, uint16_t src_port,
		const char *dst, uint16_t dst_port)
{
	struct packet packet = packet_of(time_s, src, src_port, dst, dst_port, IP_UDP);

	take(ended, &packet);
}

static void open_at(struct ended *ended, double time_s, uint32_t isn)
{
	tcp(ended, time_s, 0, TCP_SYN, isn, 0);
	tcp(ended, time_s + 0.1, 1, TCP_SYN | TCP_ACK, 500, 0);
	tcp(ended, time_s + 0.2, 0, TCP_ACK, isn + 1, 0);
}

static void expect_flow(const struct flow *flow, const char *src, const char *dst,
			uint16_t port, double start_s, double duration_s)
{
	struct address from = address_of(src), to = address_of(dst);

	assert_memory_equal(&flow->src, &from, sizeof(from));
	assert_memory_equal(&flow->dst, &to, sizeof(to));
	assert_int_equal(flow->port, port);
	assert_int_equal(flow->time_us, (int64_t)(start_s * 1e6 + 0.5));
	assert_int_equal(flow->logged_us, flow->time_us);
	assert_int_equal(flow->duration_us, (int64_t)(duration_s * 1e6 + 0.5));
	assert_int_equal(flow->end_us, flow->time_us + flow->duration_us);
}

static void both_directions_are_one_flow(void **state)
{
	struct ended ended = { .n = 0 };

	(void)state;
	open_at(&ended, 100, 1);
	tcp(&ended, 101, 0, TCP_ACK, 2, 60);
	tcp(&ended, 102, 1, TCP_ACK, 501, 1000);
	tcp(&ended, 103, 0, TCP_FIN | TCP_ACK, 62, 0);
	tcp(&ended, 103.5, 1, TCP_FIN | TCP_ACK, 1501, 0);
	tcp(&ended, 104, 0, TCP_ACK, 63, 0);
	finish(&ended);
	assert_int_equal(ended.n, 1);
	expect_flow(&ended.flows[0], client, server, 443, 100, 4);
	assert_int_equal(ended.flows[0].bytes_out, 5 * 40 + 60);
	assert_int_equal(ended.flows[0].bytes_in, 3 * 40 + 1000);
	assert_int_equal(ended.flows[0].state, FLOW_ENDED);
	assert_int_equal(ended.flows[0].protocol, FLOW_TCP);
	assert_int_not_equal(ended.flows[0].id, 0);
}

static void an_answer_that_comes_first_is_no_call(void **state)
{
	struct ended ended = { .n = 0 };

	(void)state;
	tcp(&ended, 1, 1, TCP_SYN | TCP_ACK, 500, 0);
	tcp(&ended, 1.1, 0, TCP_SYN, 0, 0); /* captured late; its number was answered */
	tcp(&ended, 1.2, 0, TCP_ACK, 1, 0);
	udp(&ended, 2, server, 53, client, 50000);
	udp(&ended, 3, client, 50001, server, 50002);
	udp(&ended, 4, server, 50004, client, 50003);
	finish(&ended);
	assert_int_equal(ended.n, 4);
	expect_flow(&ended.flows[3], client, server, 443, 1, 0.2);
	expect_flow(&ended.flows[0], client, server, 53, 2, 0);
	expect_flow(&ended.flows[1], client, server, 50002, 3, 0);
	expect_flow(&ended.flows[2], server, client, 50003, 4, 0);
}

static void without_a_call_the_service_is_called(void **state)
{
	struct ended ended = { .n = 0 };

	(void)state;
	tcp(&ended, 1, 1, TCP_ACK, 500, 10);
	tcp(&ended, 2, 0, TCP_ACK, 500, 10);
	finish(&ended);
	assert_int_equal(ended.n, 1);
	expect_flow(&ended.flows[0], client, server, 443, 1, 1);
	assert_int_equal(ended.flows[0].state, FLOW_CUT_OFF);
}

static void silence_ends_a_flow(void **state)
{
	struct ended ended = { .n = 0 };

	(void)state;
	open_at(&ended, 0, 1);
	tcp(&ended, 299, 0, TCP_ACK, 2, 10);	/* goes on */
	tcp(&ended, 599.5, 0, TCP_ACK, 12, 10); /* too late */
	udp(&ended, 600, client, 50005, server, 6000);
	udp(&ended, 659, server, 6000, client, 50005);
	udp(&ended, 720, client, 50005, server, 6000);
	finish(&ended);
	assert_int_equal(ended.n, 4);
	expect_flow(&ended.flows[0], client, server, 443, 0, 299);
	assert_int_equal(ended.flows[0].state, FLOW_ENDED);
	expect_flow(&ended.flows[1], client, server, 6000, 600, 59);
	expect_flow(&ended.flows[2], client, server, 6000, 720, 0);
	expect_flow(&ended.flows[3], client, server, 443, 599.5, 0);
	assert_int_equal(ended.flows[3].state, FLOW_CUT_OFF);
}

static void a_new_call_begins_a_new_flow(void **state)
{
	struct ended ended = { .n = 0 };

	(void)state;
	open_at(&ended, 0, 1);
	tcp(&ended, 0.5, 0, TCP_SYN, 1, 0); /* the same once more */
	open_at(&ended, 1, 7000);	    /* another, though nobody closed */
	tcp(&ended, 2, 1, TCP_RST, 9, 0);
	tcp(&ended, 2.1, 0, TCP_ACK, 7001, 0); /* on the way already */
	open_at(&ended, 3, 7000);	       /* closed: another, whatever its number */
	finish(&ended);
	assert_int_equal(ended.n, 3);
	expect_flow(&ended.flows[0], client, server, 443, 0, 0.5);
	expect_flow(&ended.flows[1], client, server, 443, 1, 1.1);
	expect_flow(&ended.flows[2], client, server, 443, 3, 0.2);
	assert_int_not_equal(ended.flows[1].id, ended.flows[2].id);
}

static void calls_that_nobody_answers_are_one(void **state)
{
	struct ended ended = { .n = 0 };

	(void)state;
	tcp(&ended, 0, 0, TCP_SYN, 1, 0);
	tcp(&ended, 1, 0, TCP_SYN, 1, 0);
	tcp(&ended, 3, 0, TCP_SYN, 1, 0);
	finish(&ended);
	assert_int_equal(ended.n, 1);
	expect_flow(&ended.flows[0], client, server, 443, 0, 3);
	assert_int_equal(ended.flows[0].state, FLOW_ENDED);
}

static void what_is_left_of_one_that_was_over_is_none(void **state)
{
	struct ended ended = { .n = 0 };

	(void)state;
	tcp(&ended, 0, 1, TCP_FIN | TCP_ACK, 1, 0);
	tcp(&ended, 0.1, 0, TCP_ACK, 1, 0);
	tcp(&ended, 0.2, 0, TCP_RST, 1, 0);
	finish(&ended);
	assert_int_equal(ended.n, 0);
	assert_int_equal(ended.n_rests, 1);

	tcp(&ended, 0, 1, TCP_FIN | TCP_ACK, 1, 20); /* but with data it is one */
	finish(&ended);
	assert_int_equal(ended.n, 1);
}

static void time_may_go_astray(void **state)
{
	struct ended ended = { .n = 0 };

	(void)state;
	open_at(&ended, 1000, 1);
	udp(&ended, 4102444800.0, client, 50009, server, 9000); /* the year 2100 */
	tcp(&ended, 1001, 0, TCP_ACK, 2, 10);
	udp(&ended, 0, client, 50009, server, 9001);
	tcp(&ended, 1002, 0, TCP_ACK, 12, 10);
	tcp(&ended, 1001.5, 1, TCP_ACK, 501, 10); /* somewhat out of order */
	tcp(&ended, 999.5, 1, TCP_ACK, 501, 10);
	finish(&ended);
	assert_int_equal(ended.n, 3);
	for (size_t i = 0; i < 3; i++) {
		if (ended.flows[i].port == 443)
			expect_flow(&ended.flows[i], client, server, 443, 999.5, 2.5);
		else
			assert_int_equal(ended.flows[i].duration_us, 0);
	}
}

static void a_capture_glued_before_its_time(void **state)
{
	struct ended ended = { .n = 0 };

	(void)state;
	udp(&ended, 90000, client, 50009, server, 9000);
	udp(&ended, 10, client, 50009, server, 9000);
	finish(&ended);
	assert_int_equal(ended.n, 2);
	expect_flow(&ended.flows[0], client, server, 9000, 90000, 0);
	expect_flow(&ended.flows[1], client, server, 9000, 10, 0);
}

static void later_parts_count_for_the_first(void **state)
{
	struct ended ended = { .n = 0 };
	struct packet part = packet_of(1, client, 50005, server, 6000, IP_UDP);
	struct packet later = packet_of(1, client, 0, server, 0, IP_UDP);

	(void)state;
	part.part = IP_FIRST_PART;
	later.part = IP_LATER_PART;
	part.fragment = later.fragment = 77;
	later.time_us += 500000;
	take(&ended, &part);
	take(&ended, &later);
	later.fragment = 78; /* whose first part was not seen */
	take(&ended, &later);
	finish(&ended);
	assert_int_equal(ended.n, 1);
	expect_flow(&ended.flows[0], client, server, 6000, 1, 0.5);
	assert_int_equal(ended.flows[0].bytes_out, 200);
}

static void a_part_of_what_is_over_is_not_another_s(void **state)
{
	struct ended ended = { .n = 0 };
	struct packet part = packet_of(1, client, 50005, server, 6000, IP_UDP);
	struct packet later = packet_of(100, client, 0, server, 0, IP_UDP);

	(void)state;
	part.part = IP_FIRST_PART;
	later.part = IP_LATER_PART;
	take(&ended, &part);
	udp(&ended, 99, client, 50006, server, 6001);
	udp(&ended, 99, client, 50007, server, 6002); /* in the place of the first */
	take(&ended, &later);
	finish(&ended);
	assert_int_equal(ended.n, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(ended.flows[i].bytes_out, 100);
}

static void when_there_are_too_many_the_most_silent_goes(void **state)
{
	struct ended ended = { .n = 0 };

	(void)state;
	ended.connections = connections_new(2, on_end, &ended);
	udp(&ended, 1, client, 50005, server, 6001);
	udp(&ended, 2, client, 50005, server, 6002);
	udp(&ended, 3, client, 50005, server, 6001);
	udp(&ended, 4, client, 50005, server, 6003);
	assert_int_equal(ended.n, 1);
	assert_int_equal(ended.flows[0].port, 6002);
	assert_int_equal(connections_n_early(ended.connections), 1);
	finish(&ended);
	assert_int_equal(ended.n, 3);
}

static void many_are_found_again(void **state)
{
	enum { N = 20000 };
	struct ended ended = { .n = 0 };
	bool is_new;

	(void)state;
	ended.connections = connections_new(CONNECTIONS_MOST, on_end, &ended);
	for (int round = 0; round < 2; round++) {
		for (uint16_t i = 0; i < N; i++) {
			struct packet packet = packet_of(round, client, i, server,
							 (uint16_t)(i + 30000), IP_UDP);

			connections_find(ended.connections, &packet, &is_new);
			assert_int_equal(is_new, round == 0);
		}
	}
	connections_free(ended.connections);
}

static void a_host_may_talk_to_itself(void **state)
{
	struct ended ended = { .n = 0 };

	(void)state;
	udp(&ended, 1, client, 6000, client, 6000);
	udp(&ended, 2, client, 6000, client, 6000);
	finish(&ended);
	assert_int_equal(ended.n, 1);
	assert_int_equal(ended.flows[0].bytes_out, 200);
	assert_int_equal(ended.flows[0].bytes_in, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_directions_are_one_flow),
		cmocka_unit_test(an_answer_that_comes_first_is_no_call),
		cmocka_unit_test(without_a_call_the_service_is_called),
		cmocka_unit_test(silence_ends_a_flow),
		cmocka_unit_test(a_new_call_begins_a_new_flow),
		cmocka_unit_test(calls_that_nobody_answers_are_one),
		cmocka_unit_test(what_is_left_of_one_that_was_over_is_none),
		cmocka_unit_test(time_may_go_astray),
		cmocka_unit_test(a_capture_glued_before_its_time),
		cmocka_unit_test(later_parts_count_for_the_first),
		cmocka_unit_test(a_part_of_what_is_over_is_not_another_s),
		cmocka_unit_test(when_there_are_too_many_the_most_silent_goes),
		cmocka_unit_test(many_are_found_again),
		cmocka_unit_test(a_host_may_talk_to_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
