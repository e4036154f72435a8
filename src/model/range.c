/*
 * range - see range.h.
 */
#include "model/range.h"

#include <stdint.h>

enum { ALL_BITS = 128 };

/* The last address of the network of so many bits that begins here. */
static struct address end_of(const struct address *first, unsigned bits)
{
	struct address end = *first;

	for (unsigned i = bits; i < ALL_BITS; i++)
		end.bytes[i / 8] |= (uint8_t)(0x80 >> i % 8);
	return end;
}

static bool bit_is_set(const struct address *address, unsigned bit)
{
	return address->bytes[bit / 8] & (0x80 >> bit % 8);
}

static void step_over(struct address *address)
{
	for (size_t i = 16; i-- > 0 && ++address->bytes[i] == 0;)
		;
}

/* The largest network that begins at `first` and does not go beyond `last`. */
static unsigned bits_from(const struct address *first, const struct address *last)
{
	unsigned bits = ALL_BITS;

	while (bits > 0 && !bit_is_set(first, bits - 1)) {
		struct address end = end_of(first, bits - 1);

		if (address_compare(&end, last) > 0)
			break;
		bits--;
	}
	return bits;
}

bool range_each_network(const struct address *from, const struct address *last,
			range_network_fn *each, void *context)
{
	struct address first = *from, end;

	for (;;) {
		unsigned bits = bits_from(&first, last);

		if (!each(context, &first, bits))
			return false;
		end = end_of(&first, bits);
		if (address_compare(&end, last) >= 0)
			return true;
		first = end;
		step_over(&first);
	}
}
