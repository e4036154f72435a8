/*
 * intel_asking - what is said of an address or a name, see intel.h. Most destinations are
 * on no list: a bit for each /24 of IPv4, two megabytes, tells so at the cost of one look
 * into memory.
 */
#include <stdlib.h>
#include <string.h>

#include "model/intel_parts.h"

static bool may_be_reported(const struct intel *intel, const struct address *address)
{
	uint32_t block = intel_block(address);

	if (!address_is_ipv4(address))
		return intel->has_v6;
	return intel->blocks[block / 8] >> block % 8 & 1;
}

static bool is_of_port(const struct intel_entry *entry, int32_t port)
{
	return entry->port == 0 || port == INTEL_ANY_PORT || entry->port == port;
}

/* A question under way. */
struct asking {
	const struct intel *intel;
	int32_t port;
	size_t name_len; /* 0: it is an address */
	const char *subject;
	struct intel_hits *hits; /* NULL: one is enough */
	bool is_private;	 /* networks that it lies in say nothing of it */
};

static bool found(void *context, uint32_t number)
{
	enum { MOST_HITS = 1000 }; /* a list may say a thing a million times */
	struct asking *asking = context;
	const struct intel_entry *entry = &asking->intel->entries[number];

	if (!is_of_port(entry, asking->port) ||
	    (asking->is_private && entry->kind != INTEL_ADDRESS) ||
	    (asking->name_len > 0 && entry->name_len > 0 &&
	     entry->name_len != asking->name_len))
		return true;
	if (!asking->hits || asking->hits->n == MOST_HITS)
		return false;
	asking->hits->hits =
		memory_grow(asking->hits->hits, asking->hits->n, &asking->hits->capacity,
			    sizeof(*asking->hits->hits));
	asking->hits->hits[asking->hits->n++] =
		(struct intel_hit){ entry, asking->subject };
	return true;
}

bool intel_reports(const struct intel *intel, const struct address *address, int32_t port)
{
	struct asking asking = { .intel = intel,
				 .port = port,
				 .is_private = address_scope(address) != NULL };

	return may_be_reported(intel, address) &&
	       (!asking.is_private || intel->takes_private) &&
	       !lookup_address(intel->lookup, address, found, &asking);
}

/* Without the dots at its end, which lookup_name() passes over. */
static size_t length_of(const char *name)
{
	size_t len = strlen(name);

	while (len > 0 && name[len - 1] == '.')
		len--;
	return len;
}

bool intel_reports_name(const struct intel *intel, const char *name)
{
	struct asking asking = { .intel = intel,
				 .port = INTEL_ANY_PORT,
				 .name_len = length_of(name) };

	return !lookup_name(intel->lookup, name, found, &asking);
}

bool intel_each_network(const struct intel *intel,
			bool (*each)(void *context,
				     const struct address_network *network),
			void *context)
{
	return lookup_each_network(intel->lookup, each, context);
}

void intel_find(const struct intel *intel, const struct address *address, int32_t port,
		const char *subject, struct intel_hits *hits)
{
	bool is_private = address_scope(address) != NULL;
	struct asking asking = { intel, port, 0, subject, hits, is_private };

	if (may_be_reported(intel, address) && (!is_private || intel->takes_private))
		lookup_address(intel->lookup, address, found, &asking);
}

void intel_find_name(const struct intel *intel, const char *name, const char *subject,
		     struct intel_hits *hits)
{
	struct asking asking = { intel,	  INTEL_ANY_PORT, length_of(name),
				 subject, hits,		  false };

	lookup_name(intel->lookup, name, found, &asking);
}

void intel_hits_free(struct intel_hits *hits)
{
	free(hits->hits);
	*hits = (struct intel_hits){ .n = 0 };
}
