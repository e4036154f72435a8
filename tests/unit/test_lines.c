/*
 * test_lines - a stream's lines are given once each, whole or in pieces of any
 * size, and memory stays bounded.
 */
#include "helpers.h"

#include "core/lines.h"

static const char poem[] = "first\n\nthird line\r\nx\n\n\nlast without an end";
static const char *const poem_lines[] = { "first\n", "\n", "third line\r\n",	   "x\n",
					  "\n",	     "\n", "last without an end\n" };

static void expect_line(struct lines *lines, const char *text)
{
	struct error err = { .kind = ERROR_NONE };
	struct line line;

	assert_int_equal(lines_next(lines, &line, &err), 1);
	assert_false(line.too_long);
	assert_int_equal(line.len, strlen(text));
	assert_memory_equal(line.text, text, line.len);
}

static void expect_end(struct lines *lines)
{
	struct error err;
	struct line line;

	assert_int_equal(lines_next(lines, &line, &err), 0);
	assert_int_equal(lines_next(lines, &line, &err), 0);
}

static void every_line_ends_with_a_line_feed_also_the_last(void **state)
{
	struct stream *stream = stream_of(poem, sizeof(poem) - 1);
	struct lines lines;

	(void)state;
	lines_init(&lines, stream);
	for (size_t i = 0; i < COUNT_OF(poem_lines); i++) {
		expect_line(&lines, poem_lines[i]);
		assert_int_equal(lines.number, i + 1);
	}
	expect_end(&lines);
	lines_free(&lines);
	stream_close(stream);
}

static void a_piece_without_a_length_is_all_lines(void **state)
{
	struct stream *stream = stream_of(poem, sizeof(poem) - 1);
	struct error err = { .kind = ERROR_NONE };
	struct lines lines;

	(void)state;
	assert_int_equal(lines_init_piece(&lines, stream, 0, -1, &err), 0);
	for (size_t i = 0; i < COUNT_OF(poem_lines); i++)
		expect_line(&lines, poem_lines[i]);
	expect_end(&lines);
	lines_free(&lines);
	stream_close(stream);
}

static void a_line_is_as_long_without_its_end_whatever_that_is(void **state)
{
	static const char *const ends[] = { "\n", "\r\n", "\r\r\n" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		char text[16];
		struct line line = { .text = text };

		snprintf(text, sizeof(text), "a\rb%s", ends[i]);
		line.len = strlen(text);
		assert_int_equal(line_length(&line), 3);
		line.text = text + 3;
		line.len -= 3;
		assert_int_equal(line_length(&line), 0);
	}
}

static void an_end_of_line_ends_no_further_line(void **state)
{
	struct stream *stream = stream_of("a\n", 2);
	struct lines lines;

	(void)state;
	lines_init(&lines, stream);
	expect_line(&lines, "a\n");
	expect_end(&lines);
	lines_free(&lines);
	stream_close(stream);
}

static void an_empty_file_has_no_line(void **state)
{
	struct stream *stream = stream_of("", 0);
	struct lines lines;

	(void)state;
	lines_init(&lines, stream);
	expect_end(&lines);
	assert_int_equal(lines.number, 0);
	lines_free(&lines);
	stream_close(stream);
}

/* Reads all pieces of this size; each line must come once and in order. */
static void share_out(const char *text, size_t len, size_t size)
{
	struct stream *stream = stream_of(text, len);
	struct error err = { .kind = ERROR_NONE };
	size_t at = 0;

	for (size_t offset = 0; offset < len; offset += size) {
		struct lines lines;
		struct line line;
		int r;

		assert_int_equal(lines_init_piece(&lines, stream, (int64_t)offset,
						  (int64_t)size, &err),
				 0);
		while ((r = lines_next(&lines, &line, &err)) > 0) {
			size_t with_end = line.len - (at + line.len > len);

			/* It begins in this piece and goes on where the last one ended.
			 */
			assert_true(at >= offset && at < offset + size);
			assert_true(at + with_end <= len);
			assert_memory_equal(line.text, text + at, with_end);
			at += with_end;
		}
		assert_int_equal(r, 0);
		lines_free(&lines);
	}
	assert_int_equal(at, len);
	stream_close(stream);
}

