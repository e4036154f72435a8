/*
 * context - see context.h.
 */
#include "group/context.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/index.h"
#include "core/text.h"
#include "model/timestamp.h"

enum {
	KEPT = 20,           /* values of a row and kind in the end */
	LONGEST_VALUE = 512, /* bytes */
	LONGEST_PAYLOAD = 400,

	/* While reading: of a row and kind, and of all rows together, so that many rows
	 * do not take more memory than there is; but never fewer than LEAST. */
	MOST_VALUES = 1024,
	MOST_OF_ALL = 1 << 18,
	LEAST_VALUES = 128,

	/* Of a name that was asked before: a beacon that asks each time does so before
	 * each flow, chance browsing before few. */
	LEAST_FLOWS = 3,
	LEAST_SHARE = 10, /* one in so many */
	SAMPLE = 1024,    /* flows of a pair that are looked at for it */
};

static const int64_t BEFORE_US = 2 * SECOND_US;

struct value {
	uint64_t hash;
	/* Of queries as they were asked, and as they were logged again with the answer:
	 * sensors log either or both. Else only the first counts. */
	int64_t count[2];
	int64_t first_us;
	int64_t last_us;
	int64_t severity;
	int64_t payload_us;
	char *payload;    /* owned; of the earliest sighting that has one */
	uint64_t *before; /* owned; a bit for each flow of the sample that it came before */
	size_t len;
	char text[];
};

/* The values of a row and kind. */
struct bucket {
	struct value **values; /* owned; by hash, of equals by text */
	size_t n;
	size_t capacity;
	struct value *others; /* owned; of all that are not kept; NULL: all are */
};

struct contexts {
	struct context_asked asked;
	size_t *order; /* rows, as compare_rows() has them */
	size_t most_values;
	struct bucket **workers; /* each n_rows times N_CONTEXT_KINDS; NULL: none yet */
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

