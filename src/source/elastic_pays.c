/*
 * elastic_buckets - what the server counted, and whether a prefilter pays, see
 * elastic_prefilter.h. The numbers were measured with 10 million flows on one node.
 */
#include <inttypes.h>
#include <string.h>
#include <yajl/yajl_tree.h>

#include "source/elastic_prefilter.h"

static yajl_val child(yajl_val object, const char *key)
{
	const char *path[] = { key, NULL };

	return YAJL_IS_OBJECT(object) ? yajl_tree_get(object, path, yajl_t_any) : NULL;
}

static uint64_t whole_number(yajl_val object, const char *key)
{
	yajl_val value = child(object, key);

	return value && YAJL_IS_INTEGER(value) && YAJL_GET_INTEGER(value) > 0
		       ? (uint64_t)YAJL_GET_INTEGER(value)
		       : 0;
}

/* The tree of a reply that speaks for all shards, or NULL. */
static yajl_val parse_whole(const char *reply)
{
	yajl_val tree = yajl_tree_parse(reply, NULL, 0);
	yajl_val failed = child(child(tree, "_shards"), "failed");

	if (failed && YAJL_IS_INTEGER(failed) && YAJL_GET_INTEGER(failed) == 0 &&
	    YAJL_IS_FALSE(child(tree, "timed_out")))
		return tree;
	yajl_tree_free(tree);
	return NULL;
}

static bool read_bucket(yajl_val bucket, struct buckets *buckets, struct arena *arena)
{
	const char *key = YAJL_GET_STRING(child(bucket, "key"));

	if (!key)
		return false;
	buckets->keys[buckets->n] = arena_text(arena, key, strlen(key));
	buckets->counts[buckets->n++] = whole_number(bucket, "doc_count");
	return true;
}

/* A server says -1 for an error that it does not know. */
static bool is_known(yajl_val number)
{
	return number && YAJL_IS_INTEGER(number) && YAJL_GET_INTEGER(number) >= 0;
}

bool buckets_read(const char *reply, struct buckets *buckets, struct arena *arena)
{
	yajl_val tree = parse_whole(reply);
	yajl_val terms = child(child(tree, "aggregations"), "d");
	yajl_val list = child(terms, "buckets");
	struct buckets result = { .n = 0 };
	bool fits = YAJL_IS_ARRAY(list) &&
		    is_known(child(terms, "doc_count_error_upper_bound")) &&
		    is_known(child(terms, "sum_other_doc_count"));
	size_t n = fits ? YAJL_GET_ARRAY(list)->len : 0;

	result.keys = arena_alloc(arena, (n + 1) * sizeof(*result.keys));
	result.counts = arena_alloc(arena, (n + 1) * sizeof(*result.counts));
	for (size_t i = 0; fits && i < n; i++)
		fits = read_bucket(YAJL_GET_ARRAY(list)->values[i], &result, arena);
	result.n_unseen = whole_number(terms, "doc_count_error_upper_bound");
	result.n_other = whole_number(terms, "sum_other_doc_count");
	yajl_tree_free(tree);
	if (fits)
		*buckets = result;
	return fits;
}

bool buckets_value(const char *reply, const char *name, double *value)
{
	yajl_val tree = parse_whole(reply);
	yajl_val number = child(child(child(tree, "aggregations"), name), "value");
	bool fits = number && YAJL_IS_NUMBER(number);

	if (fits)
		*value = YAJL_GET_DOUBLE(number);
	yajl_tree_free(tree);
	return fits;
}

/*
 * A destination that is left out has less than min_flows flows, so these are the
 * most. The server's number of destinations is an estimate, off by a few percent.
 */
bool prefilter_may_pay(uint64_t n_flows, uint64_t n_destinations, uint64_t min_flows)
{
	return 1.05 * (double)n_destinations * (double)(min_flows - 1) >=
	       (double)n_flows / 4;
}

/* Estimates, so there is room to err. */
enum {
	KEPT_A_PIECE = 50000,
	SEEN_A_PIECE = 110000,
	MOST_PIECES = 64,
	MOST_KEPT = 4 * 60000
};

static uint64_t pieces_of(uint64_t n, uint64_t most)
{
	return n / most + 1;
}

/* One shard knows the largest counts; several only if each gives all that it has. */
size_t prefilter_n_pieces(const struct prefilter_sample *sample)
{
	uint64_t n = pieces_of(sample->n_kept * sample->n_parts, KEPT_A_PIECE);

	if (sample->n_shards > 1 && pieces_of(sample->n_destinations, SEEN_A_PIECE) > n)
		n = pieces_of(sample->n_destinations, SEEN_A_PIECE);
	return n > MOST_PIECES || sample->n_kept * sample->n_parts > MOST_KEPT
		       ? 0
		       : (size_t)n;
}

/*
 * To count costs about as much as to read 5 flows of 100, and another of 100 for each
 * piece. Each window's request holds all the destinations that are kept: on a slow
 * line that may be more than the flows left out, 22 bytes each when packed.
 */
const char *prefilter_objection(const struct prefilter_sample *sample,
				struct arena *arena)
{
	enum { PACKED_FLOW = 22, SYNTAX = 3 };
	const double n_flows = (double)sample->n_flows;
	uint64_t n_kept = sample->n_kept * sample->n_parts;
	uint64_t n_dropped = sample->n_dropped * sample->n_parts;
	size_t n_pieces = prefilter_n_pieces(sample);
	double least = 0.2 + 0.01 * (double)n_pieces;
	double n_windows = (n_flows - (double)n_dropped) / ELASTIC_A_WINDOW + 1;
	double clause = (double)((sample->n_key_bytes + SYNTAX * sample->n_kept) *
				 sample->n_parts);

	if (n_pieces == 0)
		return arena_print(arena,
				   "about %" PRIu64 " of %" PRIu64
				   " destinations have %" PRIu64
				   " flows or more, too many to ask for by name",
				   n_kept, sample->n_destinations, sample->min_flows);
	if ((double)n_dropped < least * n_flows)
		return arena_print(
			arena,
			"about %.0f %% of the flows could be left out, and %.0f %% "
			"are needed to make up for the questions",
			100 * (double)n_dropped / n_flows, 100 * least);
	if (clause * n_windows > (double)n_dropped * PACKED_FLOW)
		return arena_print(arena,
				   "to name about %" PRIu64
				   " destinations would send more "
				   "than it saves",
				   n_kept);
	return NULL;
}