static void pieces_of_every_size_share_out_the_lines(void **state)
{
	(void)state;
	for (size_t size = 1; size < sizeof(poem) + 1; size++)
		share_out(poem, sizeof(poem) - 1, size);
}

static void pieces_share_out_lines_longer_than_pieces_and_buffers(void **state)
{
	static const size_t sizes[] = { 1000, 65536, 262144, 262145, 500000, 4000000 };
	enum { LEN = 1500000 };
	char *text = malloc(LEN);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < LEN; i++)
		text[i] = (char)('a' + i % 23);
	for (size_t at = 10, step = 1; at < LEN; at += step, step = step * 2 + 3)
		text[at] = '\n';
	for (size_t i = 0; i < COUNT_OF(sizes); i++)
		share_out(text, LEN, sizes[i]);
	free(text);
}

static void a_line_that_is_too_long_is_passed_over(void **state)
{
	const size_t len = (size_t)LONGEST_LINE + 600000;
	struct error err = { .kind = ERROR_NONE };
	char *text = malloc(len + 12);
	struct stream *stream;
	struct lines lines;
	struct line line;

	(void)state;
	assert_non_null(text);
	memcpy(text, "one\n", 4);
	memset(text + 4, 'x', len);
	memcpy(text + 4 + len, "\nthree\n", 7);
	stream = stream_of(text, len + 11);
	lines_init(&lines, stream);
	expect_line(&lines, "one\n");
	assert_int_equal(lines_next(&lines, &line, &err), 1);
	assert_true(line.too_long);
	assert_int_equal(line.len, 0);
	assert_int_equal(lines.number, 2);
	expect_line(&lines, "three\n");
	assert_int_equal(lines.number, 3);
	expect_end(&lines);
	assert_true(lines.capacity <= (size_t)4 * LONGEST_LINE);
	lines_free(&lines);
	stream_close(stream);
	free(text);
}

static void the_longest_line_is_given_also_without_its_end(void **state)
{
	char *text = malloc(LONGEST_LINE);
	struct error err = { .kind = ERROR_NONE };
	struct stream *stream;
	struct lines lines;
	struct line line;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', LONGEST_LINE);
	stream = stream_of(text, LONGEST_LINE);
	lines_init(&lines, stream);
	assert_int_equal(lines_next(&lines, &line, &err), 1);
	assert_false(line.too_long);
	assert_int_equal(line.len, (size_t)LONGEST_LINE + 1);
	assert_int_equal(line.text[LONGEST_LINE], '\n');
	expect_end(&lines);
	lines_free(&lines);
	stream_close(stream);
	free(text);
}

static void nul_bytes_are_bytes_of_a_line(void **state)
{
	struct error err = { .kind = ERROR_NONE };
	struct stream *stream = stream_of("a\0b\nc", 5);
	struct lines lines;
	struct line line;

	(void)state;
	lines_init(&lines, stream);
	assert_int_equal(lines_next(&lines, &line, &err), 1);
	assert_int_equal(line.len, 4);
	assert_memory_equal(line.text, "a\0b\n", 4);
	expect_line(&lines, "c\n");
	lines_free(&lines);
	stream_close(stream);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_ends_with_a_line_feed_also_the_last),
		cmocka_unit_test(a_piece_without_a_length_is_all_lines),
		cmocka_unit_test(a_line_is_as_long_without_its_end_whatever_that_is),
		cmocka_unit_test(an_end_of_line_ends_no_further_line),
		cmocka_unit_test(an_empty_file_has_no_line),
		cmocka_unit_test(pieces_of_every_size_share_out_the_lines),
		cmocka_unit_test(pieces_share_out_lines_longer_than_pieces_and_buffers),
		cmocka_unit_test(a_line_that_is_too_long_is_passed_over),
		cmocka_unit_test(the_longest_line_is_given_also_without_its_end),
		cmocka_unit_test(nul_bytes_are_bytes_of_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
