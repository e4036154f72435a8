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

void gen_passed(yajl_gen json, const char *key, const char *field, bool public_only)
{
	gen_open_map(json, key);
	gen_open_map(json, "bool");
	gen_open_array(json, "must_not");
	for (size_t i = 0; public_only && i < n_address_scopes; i++)
		put_scope(json, field, &address_scopes[i]);
	yajl_gen_array_close(json);
	gen_close_maps(json, 2);
}
