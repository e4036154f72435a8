/*
 * verdict - see verdict.h.
 */
#include "model/verdict.h"

#include <string.h>

enum { LONGEST_NAME = 253, LONGEST_LABEL = 63 };

const char *verdict_name(enum verdict_kind kind)
{
	static const char *const names[N_VERDICT_KINDS] = { "unknown", "nothing", "allowed",
							    "bad" };

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

static bool ends_with(const char *name, const char *ending)
{
	size_t len = strlen(name), n = strlen(ending);

	return len >= n && strcmp(name + len - n, ending) == 0;
}

/* What is set aside for networks of one's own (RFC 6761, 6762, 8375, 9476, and ICANN's
 * .internal), and what is usual there. All of .arpa is about addresses, or home.arpa. */
static bool is_internal(const char *name)
{
	static const char *const endings[] = {
		".local",   ".localdomain", ".localhost", ".lan",       ".internal",
		".home",    ".corp",        ".mail",      ".intranet",  ".intra",
		".private", ".arpa",        ".domain",    ".workgroup", ".test",
		".invalid", ".onion",       ".alt",       ".router",
		".localnet", ".fritz.box",
	};

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		if (ends_with(name, endings[i]))
			return true;
	}
	return false;
}

bool subject_is_public(const struct subject *subject)
{
	if (subject->name)
		return is_name(subject->name) && !is_internal(subject->name);
	return !address_scope(&subject->address);
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
