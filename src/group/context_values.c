/*
 * context_values - see context_values.h.
 */
#include "group/context_values.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/index.h"
#include "core/text.h"

enum { LONGEST_VALUE = 512, LONGEST_PAYLOAD = 400 }; /* bytes */

enum { BITS = CONTEXT_SAMPLE / 64 };

void context_value_free(struct context_value *value)
{
	if (!value)
		return;
	free(value->payload);
	free(value->before);
	free(value);
}

void context_values_free(struct context_values *values)
{
	for (size_t i = 0; i < values->n; i++)
		context_value_free(values->list[i]);
	context_value_free(values->others);
	free(values->list);
	*values = (struct context_values){ .n = 0 };
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
	return context_is_name((enum context_kind)kind) || kind == CONTEXT_DNS_BEFORE ||
	       kind == CONTEXT_DNS_QUERY;
}

static struct context_value *value_new(uint64_t hash, const char *text, size_t len)
{
	struct context_value *value = memory_zero(1, sizeof(*value) + len + 1);

	value->hash = hash;
	value->first_us = value->payload_us = INT64_MAX;
	value->last_us = INT64_MIN;
	value->severity = CELL_NO_INTEGER;
	value->len = len;
	memcpy(value->text, text, len + 1);
	return value;
}

static int compare_values(uint64_t hash, const char *text,
			  const struct context_value *value)
{
	if (hash != value->hash)
		return hash < value->hash ? -1 : 1;
	return strcmp(text, value->text);
}

