/*
 * fuzz_baseline - any bytes, read as a file of -json and compared with what one of its
 * own rows would be. What is compared again with itself has nothing new.
 */
#include "analyze/baseline.h"
#include "feed.h"
#include "source/baseline.h"

static void compare(struct baseline *baseline)
{
	struct beacon row = { .listed = "score",
			      .period_s = 60,
			      .last_seen = { HOUR_US } };
	struct result result = { .key = "src,dst,port",
				 .to_us = 24 * HOUR_US,
				 .list = { .beacons = &row, .n = 1, .n_all = 1 } };
	struct baseline_counts counts;

	if (baseline->n > 0) {
		row.src = baseline->rows[0].src;
		row.dst = baseline->rows[0].dst;
		row.port = baseline->rows[0].port;
		row.dest_name = baseline->rows[0].name;
	}
	baseline_compare(baseline, &result, &counts);
	EXPECT((counts.n_new == 1) == (baseline->n == 0));
	EXPECT(result.n_gone <= baseline->n);
	free(result.gone);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const keys[] = { "src,dst,port", "src,dst", "src,name" };
	char path[FEED_PATH];

	feed_config(); /* keeps warnings quiet */
	feed_file(data, size, path);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct baseline_tally tally = { .rows = 0 };
		struct stream *stream = NULL;
		struct baseline baseline;
		struct error err;

		baseline_init(&baseline, keys[i]);
		if (stream_open(&stream, path, &err) == 0 &&
		    baseline_read_lines(stream, path, 1, &baseline, &tally, &err) == 0) {
			EXPECT(tally.rows == baseline.n_lines &&
			       baseline.n <= tally.rows);
			compare(&baseline);
		}
		stream_close(stream);
		baseline_free(&baseline);
	}
	unlink(path);
	return 0;
}
