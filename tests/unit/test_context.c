/*
 * test_context - what records beside the flows say of two hosts, in every form of log,
 * and what of it is kept for a row, whoever reads it in which order.
 */
#include "logs.h"

#include "group/context.h"
#include "source/record.h"

/* What was seen, a line each. */
struct seen {
	char text[4096];
};

static void put_sighting(void *context, const struct sighting *sighting)
{
	struct seen *seen = context;
	char src[ADDRESS_TEXT], dst[ADDRESS_TEXT];
	size_t len = strlen(seen->text), room = sizeof(seen->text) - len;

	len += (size_t)snprintf(seen->text + len, room, "%s %s:%u %s %.*s",
				address_format(&sighting->src, src),
				address_format(&sighting->dst, dst), sighting->port,
				context_kind_name((enum context_kind)sighting->kind),
				(int)sighting->len, sighting->text);
	room = sizeof(seen->text) - len;
	if (sighting->severity != CELL_NO_INTEGER)
		len += (size_t)snprintf(seen->text + len, room, " [%d from %u]",
					(int)sighting->severity, sighting->src_port);
	room = sizeof(seen->text) - len;
	snprintf(seen->text + len, room, "%s%.*s%s\n", sighting->payload ? " " : "",
		 (int)sighting->payload_len, sighting->payload ? sighting->payload : "",
		 sighting->is_reply ? " (reply)" : "");
}

static void expect_seen(struct setup *setup, const struct format *format,
			const char *text, const char *expected)
{
	struct seen seen = { .text = "" };
	struct tally tally = { .flows = 0 };
	struct sink sink = { .put_sighting = put_sighting,
			     .context = &seen,
			     .tally = &tally };
	struct stream *stream = stream_of(text, strlen(text));
	struct piece piece = { .stream = stream, .config = &setup->config, .length = -1 };
	struct error err = { .kind = ERROR_NONE };

	if (format->read(&piece, &sink, &err) != 0)
		fail_msg("%s", err.text);
	assert_string_equal(seen.text, expected);
	assert_int_equal(tally.bad, 0);
	assert_int_equal(tally.flows, 0);
	stream_close(stream);
}

#define EVE(type, rest) \
	"{\"timestamp\":\"2025-11-20T00:10:00.0+0000\",\"flow_id\":12,\"event_type\":\"" type \
	"\",\"src_ip\":\"10.0.0.1\",\"src_port\":4000,\"dest_ip\":\"192.0.2.1\"," \
	"\"dest_port\":443," rest "}\n"
#define DNS(ends, rest) \
	"{\"timestamp\":\"2025-11-20T00:10:00.0+0000\",\"event_type\":\"dns\"," ends \
	"\"dns\":{" rest "}}\n"
#define ASKED \
	"\"src_ip\":\"10.0.0.1\",\"src_port\":4000,\"dest_ip\":\"10.0.0.53\",\"dest_port\":53,"
#define TOLD \
	"\"src_ip\":\"10.0.0.53\",\"src_port\":53,\"dest_ip\":\"10.0.0.1\",\"dest_port\":4000,"

