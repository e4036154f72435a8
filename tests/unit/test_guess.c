/*
 * test_guess - what the fields of a flow are called, told from an index's own fields:
 * those of every ecosystem that has an ini file.
 */
#include "mappings.h"

#include <time.h>

#include "source/elastic/guess.h"

/* Guesses joined by commas; "" for none. */
static void expect(const char *fields, enum record_field field, const char *expected)
{
	struct elastic_mapping mapping = { .n = 0 };
	const char *names[ELASTIC_MOST_GUESSES];
	char joined[512] = "";
	size_t n;

	put_mapping(fields, &mapping);
	n = elastic_guess(&mapping, field, names);
	for (size_t i = 0; i < n; i++)
		snprintf(joined + strlen(joined), sizeof(joined) - strlen(joined), "%s%s",
			 i ? "," : "", names[i]);
	if (strcmp(joined, expected) != 0)
		fail_msg("field %d: \"%s\", not \"%s\"", field, joined, expected);
	elastic_mapping_free(&mapping);
}

static void expect_ends(const char *fields, const char *src, const char *dst,
			const char *port)
{
	expect(fields, RECORD_SRC, src);
	expect(fields, RECORD_DST, dst);
	expect(fields, RECORD_PORT, port);
}

static void who_calls_whom_in_suricatas_own_names(void **state)
{
	static const char *const shapes[] = { SELKS, EVE_RAW, EVE_NETFLOW };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(shapes); i++)
		expect_ends(shapes[i], "src_ip", "dest_ip", "dest_port");
	expect_ends(WAZUH, "data.src_ip,data.srcip", "data.dest_ip", "data.dest_port");
}

static void who_calls_whom_in_zeeks_own_names(void **state)
{
	(void)state;
	expect_ends(ZEEK, "id.orig_h", "id.resp_h", "id.resp_p");
	expect_ends(BRO, "source_ip", "destination_ip", "destination_port");
}

static void who_calls_whom_in_an_ecs(void **state)
{
	static const char *const shapes[] = { ECS, SURICATA_MODULE, ZEEK_MODULE,
					      MALCOLM };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(shapes); i++)
		expect_ends(shapes[i], "source.ip,client.ip", "destination.ip,server.ip",
			    "destination.port,server.port");
	expect_ends(SECURITYONION, "source.ip,client.ip", "destination.ip,server.ip",
		    "destination.port");
	expect_ends(SECURITYONION_SURICATA, "source.ip", "destination.ip",
		    "destination.port");
	expect_ends(ELASTIFLOW, "source.ip,client.ip", "destination.ip,server.ip",
		    "destination.port");
	expect_ends(PACKETBEAT5, "source.ip,client_ip,source.ipv6", "dest.ip,dest.ipv6",
		    "dest.port");
}

static void when_a_flow_began(void **state)
{
	(void)state;
	expect(SELKS, RECORD_TIME, "flow.start");
	expect(EVE_NETFLOW, RECORD_TIME, "netflow.start");
	expect(SURICATA_MODULE, RECORD_TIME, "event.start");
	expect(PACKETBEAT5, RECORD_TIME, "start_time");
	expect(MALCOLM, RECORD_TIME, "event.start,firstPacket");
	expect(SECURITYONION_SURICATA, RECORD_TIME, "connection.start");
	expect(WAZUH, RECORD_TIME, "@timestamp,timestamp,data.flow.start");
	/* The log's own time, where nothing else is told. */
	expect(ZEEK, RECORD_TIME, "ts");
	expect(BRO, RECORD_TIME, "@timestamp,timestamp");
	expect(SECURITYONION, RECORD_TIME, "@timestamp");
}

static void when_it_was_logged(void **state)
{
	(void)state;
	expect(SELKS, RECORD_LOGGED, "@timestamp,timestamp");
	expect(ECS, RECORD_LOGGED, "@timestamp");
	expect(ZEEK, RECORD_LOGGED, "ts");
}

