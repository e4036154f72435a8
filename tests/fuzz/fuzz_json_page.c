/*
 * fuzz_json_page - any bytes, read as a page of a scroll and as lines: at once and
 * in pieces, which must give the same values. At once json_scan.c reads what it
 * can, in small pieces yajl reads nearly all: so one is held against the other.
 */
#include "core/json.h"
#include "feed.h"

enum { N_PATHS = 7 };

static const char *const paths[N_PATHS] = { "_scroll_id",
					    "hits.total.value",
					    "hits.hits._source.src_ip",
					    "hits.hits._source.flow.start",
					    "hits.hits.fields.a[]",
					    "flow.start",
					    "flow" };

struct page {
	uint64_t n;
	uint64_t sum;
};

static int on_record(void *context, struct json_reader *reader)
{
	struct page *page = context;

	page->n++;
	for (size_t i = 0; i < N_PATHS; i++) {
		struct value value = json_value(reader, i);

		page->sum = page->sum * 31 + (value.text ? value.len + 1 : 0);
		for (size_t j = 0; j < value.len; j++)
			page->sum = page->sum * 33 + (unsigned char)value.text[j];
	}
	return 0;
}

/* Each piece is a copy of exact size that is gone when the next one comes. */
static int feed_pieces(const uint8_t *data, size_t size, size_t step, const char *records,
		       struct page *page, bool *complete)
{
	struct json_reader *reader =
		json_reader_new(paths, N_PATHS, records, on_record, page);
	struct error err = { .kind = ERROR_NONE };
	int r = 0;

	for (size_t at = 0; at < size && r == 0; at += step) {
		size_t len = size - at < step ? size - at : step;
		char *piece = malloc(len);

		EXPECT(piece);
		memcpy(piece, data + at, len);
		r = json_feed(reader, piece, len, &err);
		EXPECT(r == 0 || err.kind == ERROR_INPUT);
		free(piece);
	}
	*complete = json_is_complete(reader);
	json_reader_free(reader);
	return r;
}

static void compare(const uint8_t *data, size_t size, const char *records)
{
	struct page whole = { .n = 0 }, pieces = { .n = 0 };
	bool whole_complete, pieces_complete;
	int r = feed_pieces(data, size, size, records, &whole, &whole_complete);

	EXPECT(feed_pieces(data, size, 1 + data[0] % 7, records, &pieces,
			   &pieces_complete) == r);
	if (r == 0) /* else how much came before the fault depends on the pieces */
		EXPECT(whole.n == pieces.n && whole.sum == pieces.sum &&
		       whole_complete == pieces_complete);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	compare(data, size, "hits.hits");
	compare(data, size, NULL);
	return 0;
}
