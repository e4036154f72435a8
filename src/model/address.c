/*
 * address - see address.h.
 */
#include "model/address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

/* IPv4 networks are written as their mapped form: 96 bits more. */
#define V4(a, b, c, d, bits_) \
	{ \
		{ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d }, 96 + (bits_) \
	}
#define V6(a, b, c, d, e, f, bits_) \
	{ \
		{ a, b, c, d, e, f }, bits_ \
	}

static const struct address_network private_networks[] = {
	V4(0, 0, 0, 0, 8),
	V4(10, 0, 0, 0, 8),
	V4(127, 0, 0, 0, 8),
	V4(169, 254, 0, 0, 16),
	V4(172, 16, 0, 0, 12),
	V4(192, 0, 0, 0, 24),
	V4(192, 0, 2, 0, 24),
	V4(192, 168, 0, 0, 16),
	V4(198, 18, 0, 0, 15),
	V4(198, 51, 100, 0, 24),
	V4(203, 0, 113, 0, 24),
	V4(240, 0, 0, 0, 4),
	{ { 0 }, 128 },
	{ { [15] = 1 }, 128 },
	V6(0x00, 0x64, 0xff, 0x9b, 0x00, 0x01, 48),
	V6(0x01, 0x00, 0, 0, 0, 0, 64),
	V6(0x20, 0x01, 0, 0, 0, 0, 23),
	V6(0x20, 0x01, 0x0d, 0xb8, 0, 0, 32),
	V6(0x20, 0x02, 0, 0, 0, 0, 16),
	V6(0x3f, 0xff, 0, 0, 0, 0, 20),
	V6(0xfc, 0, 0, 0, 0, 0, 7),
	V6(0xfe, 0x80, 0, 0, 0, 0, 10),
};

/* Globally reachable all the same, though inside one of the above. */
static const struct address_network private_exceptions[] = {
	V4(192, 0, 0, 9, 32),
	V4(192, 0, 0, 10, 32),
	{ { 0x20, 0x01, 0, 1, [15] = 1 }, 128 },
	{ { 0x20, 0x01, 0, 1, [15] = 2 }, 128 },
	V6(0x20, 0x01, 0, 3, 0, 0, 32),
	V6(0x20, 0x01, 0, 4, 0x01, 0x12, 48),
	V6(0x20, 0x01, 0, 0x20, 0, 0, 28),
	V6(0x20, 0x01, 0, 0x30, 0, 0, 28),
};

static const struct address_network multicast_networks[] = {
	V4(224, 0, 0, 0, 4),
	V6(0xff, 0, 0, 0, 0, 0, 8),
};

static const struct address_network reserved_networks[] = {
	V4(240, 0, 0, 0, 4),	    V6(0x01, 0, 0, 0, 0, 0, 8),
	V6(0x02, 0, 0, 0, 0, 0, 7), V6(0x04, 0, 0, 0, 0, 0, 6),
	V6(0x08, 0, 0, 0, 0, 0, 5), V6(0x10, 0, 0, 0, 0, 0, 4),
	V6(0x40, 0, 0, 0, 0, 0, 3), V6(0x60, 0, 0, 0, 0, 0, 3),
	V6(0x80, 0, 0, 0, 0, 0, 3), V6(0xa0, 0, 0, 0, 0, 0, 3),
	V6(0xc0, 0, 0, 0, 0, 0, 3), V6(0xe0, 0, 0, 0, 0, 0, 4),
	V6(0xf0, 0, 0, 0, 0, 0, 5), V6(0xf8, 0, 0, 0, 0, 0, 6),
	V6(0xfe, 0, 0, 0, 0, 0, 9),
};

static const struct address_network low_networks[] = {
	{ { 0 }, 8 },
};

/* The mapped IPv4 addresses lie inside ::/8. */
static const struct address_network mapped_networks[] = {
	V4(0, 0, 0, 0, 0),
};

#define N(networks) networks, sizeof(networks) / sizeof((networks)[0])

/* The first that fits names it. */
enum { MULTICAST, PRIVATE, RESERVED, RESERVED_LOW };

const struct address_scope address_scopes[] = {
	[MULTICAST] = { "multicast", N(multicast_networks), NULL, 0 },
	[PRIVATE] = { "private", N(private_networks), N(private_exceptions) },
	[RESERVED] = { "reserved", N(reserved_networks), NULL, 0 },
	[RESERVED_LOW] = { "reserved", N(low_networks), N(mapped_networks) },
};

const size_t n_address_scopes = sizeof(address_scopes) / sizeof(address_scopes[0]);

bool address_in_network(const struct address *address,
			const struct address_network *network)
{
	size_t whole = network->bits / 8;
	unsigned rest = network->bits % 8;

	if (memcmp(address->bytes, network->prefix, whole) != 0)
		return false;
	if (rest == 0)
		return true;
	return ((address->bytes[whole] ^ network->prefix[whole]) >> (8 - rest)) == 0;
}

static bool in_any(const struct address *address, const struct address_network *networks,
		   size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (address_in_network(address, &networks[i]))
			return true;
	}
	return false;
}

