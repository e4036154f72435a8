/*
 * elastic_prefilter - the questions to the server, and the clause that comes of
 * them, see elastic_prefilter.h.
 */
#include "source/elastic_prefilter.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/interrupt.h"
#include "core/log.h"
#include "model/timestamp.h"

/* With fewer flows reading takes seconds; a sample of so many destinations is good
 * to a few percent. */
enum { LEAST_FLOWS = 500000, SAMPLE = 20000 };

struct asking {
	struct elastic *elastic;
	struct http *http;
	const struct elastic_window *whole;
	struct prefilter_sample sample;
	int64_t min_longest_us;
	bool force;			    /* --prefilter on */
	bool is_ip;			    /* the destination is; else a keyword */
	const char *field[N_RECORD_FIELDS]; /* as they are aggregated; NULL: not there */
	const char **sampled; /* destinations of the sample, in the field's order */
	size_t n_sampled;
	const char **kept; /* destinations */
	size_t n_kept;
	size_t kept_capacity;
	struct arena arena; /* of these keys */
	struct elastic_prefilter *result;
};

/* Always -1: the reason is told, and all is read. */
__attribute__((format(printf, 2, 3))) static int give_up(struct asking *asking,
							 const char *format, ...)
{
	char why[512];
	va_list list;

	va_start(list, format);
	vsnprintf(why, sizeof(why), format, list);
	va_end(list);
	asking->result->verdict =
		arena_print(asking->elastic->request->arena, "all is read: %s", why);
	return -1;
}

/* A JSON string; a field's name or a key may hold anything. */
static void put_quoted(FILE *out, const char *text)
{
	putc('"', out);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < ' ')
			fprintf(out, "\\u%04x", (unsigned)c);
		else if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else
			putc(c, out);
	}
	putc('"', out);
}

static const char *quoted(const char *text, struct arena *arena)
{
	char *copy = NULL;
	size_t len;
	FILE *out = open_memstream(&copy, &len);
	const char *result;

	put_quoted(out, text);
	fclose(out);
	result = arena_text(arena, copy, len);
	free(copy);
	return result;
}

/* What --key, the settings and the mapping rule out -------------------------- */

static const char *named_field(const struct elastic_plans *plans, enum record_field field)
{
	for (size_t i = 0; i < plans->n; i++) {
		if (plans->plans[i].doc_value[field])
			return plans->plans[i].doc_value[field];
	}
	return NULL;
}

/* Is it by doc values of that name wherever it is? `everywhere`: and nowhere missing. */
static bool is_one_field(const struct elastic_plans *plans, enum record_field field,
			 const char *name, bool everywhere)
{
	for (size_t i = 0; i < plans->n; i++) {
		const struct elastic_plan *plan = &plans->plans[i];
		const char *here = plan->doc_value[field];

		if (plan->source[field] || (here && strcmp(here, name) != 0) ||
		    (!here && everywhere))
			return false;
	}
	return true;
}

static int take_fields(struct asking *asking)
{
	static const struct {
		enum record_field field;
		bool everywhere;
	} used[] = {
		{ RECORD_DST, true },  { RECORD_SRC, true },	   { RECORD_TIME, true },
		{ RECORD_END, false }, { RECORD_DURATION, false },
	};
	const struct elastic_plans *plans = &asking->elastic->flow_plans;

	for (size_t i = 0; i < sizeof(used) / sizeof(*used); i++) {
		enum record_field field = used[i].field;
		const char *name = named_field(plans, field);

		if ((used[i].everywhere && !name) ||
		    !is_one_field(plans, field, name ? name : "", used[i].everywhere))
			return give_up(asking,
				       "%s has no doc values, or not in all indices",
				       asking->elastic->names.field[field]);
		asking->field[field] = name;
	}
	return 0;
}

