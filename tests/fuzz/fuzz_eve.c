/*
 * fuzz_eve - any bytes, read as Suricata's EVE.
 */
#include "feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	feed_format(&format_eve, data, size);
	return 0;
}
