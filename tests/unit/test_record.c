/*
 * test_record - how long a flow lasted and whether its end was seen, and what
 * records beside the flows say of names, in every form of log.
 */
#include "logs.h"

#include "source/record.h"

#define EVE_START \
	"{\"timestamp\":\"2025-11-20T00:10:00.0+0000\",\"event_type\":\"flow\"," \
	"\"src_ip\":\"10.0.0.1\",\"dest_ip\":\"192.0.2.1\",\"dest_port\":443," \
	"\"flow\":{\"start\":\"2025-11-20T00:00:00.500000+0000\""

static struct flow one(struct setup *setup, const struct format *format, const char *text)
{
	struct flows flows = read_text(setup, format, text);
	struct flow flow;

	if (flows.n != 1)
		fail_msg("%zu flows; %s", flows.n, flows.tally.first_bad_why);
	flow = flows.flows[0];
	flows_free(&flows);
	return flow;
}

static void the_end_gives_the_duration_and_else_the_age(void **state)
{
	static const struct {
		const char *rest;
		int64_t duration_us;
	} cases[] = {
		{ ",\"end\":\"2025-11-20T00:00:01.750000+0000\",\"age\":1}}\n", 1250000 },
		{ ",\"age\":90}}\n", 90 * SECOND_US },
		{ "}}\n", 0 },
		/* the clock was set back */
		{ ",\"end\":\"2025-11-20T00:00:00.0+0000\"}}\n", 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char text[1024];

		snprintf(text, sizeof(text), EVE_START "%s", cases[i].rest);
		assert_int_equal(one(*state, &format_eve, text).duration_us,
				 cases[i].duration_us);
	}
}

static void timed_as_flare_did_the_age_is_the_duration(void **state)
{
	struct setup *setup = *state;

	setup->config.field_start = NULL;
	setup->config.flare_timing = true;
	assert_int_equal(one(setup, &format_eve,
			     EVE_START ",\"end\":\"2025-11-20T00:00:05.0+0000\","
				       "\"age\":4}}\n")
				 .duration_us,
			 4 * SECOND_US);
}

static void zeek_has_durations_in_any_notation(void **state)
{
	static const struct {
		const char *text;
		int64_t duration_us;
	} cases[] = {
		{ "0.000059", 59 },
		{ "5.9e-05", 59 },
		{ "86400", 86400 * SECOND_US },
		{ "-", 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char text[1024];

		snprintf(
			text, sizeof(text),
			"#separator \\x09\n#path\tconn\n#unset_field\t-\n#fields\tts\tid.orig_h"
			"\tid.resp_h\tid.resp_p\tduration\n1763596800.5\t10.0.0.1\t192.0.2.1"
			"\t443\t%s\n",
			cases[i].text);
		assert_int_equal(one(*state, &format_zeek_tsv, text).duration_us,
				 cases[i].duration_us);
	}
}

static void a_duration_counts_in_the_configured_unit(void **state)
{
	struct setup *setup = *state;

	setup->config.field_end = NULL;
	setup->config.field_duration = "event.duration";
	setup->config.duration_unit = "ns";
	assert_int_equal(one(setup, &format_csv,
			     "src_ip,dest_ip,dest_port,flow.start,event.duration\n"
			     "10.0.0.1,192.0.2.1,443,2025-11-20,1500000000\n")
				 .duration_us,
			 1500000);
}

static void a_flow_is_used_without_a_duration_that_is_none(void **state)
{
	static const char *const durations[] = { "-1",	  "nan",   "inf",
						 "1e300", "1 day", "0x" };

	for (size_t i = 0; i < COUNT_OF(durations); i++) {
		char text[512];
		struct flows flows;

		snprintf(text, sizeof(text),
			 "src_ip,dest_ip,dest_port,flow.start,duration\n"
			 "10.0.0.1,192.0.2.1,443,2025-11-20,%s\n",
			 durations[i]);
		flows = read_text(*state, &format_csv, text);
		if (flows.n != 1 || flows.tally.odd != 1 ||
		    flows.flows[0].duration_us != 0)
			fail_msg("%s is taken for a duration", durations[i]);
		assert_string_equal(flows.tally.first_odd_why, "duration is no duration");
		flows_free(&flows);
	}
}

static void an_end_after_it_was_logged_is_damage(void **state)
{
	struct flows flows =
		read_text(*state, &format_eve,
			  EVE_START ",\"end\":\"2150-01-01T00:00:00.0+0000\"}}\n");

	assert_int_equal(flows.n, 1);
	assert_int_equal(flows.tally.odd, 1);
	assert_int_equal(flows.flows[0].duration_us, 0);
	assert_int_equal(flows.flows[0].end_us, flows.flows[0].time_us);
	flows_free(&flows);
}

static void a_flow_whose_end_was_not_seen_is_known(void **state)
{
	assert_int_equal(
		one(*state, &format_eve, EVE_START ",\"reason\":\"timeout\"}}\n").state,
		FLOW_ENDED);
	assert_int_equal(
		one(*state, &format_eve, EVE_START ",\"reason\":\"shutdown\"}}\n").state,
		FLOW_CUT_OFF);
	assert_int_equal(
		one(*state, &format_eve, EVE_START ",\"reason\":\"forced\"}}\n").state,
		FLOW_CUT_OFF);
	assert_int_equal(one(*state, &format_zeek_json, ZEEK_JSON).state, FLOW_ENDED);
	assert_int_equal(
		one(*state, &format_zeek_json,
		    "{\"ts\":1763596800.5,\"id.orig_h\":\"10.0.0.1\",\"id.resp_h\":"
		    "\"192.0.2.1\",\"id.resp_p\":443,\"conn_state\":\"S1\"}\n")
			.state,
		FLOW_CUT_OFF);
}

static void the_protocol_is_known_by_name_or_number(void **state)
{
	static const struct {
		const char *text;
		int protocol;
	} cases[] = { { "\"TCP\"", FLOW_TCP }, { "\"tcp\"", FLOW_TCP },
		      { "6", FLOW_TCP },       { "\"UDP\"", FLOW_UDP },
		      { "\"17\"", FLOW_UDP },  { "\"SCTP\"", FLOW_OTHER },
		      { "\"\"", 0 },	       { "null", 0 } };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char text[512];

		snprintf(
			text, sizeof(text),
			"{\"_path\":\"conn\",\"ts\":1763596800.5,\"id.orig_h\":\"10.0.0.1\","
			"\"id.resp_h\":\"192.0.2.1\",\"id.resp_p\":443,\"proto\":%s}\n",
			cases[i].text);
		assert_int_equal(one(*state, &format_zeek_json, text).protocol,
				 cases[i].protocol);
	}
}

static void zeeks_logs_of_open_connections_are_reports(void **state)
{
	static const char *const paths[] = { "conn_long", "open_conn" };

	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		char text[1024];

		snprintf(
			text, sizeof(text),
			"#separator \\x09\n#path\t%s\n#fields\tts\tid.orig_h\tid.resp_h"
			"\tid.resp_p\tduration\tconn_state\n1763596800.5\t10.0.0.1\t192.0.2.1"
			"\t443\t7200.0\tS1\n",
			paths[i]);
		assert_int_equal(one(*state, &format_zeek_tsv, text).state, FLOW_OPEN);
		snprintf(
			text, sizeof(text),
			"{\"_path\":\"%s\",\"ts\":1763596800.5,\"id.orig_h\":\"10.0.0.1\","
			"\"id.resp_h\":\"192.0.2.1\",\"id.resp_p\":443,\"duration\":7200.0}\n",
			paths[i]);
		assert_int_equal(one(*state, &format_zeek_json, text).state, FLOW_OPEN);
	}
}

