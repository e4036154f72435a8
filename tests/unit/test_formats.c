/*
 * test_formats - each kind of log is known by its content and read; what is no
 * flow is counted for what it is.
 */
#include "logs.h"

static void expect_one(const struct setup *setup, const struct format *format,
		       const char *text)
{
	struct flows flows = read_text(setup, format, text);

	assert_int_equal(flows.tally.bad, 0);
	assert_int_equal(flows.n, 1);
	expect_flow(&flows.flows[0], MOMENT + 500000, 443, 500);
	flows_free(&flows);
}

static void expect_tally(struct flows flows, size_t n, uint64_t other, uint64_t no_port,
			 uint64_t bad)
{
	assert_int_equal(flows.n, n);
	assert_int_equal(flows.tally.other, other);
	assert_int_equal(flows.tally.no_port, no_port);
	assert_int_equal(flows.tally.bad, bad);
	flows_free(&flows);
}

static void expect_bad(struct flows flows, uint64_t bad, uint64_t line, const char *why)
{
	assert_int_equal(flows.tally.bad, bad);
	assert_int_equal(flows.tally.first_bad_line, line);
	if (!strstr(flows.tally.first_bad_why, why))
		fail_msg("%s", flows.tally.first_bad_why);
	flows_free(&flows);
}

static void each_kind_is_known_and_read(void **state)
{
	expect_one(*state, &format_eve, EVE_FLOW);
	expect_one(*state, &format_zeek_tsv, ZEEK_HEADER ZEEK_FLOW);
	expect_one(*state, &format_zeek_json, ZEEK_JSON);
	expect_one(*state, &format_csv, CSV_TITLES CSV_FLOW);
}

static void blank_lines_and_missing_ends_do_not_matter(void **state)
{
	char text[] = "\r\n\n" EVE_FLOW;

	text[strlen(text) - 1] = '\0';
	expect_one(*state, &format_eve, text);
	expect_one(*state, &format_zeek_tsv,
		   ZEEK_HEADER "\n" ZEEK_FLOW "#close\t2025\n\n");
	expect_one(*state, &format_csv, "\xef\xbb\xbf" CSV_TITLES CSV_FLOW);
	expect_one(*state, &format_eve, "\xef\xbb\xbf" EVE_FLOW);
}

static void what_is_no_log_is_not_recognised(void **state)
{
	static const char *const texts[] = {
		"",	    "\n\n\n",	   "hello world\n",  "{}\n",
		"[1,2]\n",  "{\"a\":1}\n", "a,b,c\n1,2,3\n", "#!/bin/sh\n",
		"<html>\n", "\177ELF"
	};

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		assert_null(recognise(*state, texts[i]));
}

static void a_head_of_blanks_alone_is_read_no_further(void **state)
{
	char *text = malloc(STREAM_HEAD + 1);

	assert_non_null(text);
	memset(text, '\n', STREAM_HEAD);
	text[STREAM_HEAD] = '\0';
	assert_null(recognise(*state, text));
	free(text);
}

static void a_log_that_begins_with_other_records_is_known(void **state)
{
	expect_tally(read_text(*state, &format_eve,
			       "{\"timestamp\":\"x\",\"event_type\":\"stats\"}\n" EVE_FLOW
			       "{\"timestamp\":\"x\",\"event_type\":\"dns\"}\n"),
		     1, 2, 0, 0);
	expect_tally(
		read_text(*state, &format_zeek_json,
			  "{\"_path\":\"dns\",\"ts\":1,\"id.orig_h\":\"10.0.0.1\","
			  "\"id.resp_h\":\"10.0.0.2\",\"id.resp_p\":53}\n" ZEEK_JSON),
		1, 1, 0, 0);
}

static void every_separator_of_csv_is_known(void **state)
{
	static const char separators[] = ",;\t|";

	for (size_t i = 0; i < 4; i++) {
		char text[] = CSV_TITLES CSV_FLOW;

		for (char *at = text; (at = strchr(at, ',')); at++)
			*at = separators[i];
		expect_one(*state, &format_csv, text);
	}
}

static void csv_cells_may_be_quoted_and_titles_in_any_order(void **state)
{
	expect_one(*state, &format_csv,
		   "note,\"dest_port\",SRC_IP,\"Dest_IP\",bytes,ts\r\n"
		   "\"a, \"\"b\"\"\nc\",\"443\",10.0.0.1 "
		   ",\"192.0.2.1\",500,1763596800.5\r\n");
	expect_one(*state, &format_csv,
		   "source.ip,destination.ip,destination.port,@timestamp,event.start,"
		   "source.bytes\n10.0.0.1,192.0.2.1,443,2025-11-21,2025-11-20T00:00:00."
		   "5Z,500\n");
}

