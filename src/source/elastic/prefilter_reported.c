/*
 * prefilter_reported - which destinations threat intelligence reports, see
 * prefilter_asking.h. A pair with one is listed however few flows it has. Lists are long
 * and few of what they name is called, so the server is asked for the latter: among the
 * flows to what they name, which destinations are there?
 */
#include <stdlib.h>
#include <string.h>

#include "model/intel.h"
#include "source/elastic/gen.h"
#include "source/elastic/prefilter_asking.h"

/*
 * The server takes 65536 terms at once, and 1024 clauses, which networks are in some
 * versions. Of 2 million flows to 860,000 destinations (Elasticsearch 8.19) all were
 * read in 11 s, those to 13,000 in 2.0 s; with 100,000 addresses, in 5 questions, in 3.5
 * s; with 1,000 networks, in 3, in 2.7 s. Beyond the most of either it is not sure to
 * pay.
 */
enum {
	ADDRESSES_AT_ONCE = 20000,
	NETWORKS_AT_ONCE = 400,
	MOST_ADDRESSES = 500000,
	MOST_NETWORKS = 10000,
	V4 = 96, /* bits before those of IPv4 */
};

struct texts {
	const char **at; /* owned, the texts are of the arena */
	size_t n;
	size_t capacity;
	size_t n_bytes;
};

/* As the field has them: of a keyword networks are what a text begins with. */
struct listed {
	struct asking *asking;
	struct texts addresses;
	struct texts networks;
};

static void add(struct texts *texts, const char *text, struct arena *arena)
{
	size_t len = strlen(text);

	texts->at =
		memory_grow(texts->at, texts->n, &texts->capacity, sizeof(*texts->at));
	texts->at[texts->n++] = arena_text(arena, text, len);
	texts->n_bytes += len + sizeof("\"\",") - 1;
}

static void add_address(struct listed *listed, const struct address *address)
{
	char text[ADDRESS_TEXT];

	add(&listed->addresses, address_format(address, text), &listed->asking->arena);
}

/* 10.1.4.0/22 is 10.1.4., 10.1.5., 10.1.6. and 10.1.7. */
static void add_beginnings(struct listed *listed, const struct address_network *network)
{
	unsigned bits = network->bits - V4, octets = (bits + 7) / 8;
	unsigned n = 1U << (8 * octets - bits);
	struct address address;
	char text[ADDRESS_TEXT];

	memcpy(address.bytes, network->prefix, sizeof(address.bytes));
	for (unsigned i = 0; i < n; i++, address.bytes[V4 / 8 + octets - 1]++) {
		char *end = text;

		if (octets == 4) {
			add_address(listed, &address);
			continue;
		}
		address_format(&address, text);
		for (unsigned dots = 0; dots < octets; end++)
			dots += *end == '.';
		*end = '\0';
		add(&listed->networks, text, &listed->asking->arena);
	}
}

/* Of a keyword IPv6 is read in any case. */
static bool add_network(void *context, const struct address_network *network)
{
	struct listed *listed = context;
	char text[ADDRESS_NETWORK_TEXT];
	struct address first;

	memcpy(first.bytes, network->prefix, sizeof(first.bytes));
	if (!listed->asking->is_ip && !address_is_ipv4(&first))
		return true;
	if (network->bits == 8 * sizeof(first.bytes))
		add_address(listed, &first);
	else if (!listed->asking->is_ip)
		add_beginnings(listed, network);
	else
		add(&listed->networks, address_network_format(network, text),
		    &listed->asking->arena);
	return listed->addresses.n <= MOST_ADDRESSES &&
	       listed->networks.n <= MOST_NETWORKS;
}

static const char *addresses_clause(const char *field, const struct texts *texts,
				    size_t from, size_t to, struct arena *arena)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	gen_open_map(json, NULL);
	gen_open_map(json, "terms");
	gen_open_array(json, field);
	for (size_t i = from; i < to; i++)
		gen_text(json, texts->at[i]);
	yajl_gen_array_close(json);
	gen_close_maps(json, 2);
	return gen_finish(json, arena);
}

static const char *networks_clause(const struct asking *asking, const struct texts *texts,
				   size_t from, size_t to, struct arena *arena)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	asking_open_any(json, NULL);
	for (size_t i = from; i < to; i++)
		gen_clause(json, asking->is_ip ? "term" : "prefix",
			   asking->field[RECORD_DST], texts->at[i]);
	asking_close_any(json);
	return gen_finish(json, arena);
}

static int find(struct asking *asking, const struct texts *texts, bool are_networks)
{
	const struct asking_terms terms = { .of_few = true };
	const char *field = asking->field[RECORD_DST];
	size_t at_once = are_networks ? NETWORKS_AT_ONCE : ADDRESSES_AT_ONCE;
	int r = 0;

	for (size_t from = 0; from < texts->n && r == 0; from += at_once) {
		size_t to = texts->n - from > at_once ? from + at_once : texts->n;
		struct buckets buckets = { .n = 0 };
		struct arena passing = { NULL };
		const char *clause =
			are_networks ? networks_clause(asking, texts, from, to, &passing)
				     : addresses_clause(field, texts, from, to, &passing);

		r = asking_ask_terms(asking, clause, field, &terms, &buckets,
				     &asking->arena);
		if (r == 0 && (buckets.n >= BUCKETS_MOST || buckets.n_unseen > 0 ||
			       buckets.n_other > 0))
			r = asking_give_up(asking, "too many destinations are reported");
		if (r == 0)
			asking_keep(asking, &buckets);
		arena_free(&passing);
	}
	return r;
}

/* Where the way is slow, all that lists name may be more than what is left out. */
static bool is_too_much(const struct listed *listed)
{
	enum { PACKED_FLOW = 22 };
	const struct prefilter_sample *sample = &listed->asking->sample;
	double saved = (double)(sample->n_dropped * sample->n_parts) * PACKED_FLOW;

	return !listed->asking->force && sample->bytes_a_second < ELASTIC_FAST &&
	       (double)(listed->addresses.n_bytes + listed->networks.n_bytes) > saved / 8;
}

int asking_find_reported(struct asking *asking)
{
	const struct intel *intel = asking->elastic->request->wanted.intel;
	struct listed listed = { .asking = asking };
	int r = 0;

	if (!intel)
		return 0;
	if (!intel_each_network(intel, add_network, &listed) || is_too_much(&listed))
		r = asking_give_up(asking,
				   "too much is reported (--intel, list_reported) to "
				   "ask for it by name");
	if (r == 0)
		r = find(asking, &listed.addresses, false);
	if (r == 0)
		r = find(asking, &listed.networks, true);
	free(listed.addresses.at);
	free(listed.networks.at);
	return r;
}
