/*
 * logs - small logs of each kind, and reading them by their format.
 */
#ifndef UNIT_LOGS_H
#define UNIT_LOGS_H

#include "helpers.h"

#include "model/timestamp.h"
#include "source/format.h"

/* 2025-11-20T00:00:00Z */
#define MOMENT (INT64_C(1763596800) * SECOND_US)

#define EVE_FLOW \
	"{\"timestamp\":\"2025-11-20T00:01:00.000001+0000\",\"flow_id\":1," \
	"\"event_type\":\"flow\",\"src_ip\":\"10.0.0.1\",\"src_port\":5," \
	"\"dest_ip\":\"192.0.2.1\",\"dest_port\":443,\"proto\":\"TCP\",\"flow\":{" \
	"\"bytes_toserver\":500,\"bytes_toclient\":9,\"start\":" \
	"\"2025-11-20T00:00:00.500000+0000\"}}\n"

#define ZEEK_FIELDS \
	"#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_" \
	"bytes\n"
#define ZEEK_HEADER \
	"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n" \
	"#path\tconn\n#open\t2025-11-20-00-00-00\n" ZEEK_FIELDS \
	"#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tcount\n"
#define ZEEK_FLOW "1763596800.500000\tCx\t10.0.0.1\t5\t192.0.2.1\t443\ttcp\t500\n"

#define ZEEK_JSON \
	"{\"ts\":1763596800.5,\"uid\":\"Cx\",\"id.orig_h\":\"10.0.0.1\",\"id.orig_p\":" \
	"5," \
	"\"id.resp_h\":\"192.0.2.1\",\"id.resp_p\":443,\"orig_bytes\":500," \
	"\"conn_state\":\"SF\"}\n"

#define VPC_TITLES \
	"version account-id interface-id srcaddr dstaddr srcport dstport protocol " \
	"packets bytes start end action log-status\n"
#define VPC_FLOW \
	"2 123456789010 eni-1235b8ca123456789 10.0.0.1 192.0.2.1 40000 443 6 5 500 " \
	"1763596800 1763596830 ACCEPT OK\n"

#define CSV_TITLES "src_ip,dest_ip,dest_port,flow.start,flow.bytes_toserver\n"
#define CSV_FLOW "10.0.0.1,192.0.2.1,443,2025-11-20T00:00:00.5Z,500\n"

static inline int begin(void **state)
{
	struct setup *setup = memory_zero(1, sizeof(*setup));

	setup_init(setup);
	*state = setup;
	return 0;
}

static inline int end(void **state)
{
	setup_free(*state);
	free(*state);
	return 0;
}

static inline const struct format *recognise(const struct setup *setup, const char *text)
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

static inline struct flows read_bytes(const struct setup *setup,
				      const struct format *format, const char *text,
				      size_t len)
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
static inline struct flows read_text(const struct setup *setup,
				     const struct format *format, const char *text)
{
	const struct format *found = recognise(setup, text);

	if (found != format)
		fail_msg("taken for %s", found ? found->name : "nothing");
	return read_bytes(setup, format, text, strlen(text));
}

static inline void expect_flow(const struct flow *flow, int64_t time_us, uint16_t port,
			       uint64_t bytes_out)
{
	struct address src = address_of("10.0.0.1"), dst = address_of("192.0.2.1");

	assert_int_equal(address_compare(&flow->src, &src), 0);
	assert_int_equal(address_compare(&flow->dst, &dst), 0);
	assert_int_equal(flow->time_us, time_us);
	assert_int_equal(flow->port, port);
	assert_int_equal(flow->bytes_out, bytes_out);
}

/* Logs of different columns and kinds, glued together. */
#define GLUED \
	ZEEK_HEADER ZEEK_FLOW \
		"#close\t2025-11-20-01-00-00\n" \
		"#separator " \
		"\\x09\n#unset_field\t-\n#path\tdns\n#fields\tts\tid.orig_h\n" \
		"1763596800.5\t10.0.0.1\n" \
		"#separator \\x7c\n#unset_field|-\n#path|conn\n" \
		"#fields|id.resp_p|id.resp_h|id.orig_h|ts|orig_bytes\n" \
		"80|192.0.2.1|10.0.0.1|1763596800.5|7\n"

#endif
