/*
 * verdict - see verdict.h.
 */
#include "model/verdict.h"

#include <string.h>

#include "core/text.h"

enum { LONGEST_NAME = 253, LONGEST_LABEL = 63 };

const char *verdict_name(enum verdict_kind kind)
{
	static const char *const names[N_VERDICT_KINDS] = { "unknown", "nothing",
							    "allowed", "bad" };

	return names[kind];
}

/* Letters, digits, hyphens and underscores between dots; the last label is no number, or
 * it would be an address, and there are two at least. */
static bool is_name(const char *name)
{
	size_t labels = 0;

	if (strlen(name) > LONGEST_NAME)
		return false;
	for (;; name++) {
		size_t len = strcspn(name, ".");

		if (len == 0 || len > LONGEST_LABEL ||
		    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != len)
			return false;
		labels++;
		if (!name[len])
			return labels > 1 && strspn(name, "0123456789") != len;
		name += len;
	}
}

/* What is set aside for networks of one's own (RFC 6761, 6762, 8375, 9476, and ICANN's
 * .internal), and what is usual there. All of .arpa is about addresses, or home.arpa. */
static bool is_internal(const char *name)
{
	static const char *const endings[] = {
		".local",  ".localdomain", ".localhost", ".lan",     ".internal", ".home",
		".corp",   ".mail",	   ".intranet",	 ".intra",   ".private",  ".arpa",
		".domain", ".workgroup",   ".test",	 ".invalid", ".onion",	  ".alt",
		".router", ".localnet",	   ".fritz.box",
	};

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		if (text_ends_with(name, endings[i]) || strcmp(name, endings[i] + 1) == 0)
			return true;
	}
	return false;
}

/*
 * Narrower than what --focus_outbound takes for public: also not those that a provider
 * shares out among its customers (RFC 6598), nor those of IPv6 in which an address of
 * IPv4 stands, which may be anybody's (NAT64, 6to4; Teredo is reserved).
 */
static bool is_public(const struct address *address)
{
	const uint8_t *bytes = address->bytes, *v4 = bytes + 12;

	if (address_scope(address))
		return false;
	if (address_is_ipv4(address))
		return !(v4[0] == 100 && v4[1] >> 6 == 1);
	return bytes[0] >> 5 == 1 && !(bytes[0] == 0x20 && bytes[1] == 0x02);
}

bool subject_is_public(const struct subject *subject)
{
	if (subject->name)
		return is_name(subject->name) && !is_internal(subject->name);
	return is_public(&subject->address);
}

int subject_compare(const struct subject *a, const struct subject *b)
{
	if (a->name && b->name)
		return strcmp(a->name, b->name);
	if (a->name || b->name)
		return a->name ? 1 : -1;
	return address_compare(&a->address, &b->address);
}

const char *subject_text(const struct subject *subject, char room[ADDRESS_TEXT])
{
	return subject->name ? subject->name : address_format(&subject->address, room);
}
