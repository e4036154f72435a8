/*
 * test_formats - each kind of log is known by its content and gives the same
 * flows whole and in pieces; what is no flow is counted for what it is.
 */
#include "helpers.h"

#include "model/timestamp.h"
#include "source/format.h"

/* 2025-11-20T00:00:00Z */
#define MOMENT (INT64_C(1763596800) * SECOND_US)

#define EVE_FLOW                                                                           \
	"{\"timestamp\":\"2025-11-20T00:01:00.000001+0000\",\"flow_id\":1,"                \
	"\"event_type\":\"flow\",\"src_ip\":\"10.0.0.1\",\"src_port\":5,"                  \
	"\"dest_ip\":\"192.0.2.1\",\"dest_port\":443,\"proto\":\"TCP\",\"flow\":{"         \
	"\"bytes_toserver\":500,\"bytes_toclient\":9,\"start\":"                           \
	"\"2025-11-20T00:00:00.500000+0000\"}}\n"

#define ZEEK_FIELDS                                                                        \
	"#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_bytes\n"
#define ZEEK_HEADER                                                                        \
	"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n"   \
	"#path\tconn\n#open\t2025-11-20-00-00-00\n" ZEEK_FIELDS                           \
	"#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tcount\n"
#define ZEEK_FLOW "1763596800.500000\tCx\t10.0.0.1\t5\t192.0.2.1\t443\ttcp\t500\n"

#define ZEEK_JSON                                                                          \
	"{\"ts\":1763596800.5,\"uid\":\"Cx\",\"id.orig_h\":\"10.0.0.1\",\"id.orig_p\":5,"  \
	"\"id.resp_h\":\"192.0.2.1\",\"id.resp_p\":443,\"orig_bytes\":500,"                \
	"\"conn_state\":\"SF\"}\n"

#define CSV_TITLES "src_ip,dest_ip,dest_port,flow.start,flow.bytes_toserver\n"
#define CSV_FLOW "10.0.0.1,192.0.2.1,443,2025-11-20T00:00:00.5Z,500\n"

static int begin(void **state)
{
	struct setup *setup = memory_zero(1, sizeof(*setup));

	setup_init(setup);
	*state = setup;
	return 0;
}

static int end(void **state)
{
	setup_free(*state);
	free(*state);
	return 0;
}

static const struct format *recognise(const struct setup *setup, const char *text)
{
	size_t len = strlen(text);
	char *copy = malloc(len ? len : 1); /* of exact size, for the sanitizer */
	const struct format *format;

	assert_non_null(copy);
	memcpy(copy, text, len);
	format = format_recognise(copy, len, &setup->config);
	free(copy);
	return format;
}

static struct flows read_bytes(const struct setup *setup, const struct format *format,
			       const char *text, size_t len)
{
	struct flows flows = { .n = 0 };
	struct sink sink = flows_sink(&flows);
	struct stream *stream = stream_of(text, len);
	struct piece piece = { .stream = stream, .config = &setup->config, .length = -1 };
	struct error err = { .kind = ERROR_NONE };

	if (format->read(&piece, &sink, &err) != 0)
		fail_msg("%s", err.text);
	stream_close(stream);
	return flows;
}

/* By the format that the text is recognised as, which must be this one. */
static struct flows read_text(const struct setup *setup, const struct format *format,
			      const char *text)
{
	const struct format *found = recognise(setup, text);

	if (found != format)
		fail_msg("taken for %s", found ? found->name : "nothing");
	return read_bytes(setup, format, text, strlen(text));
}

static void expect_flow(const struct flow *flow, int64_t time_us, uint16_t port,
			uint64_t bytes_out)
{
	struct address src = address_of("10.0.0.1"), dst = address_of("192.0.2.1");

	assert_int_equal(address_compare(&flow->src, &src), 0);
	assert_int_equal(address_compare(&flow->dst, &dst), 0);
	assert_int_equal(flow->time_us, time_us);
	assert_int_equal(flow->port, port);
	assert_int_equal(flow->bytes_out, bytes_out);
}

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
	expect_one(*state, &format_zeek_tsv, ZEEK_HEADER "\n" ZEEK_FLOW "#close\t2025\n\n");
	expect_one(*state, &format_csv, "\xef\xbb\xbf" CSV_TITLES CSV_FLOW);
	expect_one(*state, &format_eve, "\xef\xbb\xbf" EVE_FLOW);
}

