/*
 * fuzz_csv - any bytes, read as CSV with column titles.
 */
#include "feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	feed_format(&format_csv, data, size);
	return 0;
}
