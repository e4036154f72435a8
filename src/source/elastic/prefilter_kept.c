/*
 * prefilter_kept - which destinations may be listed, see prefilter_asking.h.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "source/elastic/gen.h"
#include "source/elastic/prefilter_asking.h"

/* Of so many a sample is good to a few percent. */
enum { SAMPLE = 20000 };

/* Does a keyword that holds ':' go by several spellings of an address? It may. */
static bool is_kept_anyway(const struct asking *asking, const char *key)
{
	return !asking->is_ip && strchr(key, ':');
}

/* With --focus_outbound no row has such a destination; but then they are of type ip. */
static bool is_passed(const struct asking *asking, const char *key)
{
	const struct config *config = asking->elastic->config;
	struct address address;

	return !config->focus_outbound || (address_parse(key, strlen(key), &address) &&
					   inside_is_left_for(&config->inside, &address));
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
		if (!is_passed(asking, buckets->keys[i]) ||
		    (buckets->counts[i] < sample->min_flows &&
		     !is_kept_anyway(asking, buckets->keys[i]))) {
			sample->n_dropped += buckets->counts[i];
		} else if (buckets->counts[i] >= sample->min_flows) {
			sample->n_kept++;
			sample->n_key_bytes += strlen(buckets->keys[i]);
		}
	}
	asking->sampled = buckets->keys;
	asking->n_sampled = buckets->n;
	qsort(asking->sampled, asking->n_sampled, sizeof(*asking->sampled),
	      asking->is_ip ? by_address : by_text);
}

static int count_destinations(struct asking *asking)
{
	static const char *const paths[] = { "aggregations.n.value" };
	struct prefilter_sample *sample = &asking->sample;
	struct arena arena = { NULL };
	struct value answer;
	int64_t n = 0;
	yajl_gen json = gen_begin_aggs();
	const char *body;
	int r;

	gen_open_map(json, "n");
	gen_open_map(json, "cardinality");
	gen_text(json, "field");
	gen_text(json, asking->field[RECORD_DST]);
	gen_close_maps(json, 2);
	body = gen_end_aggs(
		json,
		elastic_count_body(asking->elastic, asking->whole, CLAUSE_FILTER, &arena),
		&arena);
	r = asking_ask_values(asking, body, paths, 1, &answer, &arena);
	if (r == 0 && !asking_number(answer, &n))
		r = asking_give_up(asking, "the server does not count destinations");
	sample->n_destinations = (uint64_t)n;
	arena_free(&arena);
	return r;
}

/* With --focus_outbound a few internal destinations may have most of the flows. */
static bool may_pay(const struct asking *asking)
{
	const struct prefilter_sample *sample = &asking->sample;

	return asking->force || asking->elastic->config->focus_outbound ||
	       prefilter_may_pay(sample->n_flows, sample->n_destinations,
				 sample->min_flows);
}

/* By the server's hash of the destination: a part that is like the whole. */
int asking_take_sample(struct asking *asking)
{
	struct prefilter_sample *sample = &asking->sample;
	struct buckets buckets = { .n = 0 };
	struct asking_terms terms = { .min_count = 1 };

	if (count_destinations(asking) != 0)
		return -1;
	if (!may_pay(asking))
		return asking_give_up(asking,
				      "%" PRIu64 " flows go to only about %" PRIu64
				      " destinations",
				      sample->n_flows, sample->n_destinations);
	sample->n_parts = terms.n_parts = sample->n_destinations / SAMPLE + 1;
	if (asking_ask_terms(asking, NULL, asking->field[RECORD_DST], &terms, &buckets,
			     &asking->arena) != 0)
		return -1;
	weigh_sample(asking, &buckets);
	return 0;
}

void asking_keep(struct asking *asking, const struct buckets *buckets)
{
	for (size_t i = 0; i < buckets->n; i++) {
		if (!is_passed(asking, buckets->keys[i]))
			continue;
		asking->kept = memory_grow(asking->kept, asking->n_kept,
					   &asking->kept_capacity, sizeof(*asking->kept));
		asking->kept[asking->n_kept++] = buckets->keys[i];
	}
}