static void what_is_no_log_is_not_recognised(void **state)
{
	static const char *const texts[] = { "", "\n\n\n", "hello world\n", "{}\n", "[1,2]\n",
					     "{\"a\":1}\n", "a,b,c\n1,2,3\n", "#!/bin/sh\n",
					     "<html>\n", "\x7f" "ELF" };

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
			       "{\"timestamp\":\"x\",\"event_type\":\"dns\"}\n"), 1, 2, 0, 0);
	expect_tally(read_text(*state, &format_zeek_json,
			       "{\"_path\":\"dns\",\"ts\":1,\"id.orig_h\":\"10.0.0.1\","
			       "\"id.resp_h\":\"10.0.0.2\",\"id.resp_p\":53}\n" ZEEK_JSON), 1, 1,
		     0, 0);
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
		   "\"a, \"\"b\"\"\nc\",\"443\",10.0.0.1 ,\"192.0.2.1\",500,1763596800.5\r\n");
	expect_one(*state, &format_csv,
		   "source.ip,destination.ip,destination.port,@timestamp,event.start,"
		   "source.bytes\n10.0.0.1,192.0.2.1,443,2025-11-21,2025-11-20T00:00:00.5Z,500\n");
}

static void a_csv_row_may_be_short_and_is_counted_by_its_number(void **state)
{
	struct flows flows = read_text(*state, &format_csv, CSV_TITLES "10.0.0.1,192.0.2.1,443\n"
				       CSV_FLOW "10.0.0.1,x,443,2025-11-20,5\n"
				       "10.0.0.1,192.0.2.1,443,2025-11-20\n");

	assert_int_equal(flows.n, 2);
	assert_int_equal(flows.flows[1].bytes_out, 0);
	expect_bad(flows, 2, 2, "no flow.start");
}

static void a_csv_quote_that_never_closes_is_an_error(void **state)
{
	static const char text[] = CSV_TITLES CSV_FLOW "\"10.0.0.1,192.0.2.1,443\n" CSV_FLOW;
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
	expect_tally(read_text(*state, &format_eve,
			       EVE_FLOW "{\"timestamp\":\"2025-11-20T00:01:00.0+0000\","
			       "\"event_type\":\"flow\",\"src_ip\":\"10.0.0.1\",\"dest_ip\":"
			       "\"10.0.0.2\",\"proto\":\"ICMP\",\"flow\":{\"start\":"
			       "\"2025-11-20T00:00:00.0+0000\"}}\n"), 1, 0, 1, 0);
	expect_tally(read_text(*state, &format_zeek_tsv, ZEEK_HEADER ZEEK_FLOW
			       "1763596800.5\tCx\t10.0.0.1\t-\t10.0.0.2\t-\ticmp\t0\n"), 1, 0, 1, 0);
	expect_tally(read_text(*state, &format_csv, CSV_TITLES "10.0.0.1,10.0.0.2,,2025-11-20,1\n"),
		     0, 0, 1, 0);
}

static void bad_eve_records_are_counted_with_the_first_line(void **state)
{
	struct setup *setup = *state;

	expect_bad(read_text(setup, &format_eve, EVE_FLOW "{\"timestamp\":\"x\",\n" EVE_FLOW
			     "garbage\n" EVE_FLOW), 2, 2, "cut");
	expect_bad(read_text(setup, &format_eve, EVE_FLOW EVE_FLOW "}{\n"), 1, 3, "no valid JSON");
	expect_bad(read_text(setup, &format_eve, EVE_FLOW
			     "{\"timestamp\":\"2025-11-20\",\"event_type\":\"flow\",\"dest_ip\":"
			     "\"1.1.1.1\",\"dest_port\":1}\n"), 1, 2, "no src_ip");
	expect_bad(read_text(setup, &format_eve, EVE_FLOW
			     "{\"timestamp\":\"2025-11-20\",\"event_type\":\"flow\",\"src_ip\":"
			     "\"1.1.1.1\",\"dest_ip\":\"evil\",\"dest_port\":1}\n"), 1, 2,
		   "dest_ip is no IP address");
	expect_bad(read_text(setup, &format_eve, EVE_FLOW
			     "{\"timestamp\":\"2025-11-20\",\"event_type\":\"flow\",\"src_ip\":"
			     "\"1.1.1.1\",\"dest_ip\":\"1.1.1.1\",\"dest_port\":1}\n"), 1, 2,
		   "no flow.start");
}

static void bad_numbers_are_not_taken_for_others(void **state)
{
	static const char *const ports[] = { "65536", "-1", "80x", "4294967376", "http",
					     "99999999999999999999", "80.5" };

	for (size_t i = 0; i < COUNT_OF(ports); i++) {
		char text[1024];

		snprintf(text, sizeof(text), "%s1763596800.5\tC\t10.0.0.1\t5\t10.0.0.2\t%s\ttcp\t1\n",
			 ZEEK_HEADER, ports[i]);
		expect_bad(read_text(*state, &format_zeek_tsv, text), 1, 9,
			   "id.resp_p is no port number");
	}
	expect_bad(read_text(*state, &format_csv, CSV_TITLES "10.0.0.1,1.1.1.1,1,2025-11-20,-5\n"),
		   1, 2, "is no number of bytes");
}

