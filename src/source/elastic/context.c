/*
 * context - see context.h.
 */
#include "source/elastic/context.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "source/elastic/gen.h"

/* A clause of more addresses costs the server more than it saves: then it leaves the
 * choice to who reads. */
enum { MOST_ADDRESSES = 2048 };

struct clause {
	const char *src; /* the fields, as they can be searched */
	const char *dst;
	const char *query;
	const char *alert;
	const struct source_pairs *pairs;
};

/* SELKS has an index for each event type. */
const char *elastic_context_index(const struct config *config, const char *names_index,
				  struct arena *arena)
{
	static const char flow[] = "-flow-";
	const char *index = config->es_index ? config->es_index : "_all";
	const char *at = strstr(index, flow);

	if (config->context_index)
		return config->context_index;
	if (!at || strchr(index, ','))
		return names_index;
	return arena_print(arena, "%s,%.*s-alert-%s", names_index, (int)(at - index),
			   index, at + strlen(flow));
}

/* In groups of four digits, without leading zeros or with them: what is no ip field
 * keeps them as they were written, and Suricata shortens none. */
static void put_long_form(yajl_gen json, const struct address *address, bool zeros)
{
	char text[ADDRESS_TEXT];
	size_t len = 0;

	for (size_t i = 0; i < 16; i += 2) {
		unsigned group = (unsigned)address->bytes[i] << 8 | address->bytes[i + 1];

		len += (size_t)snprintf(text + len, sizeof(text) - len,
					zeros ? "%s%04x" : "%s%x", i ? ":" : "", group);
	}
	gen_text(json, text);
}

/* Nothing, if any will do. */
static void put_addresses(yajl_gen json, const char *field,
			  const struct address *addresses, size_t n)
{
	char text[ADDRESS_TEXT];

	if (n == 0 || n > MOST_ADDRESSES)
		return;
	gen_open_map(json, NULL);
	gen_open_map(json, "terms");
	gen_open_array(json, field);
	for (size_t i = 0; i < n; i++) {
		gen_text(json, address_format(&addresses[i], text));
		if (address_is_ipv4(&addresses[i]))
			continue;
		put_long_form(json, &addresses[i], false);
		put_long_form(json, &addresses[i], true);
	}
	yajl_gen_array_close(json);
	gen_close_maps(json, 2);
}

static void put_sources(yajl_gen json, const char *field,
			const struct source_pairs *pairs)
{
	put_addresses(json, field, pairs->sources, pairs->n_sources);
}

static void put_destinations(yajl_gen json, const char *field,
			     const struct source_pairs *pairs)
{
	put_addresses(json, field, pairs->destinations, pairs->n_destinations);
}

/* {"bool": {"filter": [ and what follows; of the records that have the field. */
static void begin(yajl_gen json, const char *field)
{
	char bare[256];

	gen_open_map(json, NULL);
	gen_open_map(json, "bool");
	gen_open_array(json, "filter");
	if (!field)
		return;
	snprintf(bare, sizeof(bare), "%.*s", (int)strcspn(field, "["), field);
	gen_clause(json, "exists", "field", bare);
}

static void end(yajl_gen json)
{
	yajl_gen_array_close(json);
	gen_close_maps(json, 2);
}

/* Alerts and answers may be logged the way they went, and of queries the destination is
 * the resolver. */
static void put_ways(yajl_gen json, const struct clause *clause)
{
	begin(json, NULL);
	put_sources(json, clause->src, clause->pairs);
	put_destinations(json, clause->dst, clause->pairs);
	end(json);
	if (clause->alert) {
		begin(json, clause->alert);
		put_sources(json, clause->dst, clause->pairs);
		put_destinations(json, clause->src, clause->pairs);
		end(json);
	}
	if (clause->query) {
		begin(json, clause->query);
		put_sources(json, clause->src, clause->pairs);
		end(json);
		begin(json, clause->query);
		put_sources(json, clause->dst, clause->pairs);
		end(json);
	}
}

static const char *clause_text(const struct clause *clause, struct arena *arena)
{
	yajl_gen json;

	if (clause->pairs->n_sources > MOST_ADDRESSES)
		return NULL;
	json = yajl_gen_alloc(NULL);
	gen_open_map(json, NULL);
	gen_open_map(json, "bool");
	gen_open_array(json, "should");
	put_ways(json, clause);
	yajl_gen_array_close(json);
	gen_text(json, "minimum_should_match");
	yajl_gen_integer(json, 1);
	gen_close_maps(json, 2);
	return gen_finish(json, arena);
}

/* By a copy that is no text, where there is one. */
static const char *searched(const struct elastic *elastic,
			    const struct elastic_plan *plan, enum record_field field)
{
	return plan->doc_value[field] ? plan->doc_value[field]
				      : elastic->names.field[field];
}

/* How addresses are searched in each index; all else is read from _source, since copies
 * for searching leave out what is long: a URL, a payload. */
static int ask_plans(struct elastic *elastic, struct http *http,
		     struct elastic_plans *plans, struct error *err)
{
	struct record_names all = elastic->names;
	struct elastic_caps caps;
	int r;

	for (size_t i = 0; i < N_RECORD_FIELDS; i++) {
		if (i != RECORD_SRC && i != RECORD_DST && i != RECORD_LOGGED)
			elastic->names.field[i] = NULL;
	}
	r = elastic_ask_caps(elastic, http, elastic->context_index, &caps, err);
	elastic->names = all;
	if (r != 0)
		return -1;
	*plans = caps.plans;
	elastic_mapping_free(&caps.mapping);
	return 0;
}

/* A plan for each way in which an index is asked, and its clause. */
static void make_windows(const struct elastic *elastic,
			 const struct elastic_window *whole,
			 const struct source_pairs *pairs,
			 const struct elastic_plans *plans,
			 struct elastic_windows *windows)
{
	struct arena *arena = elastic->request->arena;

	for (size_t i = 0; i < plans->n; i++) {
		const struct elastic_plan *plan = &plans->plans[i];
		const struct clause clause = {
			.src = searched(elastic, plan, RECORD_SRC),
			.dst = searched(elastic, plan, RECORD_DST),
			.query = elastic->names.field[RECORD_QUERY],
			.alert = elastic->names.field[RECORD_ALERT],
			.pairs = pairs,
		};
		struct elastic_window window = *whole;
		struct elastic_plan *from_source =
			elastic_plan_source(elastic->names.field, arena).plans;

		from_source->indices = plan->indices;
		from_source->n_indices = plan->n_indices;
		window.names = window.context = true;
		window.plan = from_source;
		window.only = clause_text(&clause, arena);
		elastic_cut_more(elastic, &window, windows);
	}
}

int elastic_look_again(struct elastic *elastic, struct http *http,
		       const struct elastic_window *whole,
		       const struct source_pairs *pairs, struct elastic_windows *windows,
		       struct error *err)
{
	struct elastic_plans plans = { NULL, 0 };

	free(windows->windows);
	*windows = (struct elastic_windows){ .n = 0 };
	elastic->names = record_names_of(elastic->config);
	if (elastic->config->kibana_version <= 4) /* see elastic_probe() */
		plans = elastic_plan_source(elastic->names.field,
					    elastic->request->arena);
	else if (ask_plans(elastic, http, &plans, err) != 0)
		return -1;
	if (plans.n == 0)
		log_warn("%s/%s: no record there tells of hosts: nothing for --context "
			 "(context_index)",
			 elastic->server.options.url, elastic->context_index);
	make_windows(elastic, whole, pairs, &plans, windows);
	return 0;
}