static void suricatas_records_say_what_they_are_about(void **state)
{
	static const struct {
		const char *text;
		const char *seen;
	} cases[] = {
		{ EVE("http",
		      "\"http\":{\"hostname\":\"c2.example:8080\",\"url\":\"/a?b\","
		      "\"http_user_agent\":\"x y\",\"http_method\":\"POST\","
		      "\"status\":204}"),
		  "10.0.0.1 192.0.2.1:443 http_host c2.example:8080\n"
		  "10.0.0.1 192.0.2.1:443 user_agent x y\n"
		  "10.0.0.1 192.0.2.1:443 url /a?b\n"
		  "10.0.0.1 192.0.2.1:443 http_request POST 204\n" },
		{ EVE("http", "\"http\":{\"url\":\"\",\"status\":400}"),
		  "10.0.0.1 192.0.2.1:443 http_request 400\n" },
		{ EVE("tls",
		      "\"tls\":{\"sni\":\"c2.example\",\"version\":\"TLS 1.2\","
		      "\"issuerdn\":\"CN=Server\",\"ja3\":{\"hash\":\"aa\",\"string\":"
		      "\"771\"},\"ja4\":\"t13\"}"),
		  "10.0.0.1 192.0.2.1:443 tls_name c2.example\n"
		  "10.0.0.1 192.0.2.1:443 tls_version TLS 1.2\n"
		  "10.0.0.1 192.0.2.1:443 tls_issuer CN=Server\n"
		  "10.0.0.1 192.0.2.1:443 ja3 aa\n10.0.0.1 192.0.2.1:443 ja4 t13\n" },
		{ EVE("quic", "\"quic\":{\"sni\":\"q.example\",\"version\":\"1\",\"ja4\":"
			      "\"q13\"}"),
		  "10.0.0.1 192.0.2.1:443 tls_name q.example\n"
		  "10.0.0.1 192.0.2.1:443 ja4 q13\n" },
		/* the request that raised an alert has a record of its own */
		{ EVE("alert",
		      "\"alert\":{\"signature\":\"ET X\",\"severity\":1},\"http\":{"
		      "\"hostname\":\"c2.example\",\"url\":\"/\"},"
		      "\"payload_printable\":\"GET /\\r\\n\\u001b[2J\""),
		  "10.0.0.1 192.0.2.1:443 alert ET X [1 from 4000] GET /\r\n\x1b[2J\n" },
		{ EVE("fileinfo", "\"http\":{\"hostname\":\"c2.example\"}"), "" },
		{ EVE("flow", "\"http\":{\"hostname\":\"c2.example\"}"), "" },
		{ EVE("anomaly", "\"text\":\"\\\"event_type\\\":\\\"http\\\"\""), "" },
		/* the same answers in two forms count once */
		{ DNS(ASKED,
		      "\"type\":\"answer\",\"rrname\":\"a.example.\",\"answers\":[{"
		      "\"rdata\":\"b.example\"},{\"rdata\":\"192.0.2.7\"}],"
		      "\"grouped\":{\"A\":[\"192.0.2.7\"]}"),
		  "10.0.0.1 192.0.2.7:0 dns_name a.example (reply)\n"
		  "10.0.0.1 10.0.0.53:53 dns_query a.example (reply)\n" },
		{ DNS(ASKED, "\"type\":\"answer\",\"rrname\":\"a.example\",\"grouped\":{"
			     "\"AAAA\":[\"2001:db8::7\"]}"),
		  "10.0.0.1 2001:db8::7:0 dns_name a.example (reply)\n"
		  "10.0.0.1 10.0.0.53:53 dns_query a.example (reply)\n" },
		{ DNS(ASKED, "\"type\":\"query\",\"rrname\":\"a.example\""),
		  "10.0.0.1 10.0.0.53:53 dns_query a.example\n" },
		{ DNS(TOLD, "\"rrname\":\"a.example\",\"rdata\":\"192.0.2.7\""),
		  "10.0.0.1 192.0.2.7:0 dns_name a.example (reply)\n"
		  "10.0.0.1 10.0.0.53:53 dns_query a.example (reply)\n" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		expect_seen(*state, &format_eve, cases[i].text, cases[i].seen);
}

/* "event_type" in the middle of a text, or written in another way, hides no record. */
static void lines_that_are_passed_over_say_nothing(void **state)
{
	expect_seen(
		*state, &format_eve,
		"{ \"event_type\" : \"http\", \"timestamp\":\"2025-11-20T00:10:00Z\","
		"\"src_ip\":\"10.0.0.1\",\"dest_ip\":\"192.0.2.1\",\"dest_port\":80,"
		"\"http\":{\"url\":\"/1\"}}\n"
		"{\"\\u0065vent_type\":\"http\",\"timestamp\":\"2025-11-20T00:10:00Z\","
		"\"src_ip\":\"10.0.0.1\",\"dest_ip\":\"192.0.2.1\",\"dest_port\":80,"
		"\"http\":{\"url\":\"/2\"}}\n"
		"{\"timestamp\":\"2025-11-20T00:10:00Z\",\"http\":{\"http_user_agent\":"
		"\"\\\"event_type\\\":\\\"flow\\\"\",\"url\":\"/3\"},"
		"\"event_type\":\"http\",\"src_ip\":\"10.0.0.1\","
		"\"dest_ip\":\"192.0.2.1\",\"dest_port\":80}\n",
		"10.0.0.1 192.0.2.1:80 url /1\n10.0.0.1 192.0.2.1:80 url /2\n"
		"10.0.0.1 192.0.2.1:80 user_agent \"event_type\":\"flow\"\n"
		"10.0.0.1 192.0.2.1:80 url /3\n");
}

#define ZEEK(path, fields) \
	"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n" \
	"#path\t" path \
	"\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\t" fields \
	"\n1763596800.5\tCx\t10.0.0.1\t4000\t192.0.2.1\t443\t"

static void zeeks_logs_say_what_they_are_about(void **state)
{
	static const struct {
		const char *text;
		const char *seen;
	} cases[] = {
		{ ZEEK("http",
		       "method\thost\turi\tversion\tuser_agent\tstatus_code") "GET\t(empty)\t/x\t1.1\tbot\t404\n",
		  "10.0.0.1 192.0.2.1:443 user_agent bot\n10.0.0.1 192.0.2.1:443 url /x\n"
		  "10.0.0.1 192.0.2.1:443 http_request GET 404\n" },
		{ ZEEK("ssl",
		       "version\tserver_name\tissuer\tja3") "TLSv12\t-\tCN=AsyncRAT Server\tbb\n",
		  "10.0.0.1 192.0.2.1:443 tls_version TLSv12\n"
		  "10.0.0.1 192.0.2.1:443 tls_issuer CN=AsyncRAT Server\n"
		  "10.0.0.1 192.0.2.1:443 ja3 bb\n" },
		{ ZEEK("quic", "version\tserver_name") "1\tq.example\n",
		  "10.0.0.1 192.0.2.1:443 tls_name q.example\n" },
		{ ZEEK("notice", "note\tmsg") "SSL::Invalid_Server_Cert\tself signed\n",
		  "10.0.0.1 192.0.2.1:443 alert SSL::Invalid_Server_Cert self signed\n" },
		{ ZEEK("sip", "method\turi") "INVITE\tsip:x\n", "" },
		{ ZEEK("conn", "conn_state") "SF\n", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		expect_seen(*state, &format_zeek_tsv, cases[i].text, cases[i].seen);
	expect_seen(*state, &format_zeek_json,
		    "{\"ts\":1763596800.5,\"uid\":\"Cx\",\"id.orig_h\":\"10.0.0.1\","
		    "\"id.orig_p\":4000,\"id.resp_h\":\"192.0.2.1\",\"id.resp_p\":443,"
		    "\"note\":\"Scan::Port\",\"msg\":\"m\"}\n",
		    "10.0.0.1 192.0.2.1:443 alert Scan::Port m\n");
}

/* Rows, by --key src,dst,port unless they say otherwise. */
static const int64_t minutes[] = { 60 * SECOND_US, 120 * SECOND_US, 180 * SECOND_US,
				   240 * SECOND_US, 300 * SECOND_US };

static struct context_row row_of(const char *src, const char *dst, uint16_t port)
{
	return (struct context_row){ .src = address_of(src),
				     .dst = address_of(dst),
				     .port = port,
				     .times_us = minutes,
				     .n_flows = COUNT_OF(minutes) };
}

static struct sighting sighting_of(enum context_kind kind, const char *src,
				   const char *dst, uint16_t port, const char *text)
{
	return (struct sighting){ .kind = (uint8_t)kind,
				  .src = address_of(src),
				  .dst = address_of(dst),
				  .port = port,
				  .text = text,
				  .len = strlen(text),
				  .time_us = 7 * SECOND_US,
				  .severity = CELL_NO_INTEGER };
}

/* All by one worker, or by three in turn, forwards or backwards; the text of row 0. */
static const char *text_of(const struct context_asked *asked, const struct sighting *seen,
			   size_t n, int way, struct arena *arena)
{
	struct contexts *contexts = contexts_new(asked, 3);
	const struct context **result = memory_zero(asked->n_rows, sizeof(*result));
	const char *text;

	for (size_t i = 0; i < n; i++)
		contexts_add(contexts, way == 0 ? 0 : i % 3,
			     &seen[way == 2 ? n - 1 - i : i]);
	contexts_finish(contexts, arena, result);
	text = result[0] ? result[0]->text : "";
	contexts_free(contexts);
	free(result);
	return text;
}

static struct context_asked asked_of(const struct context_row *rows, size_t n)
{
	return (struct context_asked){
		.rows = rows, .n_rows = n, .key = PAIRS_BY_PORT, .to_us = 3600 * SECOND_US
	};
}

static void expect_text(const struct context_asked *asked, const struct sighting *seen,
			size_t n, const char *expected)
{
	struct arena arena = { NULL };

	for (int way = 0; way < 3; way++)
		assert_string_equal(text_of(asked, seen, n, way, &arena), expected);
	arena_free(&arena);
}

static void what_is_said_of_a_row_is_counted_there(void **state)
{
	const struct context_row rows[] = { row_of("10.0.0.1", "192.0.2.1", 443),
					    row_of("10.0.0.1", "192.0.2.1", 80),
					    row_of("10.0.0.2", "192.0.2.1", 443) };
	const struct context_asked asked = asked_of(rows, COUNT_OF(rows));
	struct sighting seen[] = {
		sighting_of(CONTEXT_URL, "10.0.0.1", "192.0.2.1", 443, "/b"),
		sighting_of(CONTEXT_URL, "10.0.0.1", "192.0.2.1", 443, "/a"),
		sighting_of(CONTEXT_URL, "10.0.0.1", "192.0.2.1", 443, "/b"),
		sighting_of(CONTEXT_URL, "10.0.0.1", "192.0.2.1", 80, "/other port"),
		sighting_of(CONTEXT_URL, "10.0.0.2", "192.0.2.1", 443, "/other source"),
		sighting_of(CONTEXT_URL, "192.0.2.1", "10.0.0.1", 443, "/swapped"),
		sighting_of(CONTEXT_TLS_NAME, "10.0.0.1", "192.0.2.1", 443, "A.example"),
		sighting_of(CONTEXT_TLS_NAME, "10.0.0.1", "192.0.2.1", 443, "a.Example"),
		sighting_of(CONTEXT_DNS_NAME, "10.0.0.1", "192.0.2.1", 0, "a.example"),
		sighting_of(CONTEXT_URL, "10.0.0.1", "192.0.2.1", 443, "/too late"),
	};

	(void)state;
	seen[9].time_us = asked.to_us + 1000;
	expect_text(
		&asked, seen, COUNT_OF(seen),
		"url /b (2); url /a (1); tls_name a.example (2); dns_name a.example (1)");
}

static void an_alert_counts_whichever_way_it_was_logged(void **state)
{
	const struct context_row rows[] = { row_of("10.0.0.1", "192.0.2.1", 443) };
	const struct context_asked asked = asked_of(rows, 1);
	struct arena arena = { NULL };
	struct sighting seen[] = {
		sighting_of(CONTEXT_ALERT, "10.0.0.1", "192.0.2.1", 443, "ET X"),
		sighting_of(CONTEXT_ALERT, "192.0.2.1", "10.0.0.1", 4000, "ET X"),
		sighting_of(CONTEXT_ALERT, "192.0.2.1", "10.0.0.1", 4000, "other port"),
		sighting_of(CONTEXT_ALERT, "10.0.0.1", "192.0.2.1", 443, "minor"),
	};
	struct contexts *contexts = contexts_new(&asked, 1);
	const struct context *context;

	(void)state;
	seen[0].severity = 1;
	seen[0].time_us = 9 * SECOND_US;
	seen[0].payload = "later";
	seen[0].payload_len = 5;
	seen[1].severity = 1;
	seen[1].src_port = 443;
	seen[1].payload = "\x1b[2J\xff";
	seen[1].payload_len = 5;
	seen[2].src_port = 8443;
	seen[3].severity = 3;
	expect_text(&asked, seen, COUNT_OF(seen),
		    "alert ET X (2, severity 1); alert minor (1, severity 3)");
	for (size_t i = 0; i < COUNT_OF(seen); i++)
		contexts_add(contexts, 0, &seen[i]);
	contexts_finish(contexts, &arena, &context);
	assert_string_equal(context->entries[0].payload, "\x1b[2J?");
	assert_true(context->entries[0].first.us == 7 * SECOND_US);
	assert_true(context->entries[0].last.us == 9 * SECOND_US);
	contexts_free(contexts);
	arena_free(&arena);
}

/* The minute's flow is at 60 s, 120 s and so on. */
static void names_count_as_asked_before_if_it_keeps_happening(void **state)
{
	struct context_row rows[] = { row_of("10.0.0.1", "192.0.2.1", 443),
				      row_of("10.0.0.1", "10.0.0.53", 53) };
	const struct context_asked asked = asked_of(rows, 2);
	struct sighting seen[16];
	size_t n = 0;

	(void)state;
	for (int minute = 1; minute <= 4; minute++) {
		/* asked and answered, a second before */
		for (int reply = 0; reply < 2; reply++) {
			seen[n] = sighting_of(CONTEXT_DNS_QUERY, "10.0.0.1", "10.0.0.53",
					      53, "c2.example");
			seen[n].is_reply = reply;
			seen[n++].time_us = minute * 60 * SECOND_US - SECOND_US + reply;
		}
		/* chance: before two flows only; too early; after it */
		seen[n] = sighting_of(CONTEXT_DNS_QUERY, "10.0.0.1", "10.0.0.53", 53,
				      minute <= 2 ? "chance.example" : "early.example");
		seen[n].time_us =
			minute * 60 * SECOND_US - (minute <= 2 ? 1 : 3) * SECOND_US;
		n++;
	}
	rows[1].n_flows = 0;
	expect_text(&asked, seen, n, "dns_before c2.example (4)");
	/* what the destination is called anyway is not told twice */
	seen[n++] =
		sighting_of(CONTEXT_DNS_NAME, "10.0.0.1", "192.0.2.1", 0, "c2.example");
	expect_text(&asked, seen, n, "dns_name c2.example (1)");
	/* and to the resolver it is what it was asked: as often as it was asked or answered */
	rows[0] = rows[1];
	expect_text(&(struct context_asked){ .rows = rows,
					     .n_rows = 1,
					     .key = PAIRS_BY_PORT,
					     .to_us = asked.to_us },
		    seen, n,
		    "dns_query c2.example (4); dns_query chance.example (2); "
		    "dns_query early.example (2)");
}

static void of_many_flows_an_even_sample_tells_what_was_asked_before(void **state)
{
	enum { N = 5000 };
	int64_t *times_us = memory_zero(N, sizeof(*times_us));
	struct context_row row = row_of("10.0.0.1", "192.0.2.1", 443);
	struct context_asked asked = asked_of(&row, 1);
	struct sighting *seen = memory_zero(N, sizeof(*seen));

	(void)state;
	for (int i = 0; i < N; i++) {
		times_us[i] = (i + 1) * 10 * SECOND_US;
		seen[i] = sighting_of(CONTEXT_DNS_QUERY, "10.0.0.1", "10.0.0.53", 53,
				      i % 20 ? "c2.example" : "rare.example");
		seen[i].time_us = times_us[i] - 100000;
	}
	row.times_us = times_us;
	row.n_flows = N;
	asked.to_us = (N + 1) * 10 * SECOND_US;
	/* 4,750 of them, as the sample has it */
	expect_text(&asked, seen, N, "dns_before c2.example (4746)");
	free(times_us);
	free(seen);
}

/* Beyond what is kept, the same ones whatever the order. */
static void too_many_values_are_counted_together(void **state)
{
	enum { N = 3000 };
	const struct context_row row = row_of("10.0.0.1", "192.0.2.1", 443);
	const struct context_asked asked = asked_of(&row, 1);
	struct sighting *seen = memory_zero(2 * N, sizeof(*seen));
	char(*texts)[16] = memory_zero(N, sizeof(*texts));
	struct arena arena = { NULL };
	const char *expected;

	(void)state;
	for (size_t i = 0; i < 2 * N; i++) {
		size_t number = i < N ? i : N - 1 - i / 2 % 100;

		snprintf(texts[number], sizeof(*texts), "/%zu", number);
		seen[i] = sighting_of(CONTEXT_URL, "10.0.0.1", "192.0.2.1", 443,
				      texts[number]);
		seen[i].time_us = (int64_t)i * 1000;
	}
	expected = text_of(&asked, seen, 2 * N, 0, &arena);
	assert_non_null(strstr(expected, "; ..."));
	expect_text(&asked, seen, 2 * N, expected);
	for (int way = 0; way < 3; way++) {
		struct contexts *contexts = contexts_new(&asked, 3);
		const struct context *context;
		int64_t sum = 0;

		for (size_t i = 0; i < 2 * N; i++)
			contexts_add(contexts, i % (size_t)(way + 1), &seen[i]);
		contexts_finish(contexts, &arena, &context);
		assert_int_equal(context->n, 21);
		assert_null(context->entries[20].value);
		assert_int_equal(context->entries[20].first.us, 0);
		for (size_t i = 0; i < context->n; i++)
			sum += context->entries[i].count;
		assert_int_equal(sum, 2 * N);
		contexts_free(contexts);
	}
	arena_free(&arena);
	free(texts);
	free(seen);
}

/* /1?x=0 to /1?x=29, and as many of /2. */
static void of_many_urls_the_paths_are_told(void **state)
{
	const struct context_row row = row_of("10.0.0.1", "192.0.2.1", 443);
	const struct context_asked asked = asked_of(&row, 1);
	struct arena arena = { NULL };
	struct sighting seen[60];
	char texts[60][16];

	(void)state;
	for (int i = 0; i < 60; i++) {
		snprintf(texts[i], sizeof(texts[i]), "/%d?x=%d", i % 2 + 1, i / 2);
		seen[i] =
			sighting_of(CONTEXT_URL, "10.0.0.1", "192.0.2.1", 443, texts[i]);
	}
	expect_text(&asked, seen, 20, text_of(&asked, seen, 20, 0, &arena));
	assert_null(strstr(text_of(&asked, seen, 20, 0, &arena), "url_path"));
	expect_text(&asked, seen, 60, text_of(&asked, seen, 60, 0, &arena));
	assert_non_null(strstr(text_of(&asked, seen, 60, 0, &arena),
			       "url_path /1 (30); url_path /2 (30); url /1?x=0 (1)"));
	arena_free(&arena);
}

static void by_name_all_addresses_of_a_name_are_the_row(void **state)
{
	struct names *names = names_new();
	struct context_row rows[] = { row_of("10.0.0.1", "192.0.2.1", 443),
				      row_of("10.0.0.1", "192.0.2.9", 443) };
	struct context_asked asked = asked_of(rows, 2);
	struct naming naming = { .client = address_of("10.0.0.1"),
				 .name = "c2.example",
				 .len = 10 };
	const struct sighting seen[] = {
		sighting_of(CONTEXT_URL, "10.0.0.1", "192.0.2.2", 80, "/a"),
		sighting_of(CONTEXT_URL, "10.0.0.1", "192.0.2.1", 443, "/a"),
		sighting_of(CONTEXT_URL, "10.0.0.1", "192.0.2.3", 443, "/nobody's"),
		sighting_of(CONTEXT_URL, "10.0.0.1", "192.0.2.9", 443, "/nameless"),
	};
	struct flow flow = { .src = address_of("10.0.0.1"),
			     .dst = address_of("192.0.2.2") };

	(void)state;
	naming.server = address_of("192.0.2.1");
	names_add(names, &naming);
	naming.server = address_of("192.0.2.2");
	names_add(names, &naming);
	names_settle(names);
	rows[0].name = names_find(names, &flow);
	assert_true(rows[0].name > 0);
	asked.key = PAIRS_BY_NAME;
	asked.names = names;
	expect_text(&asked, seen, COUNT_OF(seen), "url /a (2)");
	asked.rows = &rows[1];
	asked.n_rows = 1;
	expect_text(&asked, seen, COUNT_OF(seen), "url /nameless (1)");
	names_free(names);
}

static void hostile_texts_stay_texts(void **state)
{
	const struct context_row row = row_of("10.0.0.1", "192.0.2.1", 443);
	const struct context_asked asked = asked_of(&row, 1);
	struct arena arena = { NULL };
	struct contexts *contexts = contexts_new(&asked, 1);
	const struct context *context;
	struct sighting seen = sighting_of(CONTEXT_URL, "10.0.0.1", "192.0.2.1", 443, "");
	char text[600];

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text + 510, "\xe2\x82\xac", 3); /* cut through, it would be no UTF-8 */
	text[3] = '\0';
	text[4] = '\xff';
	text[5] = '\n';
	seen.text = text;
	seen.len = sizeof(text);
	contexts_add(contexts, 0, &seen);
	contexts_finish(contexts, &arena, &context);
	assert_int_equal(context->n, 1);
	assert_int_equal(strlen(context->entries[0].value), 510);
	assert_memory_equal(context->entries[0].value, "aaa??\naaa", 9);
	assert_true(strlen(context->text) < 160);
	contexts_free(contexts);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(suricatas_records_say_what_they_are_about,
						begin, end),
		cmocka_unit_test_setup_teardown(lines_that_are_passed_over_say_nothing,
						begin, end),
		cmocka_unit_test_setup_teardown(zeeks_logs_say_what_they_are_about, begin,
						end),
		cmocka_unit_test(what_is_said_of_a_row_is_counted_there),
		cmocka_unit_test(an_alert_counts_whichever_way_it_was_logged),
		cmocka_unit_test(names_count_as_asked_before_if_it_keeps_happening),
		cmocka_unit_test(
			of_many_flows_an_even_sample_tells_what_was_asked_before),
		cmocka_unit_test(too_many_values_are_counted_together),
		cmocka_unit_test(of_many_urls_the_paths_are_told),
		cmocka_unit_test(by_name_all_addresses_of_a_name_are_the_row),
		cmocka_unit_test(hostile_texts_stay_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