static void the_year_1_is_no_time_of_a_flow(void **state)
{
	expect_bad(read_text(*state, &format_csv,
			     CSV_TITLES "10.0.0.1,192.0.2.1,443,0001-01-01T00:00:00Z,5\n" CSV_FLOW),
		   1, 2, "not between the years 1970 and 2199");
	expect_bad(read_text(*state, &format_zeek_tsv, ZEEK_HEADER
			     "-62135596800.0\tC\t10.0.0.1\t5\t192.0.2.1\t443\ttcp\t1\n"), 1, 9,
		   "not between the years");
}

static void zeek_tsv_of_another_log_has_no_flow(void **state)
{
	expect_tally(read_text(*state, &format_zeek_tsv,
			       "#separator \\x09\n#path\tdns\n#fields\tts\tuid\tid.orig_h\n"
			       "1763596800.5\tC\t10.0.0.1\n"), 0, 1, 0, 0);
}

static void zeek_tsv_may_have_any_separator_and_unset_mark(void **state)
{
	struct flows flows = read_text(
		*state, &format_zeek_tsv,
		"#separator \\x2c\n#unset_field,none\n#path,conn\n"
		"#fields,id.resp_p,id.resp_h,id.orig_h,ts,orig_bytes\n"
		"443,192.0.2.1,10.0.0.1,1763596800.5,500\n443,192.0.2.1,10.0.0.1,1763596800.5,none\n");

	assert_int_equal(flows.n, 2);
	expect_flow(&flows.flows[0], MOMENT + 500000, 443, 500);
	expect_flow(&flows.flows[1], MOMENT + 500000, 443, 0);
	flows_free(&flows);
}

/* Logs of different columns and kinds, glued together. */
#define GLUED                                                                              \
	ZEEK_HEADER ZEEK_FLOW "#close\t2025-11-20-01-00-00\n"                             \
	"#separator \\x09\n#unset_field\t-\n#path\tdns\n#fields\tts\tid.orig_h\n"          \
	"1763596800.5\t10.0.0.1\n"                                                         \
	"#separator \\x7c\n#unset_field|-\n#path|conn\n"                                   \
	"#fields|id.resp_p|id.resp_h|id.orig_h|ts|orig_bytes\n"                            \
	"80|192.0.2.1|10.0.0.1|1763596800.5|7\n"

static void glued_zeek_logs_are_read_by_the_header_above_each(void **state)
{
	struct flows flows = read_text(*state, &format_zeek_tsv, GLUED);

	assert_int_equal(flows.n, 2);
	expect_flow(&flows.flows[0], MOMENT + 500000, 443, 500);
	expect_flow(&flows.flows[1], MOMENT + 500000, 80, 7);
	expect_tally(flows, 2, 1, 0, 0);
}

enum { MOST_HEADERS = 16 };

/* Reads the file as files.c would cut it, but into pieces of `size`. */
static struct flows read_pieces(const struct setup *setup, const struct format *format,
				struct stream *stream, int64_t size, struct tally *tally)
{
	int64_t len = stream_size(stream), headers[MOST_HEADERS], from = 0, to = len;
	struct error err = { .kind = ERROR_NONE };
	struct flows flows = { .n = 0 };
	size_t n_headers = 0;

	*tally = (struct tally){ .flows = 0 };
	for (; from < len; from = to) {
		assert_true(n_headers < MOST_HEADERS);
		headers[n_headers++] = from;
		if (format->next_header)
			assert_int_equal(format->next_header(stream, from, &to, &err), 0);
		for (int64_t at = from; at < to; at += size) {
			struct piece piece = {
				.stream = stream, .config = &setup->config, .offset = at,
				.length = to - at < size ? to - at : size, .headers = headers,
				.n_headers = n_headers,
			};
			struct sink sink = flows_sink(&flows);

			flows.tally = (struct tally){ .flows = 0 };
			if (format->read(&piece, &sink, &err) != 0)
				fail_msg("%s", err.text);
			tally_append(tally, &flows.tally);
		}
	}
	return flows;
}

