/*
 * reported - see reported.h.
 */
#include "enrich/reported.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "model/context.h"

enum { MOST_NAMES = 5 }; /* of a row that services are asked about */

/* As a list has it: in lower case, without the port that a Host: may have. */
static const char *plain_name(const char *value, struct arena *arena)
{
	size_t len = strcspn(value, ":");

	while (len > 0 && value[len - 1] == '.')
		len--;
	return text_lower(value, len, arena);
}

static void look_up_entry(const struct intel *intel, const struct context_entry *entry,
			  struct intel_hits *hits, struct arena *arena)
{
	const char *name;

	if (!entry->value)
		return;
	name = plain_name(entry->value, arena);
	if (context_is_name(entry->kind))
		intel_find_name(intel, name, name, hits);
	else if (entry->kind == CONTEXT_JA3)
		intel_find_name(intel, name, "JA3", hits);
	else if (entry->kind == CONTEXT_JA4)
		intel_find_name(intel, name, "JA4", hits);
}

/* The busiest is the row's own. */
static void ask_behind(const struct intel *intel, const struct beacon *beacon,
		       struct intel_hits *hits, struct arena *arena)
{
	char text[ADDRESS_TEXT];

	for (size_t i = 0; i < beacon->n_behind; i++) {
		const struct address *address = &beacon->behind[i];

		if (address_compare(address, &beacon->dst) != 0)
			intel_find(
				intel, address, INTEL_ANY_PORT,
				arena_print(arena, "%s", address_format(address, text)),
				hits);
	}
}

/* NULL: no list has it. */
static const char *look_up(const struct intel *intel, const struct beacon *beacon,
			   int64_t *n_lists, struct arena *arena)
{
	struct intel_hits hits = { .n = 0 };
	int32_t port = beacon->services > 1 ? INTEL_ANY_PORT : (int32_t)beacon->port;
	const char *text;

	intel_find(intel, &beacon->dst, port, NULL, &hits);
	/* The port is the destination's: of the source none is known. */
	intel_find(intel, &beacon->src, 0, "source", &hits);
	ask_behind(intel, beacon, &hits, arena);
	if (beacon->name > 0 && beacon->dest_name)
		intel_find_name(intel, beacon->dest_name, beacon->dest_name, &hits);
	for (size_t i = 0; beacon->context && i < beacon->context->n; i++)
		look_up_entry(intel, &beacon->context->entries[i], &hits, arena);
	text = intel_text(intel, &hits, n_lists, arena);
	intel_hits_free(&hits);
	return text;
}

/* What services may be asked about a row, in this order. */
struct row_subjects {
	struct subject subjects[MOST_NAMES + 2];
	const char *called[MOST_NAMES + 2]; /* by the text; NULL: it is the destination */
	size_t n;
	size_t n_names;
};

static void add(struct row_subjects *row, const struct subject *subject,
		const char *called)
{
	for (size_t i = 0; i < row->n; i++) {
		if (subject_compare(&row->subjects[i], subject) == 0)
			return;
	}
	row->n_names += subject->name != NULL;
	row->subjects[row->n] = *subject;
	row->called[row->n++] = called;
}

static void add_name(struct row_subjects *row, const char *value, struct arena *arena)
{
	struct subject subject = { .name = plain_name(value, arena) };

	if (row->n_names < MOST_NAMES && subject_is_public(&subject))
		add(row, &subject, subject.name);
}

static bool may_be_told(const struct subject *subject, const struct inside *inside)
{
	return subject_is_public(subject) &&
	       !(inside && inside_has(inside, &subject->address));
}

/* The names of a host that is not public are nobody's business either. `inside` may be
 * NULL. */
static void find_subjects(const struct beacon *beacon, const struct inside *inside,
			  struct row_subjects *row, struct arena *arena)
{
	const struct context *context = beacon->context;
	struct subject dst = { .address = beacon->dst }, src = { .address = beacon->src };

	row->n = row->n_names = 0;
	if (may_be_told(&dst, inside)) {
		add(row, &dst, NULL);
		if (beacon->name > 0 && beacon->dest_name)
			add_name(row, beacon->dest_name, arena);
		for (size_t i = 0; context && i < context->n; i++) {
			const struct context_entry *entry = &context->entries[i];

			if (entry->value && context_is_name(entry->kind))
				add_name(row, entry->value, arena);
		}
	}
	if (may_be_told(&src, inside))
		add(row, &src, "source");
}

struct ranked {
	const struct beacon *beacon;
	size_t place;
};