static void what_else_is_told_of_it(void **state)
{
	(void)state;
	expect(SELKS, RECORD_BYTES, "flow.bytes_toserver");
	expect(SELKS, RECORD_BYTES_IN, "flow.bytes_toclient");
	expect(SELKS, RECORD_END, "flow.end");
	expect(SELKS, RECORD_DURATION, "flow.age");
	expect(SELKS, RECORD_STATE, "flow.reason");
	expect(SELKS, RECORD_ID, "flow_id");
	expect(SELKS, RECORD_EVENT, "event_type");
	expect(EVE_NETFLOW, RECORD_BYTES, "netflow.bytes");
	expect(ZEEK, RECORD_BYTES, "orig_bytes,orig_ip_bytes");
	expect(ZEEK, RECORD_BYTES_IN, "resp_bytes,resp_ip_bytes");
	expect(ZEEK, RECORD_STATE, "conn_state");
	expect(ZEEK, RECORD_ID, "uid");
	expect("_path:keyword ts:date file.path:keyword ", RECORD_EVENT, "_path");
	expect(ZEEK_MODULE, RECORD_ID, "zeek.session_id");
	expect(ZEEK_MODULE, RECORD_STATE, "zeek.connection.state");
	expect(MALCOLM, RECORD_END, "event.end,lastPacket");
	expect(PACKETBEAT5, RECORD_BYTES, "source.stats.net_bytes_total");
	expect(PACKETBEAT5, RECORD_END, "last_time");
	expect(PACKETBEAT5, RECORD_EVENT, "type");
	expect(WAZUH, RECORD_BYTES, "data.flow.bytes_toserver");
	expect(WAZUH, RECORD_EVENT, "data.event_type");
	expect(SURICATA_MODULE, RECORD_EVENT,
	       "event.dataset,event.type,suricata.eve.event_type");
}

static void names_that_nobody_has_seen_yet(void **state)
{
	(void)state;
	expect_ends("srcIp:ip dstIp:ip srcPort:integer dstPort:integer startTime:date ",
		    "srcIp", "dstIp", "dstPort");
	expect_ends("srcaddr:ip dstaddr:ip srcport:long dstport:long ", "srcaddr",
		    "dstaddr", "dstport");
	expect_ends("saddr:ip daddr:ip sport:long dport:long ", "saddr", "daddr",
		    "dport");
	expect_ends("netflow.ipv4_src_addr:ip netflow.ipv4_dst_addr:ip "
		    "netflow.l4_src_port:long netflow.l4_dst_port:long ",
		    "netflow.ipv4_src_addr", "netflow.ipv4_dst_addr",
		    "netflow.l4_dst_port");
	expect_ends(
		"netflow.source_ipv4_address:ip netflow.destination_ipv4_address:ip "
		"netflow.post_nat_source_ipv4_address:ip "
		"netflow.destination_transport_port:long netflow.first_switched:date ",
		"netflow.source_ipv4_address", "netflow.destination_ipv4_address",
		"netflow.destination_transport_port");
	expect("netflow.first_switched:date netflow.last_switched:date ", RECORD_TIME,
	       "netflow.first_switched");
	expect("netflow.first_switched:date netflow.last_switched:date ", RECORD_END,
	       "netflow.last_switched");
}

static void rather_nothing_than_nonsense(void **state)
{
	(void)state;
	expect_ends(SYSLOG, "", "", "");
	expect(SYSLOG, RECORD_BYTES, "");
	expect(SYSLOG, RECORD_END, "");
	expect(SYSLOG, RECORD_ID, "");
	expect(SYSLOG, RECORD_STATE, "");
	expect("src_ip:long dest_ip:date dest_port:ip sip:keyword sh:keyword ",
	       RECORD_SRC, "");
	expect("", RECORD_SRC, "");
}

static void an_exact_copy_is_not_told_beside_its_field(void **state)
{
	(void)state;
	expect("src_ip:text src_ip.keyword:keyword ", RECORD_SRC, "src_ip");
	expect("source.ip:object source.ip.keyword:keyword ", RECORD_SRC,
	       "source.ip.keyword");
}