static void expect_pieces(const struct setup *setup, const struct format *format,
			  const char *text, size_t len, int64_t size)
{
	struct flows whole = read_bytes(setup, format, text, len), pieces;
	struct stream *stream = stream_of(text, len);
	struct tally tally;

	assert_true(format->can_cut);
	pieces = read_pieces(setup, format, stream, size, &tally);
	assert_true(whole.n > 0);
	assert_int_equal(pieces.n, whole.n);
	for (size_t i = 0; i < whole.n; i++) {
		const struct flow *a = &pieces.flows[i], *b = &whole.flows[i];

		assert_int_equal(address_compare(&a->src, &b->src), 0);
		assert_int_equal(address_compare(&a->dst, &b->dst), 0);
		assert_int_equal(a->time_us, b->time_us);
		assert_int_equal(a->logged_us, b->logged_us);
		assert_int_equal(a->port, b->port);
		assert_int_equal(a->bytes_out, b->bytes_out);
	}
	assert_int_equal(tally.lines, whole.tally.lines);
	assert_int_equal(tally.other, whole.tally.other);
	assert_int_equal(tally.no_port, whole.tally.no_port);
	assert_int_equal(tally.bad, whole.tally.bad);
	assert_int_equal(tally.first_bad_line, whole.tally.first_bad_line);
	assert_string_equal(tally.first_bad_why, whole.tally.first_bad_why);
	stream_close(stream);
	flows_free(&pieces);
	flows_free(&whole);
}

static void pieces_of_every_size_give_the_same_flows(void **state)
{
	static const char zeek[] = GLUED "bad line\n" GLUED;
	static const char eve[] = EVE_FLOW "\n{\"timestamp\":1,\"event_type\":\"dns\"}\nbad\n" EVE_FLOW;
	static const char json[] = ZEEK_JSON "{}\n" ZEEK_JSON "{\"ts\":\n" ZEEK_JSON;

	for (int64_t size = 1; size <= (int64_t)sizeof(zeek); size++)
		expect_pieces(*state, &format_zeek_tsv, zeek, sizeof(zeek) - 1, size);
	for (int64_t size = 1; size <= (int64_t)sizeof(eve); size++)
		expect_pieces(*state, &format_eve, eve, sizeof(eve) - 1, size);
	for (int64_t size = 1; size <= (int64_t)sizeof(json); size += 3)
		expect_pieces(*state, &format_zeek_json, json, sizeof(json) - 1, size);
}

static void pieces_of_a_log_with_windows_line_ends_are_like_the_whole(void **state)
{
	static const char unix_text[] = GLUED;
	char text[2 * sizeof(unix_text)];
	size_t len = 0;

	for (const char *at = unix_text; *at; at++) {
		if (*at == '\n')
			text[len++] = '\r';
		text[len++] = *at;
	}
	for (int64_t size = 1; size <= (int64_t)len; size++)
		expect_pieces(*state, &format_zeek_tsv, text, len, size);
}

static void a_header_is_found_across_blocks(void **state)
{
	enum { LEN = 5 << 19 }; /* more than two of the blocks it is looked for in */
	static const char mark[] = "\n#separator \\x09\nx";
	char *text = malloc(LEN);

	(void)state;
	assert_non_null(text);
	for (int shift = -14; shift < 3; shift++) {
		size_t at = (size_t)((1 << 20) + shift);
		struct stream *stream;
		struct error err;
		int64_t found = -1;

		memset(text, '#', LEN);
		text[0] = 'x';
		memcpy(text + at, mark, sizeof(mark) - 1);
		stream = stream_of(text, LEN);
		assert_int_equal(format_zeek_tsv.next_header(stream, 0, &found, &err), 0);
		assert_int_equal(found, at + 1);
		assert_int_equal(format_zeek_tsv.next_header(stream, found, &found, &err), 0);
		assert_int_equal(found, LEN);
		stream_close(stream);
	}
	free(text);
}

static void a_header_may_change_only_part_of_the_one_above(void **state)
{
	static const char text[] = ZEEK_HEADER ZEEK_FLOW "#fields\tid.resp_p\tts\tid.orig_h\t"
				   "id.resp_h\n80\t1763596800.5\t10.0.0.1\t192.0.2.1\n";
	struct flows flows = read_text(*state, &format_zeek_tsv, text);

	assert_int_equal(flows.n, 2);
	expect_flow(&flows.flows[1], MOMENT + 500000, 80, 0);
	flows_free(&flows);
	for (int64_t size = 1; size <= (int64_t)sizeof(text); size++)
		expect_pieces(*state, &format_zeek_tsv, text, sizeof(text) - 1, size);
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
		TEST(bad_numbers_are_not_taken_for_others),
		TEST(the_year_1_is_no_time_of_a_flow),
		TEST(zeek_tsv_of_another_log_has_no_flow),
		TEST(zeek_tsv_may_have_any_separator_and_unset_mark),
		TEST(glued_zeek_logs_are_read_by_the_header_above_each),
		TEST(pieces_of_every_size_give_the_same_flows),
		TEST(pieces_of_a_log_with_windows_line_ends_are_like_the_whole),
		TEST(a_header_is_found_across_blocks),
		TEST(a_header_may_change_only_part_of_the_one_above),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
