/*
 * intel - see intel.h. Most destinations are on no list: a bit for each /24 of IPv4, two
 * megabytes, tells so at the cost of one look into memory.
 */
#include "model/intel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/lookup.h"
#include "model/timestamp.h"

enum { MAPPED_BITS = 96, LEAST_V4 = MAPPED_BITS + 8, LEAST_V6 = 16, ALL_BITS = 128 };
enum { BLOCK_BITS = 24, BLOCKS = 1 << BLOCK_BITS };

struct entry {
	const char *what; /* of texts; "" says nothing */
	uint32_t list;
	uint16_t port;
	uint8_t name_len; /* of a name that alone is meant; 0: those below it, too */
	uint8_t kind;
	bool is_url;
};

struct intel {
	struct lookup *lookup;
	struct entry *entries; /* owned */
	size_t n;
	size_t capacity;
	const char **lists; /* their names; owned, they are of texts */
	size_t n_lists;
	size_t lists_capacity;
	const char *last_what;
	uint8_t *blocks; /* BLOCKS bits; owned */
	bool has_v6;
	int64_t now_us;
	struct intel_tally tally;
	struct arena texts;
};

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
	intel->entries[intel->n] = (struct entry){
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

static uint32_t block_of(const struct address *address)
{
	return (uint32_t)address->bytes[12] << 16 | (uint32_t)address->bytes[13] << 8 |
	       address->bytes[14];
}

static void note_blocks(struct intel *intel, const struct address *first,
			const struct address *last)
{
	if (!address_is_ipv4(first)) {
		intel->has_v6 = true;
		return;
	}
	for (uint32_t i = block_of(first), end = block_of(last); i <= end;) {
		size_t n_bytes = i % 8 == 0 ? (end + 1 - i) / 8 : 0;

		if (n_bytes > 0)
			memset(intel->blocks + i / 8, 0xff, n_bytes);
		else
			intel->blocks[i / 8] |= (uint8_t)(1 << i % 8);
		i += n_bytes > 0 ? (uint32_t)n_bytes * 8 : 1;
	}
}

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

/* Calls for each network that the range is made of; false if that has stopped it. */
static bool each_network(const struct indicator *indicator,
			 bool (*each)(void *context, const struct address *first,
				      unsigned bits),
			 void *context)
{
	struct address first = indicator->first, end;

	for (;;) {
		unsigned bits = bits_from(&first, &indicator->last);

		if (!each(context, &first, bits))
			return false;
		end = end_of(&first, bits);
		if (address_compare(&end, &indicator->last) >= 0)
			return true;
		first = end;
		step_over(&first);
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

static void add_range(struct intel *intel, const struct indicator *indicator,
		      const char *what, size_t len)
{
	struct adding adding = { .lookup = intel->lookup };

	if (address_compare(&indicator->first, &indicator->last) > 0 ||
	    address_is_ipv4(&indicator->first) != address_is_ipv4(&indicator->last) ||
	    !each_network(indicator, is_narrow, NULL)) {
		intel->tally.too_wide++;
	} else if (address_scope(&indicator->first) && address_scope(&indicator->last)) {
		intel->tally.not_public++;
	} else {
		adding.entry = add_entry(intel, indicator, what, len);
		each_network(indicator, add_network, &adding);
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

static bool may_be_reported(const struct intel *intel, const struct address *address)
{
	uint32_t block = block_of(address);

	if (!address_is_ipv4(address))
		return intel->has_v6;
	return intel->blocks[block / 8] >> block % 8 & 1;
}

static bool is_of_port(const struct entry *entry, int32_t port)
{
	return entry->port == 0 || port == INTEL_ANY_PORT || entry->port == port;
}

struct intel_hit {
	const struct entry *entry;
	const char *subject;
};

/* A question under way. */
struct asking {
	const struct intel *intel;
	int32_t port;
	size_t name_len; /* 0: it is an address */
	const char *subject;
	struct intel_hits *hits; /* NULL: one is enough */
};

static bool found(void *context, uint32_t number)
{
	enum { MOST_HITS = 1000 }; /* a list may say a thing a million times */
	struct asking *asking = context;
	const struct entry *entry = &asking->intel->entries[number];

	if (!is_of_port(entry, asking->port) ||
	    (asking->name_len > 0 && entry->name_len > 0 &&
	     entry->name_len != asking->name_len))
		return true;
	if (!asking->hits || asking->hits->n == MOST_HITS)
		return false;
	asking->hits->hits = memory_grow(asking->hits->hits, asking->hits->n,
					 &asking->hits->capacity,
					 sizeof(*asking->hits->hits));
	asking->hits->hits[asking->hits->n++] =
		(struct intel_hit){ entry, asking->subject };
	return true;
}

bool intel_reports(const struct intel *intel, const struct address *address, int32_t port)
{
	struct asking asking = { .intel = intel, .port = port };

	return may_be_reported(intel, address) && !address_scope(address) &&
	       !lookup_address(intel->lookup, address, found, &asking);
}

bool intel_reports_name(const struct intel *intel, const char *name)
{
	struct asking asking = { .intel = intel,
				 .port = INTEL_ANY_PORT,
				 .name_len = strlen(name) };

	return !lookup_name(intel->lookup, name, found, &asking);
}

bool intel_each_network(const struct intel *intel,
			bool (*each)(void *context, const struct address_network *network),
			void *context)
{
	return lookup_each_network(intel->lookup, each, context);
}

void intel_find(const struct intel *intel, const struct address *address, int32_t port,
		const char *subject, struct intel_hits *hits)
{
	struct asking asking = { intel, port, 0, subject, hits };

	if (may_be_reported(intel, address) && !address_scope(address))
		lookup_address(intel->lookup, address, found, &asking);
}

void intel_find_name(const struct intel *intel, const char *name, const char *subject,
		     struct intel_hits *hits)
{
	struct asking asking = { intel, INTEL_ANY_PORT, strlen(name), subject, hits };

	lookup_name(intel->lookup, name, found, &asking);
}

void intel_hits_free(struct intel_hits *hits)
{
	free(hits->hits);
	*hits = (struct intel_hits){ .n = 0 };
}

static int compare_subjects(const struct intel_hit *x, const struct intel_hit *y)
{
	return strcmp(x->subject ? x->subject : "", y->subject ? y->subject : "");
}

/* By subject, the destination's address first, then in the order of the lists. */
static int by_list(const void *a, const void *b)
{
	const struct intel_hit *x = a, *y = b;
	int order = compare_subjects(x, y);

	if (order == 0 && x->entry->list != y->entry->list)
		return x->entry->list < y->entry->list ? -1 : 1;
	if (order == 0)
		order = strcmp(x->entry->what, y->entry->what);
	return order ? order : x->entry->is_url - y->entry->is_url;
}

static bool is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789.")];
}

/* ": Emotet, Dridex (URL)", " (8)" */
static void put_what(const struct entry *entry, bool more, FILE *out)
{
	if (is_number(entry->what))
		fprintf(out, " (%s)", entry->what);
	else if (*entry->what)
		fprintf(out, "%s%s", more ? ", " : ": ", entry->what);
	if (entry->is_url)
		fputs(" (URL)", out);
}

/* What one list says of one subject: the hits from here on to the one returned. */
static size_t put_list(const struct intel *intel, const struct intel_hits *hits, size_t i,
		       bool shown, FILE *out)
{
	enum { MOST_SAID = 3 };
	const struct intel_hit *first = &hits->hits[i], *before = NULL;
	size_t n = 0;

	if (shown && first->subject)
		fprintf(out, "%s in ", first->subject);
	if (shown)
		fputs(intel->lists[first->entry->list], out);
	for (; i < hits->n; before = &hits->hits[i++]) {
		const struct intel_hit *hit = &hits->hits[i];

		if (compare_subjects(hit, first) != 0 ||
		    hit->entry->list != first->entry->list)
			break;
		if (before && strcmp(before->entry->what, hit->entry->what) == 0)
			continue;
		if (n++ < MOST_SAID && shown)
			put_what(hit->entry, n > 1, out);
	}
	if (n > MOST_SAID && shown)
		fputs(", ...", out);
	return i;
}

static int64_t count_lists(const struct intel *intel, const struct intel_hits *hits)
{
	bool *says = memory_zero(intel->n_lists, sizeof(*says));
	int64_t n = 0;

	for (size_t i = 0; i < hits->n; i++) {
		n += !says[hits->hits[i].entry->list];
		says[hits->hits[i].entry->list] = true;
	}
	free(says);
	return n;
}

const char *intel_text(const struct intel *intel, struct intel_hits *hits,
		       int64_t *n_lists, struct arena *arena)
{
	enum { ENOUGH = 400 };
	size_t len = 0, n_more = 0, clauses = 0;
	const char *result;
	char *text = NULL;
	FILE *out;

	*n_lists = count_lists(intel, hits);
	if (hits->n == 0)
		return NULL;
	out = open_memstream(&text, &len);
	if (!out)
		abort(); /* only for want of memory */
	qsort(hits->hits, hits->n, sizeof(*hits->hits), by_list);
	for (size_t i = 0; i < hits->n; clauses++) {
		bool shown = ftell(out) < ENOUGH;

		if (shown && clauses > 0)
			fputs("; ", out);
		n_more += !shown;
		i = put_list(intel, hits, i, shown, out);
	}
	if (n_more > 0)
		fprintf(out, "; and %zu more", n_more);
	fclose(out);
	result = arena_text(arena, text, len);
	free(text);
	return result;
}