/* The one type that a field has in all indices, of those that we look for; or NULL. */
static const char *type_of(const struct asking *asking, const char *field,
			   const char *const *types, size_t n_types)
{
	static const char *const all[] = {
		"ip",
		"keyword",
		"text",
		"wildcard",
		"constant_keyword",
		"date",
		"date_nanos",
		"long",
		"integer",
		"short",
		"byte",
		"unsigned_long",
		"float",
		"half_float",
		"double",
		"scaled_float",
	};
	enum { N = sizeof(all) / sizeof(*all) };
	const struct elastic *elastic = asking->elastic;
	struct arena arena = { NULL };
	const char *paths[N];
	struct value answers[N] = { { NULL, 0 } };
	char *name = http_escape(field);
	struct server_question question = { .method = "GET",
					    .paths = paths,
					    .n_paths = N,
					    .answers = answers,
					    .index = elastic->index };
	struct error ignored;
	const char *found = NULL;
	size_t n = 0;

	for (size_t i = 0; i < N; i++)
		paths[i] = arena_print(&arena, "fields.%s.%s.type", field, all[i]);
	question.path =
		arena_print(&arena, "/%s/_field_caps?fields=%s", elastic->index, name);
	if (server_ask(&elastic->server, asking->http, &question, &arena, &ignored) ==
	    0) {
		for (size_t i = 0; i < N; i++) {
			n += answers[i].text != NULL;
			found = answers[i].text ? all[i] : found;
		}
	}
	free(name);
	arena_free(&arena);
	for (size_t i = 0; n == 1 && i < n_types; i++) {
		if (strcmp(found, types[i]) == 0)
			return types[i];
	}
	return NULL;
}

static int check_types(struct asking *asking)
{
	static const char *const addresses[] = { "ip", "keyword" };
	static const char *const dates[] = { "date", "date_nanos" };
	static const char *const numbers[] = {
		"long",	      "integer", "short",	 "byte",	 "float",
		"half_float", "double",	 "scaled_float", "unsigned_long"
	};
	const char *type = type_of(asking, asking->field[RECORD_DST], addresses, 2);
	const char *const *field = asking->field;

	if (!type)
		return give_up(asking, "%s is neither ip nor keyword in all indices",
			       field[RECORD_DST]);
	asking->is_ip = strcmp(type, "ip") == 0;
	if (!type_of(asking, field[RECORD_TIME], dates, 2))
		return give_up(asking, "%s is no date", field[RECORD_TIME]);
	if (field[RECORD_END] && !type_of(asking, field[RECORD_END], dates, 2))
		return give_up(asking, "%s is no date", field[RECORD_END]);
	if (field[RECORD_DURATION] &&
	    !type_of(asking, field[RECORD_DURATION], numbers, 9))
		return give_up(asking, "%s is no number", field[RECORD_DURATION]);
	return 0;
}

static int check_settings(struct asking *asking)
{
	const struct elastic *elastic = asking->elastic;

	if (elastic->request->names)
		return give_up(asking,
			       "--key src,name takes several destinations together");
	if (elastic->config->focus_outbound)
		return give_up(asking,
			       "--focus_outbound counts sources by where they go");
	if (elastic->config->kibana_version <= 4)
		return give_up(asking, "kibana_version is 4");
	if (elastic->by_pit)
		return give_up(
			asking,
			"each page of a point in time would name all destinations again");
	if (elastic->time_kind != ELASTIC_DATE)
		return give_up(asking, "%s is no date",
			       elastic->names.field[RECORD_LOGGED]);
	if (asking->sample.min_flows < 2)
		return give_up(asking, "a single flow may make a row");
	return 0;
}

/* Questions ------------------------------------------------------------------ */

/* Asks for counts of the flows that the clause `only` (JSON, or NULL) leaves; the
 * reply is of the arena, NULL if there is none. */
static const char *ask(struct asking *asking, const char *only, const char *aggs,
		       struct arena *arena)
{
	const struct elastic *elastic = asking->elastic;
	struct elastic_window window = *asking->whole;
	struct server_question question = { .method = "POST", .index = elastic->index };
	struct error err;
	const char *reply = NULL;

	window.only = only;
	question.path = arena_print(arena,
				    "/%s/_search?filter_path=timed_out,_shards.failed,"
				    "aggregations",
				    elastic->index);
	question.body = elastic_aggs_body(elastic, &window, aggs, arena);
	if (server_ask_text(&elastic->server, asking->http, &question, &reply, arena,
			    &err) != 0)
		give_up(asking, "%s", err.text);
	return reply;
}

static int ask_value(struct asking *asking, const char *only, const char *function,
		     const char *field, double *value)
{
	struct arena arena = { NULL };
	const char *reply = ask(asking, only,
				arena_print(&arena, "{\"v\":{\"%s\":{\"field\":%s}}}",
					    function, quoted(field, &arena)),
				&arena);
	int r = reply ? 0 : -1;

	if (reply && !buckets_value(reply, "v", value))
		r = give_up(asking, "the server gives no %s of %s", function, field);
	arena_free(&arena);
	return r;
}

