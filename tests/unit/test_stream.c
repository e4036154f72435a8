/*
 * test_stream - a file's bytes come out unpacked whatever it was packed with,
 * and a file that was cut or damaged is never taken for a whole one.
 */
#include "helpers.h"

#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

/* Bytes that grow. */
struct bytes {
	char *data;
	size_t len;
	size_t capacity;
};

static void append(struct bytes *bytes, const void *data, size_t len)
{
	if (bytes->len + len >= bytes->capacity) {
		bytes->capacity = 2 * (bytes->len + len) + 1;
		bytes->data = memory_resize(bytes->data, bytes->capacity, 1);
	}
	memcpy(bytes->data + bytes->len, data, len);
	bytes->len += len;
}

static void bytes_free(struct bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct bytes){ .data = NULL };
}

/* Text that packs to about half. */
static struct bytes make_text(size_t len)
{
	struct bytes text = { .data = memory_alloc(len + 1), .len = len };
	uint32_t random = 12345;

	for (size_t i = 0; i < len; i++) {
		random = random * 1664525 + 1013904223;
		text.data[i] = (char)('a' + (random >> 24) % 16);
	}
	return text;
}

static void append_gzip(struct bytes *packed, const char *data, size_t len)
{
	size_t room = compressBound((uLong)len) + 64;
	Bytef *out = memory_alloc(room);
	z_stream z = { .next_in = NULL };

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY),
			 Z_OK);
	z.next_in = (const Bytef *)data;
	z.avail_in = (uInt)len;
	z.next_out = out;
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	append(packed, out, room - z.avail_out);
	deflateEnd(&z);
	free(out);
}

static void append_zstd(struct bytes *packed, const char *data, size_t len)
{
	size_t room = ZSTD_compressBound(len);
	void *out = memory_alloc(room);
	/* With the checksum that zstd(1) adds: without one, damage may go unseen. */
	ZSTD_CCtx *context = ZSTD_createCCtx();
	size_t n;

	ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	n = ZSTD_compress2(context, out, room, data, len);
	ZSTD_freeCCtx(context);

	assert_false(ZSTD_isError(n));
	append(packed, out, n);
	free(out);
}

static void append_plain(struct bytes *packed, const char *data, size_t len)
{
	append(packed, data, len);
}

/* The first one packs nothing. */
static void (*const packers[])(struct bytes *packed, const char *data, size_t len) = {
	append_plain,
	append_gzip,
	append_zstd,
};

/* Reads to the end in steps of `size`; -1 if the stream fails. */
static int read_all(const struct bytes *file, size_t size, struct bytes *text,
		    struct error *err)
{
	struct stream *stream = stream_of(file->data, file->len);
	char *buffer = memory_alloc(size);
	size_t got = 1;
	int r = 0;

	*text = (struct bytes){ .data = NULL };
	while (got && (r = stream_read(stream, buffer, size, &got, err)) == 0)
		append(text, buffer, got);
	free(buffer);
	stream_close(stream);
	return r;
}