static void both_ways_have_their_bytes(void **state)
{
	struct flow flow = one(*state, &format_eve, EVE_FLOW);

	assert_int_equal(flow.bytes_out, 500);
	assert_int_equal(flow.bytes_in, 9);
	assert_int_equal(one(*state, &format_csv, CSV_TITLES CSV_FLOW).bytes_in,
			 FLOW_NO_BYTES);
}

/* What was said, as "client server name", a line each. */
struct said {
	char text[2048];
	uint64_t last_id;
};

static void put_name(void *context, const struct naming *naming)
{
	struct said *said = context;
	char client[ADDRESS_TEXT], server[ADDRESS_TEXT];
	size_t len = strlen(said->text);

	snprintf(said->text + len, sizeof(said->text) - len, "%s %s %.*s\n",
		 address_format(&naming->client, client),
		 address_format(&naming->server, server), (int)naming->len, naming->name);
	said->last_id = naming->id;
}

static void put_nothing(void *context, const struct flow *flow)
{
	(void)context, (void)flow;
}

static struct said read_names(struct setup *setup, const struct format *format,
			      const char *text)
{
	struct said said = { .last_id = 0 };
	struct tally tally = { .flows = 0 };
	struct sink sink = { .put = put_nothing,
			     .put_name = put_name,
			     .context = &said,
			     .tally = &tally };
	struct stream *stream = stream_of(text, strlen(text));
	struct piece piece = { .stream = stream, .config = &setup->config, .length = -1 };
	struct error err = { .kind = ERROR_NONE };

	if (format->read(&piece, &sink, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(tally.other, 1);
	assert_int_equal(tally.bad, 0);
	stream_close(stream);
	return said;
}

#define EVE_RECORD(type, rest) \
	"{\"timestamp\":\"2025-11-20T00:10:00.0+0000\",\"flow_id\":12,\"event_type\":" \
	"\"" type "\",\"src_ip\":\"10.0.0.1\",\"dest_ip\":\"192.0.2.1\"," \
	"\"dest_port\":443," rest "}\n"

#define EVE_DNS(ports, rest) \
	"{\"timestamp\":\"2025-11-20T00:10:00.0+0000\",\"flow_id\":12,\"event_type\":" \
	"\"dns\",\"src_ip\":\"10.0.0.1\",\"dest_ip\":\"10.0.0.53\"," ports "\"dns\":" \
	"{\"rrname\":\"A.example\"," rest "}}\n"

static void suricatas_records_say_names_in_all_their_forms(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} cases[] = {
		{ EVE_RECORD("tls", "\"tls\":{\"sni\":\"c2.example\"}"),
		  "10.0.0.1 192.0.2.1 c2.example\n" },
		{ EVE_RECORD("http", "\"http\":{\"hostname\":\"c2.example:8080\"}"),
		  "10.0.0.1 192.0.2.1 c2.example\n" },
		{ EVE_RECORD("http", "\"http\":{\"hostname\":\"192.0.2.1\"}"), "" },
		{ EVE_RECORD("http", "\"http\":{\"hostname\":\"192.0.2.1:80\"}"), "" },
		{ EVE_RECORD("http", "\"http\":{\"hostname\":\"[2001:db8::1]:80\"}"),
		  "" },
		{ EVE_RECORD("http", "\"http\":{\"hostname\":\"\"}"), "" },
		{ EVE_RECORD("alert", "\"alert\":{}"), "" },
		/* these go from the server to the client */
		{ EVE_RECORD("fileinfo", "\"http\":{\"hostname\":\"c2.example\"}"), "" },
		{ EVE_RECORD("alert", "\"http\":{\"hostname\":\"c2.example\"}"), "" },
		/* version 2, the same answers twice */
		{ EVE_DNS("\"dest_port\":53,",
			  "\"answers\":[{\"rrtype\":\"CNAME\",\"rdata\":\"b.example\"},"
			  "{\"rrtype\":\"A\",\"rdata\":\"192.0.2.7\"}],"
			  "\"grouped\":{\"A\":[\"192.0.2.7\"]}"),
		  "10.0.0.1 192.0.2.7 A.example\n10.0.0.1 192.0.2.7 A.example\n" },
		{ EVE_DNS("\"dest_port\":53,",
			  "\"grouped\":{\"AAAA\":[\"2001:db8::7\",\"2001:db8::8\"]}"),
		  "10.0.0.1 2001:db8::7 A.example\n10.0.0.1 2001:db8::8 A.example\n" },
		/* version 1; and logged the way the answer went */
		{ EVE_DNS("\"dest_port\":40000,",
			  "\"rrtype\":\"A\",\"rdata\":\"192.0.2.7\""),
		  "10.0.0.53 192.0.2.7 A.example\n" },
		{ EVE_DNS("\"dest_port\":53,", "\"type\":\"query\""), "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct said said = read_names(*state, &format_eve, cases[i].text);

		if (strcmp(said.text, cases[i].said) != 0)
			fail_msg("%s says %s", cases[i].text, said.text);
	}
}

static void a_name_has_the_number_of_its_connection(void **state)
{
	struct setup *setup = *state;
	struct said said =
		read_names(setup, &format_eve,
			   EVE_RECORD("tls", "\"tls\":{\"sni\":\"c2.example\"}"));

	assert_int_equal(said.last_id, record_id((struct value){ "12", 2 }));
	assert_int_not_equal(said.last_id, 0);
	/* What a resolver is asked has nothing to do with the connection to it. */
	said = read_names(setup, &format_eve,
			  EVE_DNS("\"dest_port\":53,", "\"rdata\":\"192.0.2.7\""));
	assert_int_equal(said.last_id, 0);
}

#define ZEEK_LOG(path, fields, row) \
	"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n" \
	"#path\t" path "\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tid.resp_p\t" fields \
	"\n1763596800.5\tCx\t10.0.0.1\t192.0.2.1\t53\t" row "\n"

static void zeeks_logs_say_names(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} cases[] = {
		{ ZEEK_LOG("ssl", "server_name", "c2.example"),
		  "10.0.0.1 192.0.2.1 c2.example\n" },
		{ ZEEK_LOG("ssl", "server_name", "-"), "" },
		{ ZEEK_LOG("http", "host", "(empty)"), "" },
		{ ZEEK_LOG("http", "host", "c2.example"),
		  "10.0.0.1 192.0.2.1 c2.example\n" },
		{ ZEEK_LOG("dns", "query\tanswers",
			   "a.example\tb.example,192.0.2.7,192.0.2.8"),
		  "10.0.0.1 192.0.2.7 a.example\n10.0.0.1 192.0.2.8 a.example\n" },
		{ ZEEK_LOG("dns", "query\tanswers", "a.example.\t192.0.2.7"),
		  "10.0.0.1 192.0.2.7 a.example\n" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct said said = read_names(*state, &format_zeek_tsv, cases[i].text);

		if (strcmp(said.text, cases[i].said) != 0)
			fail_msg("%s says %s", cases[i].text, said.text);
	}
	assert_string_equal(
		read_names(
			*state, &format_zeek_json,
			"{\"_path\":\"dns\",\"ts\":1763596800.5,\"id.orig_h\":\"10.0.0.1\","
			"\"id.resp_h\":\"10.0.0.53\",\"id.resp_p\":53,\"query\":\"a.example\","
			"\"answers\":[\"b.example\",\"192.0.2.7\"]}\n")
			.text,
		"10.0.0.1 192.0.2.7 a.example\n");
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_end_gives_the_duration_and_else_the_age),
		TEST(timed_as_flare_did_the_age_is_the_duration),
		TEST(zeek_has_durations_in_any_notation),
		TEST(a_duration_counts_in_the_configured_unit),
		TEST(a_flow_is_used_without_a_duration_that_is_none),
		TEST(an_end_after_it_was_logged_is_damage),
		TEST(a_flow_whose_end_was_not_seen_is_known),
		TEST(the_protocol_is_known_by_name_or_number),
		TEST(zeeks_logs_of_open_connections_are_reports),
		TEST(both_ways_have_their_bytes),
		TEST(suricatas_records_say_names_in_all_their_forms),
		TEST(a_name_has_the_number_of_its_connection),
		TEST(zeeks_logs_say_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