/* The destinations from `from` to before `to`; either may be NULL. */
static const char *piece_clause(struct asking *asking, const char *from, const char *to)
{
	yajl_gen json;

	if (!from && !to)
		return NULL;
	json = yajl_gen_alloc(NULL);
	gen_open_map(json, NULL);
	gen_open_map(json, "range");
	gen_open_map(json, asking->field[RECORD_DST]);
	if (from) {
		gen_text(json, "gte");
		gen_text(json, from);
	}
	if (to) {
		gen_text(json, "lt");
		gen_text(json, to);
	}
	gen_close_maps(json, 3);
	return gen_finish(json, &asking->arena);
}

/* 1: the server is not sure of its counts. */
static int ask_piece(struct asking *asking, const char *from, const char *to)
{
	const struct asking_terms terms = { .min_count = asking->sample.min_flows,
					    .is_sure = true };
	struct buckets buckets = { .n = 0 };

	if (asking_ask_terms(asking, piece_clause(asking, from, to),
			     asking->field[RECORD_DST], &terms, &buckets,
			     &asking->arena) != 0)
		return -1;
	if (buckets.n >= BUCKETS_MOST || buckets.n_unseen > 0)
		return 1;
	asking_keep(asking, &buckets);
	return 0;
}

/* Cut where the sample says that each has as many destinations as the next. */
static int ask_pieces(struct asking *asking)
{
	size_t n = prefilter_n_pieces(&asking->sample);
	const char *from = NULL;

	if (n > asking->n_sampled)
		n = asking->n_sampled ? asking->n_sampled : 1;
	asking->n_kept = 0;
	for (size_t i = 1; i <= n; i++) {
		const char *to =
			i < n ? asking->sampled[asking->n_sampled * i / n] : NULL;
		int r = ask_piece(asking, from, to);

		if (r != 0)
			return r;
		from = to;
	}
	return 0;
}

/* OpenSearch may count the segments of one shard apart, like shards. */
int asking_find_kept(struct asking *asking)
{
	int r = ask_pieces(asking);

	if (r > 0 && asking->sample.n_shards == 1) {
		asking->sample.n_shards = 2;
		if (asking_weigh(asking) != 0)
			return -1;
		r = ask_pieces(asking);
	}
	return r > 0 ? asking_give_up(asking,
				      "too many destinations to be sure of their counts")
		     : r;
}

/*
 * What may be long is found by its ends: each step of a grid must hold the start and
 * leave the end behind it. The finer the grid, the fewer are taken for long; what is
 * long is found by any.
 */
static void put_grid(yajl_gen json, const struct asking *asking)
{
	enum { FINE = 4, MOST_STEPS = 500 };
	int64_t least_ms = asking->min_longest_us / 1000;
	int64_t step_ms = (asking->last_ms - asking->first_ms) / MOST_STEPS + 1;

	if (step_ms < least_ms / FINE)
		step_ms = least_ms / FINE;
	/* Of times that are finer than a millisecond only that is sure. */
	for (int64_t at_ms = asking->first_ms; at_ms <= asking->last_ms;
	     at_ms += step_ms) {
		gen_open_map(json, NULL);
		gen_open_map(json, "bool");
		gen_open_array(json, "filter");
		asking_put_range(json, asking->field[RECORD_TIME], at_ms - 1,
				 at_ms + step_ms + 1);
		asking_put_range(json, asking->field[RECORD_END], at_ms + least_ms - 1,
				 ASKING_NO_BOUND);
		yajl_gen_array_close(json);
		gen_close_maps(json, 2);
	}
}

/* By their ends, or as they say. */
int asking_find_long(struct asking *asking)
{
	const struct asking_terms terms = { .of_few = true };
	struct buckets buckets = { .n = 0 };
	yajl_gen json;

	if (asking->min_longest_us == 0 ||
	    (!asking->field[RECORD_END] && !asking->field[RECORD_DURATION]))
		return 0;
	json = yajl_gen_alloc(NULL);
	asking_open_any(json, NULL);
	if (asking->field[RECORD_END])
		put_grid(json, asking);
	if (asking->field[RECORD_DURATION])
		asking_put_duration(json, asking,
				    (double)asking->min_longest_us / SECOND_US);
	asking_close_any(json);
	if (asking_ask_terms(asking, gen_finish(json, &asking->arena),
			     asking->field[RECORD_DST], &terms, &buckets,
			     &asking->arena) != 0)
		return -1;
	if (buckets.n >= BUCKETS_MOST || buckets.n_unseen > 0 || buckets.n_other > 0)
		return asking_give_up(asking, "too many connections may be long");
	asking_keep(asking, &buckets);
	return 0;
}
