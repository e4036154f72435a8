/*
 * size - see size.h. Five bits of exponent, eleven of mantissa with its leading
 * one, which costs a bit and saves a special case.
 */
#include "model/size.h"

#include "model/flow.h"

enum { MANTISSA_BITS = 11, MOST_EXPONENT = 31 };

uint16_t size_code(uint64_t bytes)
{
	unsigned exponent = 0;

	if (bytes == FLOW_NO_BYTES)
		return SIZE_UNKNOWN;
	while (bytes >> MANTISSA_BITS) {
		bytes >>= 1;
		exponent++;
	}
	/* Beyond 4 TB, which no flow has. */
	if (exponent >= MOST_EXPONENT)
		return SIZE_UNKNOWN - 1;
	return (uint16_t)(exponent << MANTISSA_BITS | bytes);
}

uint64_t size_bytes(uint16_t code)
{
	return (uint64_t)(code & ((1 << MANTISSA_BITS) - 1)) << (code >> MANTISSA_BITS);
}
