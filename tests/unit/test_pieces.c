/*
 * test_pieces - a log gives the same flows and the same counts whole and cut
 * into pieces of any size, also where headers stand in its middle.
 */
#include "logs.h"

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
				.stream = stream,
				.config = &setup->config,
				.offset = at,
				.length = to - at < size ? to - at : size,
				.headers = headers,
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
	static const char eve[] =
		EVE_FLOW "\n{\"timestamp\":1,\"event_type\":\"dns\"}\nbad\n" EVE_FLOW;
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
		assert_int_equal(format_zeek_tsv.next_header(stream, found, &found, &err),
				 0);
		assert_int_equal(found, LEN);
		stream_close(stream);
	}
	free(text);
}

static void a_header_that_changes_the_separator_twice_is_cut_anywhere(void **state)
{
	static const char text[] =
		ZEEK_HEADER ZEEK_FLOW "#separator \\x70 is odd, and this line so long "
				      "that a piece begins and ends behind it\n"
				      "#separator \\x09\n#path\tdns\n1\n";

	for (int64_t size = 1; size <= (int64_t)sizeof(text); size++)
		expect_pieces(*state, &format_zeek_tsv, text, sizeof(text) - 1, size);
}

static void a_header_may_change_only_part_of_the_one_above(void **state)
{
	static const char text[] = ZEEK_HEADER ZEEK_FLOW
		"#fields\tid.resp_p\tts\tid.orig_h\t"
		"id.resp_h\n80\t1763596800.5\t10.0.0.1\t192.0.2.1\n";
	struct flows flows = read_text(*state, &format_zeek_tsv, text);

	assert_int_equal(flows.n, 2);
	expect_flow(&flows.flows[1], MOMENT + 500000, 80, FLOW_NO_BYTES);
	flows_free(&flows);
	for (int64_t size = 1; size <= (int64_t)sizeof(text); size++)
		expect_pieces(*state, &format_zeek_tsv, text, sizeof(text) - 1, size);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pieces_of_every_size_give_the_same_flows),
		TEST(pieces_of_a_log_with_windows_line_ends_are_like_the_whole),
		TEST(a_header_is_found_across_blocks),
		TEST(a_header_that_changes_the_separator_twice_is_cut_anywhere),
		TEST(a_header_may_change_only_part_of_the_one_above),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
