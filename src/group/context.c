/*
 * context - see context.h.
 */
#include "group/context.h"

#include <stdlib.h>
#include <string.h>

#include "group/context_values.h"
#include "model/timestamp.h"

enum {
	/* While reading: of a row and kind, and of all rows together, so that many rows
	 * do not take more memory than there is; but never fewer than LEAST. */
	MOST_VALUES = 1024,
	MOST_OF_ALL = 1 << 18,
	LEAST_VALUES = 128,

	/* Of a name that was asked before: a beacon that asks each time does so before
	 * each flow, chance browsing before few. */
	LEAST_FLOWS = 3,
	LEAST_SHARE = 10, /* one in so many */
};

static const int64_t BEFORE_US = 2 * SECOND_US;

/* A row in the order of compare_rows(). */
struct place {
	const struct context_row *row;
	size_t number;
	enum pairs_key key;
};

struct contexts {
	struct context_asked asked;
	struct place *places;
	size_t most_values;
	/* Each n_rows times N_CONTEXT_KINDS; NULL: none yet */
	struct context_values **workers;
	size_t n_workers;
};

/* How much of a row's key is compared. */
enum depth { BY_SRC = 1, BY_DST = 2, BY_ALL = 3 };

static int compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

/* Of equal names it does not matter what addresses are behind them. */
static int compare_dst(const struct context_row *a, const struct context_row *b,
		       enum pairs_key key)
{
	int order = key == PAIRS_BY_NAME ? compare_numbers(a->name, b->name) : 0;

	if (order == 0 && !(key == PAIRS_BY_NAME && a->name))
		order = address_compare(&a->dst, &b->dst);
	return order;
}

static int compare_rows(const struct context_row *a, const struct context_row *b,
			enum pairs_key key, enum depth depth)
{
	int order = address_compare(&a->src, &b->src);

	if (order == 0 && depth >= BY_DST)
		order = compare_dst(a, b, key);
	if (order == 0 && depth >= BY_ALL && key == PAIRS_BY_PORT)
		order = compare_numbers(a->port, b->port);
	return order;
}

