/*
 * test_talk - what the sides of a connection say is put in order, read, and told.
 */
#include "helpers.h"

#include "model/context.h"
#include "source/capture/inorder.h"
#include "source/capture/ja.h"
#include "source/capture/talk.h"

static struct bytes bytes_of(const void *data, size_t len)
{
	return (struct bytes){ data, len, len };
}

static void add(struct inorder *inorder, uint32_t seq, const char *text)
{
	inorder_add(inorder, seq, bytes_of(text, strlen(text)));
}

static void expect_order(const struct inorder *inorder, const char *text)
{
	assert_int_equal(inorder->len, strlen(text));
	assert_memory_equal(inorder->data, text, strlen(text));
}

static void segments_in_any_order(void **state)
{
	struct inorder inorder = { .len = 0 };

	(void)state;
	inorder_begin(&inorder, UINT32_MAX - 1); /* the numbers go round */
	add(&inorder, 6, "89");
	add(&inorder, 0, "23");
	assert_int_equal(inorder.len, 0);
	add(&inorder, UINT32_MAX - 1, "01");
	expect_order(&inorder, "0123");
	add(&inorder, UINT32_MAX - 5, "????0"); /* was there before */
	add(&inorder, 1, "x4567");		/* the first time counts */
	expect_order(&inorder, "0123456789");
	inorder_drop(&inorder, 4);
	expect_order(&inorder, "456789");
	add(&inorder, 8, "ab");
	expect_order(&inorder, "456789ab");
	inorder_free(&inorder);
}

static void no_more_than_is_wanted_is_kept(void **state)
{
	static const char block[1000] = "";
	struct inorder inorder = { .len = 0 };

	(void)state;
	inorder_begin(&inorder, 5);
	assert_true(inorder_is_beyond(&inorder, 5 + INORDER_MOST));
	assert_false(inorder_is_beyond(&inorder, 4 + INORDER_MOST));
	assert_false(inorder_is_beyond(&inorder, 4));
	for (uint32_t seq = 5; seq < 30000; seq += sizeof(block))
		inorder_add(&inorder, seq, bytes_of(block, sizeof(block)));
	assert_int_equal(inorder.len, INORDER_MOST);
	assert_int_equal(inorder.capacity, INORDER_MOST);
	assert_int_equal(inorder_needs(&inorder, 30000, 10), 0);
	inorder_free(&inorder);
}

/* What was told, a line each: "http_host a.example", "name 192.0.2.1 a.example". */
struct told {
	char text[4096];
	size_t len;
};

static void write_told(struct told *told, const char *what, const char *text, size_t len)
{
	told->len +=
		(size_t)snprintf(told->text + told->len, sizeof(told->text) - told->len,
				 "%s %.*s\n", what, (int)len, text);
	assert_true(told->len < sizeof(told->text));
}

static void put_name(void *context, const struct naming *naming)
{
	char address[ADDRESS_TEXT], what[ADDRESS_TEXT + 8];

	snprintf(what, sizeof(what), "name %s", address_format(&naming->server, address));
	write_told(context, what, naming->name, naming->len);
}

static void put_sighting(void *context, const struct sighting *sighting)
{
	write_told(context, context_kind_name((enum context_kind)sighting->kind),
		   sighting->text, sighting->len);
}

/* A connection that is listened to. */
struct listening {
	struct told told;
	struct sink sink;
	struct talks *talks;
	struct connection connection;
	uint32_t next[2];
	uint16_t port;
	bool is_new;
};

static void begin_listening(struct listening *listening, uint16_t port)
{
	*listening = (struct listening){ .port = port, .is_new = true };
	listening->sink = (struct sink){ .put_name = put_name,
					 .put_sighting = put_sighting,
					 .context = &listening->told };
	listening->talks = talks_new(&listening->sink);
	listening->next[0] = 1000;
	listening->next[1] = 5000;
}

