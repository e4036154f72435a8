/*
 * test_ip - what headers say is read, and what they can't mean is refused in words.
 */
#include "helpers.h"

#include "source/capture/ip.h"

#define ENDS4 "\x0a\0\0\1\xc0\0\2\1"
#define TCP_HEAD "\x9c\x40\1\xbb\0\0\0\1\0\0\0\2\x50\x12\xff\xff\0\0\0\0"
#define UDP_HEAD(len) "\x9c\x40\0\x35\0" len "\0\0"
#define SOURCE6 "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"
#define TARGET6 "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\2"

static const char *decode(const char *data, size_t len, size_t wire,
			  struct packet *packet)
{
	uint8_t *copy = malloc(len ? len : 1);
	const char *why;

	assert_non_null(copy);
	memcpy(copy, data, len);
	why = ip_decode((struct bytes){ copy, len, wire }, packet);
	free(copy);
	return why;
}

/* Of any shorter one nothing is read beyond its end. */
static struct packet decode_well(const char *data, size_t len)
{
	struct packet packet = { .time_us = 7 }, ignored = { .time_us = 0 };

	for (size_t shorter = 0; shorter < len; shorter++) {
		decode(data, shorter, len, &ignored);
		decode(data, shorter, shorter, &ignored);
	}
	assert_null(decode(data, len, len, &packet));
	assert_int_equal(packet.time_us, 7);
	return packet;
}

#define DECODE(data) decode_well(data, sizeof(data) - 1)

static void expect_why(const char *data, size_t len, size_t wire, const char *word)
{
	struct packet packet = { .time_us = 0 };
	const char *why = decode(data, len, wire, &packet);

	assert_non_null(why);
	if (!strstr(why, word))
		fail_msg("%s", why);
}

#define REFUSE(data, word) expect_why(data, sizeof(data) - 1, sizeof(data) - 1, word)

static void tcp_over_ipv4(void **state)
{
	struct packet packet = DECODE("\x45\0\0\x2a\0\0\0\0\x40\6\0\0" ENDS4 TCP_HEAD "hi"
				      "padding");
	struct address src = address_of("10.0.0.1"), dst = address_of("192.0.2.1");

	(void)state;
	assert_memory_equal(&packet.src, &src, sizeof(src));
	assert_memory_equal(&packet.dst, &dst, sizeof(dst));
	assert_int_equal(packet.src_port, 40000);
	assert_int_equal(packet.dst_port, 443);
	assert_int_equal(packet.flags, TCP_SYN | TCP_ACK);
	assert_int_equal(packet.seq, 1);
	assert_int_equal(packet.ack, 2);
	assert_int_equal(packet.size, 42); /* without what pads the frame */
	assert_int_equal(packet.payload_size, 2);
	assert_int_equal(packet.payload.len, 2);
}

static void options_of_ipv4_are_passed_over(void **state)
{
	struct packet packet = DECODE("\x46\0\0\x20\0\0\0\0\x40\x11\0\0" ENDS4
				      "\1\1\1\0" UDP_HEAD("\x08"));

	(void)state;
	assert_int_equal(packet.dst_port, 53);
	assert_int_equal(packet.size, 32);
}

static void a_length_of_zero_is_that_of_the_frame(void **state)
{
	struct packet packet =
		DECODE("\x45\0\0\0\0\0\0\0\x40\x11\0\0" ENDS4 UDP_HEAD("\0") "data");

	(void)state;
	assert_int_equal(packet.size, 32);
	assert_int_equal(packet.payload_size, 4);
}

static void parts_of_a_packet(void **state)
{
	struct packet first =
		DECODE("\x45\0\0\x1c\0\7\x20\0\x40\x11\0\0" ENDS4 UDP_HEAD("\x40"));
	struct packet later = DECODE("\x45\0\0\x18\0\7\0\1\x40\x11\0\0" ENDS4 "late");

	(void)state;
	assert_int_equal(first.part, IP_FIRST_PART);
	assert_int_equal(later.part, IP_LATER_PART);
	assert_int_equal(first.fragment, later.fragment);
	assert_int_equal(later.src_port, 0);
	assert_int_equal(later.size, 24);
}

static void a_tunnel_is_left_whole(void **state)
{
	struct packet packet = DECODE("\x45\0\0\x28\0\0\0\0\x40\4\0\0" ENDS4
				      "\x45\0\0\x14\0\0\0\0\x40\6\0\0" ENDS4);

	(void)state;
	assert_int_equal(packet.protocol, 4);
	assert_false(packet.has_ports);
	assert_int_equal(packet.size, 40);
}

