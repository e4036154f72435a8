/*
 * intel_text - what lists say of a row, in words: see intel.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/intel_parts.h"

static int compare_subjects(const struct intel_hit *x, const struct intel_hit *y)
{
	return strcmp(x->subject ? x->subject : "", y->subject ? y->subject : "");
}

/* By subject, the destination's address first, then in the order of the lists. */
static int by_list(const void *a, const void *b)
{
	const struct intel_hit *x = a, *y = b;
	int order = compare_subjects(x, y);

	if (order == 0 && x->entry->list != y->entry->list)
		return x->entry->list < y->entry->list ? -1 : 1;
	if (order == 0)
		order = strcmp(x->entry->what, y->entry->what);
	return order ? order : x->entry->is_url - y->entry->is_url;
}

static bool is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789.")];
}

/* ": Emotet, Dridex (URL)", " (8)" */
static void put_what(const struct intel_entry *entry, bool more, FILE *out)
{
	if (is_number(entry->what))
		fprintf(out, " (%s)", entry->what);
	else if (*entry->what)
		fprintf(out, "%s%s", more ? ", " : ": ", entry->what);
	if (entry->is_url)
		fputs(" (URL)", out);
}

/* What one list says of one subject: the hits from here on to the one returned. */
static size_t put_list(const struct intel *intel, const struct intel_hits *hits, size_t i,
		       bool shown, FILE *out)
{
	enum { MOST_SAID = 3 };
	const struct intel_hit *first = &hits->hits[i], *before = NULL;
	size_t n = 0;

	if (shown && first->subject)
		fprintf(out, "%s in ", first->subject);
	if (shown)
		fputs(intel->lists[first->entry->list], out);
	for (; i < hits->n; before = &hits->hits[i++]) {
		const struct intel_hit *hit = &hits->hits[i];

		if (compare_subjects(hit, first) != 0 ||
		    hit->entry->list != first->entry->list)
			break;
		if (before && strcmp(before->entry->what, hit->entry->what) == 0)
			continue;
		if (n++ < MOST_SAID && shown)
			put_what(hit->entry, n > 1, out);
	}
	if (n > MOST_SAID && shown)
		fputs(", ...", out);
	return i;
}

static int64_t count_lists(const struct intel *intel, const struct intel_hits *hits)
{
	bool *says = memory_zero(intel->n_lists, sizeof(*says));
	int64_t n = 0;

	for (size_t i = 0; i < hits->n; i++) {
		n += !says[hits->hits[i].entry->list];
		says[hits->hits[i].entry->list] = true;
	}
	free(says);
	return n;
}

const char *intel_text(const struct intel *intel, struct intel_hits *hits,
		       int64_t *n_lists, struct arena *arena)
{
	enum { ENOUGH = 400 };
	size_t len = 0, n_more = 0, clauses = 0;
	const char *result;
	char *text = NULL;
	FILE *out;

	*n_lists = count_lists(intel, hits);
	if (hits->n == 0)
		return NULL;
	out = open_memstream(&text, &len);
	if (!out)
		abort(); /* only for want of memory */
	qsort(hits->hits, hits->n, sizeof(*hits->hits), by_list);
	for (size_t i = 0; i < hits->n; clauses++) {
		bool shown = ftell(out) < ENOUGH;

		if (shown && clauses > 0)
			fputs("; ", out);
		n_more += !shown;
		i = put_list(intel, hits, i, shown, out);
	}
	if (n_more > 0)
		fprintf(out, "; and %zu more", n_more);
	fclose(out);
	result = arena_text(arena, text, len);
	free(text);
	return result;
}