static void hear_at(struct listening *listening, int side, uint32_t seq, uint8_t flags,
		    const void *data, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);
	struct packet packet = { .time_us = 1,
				 .src = address_of(side ? "192.0.2.1" : "10.0.0.1"),
				 .dst = address_of(side ? "10.0.0.1" : "192.0.2.1"),
				 .src_port = side ? listening->port : 40000,
				 .dst_port = side ? 40000 : listening->port,
				 .protocol = IP_TCP,
				 .has_ports = true,
				 .flags = flags,
				 .seq = seq,
				 .payload_size = (uint32_t)len,
				 .payload = bytes_of(copy, len) };

	assert_non_null(copy);
	memcpy(copy, data, len);
	if (listening->is_new)
		connection_begin(&listening->connection, &packet);
	connection_note(&listening->connection, &packet, side);
	talks_take(listening->talks, &listening->connection, &packet, side,
		   listening->is_new);
	listening->is_new = false;
	free(copy);
}

static void hear(struct listening *listening, int side, const void *data, size_t len)
{
	hear_at(listening, side, listening->next[side], TCP_ACK, data, len);
	listening->next[side] += (uint32_t)len;
}

static void hear_text(struct listening *listening, int side, const char *text)
{
	hear(listening, side, text, strlen(text));
}

static void expect_told(struct listening *listening, const char *text)
{
	talks_end(listening->talks, &listening->connection);
	assert_null(listening->connection.talk);
	talks_free(listening->talks);
	assert_string_equal(listening->told.text, text);
}

