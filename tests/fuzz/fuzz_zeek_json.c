/*
 * fuzz_zeek_json - any bytes, read as Zeek's conn.log as JSON.
 */
#include "feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	feed_format(&format_zeek_json, data, size);
	return 0;
}
