/*
 * prefilter_buckets - see prefilter_buckets.h.
 */
#include "source/elastic/prefilter_buckets.h"

#include <string.h>

#include "core/json_tree.h"

static uint64_t whole_number(yajl_val object, const char *key)
{
	yajl_val value = json_tree_child(object, key);

	return value && YAJL_IS_INTEGER(value) && YAJL_GET_INTEGER(value) > 0
		       ? (uint64_t)YAJL_GET_INTEGER(value)
		       : 0;
}

/* The tree of a reply that speaks for all shards and clusters, or NULL. */
static yajl_val parse_whole(const char *reply)
{
	yajl_val tree = json_tree_parse(reply);
	yajl_val failed = json_tree_child(json_tree_child(tree, "_shards"), "failed");

	if (failed && YAJL_IS_INTEGER(failed) && YAJL_GET_INTEGER(failed) == 0 &&
	    YAJL_IS_FALSE(json_tree_child(tree, "timed_out")) &&
	    whole_number(json_tree_child(tree, "_clusters"), "skipped") == 0)
		return tree;
	yajl_tree_free(tree);
	return NULL;
}

static bool read_bucket(yajl_val bucket, struct buckets *buckets, struct arena *arena)
{
	const char *key = YAJL_GET_STRING(json_tree_child(bucket, "key"));

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
	/* A key that holds NUL is no other key: it would be cut there. */
	yajl_val tree = strstr(reply, "\\u0000") ? NULL : parse_whole(reply);
	yajl_val terms = json_tree_child(json_tree_child(tree, "aggregations"), "d");
	yajl_val list = json_tree_child(terms, "buckets");
	struct buckets result = { .n = 0 };
	bool fits = YAJL_IS_ARRAY(list) &&
		    is_known(json_tree_child(terms, "doc_count_error_upper_bound")) &&
		    is_known(json_tree_child(terms, "sum_other_doc_count"));
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
