/*
 * allowlist - see allowlist.h.
 */
#include "filter/allowlist.h"

#include <stdlib.h>
#include <string.h>

#include "core/lines.h"
#include "core/stream.h"
#include "core/text.h"
#include "model/lookup.h"

struct allowlist {
	struct allow_rule *rules; /* owned, as are the others */
	struct allow_use *uses;
	size_t n;
	size_t capacity;
	struct lookup *lookup; /* rules by destination, else domain, else AS number */
	uint32_t *others;      /* rules without any of these: each row asks them all */
	size_t n_others;
	size_t others_capacity;
};

static int add_line(struct allowlist *allowlist, const char *path, uint64_t number,
		    const struct line *line, struct arena *arena, struct error *err)
{
	size_t mark = number == 1 ? text_mark_length(line->text, line->len) : 0;
	struct allow_rule rule;
	struct error why;
	int r = allow_rule_parse(line->text + mark, line->len - mark, arena, &rule, &why);

	if (r < 0)
		return error_set(err, ERROR_USAGE, "%s:%llu: %s", path,
				 (unsigned long long)number, why.text);
	if (r == 0)
		return 0;
	rule.file = path;
	rule.line = number;
	allowlist->rules = memory_grow(allowlist->rules, allowlist->n,
				       &allowlist->capacity, sizeof(*allowlist->rules));
	allowlist->rules[allowlist->n++] = rule;
	return 0;
}

static int read_file(struct allowlist *allowlist, const char *path, struct arena *arena,
		     struct error *err)
{
	struct stream *stream = NULL;
	struct lines lines;
	struct line line;
	int r;

	if (stream_open(&stream, path, err) != 0)
		return -1;
	lines_init(&lines, stream);
	while ((r = lines_next(&lines, &line, err)) > 0) {
		if (line.too_long) {
			r = error_set(err, ERROR_USAGE, "%s:%llu: longer than 16 MB",
				      path, (unsigned long long)lines.number);
			break;
		}
		if (add_line(allowlist, path, lines.number, &line, arena, err) != 0) {
			r = -1;
			break;
		}
	}
	lines_free(&lines);
	stream_close(stream);
	return r;
}

static void add_other(struct allowlist *allowlist, uint32_t number)
{
	allowlist->others =
		memory_grow(allowlist->others, allowlist->n_others,
			    &allowlist->others_capacity, sizeof(*allowlist->others));
	allowlist->others[allowlist->n_others++] = number;
}

/* By the term that fits the fewest rows. */
static void file_rule(struct allowlist *allowlist, uint32_t number)
{
	const struct allow_rule *rule = &allowlist->rules[number];

	if (rule->has_dst)
		lookup_add_network(allowlist->lookup, &rule->dst, number);
	else if (rule->domain)
		lookup_add_domain(allowlist->lookup, rule->domain, number);
	else if (rule->asn)
		lookup_add_number(allowlist->lookup, (uint64_t)rule->asn, number);
	else
		add_other(allowlist, number);
}

static void file_rules(struct allowlist *allowlist, int64_t now_us)
{
	allowlist->uses = memory_zero(allowlist->n, sizeof(*allowlist->uses));
	for (size_t i = 0; i < allowlist->n; i++) {
		struct allow_use *use = &allowlist->uses[i];

		use->rule = &allowlist->rules[i];
		use->is_expired = use->rule->until_us <= now_us;
		if (!use->is_expired)
			file_rule(allowlist, (uint32_t)i);
	}
}

int allowlist_load(const char *const *paths, size_t n, int64_t now_us,
		   struct arena *arena, struct allowlist **result, struct error *err)
{
	struct allowlist *allowlist = memory_zero(1, sizeof(*allowlist));

	allowlist->lookup = lookup_new();
	for (size_t i = 0; i < n; i++) {
		if (read_file(allowlist, paths[i], arena, err) != 0) {
			allowlist_free(allowlist);
			return -1;
		}
	}
	file_rules(allowlist, now_us);
	*result = allowlist;
	return 0;
}

void allowlist_free(struct allowlist *allowlist)
{
	if (!allowlist)
		return;
	lookup_free(allowlist->lookup);
	free(allowlist->rules);
	free(allowlist->uses);
	free(allowlist->others);
	free(allowlist);
}

bool allowlist_asks_names(const struct allowlist *allowlist)
{
	for (size_t i = 0; i < allowlist->n; i++) {
		if (allowlist->rules[i].domain)
			return true;
	}
	return false;
}

bool allowlist_asks_owners(const struct allowlist *allowlist)
{
	for (size_t i = 0; i < allowlist->n; i++) {
		if (allowlist->rules[i].asn || allowlist->rules[i].owner)
			return true;
	}
	return false;
}

/* The first rule of those that may hold. */
struct search {
	const struct allowlist *allowlist;
	const struct allow_subject *subject;
	uint32_t first; /* UINT32_MAX: none */
};

static bool try_rule(void *context, uint32_t number)
{
	struct search *search = context;

	if (number < search->first &&
	    allow_rule_holds(&search->allowlist->rules[number], search->subject))
		search->first = number;
	return true;
}

bool allowlist_hides(struct allowlist *allowlist, const struct allow_subject *subject,
		     bool reported, const struct allow_rule **rule)
{
	struct search search = { allowlist, subject, UINT32_MAX };
	struct allow_use *use;

	lookup_address(allowlist->lookup, subject->dst, try_rule, &search);
	/* A domain must hold for all names: those of one will do. */
	if (subject->n_names > 0)
		lookup_name(allowlist->lookup, subject->names[0], try_rule, &search);
	if (subject->asn > 0)
		lookup_number(allowlist->lookup, (uint64_t)subject->asn, try_rule,
			      &search);
	for (size_t i = 0; i < allowlist->n_others; i++)
		try_rule(&search, allowlist->others[i]);
	if (search.first == UINT32_MAX)
		return false;
	use = &allowlist->uses[search.first];
	*rule = use->rule;
	if (reported)
		use->n_spared++;
	else
		use->n_hidden++;
	return !reported;
}

size_t allowlist_n_rules(const struct allowlist *allowlist)
{
	return allowlist->n;
}

const struct allow_use *allowlist_use(const struct allowlist *allowlist, size_t i)
{
	return &allowlist->uses[i];
}
