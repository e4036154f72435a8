/*
 * scope - what --focus_outbound lets pass, as a query. See gen.h.
 */
#include "model/address.h"
#include "source/elastic/gen.h"

/* {"terms": {field: ["10.0.0.0/8", ...]}} */
static void put_networks(yajl_gen json, const char *field,
			 const struct address_network *networks, size_t n)
{
	char text[ADDRESS_NETWORK_TEXT];

	gen_open_map(json, NULL);
	gen_open_map(json, "terms");
	gen_open_array(json, field);
	for (size_t i = 0; i < n; i++)
		gen_text(json, address_network_format(&networks[i], text));
	yajl_gen_array_close(json);
	gen_close_maps(json, 2);
}

static void put_scope(yajl_gen json, const char *field, const struct address_scope *scope)
{
	gen_open_map(json, NULL);
	gen_open_map(json, "bool");
	gen_open_array(json, "filter");
	put_networks(json, field, scope->networks, scope->n_networks);
	yajl_gen_array_close(json);
	if (scope->n_exceptions > 0) {
		gen_open_array(json, "must_not");
		put_networks(json, field, scope->exceptions, scope->n_exceptions);
		yajl_gen_array_close(json);
	}
	gen_close_maps(json, 2);
}

/* {"bool": {"must_not": [networks that are not public]}} */
static void put_public(yajl_gen json, const char *key, const char *field,
		       bool public_only)
{
	gen_open_map(json, key);
	gen_open_map(json, "bool");
	gen_open_array(json, "must_not");
	for (size_t i = 0; public_only && i < n_address_scopes; i++)
		put_scope(json, field, &address_scopes[i]);
	yajl_gen_array_close(json);
	gen_close_maps(json, 2);
}

/* Of the first networks, as far as they are of a kind. */
static size_t run_length(const struct inside_network *networks, size_t n)
{
	size_t i = 1;

	while (i < n && networks[i].is_outside == networks[0].is_outside)
		i++;
	return i;
}

/* What wider networks say holds but for narrower ones: those come first. */
static void put_left_for(yajl_gen json, const char *key, const char *field,
			 const struct inside_network *networks, size_t n)
{
	size_t len = n > 0 ? run_length(networks, n) : 0;
	bool is_outside = n > 0 && networks[0].is_outside;

	if (n == 0) {
		put_public(json, key, field, true);
		return;
	}
	gen_open_map(json, key);
	gen_open_map(json, "bool");
	gen_open_array(json, is_outside ? "should" : "filter");
	put_left_for(json, NULL, field, networks + len, n - len);
	if (!is_outside) {
		yajl_gen_array_close(json);
		gen_open_array(json, "must_not");
	}
	for (size_t i = 0; i < len; i++)
		put_networks(json, field, &networks[i].network, 1);
	yajl_gen_array_close(json);
	if (is_outside)
		gen_integer(json, "minimum_should_match", 1);
	gen_close_maps(json, 2);
}

void gen_passed(yajl_gen json, const char *key, const char *field,
		const struct inside *inside)
{
	if (inside)
		put_left_for(json, key, field, inside->networks, inside->n);
	else
		put_public(json, key, field, false);
}
