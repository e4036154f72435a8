/*
 * fuzz_timestamp - any bytes, read as a time; what is one is written and read
 * back, and a bound that a user types is within reach.
 */
#include "feed.h"
#include "model/timestamp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const int64_t now_us = INT64_C(1763596800) * SECOND_US;
	int64_t time_us = -1, again_us = -2;
	char text[TIMESTAMP_TEXT];
	char *typed;

	if (timestamp_parse((const char *)data, size, &time_us) == TIMESTAMP_OK) {
		EXPECT(time_us >= 0 && time_us < TIMESTAMP_MAX);
		timestamp_format(time_us, text);
		EXPECT(timestamp_parse(text, strlen(text), &again_us) == TIMESTAMP_OK);
		EXPECT(again_us == time_us);
	} else {
		EXPECT(time_us == -1);
	}
	typed = malloc(size + 1);
	EXPECT(typed);
	memcpy(typed, data, size);
	typed[size] = '\0';
	if (timestamp_parse_moment(typed, now_us, &time_us))
		EXPECT(strlen(timestamp_format(time_us, text)) < sizeof(text));
	free(typed);
	return 0;
}
