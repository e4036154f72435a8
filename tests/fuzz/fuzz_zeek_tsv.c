/*
 * fuzz_zeek_tsv - any bytes, read as Zeek's conn.log as TSV.
 */
#include "feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	feed_format(&format_zeek_tsv, data, size);
	return 0;
}
