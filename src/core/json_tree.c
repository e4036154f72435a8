/*
 * json_tree - see json_tree.h.
 */
#include "core/json_tree.h"

#include <stdbool.h>
#include <stddef.h>

/* Outside of a text a slash begins a comment, which yajl would pass over: brackets could
 * hide behind a quote in it, and JSON has none. */
static bool is_fit(const char *text)
{
	bool in_text = false;
	int depth = 0;

	for (; *text && depth <= JSON_TREE_DEEPEST; text++) {
		if (*text == '"')
			in_text = !in_text;
		else if (in_text && *text == '\\' && text[1])
			text++;
		else if (!in_text && *text == '/')
			return false;
		else if (!in_text && (*text == '[' || *text == '{'))
			depth++;
		else if (!in_text && (*text == ']' || *text == '}'))
			depth--;
	}
	return depth <= JSON_TREE_DEEPEST;
}

yajl_val json_tree_parse(const char *text)
{
	return is_fit(text) ? yajl_tree_parse(text, NULL, 0) : NULL;
}

yajl_val json_tree_child(yajl_val object, const char *key)
{
	const char *path[] = { key, NULL };

	return YAJL_IS_OBJECT(object) ? yajl_tree_get(object, path, yajl_t_any) : NULL;
}