static void a_csv_row_may_be_short_and_is_counted_by_its_number(void **state)
{
	struct flows flows = read_text(*state, &format_csv,
				       CSV_TITLES "10.0.0.1,192.0.2.1,443\n" CSV_FLOW
						  "10.0.0.1,x,443,2025-11-20,5\n"
						  "10.0.0.1,192.0.2.1,443,2025-11-20\n");

	assert_int_equal(flows.n, 2);
	assert_int_equal(flows.flows[1].bytes_out, FLOW_NO_BYTES);
	expect_bad(flows, 2, 2, "no flow.start");
}

static void a_csv_quote_that_never_closes_is_an_error(void **state)
{
	static const char text[] =
		CSV_TITLES CSV_FLOW "\"10.0.0.1,192.0.2.1,443\n" CSV_FLOW;
	struct setup *setup = *state;
	struct flows flows = { .n = 0 };
	struct sink sink = flows_sink(&flows);
	struct stream *stream = stream_of(text, sizeof(text) - 1);
	struct piece piece = { .stream = stream, .config = &setup->config, .length = -1 };
	struct error err = { .kind = ERROR_NONE };

	assert_int_equal(format_csv.read(&piece, &sink, &err), -1);
	assert_non_null(strstr(err.text, "row 3"));
	stream_close(stream);
	flows_free(&flows);
}

static void json_lines_go_by_the_configured_names(void **state)
{
	struct setup *setup = *state;

	setup->config.field_source_ip = "source.ip";
	setup->config.field_destination_ip = "destination.ip";
	setup->config.field_destination_port = "destination.port";
	setup->config.field_start = "event.start";
	setup->config.field_bytes_out = "source.bytes";
	setup->config.event_key = "event.kind";
	setup->config.event_type = "event";
	expect_one(setup, &format_json,
		   "{\"source\":{\"ip\":\"10.0.0.1\",\"bytes\":500},\"destination\":"
		   "{\"ip\":[\"192.0.2.1\",\"192.0.2.2\"],\"port\":\"443\"},\"event\":"
		   "{\"kind\":\"event\",\"start\":1763596800500}}\n");
	/* A raw EVE file is EVE all the same, whatever the index is like. */
	expect_one(setup, &format_eve, EVE_FLOW);
}

static void flares_timing_counts_by_the_time_of_logging(void **state)
{
	struct setup *setup = *state;
	struct flows flows;

	setup->config.field_start = NULL;
	setup->config.flare_timing = true;
	flows = read_text(setup, &format_eve, EVE_FLOW);
	assert_int_equal(flows.n, 1);
	expect_flow(&flows.flows[0], MOMENT + 60 * SECOND_US + 1, 443, 500);
	flows_free(&flows);
}

static void the_time_of_logging_may_be_named_as_the_start(void **state)
{
	char start[] = "@timestamp"; /* an ini file gives it twice, in two places */
	struct setup *setup = *state;
	struct flows flows;

	setup->config.field_start = start;
	flows = read_text(setup, &format_eve, EVE_FLOW);
	assert_int_equal(flows.n, 1);
	expect_flow(&flows.flows[0], MOMENT + 60 * SECOND_US + 1, 443, 500);
	flows_free(&flows);
}

static void eve_flows_know_when_they_were_logged(void **state)
{
	struct flows flows = read_text(*state, &format_eve, EVE_FLOW);

	assert_int_equal(flows.flows[0].logged_us, MOMENT + 60 * SECOND_US + 1);
	flows_free(&flows);
	flows = read_text(*state, &format_zeek_tsv, ZEEK_HEADER ZEEK_FLOW);
	assert_int_equal(flows.flows[0].logged_us, flows.flows[0].time_us);
	flows_free(&flows);
}