static bool is_in(const struct address *address, const struct address_scope *scope)
{
	return in_any(address, scope->networks, scope->n_networks) &&
	       !in_any(address, scope->exceptions, scope->n_exceptions);
}

void address_map_ipv4(const uint8_t ipv4[4], struct address *address)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	memcpy(address->bytes, mapped, sizeof(mapped));
	memcpy(address->bytes + sizeof(mapped), ipv4, 4);
}

/* Four numbers and nothing else, as inet_pton() takes them, in a fifth of the time; what
 * is not so plain is left to it. */
static bool parse_ipv4(const char *text, size_t len, uint8_t ipv4[4])
{
	const char *end = text + len;

	for (int i = 0; i < 4; i++) {
		const char *from = text;
		unsigned number = 0;

		if (i > 0 && (text == end || *text++ != '.'))
			return false;
		for (from = text; text < end && *text >= '0' && *text <= '9'; text++) {
			number = number * 10 + (unsigned)(*text - '0');
			if (number > 255 || (*from == '0' && text > from))
				return false;
		}
		if (text == from)
			return false;
		ipv4[i] = (uint8_t)number;
	}
	return text == end;
}

bool address_parse(const char *text, size_t len, struct address *address)
{
	const char *zone;
	char copy[ADDRESS_TEXT];
	uint8_t bytes[16];

	if (parse_ipv4(text, len, bytes)) {
		address_map_ipv4(bytes, address);
		return true;
	}
	zone = memchr(text, '%', len);
	if (zone)
		len = (size_t)(zone - text);
	if (len == 0 || len >= sizeof(copy) || memchr(text, '\0', len))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (!memchr(copy, ':', len)) {
		if (inet_pton(AF_INET, copy, bytes) != 1)
			return false;
		address_map_ipv4(bytes, address);
		return true;
	}
	if (inet_pton(AF_INET6, copy, bytes) != 1)
		return false;
	memcpy(address->bytes, bytes, sizeof(bytes));
	return true;
}

const char *address_format(const struct address *address, char text[ADDRESS_TEXT])
{
	if (address_is_ipv4(address))
		inet_ntop(AF_INET, address->bytes + 12, text, ADDRESS_TEXT);
	else
		inet_ntop(AF_INET6, address->bytes, text, ADDRESS_TEXT);
	return text;
}

int address_compare(const struct address *a, const struct address *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

bool address_is_ipv4(const struct address *address)
{
	return address_in_network(address, mapped_networks);
}

bool address_is_private(const struct address *address)
{
	return is_in(address, &address_scopes[PRIVATE]);
}

bool address_is_multicast(const struct address *address)
{
	return is_in(address, &address_scopes[MULTICAST]);
}

bool address_is_reserved(const struct address *address)
{
	return is_in(address, &address_scopes[RESERVED]) ||
	       is_in(address, &address_scopes[RESERVED_LOW]);
}

const char *address_scope(const struct address *address)
{
	for (size_t i = 0; i < n_address_scopes; i++) {
		if (is_in(address, &address_scopes[i]))
			return address_scopes[i].name;
	}
	return NULL;
}

/* Digits alone, so no sign and no blank. */
static bool parse_bits(const char *text, size_t len, unsigned most, unsigned *bits)
{
	unsigned number = 0;

	if (len == 0 || len > 3)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		number = number * 10 + (unsigned)(text[i] - '0');
	}
	*bits = number;
	return number <= most;
}

static void mask(uint8_t prefix[16], unsigned bits)
{
	for (unsigned i = 0; i < 16; i++) {
		if (bits < 8 * (i + 1))
			prefix[i] &=
				(uint8_t)(bits > 8 * i ? 0xff00U >> (bits - 8 * i) : 0);
	}
}

bool address_network_parse(const char *text, size_t len, struct address_network *network)
{
	const char *slash = memchr(text, '/', len);
	size_t address_len = slash ? (size_t)(slash - text) : len;
	bool is_ipv6 = memchr(text, ':', address_len) != NULL;
	unsigned bits = is_ipv6 ? 128 : 32;
	struct address address;

	if (memchr(text, '%', len) || !address_parse(text, address_len, &address) ||
	    (slash && !parse_bits(slash + 1, len - address_len - 1, bits, &bits)))
		return false;
	network->bits = (uint8_t)(is_ipv6 ? bits : 96 + bits);
	memcpy(network->prefix, address.bytes, sizeof(network->prefix));
	mask(network->prefix, network->bits);
	return true;
}

const char *address_network_format(const struct address_network *network,
				   char text[ADDRESS_NETWORK_TEXT])
{
	struct address address;
	char first[ADDRESS_TEXT];
	int bits = network->bits;

	memcpy(address.bytes, network->prefix, sizeof(address.bytes));
	if (address_is_ipv4(&address))
		bits -= 96;
	snprintf(text, ADDRESS_NETWORK_TEXT, "%s/%d", address_format(&address, first),
		 bits);
	return text;
}