static void headers_of_ipv6_are_passed_over(void **state)
{
	/* hop by hop, destination options, routing, authentication, a part, UDP */
	struct packet packet =
		DECODE("\x60\0\0\0\0\x40\0\x40" SOURCE6 TARGET6 "\x3c\0\0\0\0\0\0\0"
		       "\x2b\0\0\0\0\0\0\0"
		       "\x33\0\0\0\0\0\0\0"
		       "\x2c\4\0\0\0\0\0\0\0\0\0\0"
		       "mac mac mac "
		       "\x11\0\0\1\0\0\0\x09" UDP_HEAD("\x40"));

	(void)state;
	assert_int_equal(packet.protocol, IP_UDP);
	assert_int_equal(packet.dst_port, 53);
	assert_int_equal(packet.size, 104);
	assert_int_equal(packet.part, IP_FIRST_PART);
	assert_int_equal(packet.fragment, 9);
}

static void later_parts_of_ipv6(void **state)
{
	struct packet packet =
		DECODE("\x60\0\0\0\0\x0c\x2c\x40" SOURCE6 TARGET6 "\x3c\0\0\x08\0\0\0\x09"
		       "late");

	(void)state;
	assert_int_equal(packet.part, IP_LATER_PART);
	assert_int_equal(packet.fragment, 9);
	assert_int_equal(packet.size, 52);
}

static void what_was_captured_is_less_than_there_was(void **state)
{
	static const char data[] = "\x45\0\5\xdc\0\0\0\0\x40\6\0\0" ENDS4 TCP_HEAD "hi";
	struct packet packet = { .time_us = 0 };

	(void)state;
	assert_null(decode(data, sizeof(data) - 1, 1500, &packet));
	assert_int_equal(packet.size, 1500);
	assert_int_equal(packet.payload_size, 1460);
	assert_int_equal(packet.payload.len, 2);
	/* up to the flags of TCP it is enough */
	assert_null(decode(data, 34, 1500, &packet));
	assert_int_equal(packet.payload_size, 1460);
	assert_int_equal(packet.payload.len, 0);
	expect_why(data, 33, 1500, "not captured whole");
	expect_why(data, 19, 1500, "not captured whole");
	expect_why(data, 0, 1500, "not captured whole");
}

static void headers_that_lie(void **state)
{
	(void)state;
	REFUSE("\x45\0\5\xdc\0\0\0\0\x40\6\0\0" ENDS4 TCP_HEAD, "more bytes than it had");
	REFUSE("\x44\0\0\x14\0\0\0\0\x40\6\0\0" ENDS4, "impossible length");
	REFUSE("\x4f\0\0\x14\0\0\0\0\x40\6\0\0" ENDS4, "impossible length");
	REFUSE("\x45\0\0\x13\0\0\0\0\x40\6\0\0" ENDS4, "impossible length");
	REFUSE("\x45\0\0\x1e\0\0\0\0\x40\6\0\0" ENDS4 "0123456789", "TCP header");
	REFUSE("\x45\0\0\x28\0\0\0\0\x40\6\0\0" ENDS4
	       "\x9c\x40\1\xbb\0\0\0\1\0\0\0\2\x40\x12\xff\xff\0\0\0\0",
	       "impossible length");
	REFUSE("\x45\0\0\x1c\0\0\0\0\x40\x11\0\0" ENDS4 UDP_HEAD("\7"),
	       "impossible length");
	REFUSE("\x45\0\0\x16\0\0\0\0\x40\x84\0\0" ENDS4 "ab", "ends before its ports");
	REFUSE("\x60\0\0\0\0\x10\x11\x40" SOURCE6 TARGET6 UDP_HEAD("\x08"),
	       "more bytes than it had");
	REFUSE("\x60\0\0\0\0\x08\0\x40" SOURCE6 TARGET6 "\x11\xff\0\0\0\0\0\0",
	       "longer than it is");
	REFUSE("\x75\0\0\x14", "no version");
	REFUSE("", "nothing in it");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tcp_over_ipv4),
		cmocka_unit_test(options_of_ipv4_are_passed_over),
		cmocka_unit_test(a_length_of_zero_is_that_of_the_frame),
		cmocka_unit_test(parts_of_a_packet),
		cmocka_unit_test(a_tunnel_is_left_whole),
		cmocka_unit_test(headers_of_ipv6_are_passed_over),
		cmocka_unit_test(later_parts_of_ipv6),
		cmocka_unit_test(what_was_captured_is_less_than_there_was),
		cmocka_unit_test(headers_that_lie),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
