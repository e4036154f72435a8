/*
 * address - an IPv4 or IPv6 address, 16 bytes in network order; IPv4 is kept
 * mapped (::ffff:a.b.c.d), so both kinds share one code path.
 */
#ifndef MODEL_ADDRESS_H
#define MODEL_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ADDRESS_TEXT = 46 }; /* longest text with its NUL */

struct address {
	uint8_t bytes[16];
};

/* False, and *address untouched, unless the text is one address. A zone
 * ("fe80::1%eth0") is dropped. The text need not end with NUL. */
bool address_parse(const char *text, size_t len, struct address *address);

/* Of the four bytes of an IPv4 address. */
void address_map_ipv4(const uint8_t ipv4[4], struct address *address);

/* Writes the usual short form; returns `text`. */
const char *address_format(const struct address *address, char text[ADDRESS_TEXT]);

/* Less than, equal to or greater than 0; IPv4 sorts by number. */
int address_compare(const struct address *a, const struct address *b);

bool address_is_ipv4(const struct address *address);

/*
 * What these words mean is taken from Python's `ipaddress` (3.13), which
 * follows the IANA special-purpose registries; Flare's users know its answers.
 */
bool address_is_private(const struct address *address);
bool address_is_multicast(const struct address *address);
bool address_is_reserved(const struct address *address);

/* An address is of a scope if it lies in one of its networks and in none of the
 * exceptions; address_scope() goes by these. IPv4 is mapped: 96 bits more. */
struct address_network {
	uint8_t prefix[16];
	uint8_t bits;
};
struct address_scope {
	const char *name;
	const struct address_network *networks;
	size_t n_networks;
	const struct address_network *exceptions;
	size_t n_exceptions;
};
extern const struct address_scope address_scopes[];
extern const size_t n_address_scopes;

bool address_in_network(const struct address *address,
			const struct address_network *network);

/* "10.0.0.0/8", "2001:db8::/32" or a single address; bits behind the prefix are
 * cleared. False, and *network untouched, unless the text is one network. */
bool address_network_parse(const char *text, size_t len, struct address_network *network);

/* "10.0.0.0/8"; returns `text`. */
enum { ADDRESS_NETWORK_TEXT = ADDRESS_TEXT + 4 };
const char *address_network_format(const struct address_network *network,
				   char text[ADDRESS_NETWORK_TEXT]);

/* Private, multicast, reserved: in words, or NULL for a public address. */
const char *address_scope(const struct address *address);

#endif
