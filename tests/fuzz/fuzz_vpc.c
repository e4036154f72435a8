/*
 * fuzz_vpc - any bytes, read as flow logs of Amazon's VPC.
 */
#include "feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	feed_format(&format_vpc, data, size);
	return 0;
}