		if (compare_rows(&asked->rows[contexts->order[middle]], wanted, asked->key,
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

	return i < asked->n_rows && compare_rows(&asked->rows[contexts->order[i]], wanted,
						 asked->key, depth) == 0;
}

/* qsort() hands on nothing, and rows are few: a heap sort of their numbers. */
static void sift(struct contexts *contexts, size_t at, size_t n)
{
	const struct context_asked *asked = &contexts->asked;
	size_t *order = contexts->order, child;

	for (; (child = 2 * at + 1) < n; at = child) {
		size_t row = order[at];

		if (child + 1 < n && compare_rows(&asked->rows[order[child]],
						  &asked->rows[order[child + 1]],
						  asked->key, BY_ALL) < 0)
			child++;
		if (compare_rows(&asked->rows[row], &asked->rows[order[child]], asked->key,
				 BY_ALL) >= 0)
			return;
		order[at] = order[child];
		order[child] = row;
	}
}

static void sort_rows(struct contexts *contexts)
{
	size_t n = contexts->asked.n_rows;

	for (size_t i = 0; i < n; i++)
		contexts->order[i] = i;
	for (size_t i = n / 2; i-- > 0;)
		sift(contexts, i, n);
	for (size_t i = n; i-- > 1;) {
		size_t last = contexts->order[i];

		contexts->order[i] = contexts->order[0];
		contexts->order[0] = last;
		sift(contexts, 0, i);
	}
}

struct contexts *contexts_new(const struct context_asked *asked, size_t n_workers)
{
	struct contexts *contexts = memory_zero(1, sizeof(*contexts));
	size_t share = MOST_OF_ALL / (asked->n_rows + 1);

	contexts->asked = *asked;
	contexts->order = memory_zero(asked->n_rows + 1, sizeof(*contexts->order));
	contexts->workers = memory_zero(n_workers, sizeof(*contexts->workers));
	contexts->n_workers = n_workers;
	contexts->most_values = share > MOST_VALUES    ? MOST_VALUES
				: share < LEAST_VALUES ? LEAST_VALUES
						       : share;
	sort_rows(contexts);
	return contexts;
}

static void value_free(struct value *value)
{
	if (!value)
		return;
	free(value->payload);
	free(value->before);
	free(value);
}

static void bucket_free(struct bucket *bucket)
{
	for (size_t i = 0; i < bucket->n; i++)
		value_free(bucket->values[i]);
	value_free(bucket->others);
	free(bucket->values);
	*bucket = (struct bucket){ .n = 0 };
}

void contexts_free(struct contexts *contexts)
{
	if (!contexts)
		return;
	for (size_t i = 0; i < contexts->n_workers; i++) {
		size_t n = contexts->asked.n_rows * N_CONTEXT_KINDS;

		for (size_t j = 0; contexts->workers[i] && j < n; j++)
			bucket_free(&contexts->workers[i][j]);
		free(contexts->workers[i]);
	}
	free(contexts->workers);
	free(contexts->order);
	free(contexts);
}

/* Well-formed, without NUL, and no more than `most` bytes: texts that every output would
 * show alike are the same. Returns the length. */
static size_t tidy(const char *text, size_t len, bool is_name, size_t most, char *to)
{
	const char *at = text, *end = text + len;
	size_t n = 0;

	while (at < end) {
		const char *from = at;
		size_t width;

		text_next(&at, end);
		width = (size_t)(at - from);
		if (n + width > most)
			break;
		if (width > 1)
			memcpy(to + n, from, width);
		else
			to[n] = *from > 0 ? *from : '?';
		if (is_name && width == 1)
			to[n] = (char)tolower(to[n]);
		n += width;
	}
	to[n] = '\0';
	return n;
}

/* Those do not tell the cases apart. */
static bool is_name(unsigned kind)
{
	return kind == CONTEXT_HTTP_HOST || kind == CONTEXT_TLS_NAME ||
	       kind == CONTEXT_DNS_NAME || kind == CONTEXT_DNS_BEFORE ||
	       kind == CONTEXT_DNS_QUERY;
}

static struct value *value_new(uint64_t hash, const char *text, size_t len)
{
	struct value *value = memory_zero(1, sizeof(*value) + len + 1);

	value->hash = hash;
	value->first_us = value->payload_us = INT64_MAX;
	value->last_us = INT64_MIN;
	value->severity = CELL_NO_INTEGER;
	value->len = len;
	memcpy(value->text, text, len + 1);
	return value;
}

static int compare_values(uint64_t hash, const char *text, const struct value *value)
{
	if (hash != value->hash)
		return hash < value->hash ? -1 : 1;
	return strcmp(text, value->text);
}

/* Where it is, or where it belongs. */
static size_t find_value(const struct bucket *bucket, uint64_t hash, const char *text,
			 bool *is_there)
{
	size_t from = 0, to = bucket->n;

	*is_there = false;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = compare_values(hash, text, bucket->values[middle]);

		*is_there = *is_there || order == 0;
		if (order > 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* The same time and different payloads: the lower text, whoever came first. */
static void take_payload(struct value *value, int64_t time_us, const char *payload)
{
	if (value->payload && (time_us > value->payload_us ||
			       (time_us == value->payload_us &&
				strcmp(payload, value->payload) >= 0)))
		return;
	free(value->payload);
	value->payload = memory_copy_text(payload, strlen(payload));
	value->payload_us = time_us;
}

static void take_bits(struct value *value, const uint64_t *bits)
{
	if (!value->before)
		value->before = memory_zero(SAMPLE / 64, sizeof(*value->before));
	for (size_t i = 0; i < SAMPLE / 64; i++)
		value->before[i] |= bits[i];
}

static void take_span(struct value *value, int64_t first_us, int64_t last_us)
{
	if (first_us < value->first_us)
		value->first_us = first_us;
	if (last_us > value->last_us)
		value->last_us = last_us;
}

static void take_severity(struct value *value, int64_t severity)
{
	if (severity != CELL_NO_INTEGER &&
	    (value->severity == CELL_NO_INTEGER || severity < value->severity))
		value->severity = severity;
}

/* What `from` counted is counted in `to`. */
static void add_up(struct value *to, const struct value *from)
{
	to->count[0] += from->count[0];
	to->count[1] += from->count[1];
	take_span(to, from->first_us, from->last_us);
	take_severity(to, from->severity);
	if (from->payload)
		take_payload(to, from->payload_us, from->payload);
	if (from->before)
		take_bits(to, from->before);
}

static struct value *others_of(struct bucket *bucket)
{
	if (!bucket->others)
		bucket->others = value_new(0, "", 0);
	return bucket->others;
}

static void drop(struct bucket *bucket, struct value *value)
{
	struct value *others = others_of(bucket);

	others->count[0] += value->count[0];
	others->count[1] += value->count[1];
	take_span(others, value->first_us, value->last_us);
	value_free(value);
}

/* Room at `at` for a value that is new; none is made for one that would be the last of
 * too many. */
static bool make_room(struct bucket *bucket, size_t at, size_t most)
{
	if (at == most)
		return false;
	if (bucket->n == most)
		drop(bucket, bucket->values[--bucket->n]);
	bucket->values = memory_grow(bucket->values, bucket->n, &bucket->capacity,
				     sizeof(*bucket->values));
	memmove(bucket->values + at + 1, bucket->values + at,
		(bucket->n - at) * sizeof(*bucket->values));
	bucket->n++;
	return true;
}

/* The value of that text, made if it has to be; or what stands for those not kept. */
static struct value *value_of(struct bucket *bucket, size_t most, const char *text,
			      size_t len)
{
	/* The same in every run: see context.h. */
	uint64_t hash = index_hash_bytes(UINT64_C(0x243f6a8885a308d3), text, len);
	bool is_there;
	size_t at = find_value(bucket, hash, text, &is_there);

	if (is_there)
		return bucket->values[at];
	if (!make_room(bucket, at, most))
		return others_of(bucket);
	bucket->values[at] = value_new(hash, text, len);
	return bucket->values[at];
}

/* Takes the value in, which is no longer the caller's. */
static void join_value(struct bucket *bucket, size_t most, struct value *value)
{
	bool is_there;
	size_t at = find_value(bucket, value->hash, value->text, &is_there);

	if (is_there) {
		add_up(bucket->values[at], value);
		value_free(value);
	} else if (make_room(bucket, at, most)) {
		bucket->values[at] = value;
	} else {
		drop(bucket, value);
	}
}

static struct value *count(struct contexts *contexts, size_t worker, size_t row,
			   enum context_kind kind, const struct sighting *sighting)
{
	char text[LONGEST_VALUE + 1], payload[LONGEST_PAYLOAD + 1];
	size_t len = tidy(sighting->text, sighting->len, is_name(kind), LONGEST_VALUE, text);
	struct bucket **buckets = &contexts->workers[worker];
	struct value *value;

	if (!*buckets)
		*buckets = memory_zero(contexts->asked.n_rows * N_CONTEXT_KINDS,
				       sizeof(**buckets));
	value = value_of(&(*buckets)[row * N_CONTEXT_KINDS + kind], contexts->most_values,
			 text, len);
	value->count[sighting->is_reply]++;
	take_span(value, sighting->time_us, sighting->time_us);
	if (value->len == 0) /* of the others nothing more is known */
		return value;
	take_severity(value, sighting->severity);
	if (sighting->payload) {
		tidy(sighting->payload, sighting->payload_len, false, LONGEST_PAYLOAD,
		     payload);
		if (*payload)
			take_payload(value, sighting->time_us, payload);
	}
	return value;
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

/* Its number in an even sample of at most so many; SAMPLE if it is not in it. */
static size_t sample_of(size_t flow, size_t n_flows)
{
	size_t number = flow * SAMPLE / n_flows;

	if (n_flows <= SAMPLE)
		return flow;
	return flow > 0 && (flow - 1) * SAMPLE / n_flows == number ? SAMPLE : number;
}

/* Was it asked just before one of the row's flows? */
static void count_before(struct contexts *contexts, size_t worker, size_t number,
			 const struct sighting *sighting)
{
	const struct context_row *row = &contexts->asked.rows[number];
	size_t flow = next_flow(row, sighting->time_us), sample;
	struct value *value;

	if (flow == row->n_flows || row->times_us[flow] - sighting->time_us > BEFORE_US)
		return;
	sample = sample_of(flow, row->n_flows);
	if (sample == SAMPLE)
		return;
	value = count(contexts, worker, number, CONTEXT_DNS_BEFORE, sighting);
	if (!value->before)
		value->before = memory_zero(SAMPLE / 64, sizeof(*value->before));
	value->before[sample / 64] |= UINT64_C(1) << sample % 64;
}

static struct context_row key_of(const struct contexts *contexts,
				 const struct address *client, const struct address *server,
				 uint16_t port, uint64_t id)
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
static bool count_at(struct contexts *contexts, size_t worker, const struct context_row *key,
		     enum depth depth, const struct sighting *sighting)
{
	size_t first = find_row(contexts, key, depth), i = first;

	for (; is_row(contexts, i, key, depth); i++) {
		count(contexts, worker, contexts->order[i],
		      (enum context_kind)sighting->kind, sighting);
		if (sighting->kind == CONTEXT_URL)
			count_path(contexts, worker, contexts->order[i], sighting);
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
	for (size_t i = find_row(contexts, &key, BY_SRC); is_row(contexts, i, &key, BY_SRC); i++) {
		if (contexts->asked.rows[contexts->order[i]].n_flows > 0)
			count_before(contexts, worker, contexts->order[i], sighting);
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

void contexts_add(struct contexts *contexts, size_t worker, const struct sighting *sighting)
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

static void join_buckets(struct bucket *to, struct bucket *from, size_t most)
{
	for (size_t i = 0; i < from->n; i++)
		join_value(to, most, from->values[i]);
	from->n = 0;
	if (from->others)
		add_up(others_of(to), from->others);
	bucket_free(from);
}

static int64_t count_of(const struct value *value)
{
	return value->count[0] > value->count[1] ? value->count[0] : value->count[1];
}

static size_t n_bits(const struct value *value)
{
	size_t n = 0;

	for (size_t i = 0; value->before && i < SAMPLE / 64; i++) {
		for (uint64_t bits = value->before[i]; bits; bits &= bits - 1)
			n++;
	}
	return n;
}

static bool has_value(const struct bucket *bucket, const struct value *value)
{
	bool is_there;

	find_value(bucket, value->hash, value->text, &is_there);
	return is_there;
}

/* A name counts by the flows that it came before; what is known as the destination's own
 * is not told twice. */
static void judge_before(const struct context_row *row, struct bucket *kinds)
{
	struct bucket *before = &kinds[CONTEXT_DNS_BEFORE];
	size_t n_sample = row->n_flows < SAMPLE ? row->n_flows : SAMPLE, n = 0;

	for (size_t i = 0; i < before->n; i++) {
		struct value *value = before->values[i];
		size_t n_flows = n_bits(value);

		if (n_flows < LEAST_FLOWS || n_flows * LEAST_SHARE < n_sample ||
		    has_value(&kinds[CONTEXT_DNS_NAME], value) ||
		    has_value(&kinds[CONTEXT_DNS_QUERY], value)) {
			value_free(value);
			continue;
		}
		value->count[0] = (int64_t)(n_flows * row->n_flows / n_sample);
		value->count[1] = 0;
		before->values[n++] = value;
	}
	before->n = n;
	value_free(before->others);
	before->others = NULL;
}

/* Paths tell something where there are more URLs than are shown, and fewer of them. */
static void judge_paths(struct bucket *kinds)
{
	if (kinds[CONTEXT_URL].n <= KEPT ||
	    kinds[CONTEXT_URL_PATH].n >= kinds[CONTEXT_URL].n)
		bucket_free(&kinds[CONTEXT_URL_PATH]);
}

/* The worst alerts first, then by how often, of equals the lower text. */
static int by_weight(const void *a, const void *b)
{
	const struct value *x = *(const struct value *const *)a,
			   *y = *(const struct value *const *)b;

	if (x->severity != y->severity) {
		if (x->severity == CELL_NO_INTEGER || y->severity == CELL_NO_INTEGER)
			return x->severity == CELL_NO_INTEGER ? 1 : -1;
		return x->severity < y->severity ? -1 : 1;
	}
	if (count_of(x) != count_of(y))
		return count_of(x) > count_of(y) ? -1 : 1;
	return strcmp(x->text, y->text);
}

static struct context_entry entry_of(enum context_kind kind, const struct value *value,
				     bool is_others, struct arena *arena)
{
	return (struct context_entry){
		.kind = kind,
		.value = is_others ? NULL : arena_text(arena, value->text, value->len),
		.count = count_of(value),
		.first = { value->first_us },
		.last = { value->last_us },
		.severity = value->severity,
		.payload = value->payload
				   ? arena_text(arena, value->payload, strlen(value->payload))
				   : NULL,
	};
}

/* Returns how many. */
static size_t take_entries(struct bucket *bucket, enum context_kind kind,
			   struct arena *arena, struct context_entry *entries)
{
	size_t n;

	if (bucket->n > 0)
		qsort(bucket->values, bucket->n, sizeof(*bucket->values), by_weight);
	while (bucket->n > KEPT)
		drop(bucket, bucket->values[--bucket->n]);
	for (n = 0; n < bucket->n; n++)
		entries[n] = entry_of(kind, bucket->values[n], false, arena);
	if (bucket->others)
		entries[n++] = entry_of(kind, bucket->others, true, arena);
	return n;
}

static const struct context *take_row(struct bucket *kinds, struct arena *arena)
{
	struct context_entry entries[N_CONTEXT_KINDS * (KEPT + 1)], *kept;
	struct context *context;
	size_t n = 0;

	for (size_t kind = 0; kind < N_CONTEXT_KINDS; kind++)
		n += take_entries(&kinds[kind], (enum context_kind)kind, arena, entries + n);
	if (n == 0)
		return NULL;
	kept = arena_alloc(arena, n * sizeof(*kept));
	memcpy(kept, entries, n * sizeof(*kept));
	context = arena_alloc(arena, sizeof(*context));
	*context = (struct context){ .entries = kept, .n = n,
				     .text = context_text(kept, n, arena) };
	return context;
}

/* All workers' of a row, in those of one; NULL: nobody has any. */
static struct bucket *join_workers(struct contexts *contexts, size_t row)
{
	struct bucket *first = NULL;

	for (size_t i = 0; i < contexts->n_workers; i++) {
		struct bucket *kinds = contexts->workers[i]
					       ? contexts->workers[i] + row * N_CONTEXT_KINDS
					       : NULL;

		if (!first)
			first = kinds;
		else
			for (size_t kind = 0; kinds && kind < N_CONTEXT_KINDS; kind++)
				join_buckets(&first[kind], &kinds[kind],
					     contexts->most_values);
	}
	return first;
}

void contexts_finish(struct contexts *contexts, struct arena *arena,
		     const struct context **result)
{
	for (size_t row = 0; row < contexts->asked.n_rows; row++) {
		struct bucket *kinds = join_workers(contexts, row);

		result[row] = NULL;
		if (!kinds)
			continue;
		judge_before(&contexts->asked.rows[row], kinds);
		judge_paths(kinds);
		result[row] = take_row(kinds, arena);
	}
}