/* The first row in order that is not before the wanted one. */
static size_t find_row(const struct contexts *contexts, const struct context_row *wanted,
		       enum depth depth)
{
	const struct context_asked *asked = &contexts->asked;
	size_t from = 0, to = asked->n_rows;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (compare_rows(contexts->places[middle].row, wanted, asked->key,
				 depth) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static bool is_row(const struct contexts *contexts, size_t i,
		   const struct context_row *wanted, enum depth depth)
{
	const struct context_asked *asked = &contexts->asked;

	return i < asked->n_rows &&
	       compare_rows(contexts->places[i].row, wanted, asked->key, depth) == 0;
}

static int by_row(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return compare_rows(x->row, y->row, x->key, BY_ALL);
}

static void sort_rows(struct contexts *contexts)
{
	const struct context_asked *asked = &contexts->asked;

	contexts->places = memory_zero(asked->n_rows + 1, sizeof(*contexts->places));
	for (size_t i = 0; i < asked->n_rows; i++)
		contexts->places[i] = (struct place){ &asked->rows[i], i, asked->key };
	qsort(contexts->places, asked->n_rows, sizeof(*contexts->places), by_row);
}

struct contexts *contexts_new(const struct context_asked *asked, size_t n_workers)
{
	struct contexts *contexts = memory_zero(1, sizeof(*contexts));
	size_t share = MOST_OF_ALL / (asked->n_rows + 1);

	contexts->asked = *asked;
	contexts->workers = memory_zero(n_workers, sizeof(*contexts->workers));
	contexts->n_workers = n_workers;
	contexts->most_values = share > MOST_VALUES    ? MOST_VALUES
				: share < LEAST_VALUES ? LEAST_VALUES
						       : share;
	sort_rows(contexts);
	return contexts;
}

void contexts_free(struct contexts *contexts)
{
	if (!contexts)
		return;
	for (size_t i = 0; i < contexts->n_workers; i++) {
		size_t n = contexts->asked.n_rows * N_CONTEXT_KINDS;

		for (size_t j = 0; contexts->workers[i] && j < n; j++)
			context_values_free(&contexts->workers[i][j]);
		free(contexts->workers[i]);
	}
	free(contexts->workers);
	free(contexts->places);
	free(contexts);
}

static struct context_value *count(struct contexts *contexts, size_t worker, size_t row,
				   enum context_kind kind,
				   const struct sighting *sighting)
{
	struct context_values **values = &contexts->workers[worker];

	if (!*values)
		*values = memory_zero(contexts->asked.n_rows * N_CONTEXT_KINDS,
				      sizeof(**values));
	return context_values_count(&(*values)[row * N_CONTEXT_KINDS + kind],
				    contexts->most_values, kind, sighting);
}

/* The first flow at that time or later. */
static size_t next_flow(const struct context_row *row, int64_t time_us)
{
	size_t from = 0, to = row->n_flows;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (row->times_us[middle] < time_us)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* Its number in an even sample of at most so many; CONTEXT_SAMPLE if it is not in it. */
static size_t sample_of(size_t flow, size_t n_flows)
{
	size_t number = flow * CONTEXT_SAMPLE / n_flows;

	if (n_flows <= CONTEXT_SAMPLE)
		return flow;
	return flow > 0 && (flow - 1) * CONTEXT_SAMPLE / n_flows == number
		       ? CONTEXT_SAMPLE
		       : number;
}

/* Was it asked just before one of the row's flows? */
static void count_before(struct contexts *contexts, size_t worker, size_t number,
			 const struct sighting *sighting)
{
	const struct context_row *row = &contexts->asked.rows[number];
	size_t flow = next_flow(row, sighting->time_us), sample;

	if (flow == row->n_flows || row->times_us[flow] - sighting->time_us > BEFORE_US)
		return;
	sample = sample_of(flow, row->n_flows);
	if (sample < CONTEXT_SAMPLE)
		context_value_came_before(
			count(contexts, worker, number, CONTEXT_DNS_BEFORE, sighting),
			sample);
}

static struct context_row key_of(const struct contexts *contexts,
				 const struct address *client,
				 const struct address *server, uint16_t port, uint64_t id)
{
	struct context_row key = { .src = *client, .dst = *server, .port = port };
	const struct flow flow = { .src = *client, .dst = *server, .id = id };

	if (contexts->asked.key == PAIRS_BY_NAME)
		key.name = names_find(contexts->asked.names, &flow);
	return key;
}

/* A program that makes up a URL for each call shows by what they have in common. */
static void count_path(struct contexts *contexts, size_t worker, size_t row,
		       const struct sighting *sighting)
{
	struct sighting path = *sighting;
	const char *query = memchr(path.text, '?', path.len);

	if (query)
		path.len = (size_t)(query - path.text);
	if (path.len > 0)
		count(contexts, worker, row, CONTEXT_URL_PATH, &path);
}

/* In all rows of that key; false if there is none. */
static bool count_at(struct contexts *contexts, size_t worker,
		     const struct context_row *key, enum depth depth,
		     const struct sighting *sighting)
{
	size_t first = find_row(contexts, key, depth), i = first;

	for (; is_row(contexts, i, key, depth); i++) {
		count(contexts, worker, contexts->places[i].number,
		      (enum context_kind)sighting->kind, sighting);
		if (sighting->kind == CONTEXT_URL)
			count_path(contexts, worker, contexts->places[i].number,
				   sighting);
	}
	return i > first;
}

/* What a resolver is asked tells of that pair; of the client's others if it called
 * them just then. */
static void add_query(struct contexts *contexts, size_t worker,
		      const struct sighting *sighting)
{
	const struct context_row key = key_of(contexts, &sighting->src, &sighting->dst,
					      sighting->port, sighting->id);

	count_at(contexts, worker, &key, BY_ALL, sighting);
	for (size_t i = find_row(contexts, &key, BY_SRC);
	     is_row(contexts, i, &key, BY_SRC); i++) {
		if (contexts->asked.rows[contexts->places[i].number].n_flows > 0)
			count_before(contexts, worker, contexts->places[i].number,
				     sighting);
	}
}

bool contexts_want(const struct contexts *contexts, const struct address *source)
{
	const struct context_row key = { .src = *source };

	return is_row(contexts, find_row(contexts, &key, BY_SRC), &key, BY_SRC);
}

static void add_alert(struct contexts *contexts, size_t worker,
		      const struct sighting *sighting)
{
	struct context_row key = key_of(contexts, &sighting->src, &sighting->dst,
					sighting->port, sighting->id);

	if (count_at(contexts, worker, &key, BY_ALL, sighting))
		return;
	/* One that the answer raised is logged from server to client. */
	key = key_of(contexts, &sighting->dst, &sighting->src, sighting->src_port,
		     sighting->id);
	count_at(contexts, worker, &key, BY_ALL, sighting);
}

void contexts_add(struct contexts *contexts, size_t worker,
		  const struct sighting *sighting)
{
	const struct context_asked *asked = &contexts->asked;
	struct context_row key;

	if (sighting->time_us / 1000 < asked->from_us / 1000 ||
	    sighting->time_us / 1000 > asked->to_us / 1000)
		return;
	/* Most are of others, and a name is longer looked for. */
	if (!contexts_want(contexts, &sighting->src) &&
	    !(sighting->kind == CONTEXT_ALERT && contexts_want(contexts, &sighting->dst)))
		return;
	if (sighting->kind == CONTEXT_DNS_QUERY) {
		add_query(contexts, worker, sighting);
	} else if (sighting->kind == CONTEXT_ALERT) {
		add_alert(contexts, worker, sighting);
	} else {
		key = key_of(contexts, &sighting->src, &sighting->dst, sighting->port,
			     sighting->id);
		count_at(contexts, worker, &key,
			 sighting->kind == CONTEXT_DNS_NAME ? BY_DST : BY_ALL, sighting);
	}
}

/* A name counts by the flows that it came before; what is known as the destination's own
 * is not told twice. */
static void judge_before(const struct context_row *row, struct context_values *kinds)
{
	struct context_values *before = &kinds[CONTEXT_DNS_BEFORE];
	size_t n_sample = row->n_flows < CONTEXT_SAMPLE ? row->n_flows : CONTEXT_SAMPLE,
	       n = 0;

	for (size_t i = 0; i < before->n; i++) {
		struct context_value *value = before->list[i];
		size_t n_flows = context_value_n_before(value);

		if (n_flows < LEAST_FLOWS || n_flows * LEAST_SHARE < n_sample ||
		    context_values_have(&kinds[CONTEXT_DNS_NAME], value) ||
		    context_values_have(&kinds[CONTEXT_DNS_QUERY], value)) {
			context_value_free(value);
			continue;
		}
		value->count[0] = (int64_t)(n_flows * row->n_flows / n_sample);
		value->count[1] = 0;
		before->list[n++] = value;
	}
	before->n = n;
	context_value_free(before->others);
	before->others = NULL;
}

/* Paths tell something where there are more URLs than are shown, and fewer of them. */
static void judge_paths(struct context_values *kinds)
{
	if (kinds[CONTEXT_URL].n <= CONTEXT_KEPT ||
	    kinds[CONTEXT_URL_PATH].n >= kinds[CONTEXT_URL].n)
		context_values_free(&kinds[CONTEXT_URL_PATH]);
}

static const struct context *take_row(struct context_values *kinds, struct arena *arena)
{
	struct context_entry entries[N_CONTEXT_KINDS * (CONTEXT_KEPT + 1)], *kept;
	struct context *context;
	size_t n = 0;

	for (size_t kind = 0; kind < N_CONTEXT_KINDS; kind++)
		n += context_values_take(&kinds[kind], (enum context_kind)kind, arena,
					 entries + n);
	if (n == 0)
		return NULL;
	kept = arena_alloc(arena, n * sizeof(*kept));
	memcpy(kept, entries, n * sizeof(*kept));
	context = arena_alloc(arena, sizeof(*context));
	*context = (struct context){ .entries = kept,
				     .n = n,
				     .text = context_text(kept, n, arena) };
	return context;
}

/* All workers' of a row, in those of one; NULL: nobody has any. */
static struct context_values *join_workers(struct contexts *contexts, size_t row)
{
	struct context_values *first = NULL;

	for (size_t i = 0; i < contexts->n_workers; i++) {
		struct context_values *kinds =
			contexts->workers[i]
				? contexts->workers[i] + row * N_CONTEXT_KINDS
				: NULL;

		if (!first)
			first = kinds;
		else
			for (size_t kind = 0; kinds && kind < N_CONTEXT_KINDS; kind++)
				context_values_join(&first[kind], &kinds[kind],
						    contexts->most_values);
	}
	return first;
}

void contexts_finish(struct contexts *contexts, struct arena *arena,
		     const struct context **result)
{
	for (size_t row = 0; row < contexts->asked.n_rows; row++) {
		struct context_values *kinds = join_workers(contexts, row);

		result[row] = NULL;
		if (!kinds)
			continue;
		judge_before(&contexts->asked.rows[row], kinds);
		judge_paths(kinds);
		result[row] = take_row(kinds, arena);
	}
}