static void requests_and_their_answers(void **state)
{
	struct listening listening;

	(void)state;
	begin_listening(&listening, 80);
	hear_text(&listening, 0,
		  "GET /a?b HTTP/1.1\r\nhost: A.example:80\r\nUser-Agent:x\r\n");
	hear_text(&listening, 0, "\r\n");
	hear_text(&listening, 1, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\n\r\n");
	hear_text(&listening, 1, "and data");
	hear_text(&listening, 0, "POST /c HTTP/1.0\n\n");
	expect_told(&listening, "name 192.0.2.1 A.example\nhttp_host A.example\n"
				"user_agent x\nurl /a?b\nhttp_request GET 204\n"
				"url /c\nhttp_request POST\n");
}

static void what_is_no_http_says_nothing(void **state)
{
	struct listening listening;

	(void)state;
	begin_listening(&listening, 80);
	hear_text(&listening, 0, "GET lost\r\n\r\n");
	hear_text(&listening, 1, "HTTP/1.1 twenty\r\n\r\n");
	hear_text(&listening, 0, "something else");
	expect_told(&listening, "");
}

static void a_gap_does_not_stop_what_follows(void **state)
{
	struct listening listening;

	(void)state;
	begin_listening(&listening, 80);
	hear_text(&listening, 0, "GET /1 HTTP/1.1\r\n");
	listening.next[0] += 50000; /* not captured */
	hear_text(&listening, 0, "GET /2 HTTP/1.1\r\n\r\n");
	expect_told(&listening, "url /2\nhttp_request GET\n");
}

static void a_head_that_never_ends_is_read_as_far_as_it_goes(void **state)
{
	struct listening listening;

	(void)state;
	begin_listening(&listening, 80);
	hear_text(&listening, 0, "GET /1 HTTP/1.1\r\nHost: h\r\n");
	for (int i = 0; i < 2000; i++)
		hear_text(&listening, 0, "Cookie: 1\r\n");
	expect_told(&listening,
		    "name 192.0.2.1 h\nhttp_host h\nurl /1\nhttp_request GET\n");
}

/* Of Chrome 143 as it is published beside its fingerprints, without what varies. */
static size_t make_hello(uint8_t record[1024])
{
	static const uint8_t hello[] = {
		3,    3,    0,	  1,	2,    3,    4,	  5,	6,    7,    8,	  9,
		10,   11,   12,	  13,	14,   15,   0,	  1,	2,    3,    4,	  5,
		6,    7,    8,	  9,	10,   11,   12,	  13,	14,   15,   0,	  0,
		32,   0x2a, 0x2a, 0x13, 1,    0x13, 2,	  0x13, 3,    0xc0, 0x2b, 0xc0,
		0x2f, 0xc0, 0x2c, 0xc0, 0x30, 0xcc, 0xa9, 0xcc, 0xa8, 0xc0, 0x13, 0xc0,
		0x14, 0,    0x9c, 0,	0x9d, 0,    0x2f, 0,	0x35, 1,    0,	  0,
		138,  0x4a, 0x4a, 0,	0,    0,    0x2d, 0,	2,    1,    1,	  0,
		0x33, 0,    0,	  0,	0x10, 0,    14,	  0,	12,   2,    'h',  '2',
		8,    'h',  't',  't',	'p',  '/',  '1',  '.',	'1',  0xfe, 0x0d, 0,
		0,    0,    0x17, 0,	0,    0x44, 0xcd, 0,	0,    0,    0,	  0,
		14,   0,    12,	  0,	0,    9,    'a',  '.',	'e',  'x',  'a',  'm',
		'p',  'l',  'e',  0,	0x0b, 0,    2,	  1,	0,    0,    0x0a, 0,
		12,   0,    10,	  0x1a, 0x1a, 0x11, 0xec, 0,	29,   0,    23,	  0,
		24,   0,    0x2b, 0,	7,    6,    0x5a, 0x5a, 3,    4,    3,	  3,
		0xff, 1,    0,	  1,	0,    0,    0x23, 0,	0,    0,    0x12, 0,
		0,    0,    5,	  0,	0,    0,    0x0d, 0,	18,   0,    16,	  4,
		3,    8,    4,	  4,	1,    5,    3,	  8,	5,    5,    1,	  8,
		6,    6,    1,	  0,	0x1b, 0,    0,
	};
	const uint8_t heads[] = {
		22, 3, 1, 0, sizeof(hello) + 4, 1, 0, 0, sizeof(hello)
	};

	assert_true(sizeof(hello) + 4 < 256);
	memcpy(record, heads, sizeof(heads));
	memcpy(record + sizeof(heads), hello, sizeof(hello));
	return sizeof(heads) + sizeof(hello);
}

static void fingerprints_are_those_that_others_make(void **state)
{
	uint8_t record[1024];
	size_t len = make_hello(record);
	struct bytes message = bytes_of(record + 9, len - 9);
	char text[JA4_TEXT];
	struct tls_hello hello;

	(void)state;
	assert_true(tls_parse_client(message, &hello));
	assert_string_equal(ja3(&hello, text), "98487aa16281980e7d1120d399efb6a4");
	assert_string_equal(ja4(&hello, text), "t13d1516h2_8daaf6152771_d8a2da3f94cd");
}

static void fingerprints_of_next_to_nothing(void **state)
{
	static const uint8_t empty[] = "\3\1"
				       "0123456789abcdef0123456789abcdef"
				       "\0\0\0\1\0";
	char text[JA4_TEXT];
	struct tls_hello hello;

	(void)state;
	assert_true(tls_parse_client(bytes_of(empty, sizeof(empty) - 1), &hello));
	/* the MD5 of "769,,,," */
	assert_string_equal(ja3(&hello, text), "f5d1076d0d11b5cd81c4c4e8e8ee881a");
	assert_string_equal(ja4(&hello, text), "t10i000000_000000000000_000000000000");
	hello.protocol = bytes_of("\xab\x01\xcd", 3);
	assert_string_equal(ja4(&hello, text), "t10i0000ad_000000000000_000000000000");
	hello.protocol = bytes_of("x", 1);
	assert_string_equal(ja4(&hello, text), "t10i0000xx_000000000000_000000000000");
}

static void a_hello_in_pieces(void **state)
{
	struct listening listening;
	uint8_t record[1024];
	size_t len = make_hello(record);

	(void)state;
	begin_listening(&listening, 443);
	hear_at(&listening, 0, 999, TCP_SYN, "", 0);
	hear_at(&listening, 0, 1000 + 100, TCP_ACK, record + 100, len - 100);
	for (uint32_t i = 0; i < 100; i++)
		hear_at(&listening, 0, 1000 + i, TCP_ACK, record + i, 1);
	hear(&listening, 1,
	     "\x16\3\3\0\x2e\2\0\0\x2a\3\3"
	     "0123456789abcdef0123456789abcdef"
	     "\0\x13\1\0\0\2\0\0"
	     "\x17\3\3\0\1x",
	     57);
	expect_told(&listening,
		    "name 192.0.2.1 a.example\ntls_name a.example\n"
		    "ja3 98487aa16281980e7d1120d399efb6a4\n"
		    "ja4 t13d1516h2_8daaf6152771_d8a2da3f94cd\ntls_version TLS 1.2\n");
}

static void no_cut_of_a_hello_is_read_beyond_its_end(void **state)
{
	uint8_t record[1024];
	size_t len = make_hello(record);
	char text[JA4_TEXT];

	(void)state;
	for (size_t shorter = 0; shorter < len - 9; shorter++) {
		uint8_t *copy = malloc(shorter ? shorter : 1);
		struct tls_hello hello;

		assert_non_null(copy);
		memcpy(copy, record + 9, shorter);
		if (tls_parse_client(bytes_of(copy, shorter), &hello)) {
			ja3(&hello, text);
			ja4(&hello, text);
		}
		tls_parse_server(bytes_of(copy, shorter), &hello);
		free(tls_issuer(bytes_of(copy, shorter)));
		free(copy);
	}
}

static void dns_over_tcp(void **state)
{
	static const char answer[] = "\0\x25\0\1\x81\x80\0\1\0\1\0\0\0\0\1a\1b\0\0\1\0\1"
				     "\xc0\x0c\0\1\0\1\0\0\0\1\0\4\xc0\0\2\7";
	struct listening listening;

	(void)state;
	begin_listening(&listening, 53);
	hear(&listening, 0, "\0\x15\0\1\1\0\0\1\0\0\0\0\0\0\1a\1b\0\0\1\0\1", 23);
	for (size_t i = 0; i + 1 < sizeof(answer); i++)
		hear(&listening, 1, answer + i, 1);
	hear(&listening, 1, answer, sizeof(answer) - 1);
	expect_told(&listening, "dns_query a.b\ndns_name a.b\nname 192.0.2.7 a.b\n"
				"dns_query a.b\ndns_name a.b\nname 192.0.2.7 a.b\n"
				"dns_query a.b\n");
}

static bool wants_nobody(void *context, const struct address *source)
{
	(void)context, (void)source;
	return false;
}

static void nothing_is_kept_that_nobody_wants(void **state)
{
	struct listening listening;

	(void)state;
	begin_listening(&listening, 80);
	listening.sink.wants = wants_nobody;
	hear_text(&listening, 0, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	assert_null(listening.connection.talk);
	expect_told(&listening, "");
}

static void what_is_not_known_is_soon_left(void **state)
{
	struct listening listening;

	(void)state;
	begin_listening(&listening, 22);
	for (int i = 0; i < 40; i++) {
		hear_text(&listening, 0, "SSH-2.0");
		hear_text(&listening, 1, "SSH-2.0");
	}
	assert_null(listening.connection.talk);
	expect_told(&listening, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(segments_in_any_order),
		cmocka_unit_test(no_more_than_is_wanted_is_kept),
		cmocka_unit_test(requests_and_their_answers),
		cmocka_unit_test(what_is_no_http_says_nothing),
		cmocka_unit_test(a_gap_does_not_stop_what_follows),
		cmocka_unit_test(a_head_that_never_ends_is_read_as_far_as_it_goes),
		cmocka_unit_test(fingerprints_are_those_that_others_make),
		cmocka_unit_test(fingerprints_of_next_to_nothing),
		cmocka_unit_test(a_hello_in_pieces),
		cmocka_unit_test(no_cut_of_a_hello_is_read_beyond_its_end),
		cmocka_unit_test(dns_over_tcp),
		cmocka_unit_test(nothing_is_kept_that_nobody_wants),
		cmocka_unit_test(what_is_not_known_is_soon_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