static void expect(const struct bytes *file, size_t size, const struct bytes *text)
{
	struct error err = { .kind = ERROR_NONE };
	struct bytes got;

	if (read_all(file, size, &got, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(got.len, text->len);
	assert_memory_equal(got.data, text->data, text->len);
	bytes_free(&got);
}

static void every_packing_comes_out_in_steps_of_any_size(void **state)
{
	static const size_t sizes[] = { 1, 7, 1000, 65536, 1000000 };
	struct bytes text = make_text(400000);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(packers); i++) {
		struct bytes file = { .data = NULL };

		packers[i](&file, text.data, text.len);
		for (size_t j = 0; j < COUNT_OF(sizes); j++)
			expect(&file, sizes[j], &text);
		bytes_free(&file);
	}
	bytes_free(&text);
}

static void what_packs_very_well_comes_out_whole(void **state)
{
	struct bytes text = make_text(3000000);

	(void)state;
	memset(text.data, 'x', text.len);
	for (size_t i = 0; i < COUNT_OF(packers); i++) {
		struct bytes file = { .data = NULL };

		packers[i](&file, text.data, text.len);
		expect(&file, 10, &text);
		expect(&file, 65536, &text);
		bytes_free(&file);
	}
	bytes_free(&text);
}

static void members_and_frames_in_a_row_are_one_text(void **state)
{
	struct bytes text = make_text(1000000);

	(void)state;
	for (size_t i = 1; i < COUNT_OF(packers); i++) {
		struct bytes file = { .data = NULL };

		packers[i](&file, "", 0);
		for (size_t at = 0; at < text.len; at += 100000)
			packers[i](&file, text.data + at, 100000);
		packers[i](&file, "", 0);
		expect(&file, 65536, &text);
		expect(&file, 1, &text);
		bytes_free(&file);
	}
	bytes_free(&text);
}

static void a_cut_anywhere_is_an_error_that_says_so(void **state)
{
	struct bytes text = make_text(3000);

	(void)state;
	for (size_t i = 1; i < COUNT_OF(packers); i++) {
		struct bytes whole = { .data = NULL };

		packers[i](&whole, text.data, text.len);
		for (size_t len = 4; len < whole.len; len++) {
			struct bytes cut = { .data = whole.data, .len = len }, got;
			struct error err = { .kind = ERROR_NONE };

			if (read_all(&cut, 4096, &got, &err) == 0)
				fail_msg("packer %zu, cut to %zu: no error", i, len);
			assert_int_equal(err.kind, ERROR_INPUT);
			assert_non_null(strstr(err.text, "was cut"));
			assert_true(got.len <= text.len);
			assert_memory_equal(got.data ? got.data : "", text.data, got.len);
			bytes_free(&got);
		}
		bytes_free(&whole);
	}
	bytes_free(&text);
}

static void a_second_member_that_is_cut_is_an_error_too(void **state)
{
	struct bytes text = make_text(3000);

	(void)state;
	for (size_t i = 1; i < COUNT_OF(packers); i++) {
		struct error err = { .kind = ERROR_NONE };
		struct bytes file = { .data = NULL }, got;

		packers[i](&file, text.data, text.len);
		packers[i](&file, text.data, text.len);
		file.len -= 10;
		assert_int_equal(read_all(&file, 4096, &got, &err), -1);
		assert_true(got.len >= text.len);
		bytes_free(&got);
		bytes_free(&file);
	}
	bytes_free(&text);
}

static void damage_is_an_error(void **state)
{
	struct bytes text = make_text(100000);

	(void)state;
	for (size_t i = 1; i < COUNT_OF(packers); i++) {
		struct error err = { .kind = ERROR_NONE };
		struct bytes file = { .data = NULL }, got;

		packers[i](&file, text.data, text.len);
		memset(file.data + file.len / 2, 0x5a, 64);
		assert_int_equal(read_all(&file, 4096, &got, &err), -1);
		assert_int_equal(err.kind, ERROR_INPUT);
		assert_non_null(strstr(err.text, "damaged"));
		bytes_free(&got);
		bytes_free(&file);
	}
	bytes_free(&text);
}

static void zero_bytes_behind_gzip_are_padding_and_others_are_damage(void **state)
{
	static const char zeros[300000] = "";
	struct bytes text = make_text(1000), file = { .data = NULL }, got;
	struct error err;

	(void)state;
	append_gzip(&file, text.data, text.len);
	append(&file, zeros, 1);
	expect(&file, 4096, &text);
	append(&file, zeros, sizeof(zeros));
	expect(&file, 4096, &text);
	append(&file, "junk behind it", 14);
	assert_int_equal(read_all(&file, 4096, &got, &err), -1);
	bytes_free(&got);
	bytes_free(&file);
	bytes_free(&text);
}

static void a_head_is_seen_without_being_taken(void **state)
{
	struct bytes text = make_text(200000);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(packers); i++) {
		struct error err = { .kind = ERROR_NONE };
		struct bytes file = { .data = NULL };
		struct stream *stream;
		const char *head;
		char *all = memory_alloc(text.len);
		size_t len, got = 1, at = 0;

		packers[i](&file, text.data, text.len);
		stream = stream_of(file.data, file.len);
		for (int twice = 0; twice < 2; twice++) {
			assert_int_equal(stream_peek(stream, &head, &len, &err), 0);
			assert_int_equal(len, STREAM_HEAD);
			assert_memory_equal(head, text.data, len);
		}
		for (; got; at += got)
			assert_int_equal(stream_read(stream, all + at,
						     text.len - at ? text.len - at : 1,
						     &got, &err),
					 0);
		assert_int_equal(at, text.len);
		assert_memory_equal(all, text.data, text.len);
		stream_close(stream);
		free(all);
		bytes_free(&file);
	}
	bytes_free(&text);
}