static void icmp_has_no_port(void **state)
{
	expect_tally(
		read_text(*state, &format_eve,
			  EVE_FLOW
			  "{\"timestamp\":\"2025-11-20T00:01:00.0+0000\","
			  "\"event_type\":\"flow\",\"src_ip\":\"10.0.0.1\",\"dest_ip\":"
			  "\"10.0.0.2\",\"proto\":\"ICMP\",\"flow\":{\"start\":"
			  "\"2025-11-20T00:00:00.0+0000\"}}\n"),
		1, 0, 1, 0);
	expect_tally(read_text(*state, &format_zeek_tsv,
			       ZEEK_HEADER ZEEK_FLOW
			       "1763596800.5\tCx\t10.0.0.1\t-\t10.0.0.2\t-\ticmp\t0\n"),
		     1, 0, 1, 0);
	expect_tally(read_text(*state, &format_csv,
			       CSV_TITLES "10.0.0.1,10.0.0.2,,2025-11-20,1\n"),
		     0, 0, 1, 0);
}

static void bad_eve_records_are_counted_with_the_first_line(void **state)
{
	struct setup *setup = *state;

	expect_bad(read_text(setup, &format_eve,
			     EVE_FLOW "{\"timestamp\":\"x\",\n" EVE_FLOW
				      "garbage\n" EVE_FLOW),
		   2, 2, "cut");
	expect_bad(read_text(setup, &format_eve, EVE_FLOW EVE_FLOW "}{\n"), 1, 3,
		   "no valid JSON");
	expect_bad(read_text(setup, &format_eve,
			     EVE_FLOW "{\"timestamp\":\"2025-11-20\",\"event_type\":"
				      "\"flow\",\"dest_ip\":"
				      "\"1.1.1.1\",\"dest_port\":1}\n"),
		   1, 2, "no src_ip");
	expect_bad(read_text(setup, &format_eve,
			     EVE_FLOW
			     "{\"timestamp\":\"2025-11-20\",\"event_type\":\"flow\","
			     "\"src_ip\":"
			     "\"1.1.1.1\",\"dest_ip\":\"evil\",\"dest_port\":1}\n"),
		   1, 2, "dest_ip is no IP address");
	expect_bad(read_text(setup, &format_eve,
			     EVE_FLOW
			     "{\"timestamp\":\"2025-11-20\",\"event_type\":\"flow\","
			     "\"src_ip\":"
			     "\"1.1.1.1\",\"dest_ip\":\"1.1.1.1\",\"dest_port\":1}\n"),
		   1, 2, "no flow.start");
}

/* Lines that cannot be a flow are passed over unread: whatever is one must be seen. */
static void a_flow_is_seen_however_its_event_is_written(void **state)
{
	static const char *const ways[] = {
		"\"fl\\u006fw\"", "\"\\u0066low\"", "\"flow\"",
		"[\"flow\"]",	  " \"flow\" ",
	};
	char text[600];

	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		snprintf(
			text, sizeof(text),
			"{\"timestamp\":\"2025-11-20T00:01:00Z\",\"src_ip\":\"10.0.0.1\","
			"\"dest_ip\":\"192.0.2.1\",\"dest_port\":443,\"flow\":{"
			"\"bytes_toserver\":500,\"start\":\"2025-11-20T00:00:00.5Z\"},"
			"\"event_type\":%s}\r\n",
			ways[i]);
		expect_one(*state, &format_eve, text);
	}
}

static void other_records_are_no_flows_whatever_they_hold(void **state)
{
	expect_tally(
		read_text(
			*state, &format_eve,
			EVE_FLOW
			"{\"timestamp\":\"x\",\"event_type\":\"stats\"}\n"
			"{\"timestamp\":\"x\",\"event_type\":\"alert\",\"flow\":{}}\n"
			"{\"timestamp\":\"x\",\"event_type\":\"http\","
			"\"a\":\"\\u00e4 event_type\"}\r\n"
			"{\"timestamp\":\"x\",\"event_type\":\"dns\",\"a\":\"flow\"}\n"),
		1, 4, 0, 0);
	/* Cut or glued together: part of it may have been a flow. */
	expect_bad(read_text(*state, &format_eve,
			     EVE_FLOW "{\"timestamp\":\"x\",\"event_type\":\"tls\"\n"),
		   1, 2, "the JSON object is cut");
}

static void bad_numbers_are_not_taken_for_others(void **state)
{
	static const char *const ports[] = { "65536",	   "-1",   "80x",
					     "4294967376", "http", "99999999999999999999",
					     "80.5" };

	for (size_t i = 0; i < COUNT_OF(ports); i++) {
		char text[1024];

		snprintf(text, sizeof(text),
			 "%s1763596800.5\tC\t10.0.0.1\t5\t10.0.0.2\t%s\ttcp\t1\n",
			 ZEEK_HEADER, ports[i]);
		expect_bad(read_text(*state, &format_zeek_tsv, text), 1, 9,
			   "id.resp_p is no port number");
	}
	expect_bad(read_text(*state, &format_csv,
			     CSV_TITLES "10.0.0.1,1.1.1.1,1,2025-11-20,-5\n"),
		   1, 2, "is no number of bytes");
}

