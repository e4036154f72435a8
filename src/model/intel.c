/*
 * intel - what lists report is kept, see intel.h.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/intel_parts.h"
#include "model/range.h"
#include "model/timestamp.h"

enum { MAPPED_BITS = 96, LEAST_V4 = MAPPED_BITS + 8, LEAST_V6 = 16 };
enum { BLOCK_BITS = 24, BLOCKS = 1 << BLOCK_BITS };

struct intel *intel_new(void)
{
	struct intel *intel = memory_zero(1, sizeof(*intel));

	intel->lookup = lookup_new();
	intel->blocks = memory_zero(BLOCKS / 8, 1);
	intel->last_what = "";
	intel->now_us = (int64_t)time(NULL) * SECOND_US;
	return intel;
}

void intel_free(struct intel *intel)
{
	if (!intel)
		return;
	lookup_free(intel->lookup);
	free(intel->entries);
	free(intel->lists);
	free(intel->blocks);
	arena_free(&intel->texts);
	free(intel);
}

void intel_set_now(struct intel *intel, int64_t now_us)
{
	intel->now_us = now_us;
}

void intel_take_private(struct intel *intel)
{
	intel->takes_private = true;
}

int64_t intel_now(const struct intel *intel)
{
	return intel->now_us;
}

struct intel_tally *intel_tally(struct intel *intel)
{
	return &intel->tally;
}

const struct intel_tally *intel_totals(const struct intel *intel)
{
	return &intel->tally;
}

void intel_begin_list(struct intel *intel, const char *name)
{
	if (intel->n_lists > 0 && strcmp(intel->lists[intel->n_lists - 1], name) == 0)
		return;
	intel->lists = memory_grow(intel->lists, intel->n_lists, &intel->lists_capacity,
				   sizeof(*intel->lists));
	intel->lists[intel->n_lists++] = arena_text(&intel->texts, name, strlen(name));
	intel->tally.n_lists = intel->n_lists;
}

/* Lists say the same of many in a row. */
static const char *keep_what(struct intel *intel, const char *what, size_t len)
{
	if (strncmp(intel->last_what, what, len) != 0 || intel->last_what[len])
		intel->last_what = arena_text(&intel->texts, what, len);
	return intel->last_what;
}

static uint32_t add_entry(struct intel *intel, const struct indicator *indicator,
			  const char *what, size_t len)
{
	size_t name_len = indicator->is_url ? strlen(indicator->name) : 0;

	intel->entries = memory_grow(intel->entries, intel->n, &intel->capacity,
				     sizeof(*intel->entries));
	intel->entries[intel->n] = (struct intel_entry){
		.what = keep_what(intel, what, len),
		.list = (uint32_t)intel->n_lists - 1,
		.port = indicator->port,
		.name_len = (uint8_t)name_len,
		.kind = (uint8_t)indicator->kind,
		.is_url = indicator->is_url,
	};
	intel->tally.n[indicator->kind]++;
	return (uint32_t)intel->n++;
}

static void note_blocks(struct intel *intel, const struct address *first,
			const struct address *last)
{
	if (!address_is_ipv4(first)) {
		intel->has_v6 = true;
		return;
	}
	for (uint32_t i = intel_block(first), end = intel_block(last); i <= end;) {
		size_t n_bytes = i % 8 == 0 ? (end + 1 - i) / 8 : 0;

		if (n_bytes > 0)
			memset(intel->blocks + i / 8, 0xff, n_bytes);
		else
			intel->blocks[i / 8] |= (uint8_t)(1 << i % 8);
		i += n_bytes > 0 ? (uint32_t)n_bytes * 8 : 1;
	}
}

static bool is_narrow(void *context, const struct address *first, unsigned bits)
{
	(void)context;
	return bits >= (address_is_ipv4(first) ? LEAST_V4 : LEAST_V6);
}

struct adding {
	struct lookup *lookup;
	uint32_t entry;
};

static bool add_network(void *context, const struct address *first, unsigned bits)
{
	struct adding *adding = context;
	struct address_network network = { .bits = (uint8_t)bits };

	memcpy(network.prefix, first->bytes, sizeof(network.prefix));
	lookup_add_network(adding->lookup, &network, adding->entry);
	return true;
}

/* Is it a host of a private network? This host itself is none, nor is nobody. */
static bool is_private_host(const struct address *address)
{
	static const struct address_network nobodys[] = {
		{ { [10] = 0xff, 0xff, 0 }, MAPPED_BITS + 8 },
		{ { [10] = 0xff, 0xff, 127 }, MAPPED_BITS + 8 },
		{ { 0 }, 127 }, /* :: and ::1 */
	};

	for (size_t i = 0; i < sizeof(nobodys) / sizeof(*nobodys); i++) {
		if (address_in_network(address, &nobodys[i]))
			return false;
	}
	return address_is_private(address) && !address_is_reserved(address);
}

static bool may_report(const struct intel *intel, const struct indicator *indicator)
{
	if (!address_scope(&indicator->first) || !address_scope(&indicator->last))
		return true;
	return intel->takes_private && indicator->kind == INTEL_ADDRESS &&
	       is_private_host(&indicator->first);
}

static void add_range(struct intel *intel, const struct indicator *indicator,
		      const char *what, size_t len)
{
	struct adding adding = { .lookup = intel->lookup };

	if (address_compare(&indicator->first, &indicator->last) > 0 ||
	    address_is_ipv4(&indicator->first) != address_is_ipv4(&indicator->last) ||
	    !range_each_network(&indicator->first, &indicator->last, is_narrow, NULL)) {
		intel->tally.too_wide++;
	} else if (!may_report(intel, indicator)) {
		intel->tally.not_public++;
	} else {
		adding.entry = add_entry(intel, indicator, what, len);
		range_each_network(&indicator->first, &indicator->last, add_network,
				   &adding);
		note_blocks(intel, &indicator->first, &indicator->last);
	}
}

void intel_add(struct intel *intel, const struct indicator *indicator, const char *what,
	       size_t len)
{
	const char *name;

	if (indicator->kind == INTEL_ADDRESS || indicator->kind == INTEL_NETWORK) {
		add_range(intel, indicator, what, len);
		return;
	}
	/* A fingerprint has no dot, so that no name is taken for one. */
	name = arena_text(&intel->texts, indicator->name, strlen(indicator->name));
	lookup_add_domain(intel->lookup, name, add_entry(intel, indicator, what, len));
}