/* Terms of a field; `more` is what else is said of them, ",..." of JSON. */
static int ask_terms(struct asking *asking, const char *only, const char *field,
		     const char *more, struct buckets *buckets, struct arena *arena)
{
	struct arena passing = { NULL };
	const char *reply = ask(
		asking, only,
		arena_print(&passing, "{\"d\":{\"terms\":{\"field\":%s,\"size\":%d%s}}}",
			    quoted(field, &passing), BUCKETS_MOST, more),
		&passing);
	int r = reply ? 0 : -1;

	if (reply && !buckets_read(reply, buckets, arena))
		r = give_up(asking, "the server counts %s in part only", field);
	arena_free(&passing);
	return r;
}

/* Does a keyword that holds ':' go by several spellings of an address? It may. */
static bool is_kept_anyway(const struct asking *asking, const char *key)
{
	return !asking->is_ip && strchr(key, ':');
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Of type ip: as the server orders them, IPv4 within IPv6. */
static int by_address(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	struct address p = { { 0 } }, q = { { 0 } };

	address_parse(x, strlen(x), &p);
	address_parse(y, strlen(y), &q);
	return address_compare(&p, &q);
}

static void weigh_sample(struct asking *asking, const struct buckets *buckets)
{
	struct prefilter_sample *sample = &asking->sample;

	for (size_t i = 0; i < buckets->n; i++) {
		if (buckets->counts[i] >= sample->min_flows) {
			sample->n_kept++;
			sample->n_key_bytes += strlen(buckets->keys[i]);
		} else if (!is_kept_anyway(asking, buckets->keys[i])) {
			sample->n_dropped += buckets->counts[i];
		}
	}
	asking->sampled = buckets->keys;
	asking->n_sampled = buckets->n;
	qsort(asking->sampled, asking->n_sampled, sizeof(*asking->sampled),
	      asking->is_ip ? by_address : by_text);
}

/* By the server's hash of the destination: a part that is like the whole. */
static int take_sample(struct asking *asking)
{
	struct prefilter_sample *sample = &asking->sample;
	struct buckets buckets = { .n = 0 };
	const char *more;
	double n;

	if (ask_value(asking, NULL, "cardinality", asking->field[RECORD_DST], &n) != 0)
		return -1;
	sample->n_destinations = n > 0 ? (uint64_t)n : 0;
	if (!asking->force && !prefilter_may_pay(sample->n_flows, sample->n_destinations,
						 sample->min_flows))
		return give_up(asking,
			       "%" PRIu64 " flows go to only about %" PRIu64
			       " destinations",
			       sample->n_flows, sample->n_destinations);
	sample->n_parts = sample->n_destinations / SAMPLE + 1;
	more = arena_print(&asking->arena,
			   ",\"include\":{\"partition\":0,\"num_partitions\":%" PRIu64
			   "}",
			   sample->n_parts);
	if (ask_terms(asking, NULL, asking->field[RECORD_DST], more, &buckets,
		      &asking->arena) != 0)
		return -1;
	weigh_sample(asking, &buckets);
	return 0;
}

/* All whom it may concern of the destinations from `from` to before `to`; either may
 * be NULL. */
static int ask_piece(struct asking *asking, const char *from, const char *to)
{
	const char *field = quoted(asking->field[RECORD_DST], &asking->arena);
	struct arena *arena = &asking->arena;
	struct buckets buckets = { .n = 0 };
	const char *only = NULL, *more;

	if (from || to)
		only = arena_print(arena, "{\"range\":{%s:{%s%s%s%s%s}}}", field,
				   from ? "\"gte\":" : "",
				   from ? quoted(from, arena) : "", from && to ? "," : "",
				   to ? "\"lt\":" : "", to ? quoted(to, arena) : "");
	/* Several shards give more than is asked for, so that nothing is missed. */
	more = arena_print(arena, ",\"min_doc_count\":%" PRIu64 "%s",
			   asking->sample.min_flows,
			   asking->sample.n_shards > 1 ? ",\"shard_size\":150000" : "");
	if (ask_terms(asking, only, asking->field[RECORD_DST], more, &buckets, arena) !=
	    0)
		return -1;
	if (buckets.n >= BUCKETS_MOST || buckets.n_unseen > 0)
		return give_up(asking,
			       "too many destinations to be sure of their counts");
	for (size_t i = 0; i < buckets.n; i++) {
		asking->kept = memory_grow(asking->kept, asking->n_kept,
					   &asking->kept_capacity, sizeof(*asking->kept));
		asking->kept[asking->n_kept++] = buckets.keys[i];
	}
	return 0;
}

/* Cut where the sample says that each has as many destinations as the next. */
static int ask_pieces(struct asking *asking)
{
	size_t n = prefilter_n_pieces(&asking->sample);
	const char *from = NULL;

	if (n > asking->n_sampled)
		n = asking->n_sampled ? asking->n_sampled : 1;
	for (size_t i = 1; i <= n; i++) {
		const char *to =
			i < n ? asking->sampled[asking->n_sampled * i / n] : NULL;

		if (ask_piece(asking, from, to) != 0)
			return -1;
		from = to;
	}
	return 0;
}

/* What may be long is found by its ends: each step of a grid, less than the least
 * length wide, must hold the start and leave the end behind it. */
static void put_grid(FILE *out, const struct asking *asking, int64_t step_ms)
{
	int64_t least_ms = asking->min_longest_us / 1000;
	int64_t at_ms = asking->whole->from_us / 1000 - least_ms;
	int64_t last_ms = asking->whole->to_us / 1000;
	struct arena arena = { NULL };
	const char *start = quoted(asking->field[RECORD_TIME], &arena);
	const char *end = quoted(asking->field[RECORD_END], &arena);

	fprintf(out, "{\"range\":{%s:{\"lte\":%" PRId64 ",\"format\":\"epoch_millis\"}}}",
		start, at_ms);
	for (; at_ms < last_ms; at_ms += step_ms)
		fprintf(out,
			",{\"bool\":{\"filter\":[{\"range\":{%s:{\"gte\":%" PRId64
			",\"lte\":%" PRId64
			",\"format\":\"epoch_millis\"}}},{\"range\":{%s:{\"gte\":%" PRId64
			",\"format\":\"epoch_millis\"}}}]}}",
			start, at_ms, at_ms + step_ms, end, at_ms + least_ms);
	fprintf(out,
		",{\"range\":{%s:{\"gte\":%" PRId64 ",\"format\":\"epoch_millis\"}}}",
		start, at_ms);
	arena_free(&arena);
}

/* A little less, for numbers of few digits. */
static void put_duration(FILE *out, const struct asking *asking, double least_s)
{
	struct arena arena = { NULL };

	fprintf(out, "{\"range\":{%s:{\"gte\":%.9g}}}",
		quoted(asking->field[RECORD_DURATION], &arena),
		0.999 * least_s / asking->elastic->names.duration_unit_s);
	arena_free(&arena);
}

static const char *any_of(char *clauses, size_t len, struct arena *arena)
{
	const char *copy = arena_text(arena, clauses, len);

	free(clauses);
	return arena_print(
		arena, "{\"bool\":{\"should\":[%s],\"minimum_should_match\":1}}", copy);
}

/* Destinations of flows that may be long: by their ends, or as they say. */
static int ask_long(struct asking *asking)
{
	enum { MOST_STEPS = 500 };
	int64_t span_ms = (asking->whole->to_us - asking->whole->from_us) / 1000;
	int64_t step_ms = asking->min_longest_us / 4000;
	struct buckets buckets = { .n = 0 };
	char *clauses = NULL;
	size_t len;
	FILE *out;

	if (asking->min_longest_us == 0 ||
	    (!asking->field[RECORD_END] && !asking->field[RECORD_DURATION]))
		return 0;
	if (step_ms < 1 || span_ms / step_ms > MOST_STEPS)
		return give_up(asking, "min_long is short for the period");
	out = open_memstream(&clauses, &len);
	if (asking->field[RECORD_END])
		put_grid(out, asking, step_ms);
	if (asking->field[RECORD_END] && asking->field[RECORD_DURATION])
		putc(',', out);
	if (asking->field[RECORD_DURATION])
		put_duration(out, asking, (double)asking->min_longest_us / SECOND_US);
	fclose(out);
	if (ask_terms(asking, any_of(clauses, len, &asking->arena),
		      asking->field[RECORD_DST], ",\"execution_hint\":\"map\"", &buckets,
		      &asking->arena) != 0)
		return -1;
	if (buckets.n >= BUCKETS_MOST || buckets.n_unseen > 0 || buckets.n_other > 0)
		return give_up(asking, "too many connections may be long");
	for (size_t i = 0; i < buckets.n; i++) {
		asking->kept = memory_grow(asking->kept, asking->n_kept,
					   &asking->kept_capacity, sizeof(*asking->kept));
		asking->kept[asking->n_kept++] = buckets.keys[i];
	}
	return 0;
}

static int compare_addresses(const void *a, const void *b)
{
	return address_compare(a, b);
}

/* Distinct addresses: a keyword may spell one in several ways. */
static uint64_t count_addresses(const struct buckets *buckets)
{
	struct address *addresses = memory_alloc((buckets->n + 1) * sizeof(*addresses));
	size_t n = 0, n_distinct = 0;

	for (size_t i = 0; i < buckets->n; i++)
		n += address_parse(buckets->keys[i], strlen(buckets->keys[i]),
				   &addresses[n]);
	qsort(addresses, n, sizeof(*addresses), compare_addresses);
	for (size_t i = 0; i < n; i++)
		n_distinct +=
			i == 0 || address_compare(&addresses[i - 1], &addresses[i]) != 0;
	free(addresses);
	return n_distinct;
}

/* A flow without a start is not used, so it is no source's. */
static int ask_sources(struct asking *asking)
{
	struct buckets buckets = { .n = 0 };
	struct arena arena = { NULL };
	const char *only = arena_print(&arena, "{\"exists\":{\"field\":%s}}",
				       quoted(asking->field[RECORD_TIME], &arena));
	int r = ask_terms(asking, only, asking->field[RECORD_SRC], "", &buckets, &arena);

	if (r == 0 && (buckets.n >= BUCKETS_MOST || buckets.n_other > 0))
		r = give_up(asking, "too many sources to be counted");
	if (r == 0)
		asking->result->n_sources = count_addresses(&buckets);
	arena_free(&arena);
	return r;
}

/* The clause ----------------------------------------------------------------- */

static void put_terms(FILE *out, const struct asking *asking)
{
	struct arena arena = { NULL };
	const char *field = quoted(asking->field[RECORD_DST], &arena);

	for (size_t i = 0; i < asking->n_kept; i += BUCKETS_MOST) {
		size_t end = i + BUCKETS_MOST < asking->n_kept ? i + BUCKETS_MOST
							       : asking->n_kept;

		fprintf(out, "{\"terms\":{%s:[", field);
		for (size_t j = i; j < end; j++) {
			if (j > i)
				putc(',', out);
			put_quoted(out, asking->kept[j]);
		}
		fputs("]}},", out);
	}
	if (!asking->is_ip)
		fprintf(out, "{\"wildcard\":{%s:\"*:*\"}},", field);
	arena_free(&arena);
}

static int ask_moment(struct asking *asking, const char *function,
		      enum record_field field, double *ms)
{
	struct arena arena = { NULL };
	int64_t end_ms =
		field == RECORD_END ? asking->whole->to_us / 1000 : TIMESTAMP_MAX / 1000;
	const char *only = arena_print(&arena,
				       "{\"range\":{%s:{\"gte\":0,\"lt\":%" PRId64
				       ",\"format\":\"epoch_millis\"}}}",
				       quoted(asking->field[field], &arena), end_ms);
	int r = ask_value(asking, only, function, asking->field[field], ms);

	arena_free(&arena);
	return r;
}

static void put_range(FILE *out, const struct asking *asking, enum record_field field,
		      const char *bound, double ms)
{
	struct arena arena = { NULL };

	fprintf(out, "{\"range\":{%s:{\"%s\":%.0f,\"format\":\"epoch_millis\"}}}",
		quoted(asking->field[field], &arena), bound, ms);
	arena_free(&arena);
}

/*
 * The first and the last flow are read in any case, since the report tells their
 * times, and what ends last, which tells how long ago an open flow was alive. Without
 * an end that is among those that begin last or are long.
 */
static int put_extremes(FILE *out, struct asking *asking)
{
	enum { LONG_S = 600 };
	double first_ms, last_ms, end_ms;

	if (ask_moment(asking, "min", RECORD_TIME, &first_ms) != 0 ||
	    ask_moment(asking, "max", RECORD_TIME, &last_ms) != 0)
		return -1;
	put_range(out, asking, RECORD_TIME, "lte", ceil(first_ms));
	putc(',', out);
	if (asking->field[RECORD_END]) {
		if (ask_moment(asking, "max", RECORD_END, &end_ms) != 0)
			return -1;
		put_range(out, asking, RECORD_END, "gte", floor(end_ms));
		putc(',', out);
	} else if (asking->field[RECORD_DURATION]) {
		put_duration(out, asking, LONG_S);
		putc(',', out);
		last_ms -= LONG_S * 1000;
	}
	put_range(out, asking, RECORD_TIME, "gte", floor(last_ms));
	return 0;
}

static int make_clause(struct asking *asking, const char **clause)
{
	char *clauses = NULL;
	size_t len;
	FILE *out = open_memstream(&clauses, &len);
	int r;

	put_terms(out, asking);
	r = put_extremes(out, asking);
	fclose(out);
	if (r == 0)
		*clause = any_of(clauses, len, asking->elastic->request->arena);
	else
		free(clauses);
	return r;
}

static int count_kept(struct asking *asking, const char *clause)
{
	struct elastic_prefilter *result = asking->result;
	struct elastic_window window = *asking->whole;
	const double n_flows = (double)asking->sample.n_flows;
	struct arena arena = { NULL };
	struct error err;
	uint64_t n_shards;
	int r = 0;

	window.only = clause;
	if (elastic_count(
		    asking->elastic, asking->http,
		    elastic_count_body(asking->elastic, &window, CLAUSE_FILTER, &arena),
		    &result->n_kept, &n_shards, &err) != 0)
		r = give_up(asking, "%s", err.text);
	else if (!asking->force && (double)result->n_kept > 0.85 * n_flows)
		r = give_up(asking, "%" PRIu64 " of %" PRIu64 " flows are needed",
			    result->n_kept, asking->sample.n_flows);
	arena_free(&arena);
	return r;
}

static int decide(struct asking *asking)
{
	const struct prefilter_sample *sample = &asking->sample;
	const char *objection, *clause = NULL;

	if (!asking->force && sample->n_flows < LEAST_FLOWS)
		return give_up(asking, "%" PRIu64 " flows are soon read",
			       sample->n_flows);
	if (check_settings(asking) != 0 || take_fields(asking) != 0 ||
	    check_types(asking) != 0 || take_sample(asking) != 0)
		return -1;
	objection = prefilter_objection(sample, &asking->arena);
	if (objection && (!asking->force || prefilter_n_pieces(sample) == 0))
		return give_up(asking, "%s", objection);
	if (ask_pieces(asking) != 0 || ask_long(asking) != 0 ||
	    ask_sources(asking) != 0 || make_clause(asking, &clause) != 0 ||
	    count_kept(asking, clause) != 0)
		return -1;
	asking->result->only = clause;
	asking->result->verdict = arena_print(
		asking->elastic->request->arena,
		"%" PRIu64 " of %" PRIu64
		" flows are read, those to %zu of about %" PRIu64 " destinations",
		asking->result->n_kept, sample->n_flows, asking->n_kept,
		sample->n_destinations);
	return 0;
}

int elastic_prefilter(struct elastic *elastic, struct http *http,
		      const struct elastic_window *whole, uint64_t n_flows,
		      uint64_t n_shards, struct elastic_prefilter *prefilter,
		      struct error *err)
{
	const char *when = elastic->config->prefilter;
	struct asking asking = {
		.elastic = elastic,
		.http = http,
		.whole = whole,
		.sample = { .n_flows = n_flows,
			    .n_shards = n_shards,
			    .min_flows = elastic->request->wanted.min_flows },
		.min_longest_us = elastic->request->wanted.min_longest_us,
		.force = strcmp(when, "on") == 0,
		.result = prefilter,
	};

	*prefilter = (struct elastic_prefilter){ .only = NULL };
	if (strcmp(when, "off") == 0)
		give_up(&asking, "it is off");
	else if (decide(&asking) != 0)
		prefilter->n_kept = 0;
	free(asking.kept);
	arena_free(&asking.arena);
	return interrupt_check(err);
}
