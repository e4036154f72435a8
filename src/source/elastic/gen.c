/*
 * gen - see gen.h.
 */
#include "source/elastic/gen.h"

#include <string.h>

void gen_text(yajl_gen json, const char *value)
{
	yajl_gen_string(json, (const unsigned char *)value, strlen(value));
}

void gen_integer(yajl_gen json, const char *key, int64_t value)
{
	gen_text(json, key);
	yajl_gen_integer(json, value);
}

void gen_open_map(yajl_gen json, const char *key)
{
	if (key)
		gen_text(json, key);
	yajl_gen_map_open(json);
}

void gen_open_array(yajl_gen json, const char *key)
{
	gen_text(json, key);
	yajl_gen_array_open(json);
}

void gen_close_maps(yajl_gen json, int n)
{
	while (n-- > 0)
		yajl_gen_map_close(json);
}

void gen_clause(yajl_gen json, const char *name, const char *field, const char *value)
{
	gen_open_map(json, NULL);
	gen_open_map(json, name);
	gen_text(json, field);
	gen_text(json, value);
	gen_close_maps(json, 2);
}

/* yajl passes a number's text through as it stands. */
void gen_as_it_is(yajl_gen json, const char *value)
{
	yajl_gen_number(json, value, strlen(value));
}

const char *gen_finish(yajl_gen json, struct arena *arena)
{
	const unsigned char *body;
	size_t len;
	const char *copy;

	yajl_gen_get_buf(json, &body, &len);
	copy = arena_text(arena, (const char *)body, len);
	yajl_gen_free(json);
	return copy;
}
