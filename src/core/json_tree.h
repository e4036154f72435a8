/*
 * json_tree - a whole JSON text as yajl's tree, for the few replies and lines that are
 * asked this and that. yajl frees a tree level by level, each a call within the other:
 * brackets enough would fill the stack, so what is too deep never becomes one.
 */
#ifndef CORE_JSON_TREE_H
#define CORE_JSON_TREE_H

#include <yajl/yajl_tree.h>

enum { JSON_TREE_DEEPEST = 256 }; /* mappings and lines of ours are far from it */

/* NULL if it is no JSON or deeper than that; the caller frees it by yajl_tree_free. */
yajl_val json_tree_parse(const char *text);

/* What an object has by that key; NULL if it has not, or is none. */
yajl_val json_tree_child(yajl_val object, const char *key);

#endif
