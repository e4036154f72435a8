/*
 * part - --part of an index: the server is asked for the flows of the share alone, by
 * a script, since no other query tells sources apart by a hash. It may send more, IPv6
 * and, where scripts are switched off, all flows: the share is taken of what comes. See
 * elastic.h.
 */
#include <inttypes.h>
#include <string.h>

#include "core/log.h"
#include "source/elastic/elastic.h"
#include "source/elastic/gen.h"

static bool has_field(const char *const *fields, size_t n, const char *field)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(fields[i], field) == 0)
			return true;
	}
	return false;
}

/* What the source is called where a script can see it; 0 if some index has no such. */
static size_t source_fields(const struct elastic *elastic, const char **fields)
{
	const struct elastic_plans *plans = &elastic->flow_plans;
	size_t n = 0;

	for (size_t i = 0; i < plans->n; i++) {
		const char *field = plans->plans[i].doc_value[RECORD_SRC];

		if (!field)
			return 0;
		if (!has_field(fields, n, field))
			fields[n++] = field;
	}
	return n;
}

static const char *clause_of(const struct share *share, const char *const *fields,
			     size_t n, struct arena *arena)
{
	yajl_gen json = yajl_gen_alloc(NULL);

	gen_open_map(json, NULL);
	gen_open_map(json, "script");
	gen_open_map(json, "script");
	gen_text(json, "lang");
	gen_text(json, "painless");
	gen_text(json, "source");
	gen_text(json, share_script);
	gen_open_map(json, "params");
	gen_open_array(json, "fields");
	for (size_t i = 0; i < n; i++)
		gen_text(json, fields[i]);
	yajl_gen_array_close(json);
	gen_integer(json, "part", share->part - 1);
	gen_integer(json, "parts", share->parts);
	gen_close_maps(json, 4);
	return gen_finish(json, arena);
}

int elastic_take_part(struct elastic *elastic, struct http *http,
		      const struct elastic_window *whole, uint64_t *n_flows,
		      struct error *err)
{
	const struct share *share = &elastic->request->share;
	struct arena *arena = elastic->request->arena;
	const char **fields =
		arena_alloc(arena, (elastic->flow_plans.n + 1) * sizeof(*fields));
	size_t n = source_fields(elastic, fields);
	uint64_t n_shards;
	struct error refusal;

	if (elastic_ask_flow_span(elastic, http, whole, &elastic->flow_span, err) != 0)
		return -1;
	if (n == 0) {
		log_warn(
			"%s has no doc values of %s, so all flows are fetched and the part is "
			"taken here",
			elastic->config->es_index, elastic->names.field[RECORD_SRC]);
		return 0;
	}
	elastic->part = clause_of(share, fields, n, arena);
	if (elastic_count(elastic, http,
			  elastic_count_body(elastic, whole, CLAUSE_FILTER, arena),
			  n_flows, &n_shards, &refusal) == 0) {
		log_say(LOG_VERBOSE, "part %" PRId64 " of %" PRId64 ": %" PRIu64 " flows",
			share->part, share->parts, *n_flows);
		return 0;
	}
	if (refusal.kind != ERROR_SERVER) {
		*err = refusal;
		return -1;
	}
	log_warn(
		"the server does not run the script that tells the parts apart, so all flows "
		"are fetched and the part is taken here (%s)",
		refusal.text);
	elastic->part = NULL;
	return 0;
}