/* Where it is, or where it belongs. */
static size_t find_value(const struct context_values *values, uint64_t hash,
			 const char *text, bool *is_there)
{
	size_t from = 0, to = values->n;

	*is_there = false;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = compare_values(hash, text, values->list[middle]);

		*is_there = *is_there || order == 0;
		if (order > 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* The same time and different payloads: the lower text, whoever came first. */
static void take_payload(struct context_value *value, int64_t time_us,
			 const char *payload)
{
	if (value->payload &&
	    (time_us > value->payload_us ||
	     (time_us == value->payload_us && strcmp(payload, value->payload) >= 0)))
		return;
	free(value->payload);
	value->payload = memory_copy_text(payload, strlen(payload));
	value->payload_us = time_us;
}

static void take_bits(struct context_value *value, const uint64_t *bits)
{
	if (!value->before)
		value->before = memory_zero(BITS, sizeof(*value->before));
	for (size_t i = 0; i < BITS; i++)
		value->before[i] |= bits[i];
}

static void take_span(struct context_value *value, int64_t first_us, int64_t last_us)
{
	if (first_us < value->first_us)
		value->first_us = first_us;
	if (last_us > value->last_us)
		value->last_us = last_us;
}

static void take_severity(struct context_value *value, int64_t severity)
{
	if (severity != CELL_NO_INTEGER &&
	    (value->severity == CELL_NO_INTEGER || severity < value->severity))
		value->severity = severity;
}

/* What `from` counted is counted in `to`. */
static void add_up(struct context_value *to, const struct context_value *from)
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

static struct context_value *others_of(struct context_values *values)
{
	if (!values->others)
		values->others = value_new(0, "", 0);
	return values->others;
}

static void drop(struct context_values *values, struct context_value *value)
{
	struct context_value *others = others_of(values);

	others->count[0] += value->count[0];
	others->count[1] += value->count[1];
	take_span(others, value->first_us, value->last_us);
	context_value_free(value);
}

/* Room at `at` for a value that is new; none is made for one that would be the last of
 * too many. */
static bool make_room(struct context_values *values, size_t at, size_t most)
{
	if (at == most)
		return false;
	if (values->n == most)
		drop(values, values->list[--values->n]);
	values->list = memory_grow(values->list, values->n, &values->capacity,
				   sizeof(*values->list));
	memmove(values->list + at + 1, values->list + at,
		(values->n - at) * sizeof(*values->list));
	values->n++;
	return true;
}

/* The value of that text, made if it has to be; or what stands for those not kept. */
static struct context_value *value_of(struct context_values *values, size_t most,
				      const char *text, size_t len)
{
	/* The same in every run: see context.h. */
	uint64_t hash = index_hash_bytes(UINT64_C(0x243f6a8885a308d3), text, len);
	bool is_there;
	size_t at = find_value(values, hash, text, &is_there);

	if (is_there)
		return values->list[at];
	if (!make_room(values, at, most))
		return others_of(values);
	values->list[at] = value_new(hash, text, len);
	return values->list[at];
}

/* Takes the value in, which is no longer the caller's. */
static void join_value(struct context_values *values, size_t most,
		       struct context_value *value)
{
	bool is_there;
	size_t at = find_value(values, value->hash, value->text, &is_there);

	if (is_there) {
		add_up(values->list[at], value);
		context_value_free(value);
	} else if (make_room(values, at, most)) {
		values->list[at] = value;
	} else {
		drop(values, value);
	}
}

struct context_value *context_values_count(struct context_values *values, size_t most,
					   enum context_kind kind,
					   const struct sighting *sighting)
{
	char text[LONGEST_VALUE + 1], payload[LONGEST_PAYLOAD + 1];
	size_t len =
		tidy(sighting->text, sighting->len, is_name(kind), LONGEST_VALUE, text);
	struct context_value *value = value_of(values, most, text, len);

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

void context_value_came_before(struct context_value *value, size_t flow)
{
	if (!value->before)
		value->before = memory_zero(BITS, sizeof(*value->before));
	value->before[flow / 64] |= UINT64_C(1) << flow % 64;
}

size_t context_value_n_before(const struct context_value *value)
{
	size_t n = 0;

	for (size_t i = 0; value->before && i < BITS; i++) {
		for (uint64_t bits = value->before[i]; bits; bits &= bits - 1)
			n++;
	}
	return n;
}

void context_values_join(struct context_values *to, struct context_values *from,
			 size_t most)
{
	for (size_t i = 0; i < from->n; i++)
		join_value(to, most, from->list[i]);
	from->n = 0;
	if (from->others)
		add_up(others_of(to), from->others);
	context_values_free(from);
}

bool context_values_have(const struct context_values *values,
			 const struct context_value *value)
{
	bool is_there;

	find_value(values, value->hash, value->text, &is_there);
	return is_there;
}

static int64_t count_of(const struct context_value *value)
{
	return value->count[0] > value->count[1] ? value->count[0] : value->count[1];
}

/* The worst alerts first, then by how often, of equals the lower text. */
static int by_weight(const void *a, const void *b)
{
	const struct context_value *x = *(const struct context_value *const *)a,
				   *y = *(const struct context_value *const *)b;

	if (x->severity != y->severity) {
		if (x->severity == CELL_NO_INTEGER || y->severity == CELL_NO_INTEGER)
			return x->severity == CELL_NO_INTEGER ? 1 : -1;
		return x->severity < y->severity ? -1 : 1;
	}
	if (count_of(x) != count_of(y))
		return count_of(x) > count_of(y) ? -1 : 1;
	return strcmp(x->text, y->text);
}

static struct context_entry entry_of(enum context_kind kind,
				     const struct context_value *value, bool is_others,
				     struct arena *arena)
{
	return (struct context_entry){
		.kind = kind,
		.value = is_others ? NULL : arena_text(arena, value->text, value->len),
		.count = count_of(value),
		.first = { value->first_us },
		.last = { value->last_us },
		.severity = value->severity,
		.payload = value->payload ? arena_text(arena, value->payload,
						       strlen(value->payload))
					  : NULL,
	};
}

size_t context_values_take(struct context_values *values, enum context_kind kind,
			   struct arena *arena, struct context_entry *entries)
{
	size_t n;

	if (values->n > 0)
		qsort(values->list, values->n, sizeof(*values->list), by_weight);
	while (values->n > CONTEXT_KEPT)
		drop(values, values->list[--values->n]);
	for (n = 0; n < values->n; n++)
		entries[n] = entry_of(kind, values->list[n], false, arena);
	if (values->others)
		entries[n++] = entry_of(kind, values->others, true, arena);
	return n;
}