static void the_year_1_is_no_time_of_a_flow(void **state)
{
	expect_bad(read_text(*state, &format_csv,
			     CSV_TITLES
			     "10.0.0.1,192.0.2.1,443,0001-01-01T00:00:00Z,5\n" CSV_FLOW),
		   1, 2, "not between the years 1970 and 2199");
	expect_bad(read_text(*state, &format_zeek_tsv,
			     ZEEK_HEADER
			     "-62135596800.0\tC\t10.0.0.1\t5\t192.0.2.1\t443\ttcp\t1\n"),
		   1, 9, "not between the years");
}

static void zeek_tsv_of_another_log_has_no_flow(void **state)
{
	expect_tally(
		read_text(*state, &format_zeek_tsv,
			  "#separator \\x09\n#path\tdns\n#fields\tts\tuid\tid.orig_h\n"
			  "1763596800.5\tC\t10.0.0.1\n"),
		0, 1, 0, 0);
}

static void zeek_tsv_may_have_any_separator_and_unset_mark(void **state)
{
	struct flows flows =
		read_text(*state, &format_zeek_tsv,
			  "#separator \\x2c\n#unset_field,none\n#path,conn\n"
			  "#fields,id.resp_p,id.resp_h,id.orig_h,ts,orig_bytes\n"
			  "443,192.0.2.1,10.0.0.1,1763596800.5,500\n443,192.0.2.1,10.0.0."
			  "1,1763596800.5,none\n");

	assert_int_equal(flows.n, 2);
	expect_flow(&flows.flows[0], MOMENT + 500000, 443, 500);
	expect_flow(&flows.flows[1], MOMENT + 500000, 443, FLOW_NO_BYTES);
	flows_free(&flows);
}

static void glued_zeek_logs_are_read_by_the_header_above_each(void **state)
{
	struct flows flows = read_text(*state, &format_zeek_tsv, GLUED);

	assert_int_equal(flows.n, 2);
	expect_flow(&flows.flows[0], MOMENT + 500000, 443, 500);
	expect_flow(&flows.flows[1], MOMENT + 500000, 80, 7);
	expect_tally(flows, 2, 1, 0, 0);
}

static void expect_vpc(const struct setup *setup, const char *text)
{
	struct flows flows = read_text(setup, &format_vpc, text);

	assert_int_equal(flows.tally.bad, 0);
	assert_int_equal(flows.n, 1);
	expect_flow(&flows.flows[0], MOMENT, 443, 500);
	assert_int_equal(flows.flows[0].duration_us, 30 * SECOND_US);
	assert_int_equal(flows.flows[0].protocol, FLOW_TCP);
	flows_free(&flows);
}

static void vpc_logs_are_read_by_their_titles_or_as_version_2(void **state)
{
	expect_vpc(*state, VPC_FLOW);
	expect_vpc(*state, VPC_TITLES VPC_FLOW);
	expect_vpc(*state,
		   "dstport end start bytes srcaddr dstaddr protocol tcp-flags\r\n"
		   "443 1763596830 1763596800 500 10.0.0.1 192.0.2.1 6 2\r\n");
}

static void glued_vpc_logs_are_read_by_the_titles_above_each(void **state)
{
	struct flows flows = read_text(*state, &format_vpc,
				       VPC_TITLES VPC_FLOW
				       "start dstport dstaddr srcaddr bytes log-status\n"
				       "1763596800 443 192.0.2.1 10.0.0.1 500 OK\n");

	assert_int_equal(flows.n, 2);
	expect_flow(&flows.flows[1], MOMENT, 443, 500);
	expect_tally(flows, 2, 0, 0, 0);
}

static void vpc_records_of_nothing_and_of_answers_are_no_flows(void **state)
{
	expect_tally(
		read_text(*state, &format_vpc,
			  "2 1 eni-1 - - - - - - - 1763596800 1763596860 - NODATA\n"
			  "2 1 eni-1 - - - - - - - 1763596800 1763596860 - SKIPDATA\n"
			  "2 1 eni-1 192.0.2.1 10.0.0.1 443 40000 6 4 900 1763596800 "
			  "1763596830 ACCEPT OK\n" VPC_FLOW),
		1, 3, 0, 0);
	/* Neither is known to be a service: both may have called. */
	expect_tally(
		read_text(*state, &format_vpc,
			  "2 1 eni-1 192.0.2.1 10.0.0.1 4444 40000 6 4 900 1763596800 "
			  "1763596830 ACCEPT OK\n"),
		1, 0, 0, 0);
}