static void names_are_told_as_a_sentence(void **state)
{
	struct elastic_mapping mapping = { .n = 0 };
	struct arena arena = { NULL };

	(void)state;
	put_mapping(ECS, &mapping);
	assert_string_equal(elastic_guess_text(&mapping, RECORD_SRC, &arena),
			    "source.ip or client.ip");
	elastic_mapping_free(&mapping);
	put_mapping(PACKETBEAT5, &mapping);
	assert_string_equal(elastic_guess_text(&mapping, RECORD_SRC, &arena),
			    "source.ip, client_ip or source.ipv6");
	assert_null(elastic_guess_text(&mapping, RECORD_STATE, &arena));
	elastic_mapping_free(&mapping);
	arena_free(&arena);
}

static void a_reply_may_come_in_pieces_and_hold_more(void **state)
{
	static const char reply[] = "{\"indices\":[\"fields\",\"b\"],\"fields\":{\"a.b\":"
				    "{\"ip\":{\"indices\":[\"x\"],"
				    "\"deep\":{\"ip\":{}}},\"text\":{}},\"c\":{"
				    "\"unmapped\":{}},\"d\":{\"geo_point\":{}}}}";
	struct elastic_mapping mapping = { .n = 0 };
	struct mapping_reader *reader = mapping_reader_new(&mapping);
	struct error err;

	(void)state;
	for (size_t i = 0; i < strlen(reply); i++)
		assert_int_equal(mapping_feed(reader, reply + i, 1, &err), 0);
	assert_int_equal(mapping.n, 3);
	assert_int_equal(elastic_mapping_types(&mapping, "a.b"), MAPPED_IP | MAPPED_TEXT);
	assert_int_equal(elastic_mapping_types(&mapping, "a.b[]"),
			 MAPPED_IP | MAPPED_TEXT);
	assert_int_equal(elastic_mapping_types(&mapping, "c"), 0);
	assert_int_equal(elastic_mapping_types(&mapping, "d"), MAPPED_OTHER);
	assert_int_equal(elastic_mapping_types(&mapping, "a"), 0);
	mapping_reader_free(reader);
	reader = mapping_reader_new(&mapping);
	assert_int_equal(mapping_feed(reader, "<html>", 6, &err), -1);
	mapping_reader_free(reader);
	elastic_mapping_free(&mapping);
}

/* Each was held against all others: ten seconds of waiting for a hint. */
static void of_very_many_fields_it_is_told_soon(void **state)
{
	enum { MANY = 60000, NAME = 24, MOST_S = 5 };
	struct mapped_field *fields = memory_zero(MANY, sizeof(*fields));
	char(*names)[NAME] = memory_zero(MANY, NAME);
	struct elastic_mapping mapping = { .fields = fields, .n = MANY };
	const char *likely[ELASTIC_MOST_GUESSES];
	clock_t begin = clock();

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		snprintf(names[i], NAME, "h%05zu.src_ip", i);
		fields[i] = (struct mapped_field){ names[i], MAPPED_IP };
	}
	assert_int_equal(elastic_guess(&mapping, RECORD_SRC, likely), 3);
	assert_string_equal(likely[0], "h00000.src_ip");
	assert_string_equal(likely[2], "h00002.src_ip");
	assert_true(clock() - begin < MOST_S * CLOCKS_PER_SEC);
	free(names);
	free(fields);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_calls_whom_in_suricatas_own_names),
		cmocka_unit_test(who_calls_whom_in_zeeks_own_names),
		cmocka_unit_test(who_calls_whom_in_an_ecs),
		cmocka_unit_test(when_a_flow_began),
		cmocka_unit_test(when_it_was_logged),
		cmocka_unit_test(what_else_is_told_of_it),
		cmocka_unit_test(names_that_nobody_has_seen_yet),
		cmocka_unit_test(rather_nothing_than_nonsense),
		cmocka_unit_test(an_exact_copy_is_not_told_beside_its_field),
		cmocka_unit_test(names_are_told_as_a_sentence),
		cmocka_unit_test(a_reply_may_come_in_pieces_and_hold_more),
		cmocka_unit_test(of_very_many_fields_it_is_told_soon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