static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->beacon->rank != y->beacon->rank)
		return x->beacon->rank > y->beacon->rank ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

static struct ranked *rank(const struct beacon *rows, size_t n)
{
	struct ranked *ranked = memory_zero(n + 1, sizeof(*ranked));

	for (size_t i = 0; i < n; i++)
		ranked[i] = (struct ranked){ &rows[i], i };
	qsort(ranked, n, sizeof(*ranked), by_rank);
	return ranked;
}

int reported_ask(struct services *services, const struct inside *inside,
		 const struct beacon *rows, size_t n, struct arena *arena,
		 struct error *err)
{
	struct ranked *ranked = rank(rows, n);
	struct subject *subjects = NULL;
	size_t n_subjects = 0, capacity = 0;
	struct row_subjects row;
	int r;

	for (size_t i = 0; i < n; i++) {
		find_subjects(ranked[i].beacon, inside, &row, arena);
		for (size_t j = 0; j < row.n; j++) {
			subjects = memory_grow(subjects, n_subjects, &capacity,
					       sizeof(*subjects));
			subjects[n_subjects++] = row.subjects[j];
		}
	}
	r = services_ask(services, subjects, n_subjects, err);
	free(subjects);
	free(ranked);
	return r;
}

/* What is said of one row, put together. */
struct saying {
	FILE *out;
	bool any;
	size_t n_more; /* that there was no room for */
};

static void say(struct saying *saying, const char *before, const char *between,
		const struct verdict *verdict)
{
	enum { ENOUGH = 600 };

	if (ftell(saying->out) >= ENOUGH) {
		saying->n_more++;
		return;
	}
	fprintf(saying->out, "%s%s%s%s%s%s", saying->any ? "; " : "", before, between,
		verdict->service, verdict->text ? ": " : "",
		verdict->text ? verdict->text : "");
	saying->any = true;
}

/* How many services report it; SIZE_MAX: none of them was asked. */
static size_t say_all(const struct services *services, const struct row_subjects *row,
		      enum verdict_kind kind, struct saying *saying)
{
	size_t n = 0;
	bool is_asked = false;

	for (size_t s = 0; s < services_count(services); s++) {
		bool is_of_kind = false;

		for (size_t i = 0; i < row->n; i++) {
			const struct verdict *verdict =
				services_verdict(services, &row->subjects[i], s);
			const char *called = row->called[i];

			is_asked = is_asked || verdict->kind != VERDICT_UNKNOWN;
			if (verdict->kind != kind)
				continue;
			is_of_kind = true;
			if (kind == VERDICT_ALLOWED)
				say(saying, called ? called : "",
				    called ? " allowed by " : "allowed by ", verdict);
			else
				say(saying, called ? called : "", called ? " in " : "",
				    verdict);
		}
		n += is_of_kind;
	}
	return is_asked ? n : SIZE_MAX;
}

/* Behind what lists say; those who vouch for it last. */
static void add_services(const struct services *services, struct beacon *beacon,
			 struct arena *arena)
{
	struct row_subjects row;
	char *text = NULL;
	size_t len = 0, n;
	struct saying saying = { .out = open_memstream(&text, &len) };

	if (!saying.out)
		abort(); /* only for want of memory */
	find_subjects(beacon, NULL, &row, arena);
	if (beacon->intel)
		fputs(beacon->intel, saying.out);
	saying.any = beacon->intel != NULL;
	n = say_all(services, &row, VERDICT_BAD, &saying);
	if (saying.any)
		say_all(services, &row, VERDICT_ALLOWED, &saying);
	if (saying.n_more > 0)
		fprintf(saying.out, "; and %zu more", saying.n_more);
	fclose(saying.out);
	if (saying.any)
		beacon->intel = arena_text(arena, text, len);
	if (n != SIZE_MAX && beacon->intel_hits == CELL_NO_INTEGER)
		beacon->intel_hits = 0;
	if (n != SIZE_MAX)
		beacon->intel_hits += (int64_t)n;
	free(text);
}

void reported_fill(const struct intel *intel, const struct services *services,
		   struct beacon_list *list, struct arena *arena)
{
	for (size_t i = 0; i < list->n_all; i++) {
		struct beacon *beacon = &list->beacons[i];

		beacon->intel = NULL;
		beacon->intel_hits = CELL_NO_INTEGER;
		if (intel)
			beacon->intel =
				look_up(intel, beacon, &beacon->intel_hits, arena);
		if (services)
			add_services(services, beacon, arena);
	}
}