static void a_plain_file_can_be_read_from_any_byte(void **state)
{
	struct bytes text = make_text(300000), packed = { .data = NULL };
	struct stream *stream = stream_of(text.data, text.len);
	struct error err = { .kind = ERROR_NONE };
	const char *head;
	char byte;
	size_t got, len;

	(void)state;
	assert_true(stream_can_seek(stream));
	assert_int_equal(stream_size(stream), text.len);
	for (size_t at = 0; at < text.len; at += 37501) {
		assert_int_equal(stream_peek(stream, &head, &len, &err), 0);
		assert_int_equal(stream_seek(stream, (int64_t)at, &err), 0);
		assert_int_equal(stream_read(stream, &byte, 1, &got, &err), 0);
		assert_int_equal(byte, text.data[at]);
	}
	stream_close(stream);
	append_gzip(&packed, text.data, text.len);
	stream = stream_of(packed.data, packed.len);
	assert_false(stream_can_seek(stream));
	stream_close(stream);
	bytes_free(&packed);
	bytes_free(&text);
}

static void short_files_are_not_taken_for_packed_ones(void **state)
{
	char none[] = "", gzip[] = "\x1f", other[] = "(", zstd[] = "\x28\xb5\x2f";
	const struct bytes files[] = {
		{ none, 0, 0 }, { gzip, 1, 0 }, { other, 1, 0 }, { zstd, 3, 0 }
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(files); i++)
		expect(&files[i], 100, &files[i]);
}

static void what_is_no_file_is_refused(void **state)
{
	struct stream *stream = NULL;
	struct error err = { .kind = ERROR_NONE };

	(void)state;
	assert_int_equal(stream_open(&stream, "/tmp", &err), -1);
	assert_string_equal(err.text, "/tmp is a folder");
	assert_int_equal(stream_open(&stream, "/nowhere/eve.json", &err), -1);
	assert_int_equal(err.kind, ERROR_IO);
	assert_string_equal(err.text, "/nowhere/eve.json: No such file or directory");
	assert_null(stream);
	stream_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_packing_comes_out_in_steps_of_any_size),
		cmocka_unit_test(what_packs_very_well_comes_out_whole),
		cmocka_unit_test(members_and_frames_in_a_row_are_one_text),
		cmocka_unit_test(a_cut_anywhere_is_an_error_that_says_so),
		cmocka_unit_test(a_second_member_that_is_cut_is_an_error_too),
		cmocka_unit_test(damage_is_an_error),
		cmocka_unit_test(
			zero_bytes_behind_gzip_are_padding_and_others_are_damage),
		cmocka_unit_test(a_head_is_seen_without_being_taken),
		cmocka_unit_test(a_plain_file_can_be_read_from_any_byte),
		cmocka_unit_test(short_files_are_not_taken_for_packed_ones),
		cmocka_unit_test(what_is_no_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
