/*
 * prefilter_asking - how a prefilter's questions are put, see prefilter_asking.h.
 */
#include "source/elastic/prefilter_asking.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/elastic/gen.h"

int asking_give_up(struct asking *asking, const char *format, ...)
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

static const char *terms_body(const struct asking *asking,
			      const struct elastic_window *window, const char *field,
			      const struct asking_terms *terms, struct arena *arena)
{
	enum { SHARD_SIZE = 150000 };
	yajl_gen json = gen_begin_aggs();

	gen_open_map(json, "d");
	gen_open_map(json, "terms");
	gen_text(json, "field");
	gen_text(json, field);
	gen_integer(json, "size", BUCKETS_MOST);
	if (terms->min_count > 0)
		gen_integer(json, "min_doc_count", (int64_t)terms->min_count);
	if (terms->is_sure && asking->sample.n_shards > 1)
		gen_integer(json, "shard_size", SHARD_SIZE);
	if (terms->of_few) {
		gen_text(json, "execution_hint");
		gen_text(json, "map");
	}
	if (terms->n_parts > 0) {
		gen_open_map(json, "include");
		gen_integer(json, "partition", 0);
		gen_integer(json, "num_partitions", (int64_t)terms->n_parts);
		gen_close_maps(json, 1);
	}
	gen_close_maps(json, 2);
	return gen_end_aggs(
		json, elastic_count_body(asking->elastic, window, CLAUSE_FILTER, arena),
		arena);
}

int asking_ask_terms(struct asking *asking, const char *only, const char *field,
		     const struct asking_terms *terms, struct buckets *buckets,
		     struct arena *arena)
{
	const struct elastic *elastic = asking->elastic;
	struct elastic_window window = *asking->whole;
	struct server_question question = { .method = "POST", .index = elastic->index };
	struct arena passing = { NULL };
	const char *reply = NULL;
	struct error err;
	int r = 0;

	window.only = only;
	question.path = arena_print(&passing,
				    "/%s/_search?filter_path=timed_out,_shards.failed,"
				    "_clusters.skipped,aggregations",
				    elastic->index);
	question.body = terms_body(asking, &window, field, terms, &passing);
	if (server_ask_text(&elastic->server, asking->http, &question, &reply, &passing,
			    &err) != 0)
		r = asking_give_up(asking, "%s", err.text);
	else if (!buckets_read(reply, buckets, arena))
		r = asking_give_up(asking, "the server counts %s in part only", field);
	if (question.bytes_a_second > 0)
		asking->sample.bytes_a_second = question.bytes_a_second;
	arena_free(&passing);
	return r;
}

int asking_ask_values(struct asking *asking, const char *body, const char *const *paths,
		      size_t n_paths, struct value *answers, struct arena *arena)
{
	enum { FAILED, TIMED_OUT, SKIPPED, N_FIXED };
	const struct elastic *elastic = asking->elastic;
	const char *all[N_FIXED + ASKING_MOST_VALUES] = { "_shards.failed", "timed_out",
							  "_clusters.skipped" };
	struct value values[N_FIXED + ASKING_MOST_VALUES] = { { NULL, 0 } };
	struct server_question question = { .method = "POST",
					    .body = body,
					    .index = elastic->index,
					    .paths = all,
					    .n_paths = N_FIXED + n_paths,
					    .answers = values };
	struct error err;

	memcpy(all + N_FIXED, paths, n_paths * sizeof(*paths));
	question.path = arena_print(arena, "/%s/_search", elastic->index);
	if (server_ask(&elastic->server, asking->http, &question, arena, &err) != 0)
		return asking_give_up(asking, "%s", err.text);
	if (!value_is(values[FAILED], "0") || !value_is(values[TIMED_OUT], "false") ||
	    (values[SKIPPED].text && !value_is(values[SKIPPED], "0")))
		return asking_give_up(asking, "the server has counted a part only");
	memcpy(answers, values + N_FIXED, n_paths * sizeof(*answers));
	return 0;
}

bool asking_number(struct value value, int64_t *number)
{
	double sum = value.text ? strtod(value.text, NULL) : -1;

	if (!(sum >= 0 && sum <= 9007199254740992.0))
		return false;
	*number = (int64_t)sum;
	return true;
}

void asking_put_range(yajl_gen json, const char *field, int64_t from_ms, int64_t to_ms)
{
	gen_open_map(json, NULL);
	gen_open_map(json, "range");
	gen_open_map(json, field);
	if (from_ms != ASKING_NO_BOUND)
		gen_integer(json, "gte", from_ms);
	if (to_ms != ASKING_NO_BOUND)
		gen_integer(json, "lte", to_ms);
	gen_text(json, "format");
	gen_text(json, "epoch_millis");
	gen_close_maps(json, 3);
}

/* A little less, for numbers of few digits. */
void asking_put_duration(yajl_gen json, const struct asking *asking, double least_s)
{
	char number[40];

	snprintf(number, sizeof(number), "%.9g",
		 0.999 * least_s / asking->elastic->names.duration_unit_s);
	gen_open_map(json, NULL);
	gen_open_map(json, "range");
	gen_open_map(json, asking->field[RECORD_DURATION]);
	gen_text(json, "gte");
	gen_as_it_is(json, number);
	gen_close_maps(json, 3);
}

void asking_open_any(yajl_gen json, const char *key)
{
	gen_open_map(json, key);
	gen_open_map(json, "bool");
	gen_integer(json, "minimum_should_match", 1);
	gen_open_array(json, "should");
}

void asking_close_any(yajl_gen json)
{
	yajl_gen_array_close(json);
	gen_close_maps(json, 2);
}

void asking_put_passed(yajl_gen json, const char *key, const struct asking *asking)
{
	const struct config *config = asking->elastic->config;

	gen_passed(json, key, asking->field[RECORD_DST],
		   config->focus_outbound ? &config->inside : NULL);
}
