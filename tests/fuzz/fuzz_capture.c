/*
 * fuzz_capture - any bytes, read as a capture: files, frames, packets, what is said.
 */
#include "feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	feed_format(&format_capture, data, size);
	return 0;
}