/* 0 and 1: it goes on, and ends; 18 and 19: the other side answers. */
static void vpc_flags_tell_who_began_a_connection_and_when(void **state)
{
	static const char titles[] =
		"srcaddr srcport dstaddr dstport start end protocol bytes tcp-flags\n";
	static const char *const calls[] = { "2", "3", "6" };
	static const char *const others[] = { "0", "1", "4", "18", "19" };
	char text[512];

	for (size_t i = 0; i < COUNT_OF(calls); i++) {
		snprintf(text, sizeof(text),
			 "%s10.0.0.1 443 192.0.2.1 443 1763596800 1763596830 6 500 %s\n",
			 titles, calls[i]);
		expect_vpc(*state, text);
	}
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		snprintf(
			text, sizeof(text),
			"%s10.0.0.1 40000 192.0.2.1 443 1763596800 1763596830 6 500 %s\n",
			titles, others[i]);
		expect_tally(read_text(*state, &format_vpc, text), 0, 1, 0, 0);
	}
	snprintf(text, sizeof(text),
		 "%s10.0.0.1 40000 192.0.2.1 53 1763596800 1763596830 17 500 0\n",
		 titles);
	expect_tally(read_text(*state, &format_vpc, text), 1, 0, 0, 0);
}

static void vpc_records_without_ports_have_0(void **state)
{
	expect_tally(read_text(*state, &format_vpc,
			       VPC_FLOW
			       "2 1 eni-1 10.0.0.1 192.0.2.1 0 0 1 4 336 1763596800 "
			       "1763596830 ACCEPT OK\n"),
		     1, 0, 1, 0);
}

static void bad_vpc_records_are_counted(void **state)
{
	expect_bad(read_text(*state, &format_vpc, VPC_TITLES VPC_FLOW "garbage\n"), 1, 3,
		   "no srcaddr");
	expect_bad(read_text(*state, &format_vpc,
			     VPC_FLOW
			     "2 1 eni-1 10.0.0.1 192.0.2.1 40000 443 6 5 500 17635"),
		   1, 2, "the file ends within this line");
	expect_bad(read_text(*state, &format_vpc,
			     VPC_FLOW "2 1 eni-1 10.0.0.1 192.0.2.1 40000 65536 6 5 500 "
				      "1763596800 1763596830 ACCEPT OK\n"),
		   1, 2, "dstport is no port number");
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_kind_is_known_and_read),
		TEST(blank_lines_and_missing_ends_do_not_matter),
		TEST(what_is_no_log_is_not_recognised),
		TEST(a_head_of_blanks_alone_is_read_no_further),
		TEST(a_log_that_begins_with_other_records_is_known),
		TEST(every_separator_of_csv_is_known),
		TEST(csv_cells_may_be_quoted_and_titles_in_any_order),
		TEST(a_csv_row_may_be_short_and_is_counted_by_its_number),
		TEST(a_csv_quote_that_never_closes_is_an_error),
		TEST(json_lines_go_by_the_configured_names),
		TEST(flares_timing_counts_by_the_time_of_logging),
		TEST(the_time_of_logging_may_be_named_as_the_start),
		TEST(eve_flows_know_when_they_were_logged),
		TEST(icmp_has_no_port),
		TEST(bad_eve_records_are_counted_with_the_first_line),
		TEST(a_flow_is_seen_however_its_event_is_written),
		TEST(other_records_are_no_flows_whatever_they_hold),
		TEST(bad_numbers_are_not_taken_for_others),
		TEST(the_year_1_is_no_time_of_a_flow),
		TEST(zeek_tsv_of_another_log_has_no_flow),
		TEST(zeek_tsv_may_have_any_separator_and_unset_mark),
		TEST(glued_zeek_logs_are_read_by_the_header_above_each),
		TEST(vpc_logs_are_read_by_their_titles_or_as_version_2),
		TEST(glued_vpc_logs_are_read_by_the_titles_above_each),
		TEST(vpc_records_of_nothing_and_of_answers_are_no_flows),
		TEST(vpc_flags_tell_who_began_a_connection_and_when),
		TEST(vpc_records_without_ports_have_0),
		TEST(bad_vpc_records_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
