/*
 * fuzz_json_page - any bytes, read as a page of a scroll: at once and in pieces,
 * which must give the same values.
 */
#include "core/json.h"
#include "feed.h"

enum { N_PATHS = 4 };

static const char *const paths[N_PATHS] = { "_scroll_id", "hits.total.value",
					    "hits.hits._source.src_ip",
					    "hits.hits._source.flow.start" };

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
static int feed_pieces(const uint8_t *data, size_t size, size_t step, struct page *page,
		       bool *complete)
{
	struct json_reader *reader =
		json_reader_new(paths, N_PATHS, "hits.hits", on_record, page);
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct page whole = { .n = 0 }, pieces = { .n = 0 };
	bool whole_complete, pieces_complete;
	int r;

	if (size == 0)
		return 0;
	r = feed_pieces(data, size, size, &whole, &whole_complete);
	EXPECT(feed_pieces(data, size, 1 + data[0] % 7, &pieces, &pieces_complete) == r);
	if (r == 0) /* else how much came before the fault depends on the pieces */
		EXPECT(whole.n == pieces.n && whole.sum == pieces.sum &&
		       whole_complete == pieces_complete);
	return 0;
}
