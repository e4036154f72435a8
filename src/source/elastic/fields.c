/*
 * fields - see fields.h.
 */
#include "source/elastic/fields.h"

#include <string.h>

#include "core/json_tree.h"
#include "core/text.h"

/* Beyond it the pattern is a jumble, and each plan costs a round of windows. */
enum { MOST_PLANS = 16, MOST_INDICES = 1000 };

/* As mappings name the exact copy of a text: the default, and SELKS's. */
static const char *const variants[] = { "", ".keyword", ".raw" };

enum { N_VARIANTS = sizeof(variants) / sizeof(*variants) };

/* "[]" says how an answer is read, see json.h; it is no part of the field's name. */
static const char *bare_name(const char *field, const char *suffix, struct arena *arena)
{
	return arena_print(arena, "%.*s%s", (int)strcspn(field, "["), field, suffix);
}

/* The path of a field as its answer is read. */
static const char *read_name(const char *field, const char *variant, struct arena *arena)
{
	return arena_print(arena, "%.*s%s%s", (int)strcspn(field, "["), field, variant,
			   field + strcspn(field, "["));
}

/* Flows are told by the query, so nobody looks at the event field. */
static bool is_fetched(const char *const field[N_RECORD_FIELDS], size_t i)
{
	return field[i] && i != RECORD_EVENT;
}

struct elastic_plans elastic_plan_source(const char *const field[N_RECORD_FIELDS],
					 struct arena *arena)
{
	struct elastic_plan *plan = arena_alloc(arena, sizeof(*plan));

	for (size_t i = 0; i < N_RECORD_FIELDS; i++)
		plan->source[i] = is_fetched(field, i) ? field[i] : NULL;
	plan->has_source = true;
	return (struct elastic_plans){ plan, 1 };
}

const char *elastic_caps_fields(const char *const field[N_RECORD_FIELDS],
				struct arena *arena)
{
	/* Of the event field it is enough to know that it is there. */
	const char *list = field[RECORD_EVENT] ? field[RECORD_EVENT] : "";

	for (size_t i = 0; i < N_RECORD_FIELDS; i++) {
		for (size_t v = 0; is_fetched(field, i) && v < N_VARIANTS; v++)
			list = arena_print(arena, "%s%s%s", list, *list ? "," : "",
					   bare_name(field[i], variants[v], arena));
	}
	return list;
}

static bool lists(yajl_val indices, const char *index)
{
	for (size_t i = 0; YAJL_IS_ARRAY(indices) && i < YAJL_GET_ARRAY(indices)->len;
	     i++) {
		const char *name = YAJL_GET_STRING(YAJL_GET_ARRAY(indices)->values[i]);

		if (name && strcmp(name, index) == 0)
			return true;
	}
	return false;
}

/* What _field_caps tells of each field and its variants: an object of types. */
struct caps {
	const char *const *field;
	yajl_val types[N_RECORD_FIELDS][N_VARIANTS];
	struct arena *arena;
};

static struct caps read_caps(yajl_val fields, const char *const field[N_RECORD_FIELDS],
			     struct arena *arena)
{
	struct caps caps = { .field = field, .arena = arena };

	for (size_t i = 0; i < N_RECORD_FIELDS; i++) {
		for (size_t v = 0; is_fetched(field, i) && v < N_VARIANTS; v++)
			caps.types[i][v] = json_tree_child(
				fields, bare_name(field[i], variants[v], arena));
	}
	return caps;
}

/*
 * What a field is in one index: the name of its type, or NULL if it is not
 * there; *has_doc_values is set. A type without a list of indices is that of all
 * indices that have the field. `index` NULL asks for one that fits all.
 */
static const char *type_in(yajl_val types, const char *index, bool *has_doc_values)
{
	size_t n = types && YAJL_IS_OBJECT(types) ? YAJL_GET_OBJECT(types)->len : 0;

	*has_doc_values = false;
	for (size_t i = 0; i < n; i++) {
		const char *type = YAJL_GET_OBJECT(types)->keys[i];
		yajl_val about = YAJL_GET_OBJECT(types)->values[i];
		yajl_val indices = json_tree_child(about, "indices");

		if (index && indices && YAJL_IS_ARRAY(indices) && !lists(indices, index))
			continue;
		if (strcmp(type, "unmapped") == 0)
			return NULL;
		*has_doc_values = YAJL_IS_TRUE(json_tree_child(about, "aggregatable"));
		return type;
	}
	return NULL;
}

/* Texts can be aggregatable too, word by word; floats of 32 bits and less blur
 * a time by a minute or more. */
static bool is_exact(const char *type, enum record_field field)
{
	bool is_time =
		field == RECORD_TIME || field == RECORD_LOGGED || field == RECORD_END;

	if (strcmp(type, "text") == 0 || strcmp(type, "match_only_text") == 0)
		return false;
	return !is_time ||
	       (strcmp(type, "float") != 0 && strcmp(type, "half_float") != 0 &&
		strcmp(type, "scaled_float") != 0);
}

/* Different things in different indices, and it is not known in which. */
static bool is_in_conflict(yajl_val types, const char *index)
{
	return !index && types && YAJL_IS_OBJECT(types) &&
	       YAJL_GET_OBJECT(types)->len > 1;
}

static void plan_field(struct elastic_plan *plan, const struct caps *caps,
		       const char *index, size_t i)
{
	bool exists = false;

	for (size_t v = 0; v < N_VARIANTS; v++) {
		bool has_doc_values;
		const char *type = type_in(caps->types[i][v], index, &has_doc_values);

		exists = exists || (type && v == 0);
		if (is_in_conflict(caps->types[i][v], index))
			break; /* only _source fits them all */
		if (type && has_doc_values && is_exact(type, (enum record_field)i)) {
			plan->doc_value[i] =
				read_name(caps->field[i], variants[v], caps->arena);
			plan->is_date[i] =
				strncmp(type, "date", 4) == 0; /* or date_nanos */
			return;
		}
	}
	if (exists) {
		plan->source[i] = caps->field[i];
		plan->has_source = true;
	}
}

static struct elastic_plan plan_index(const struct caps *caps, const char *index)
{
	struct elastic_plan plan = { .n_indices = 0 };

	for (size_t i = 0; i < N_RECORD_FIELDS; i++) {
		if (is_fetched(caps->field, i))
			plan_field(&plan, caps, index, i);
	}
	return plan;
}

static bool is_same_way(const struct elastic_plan *a, const struct elastic_plan *b)
{
	for (size_t i = 0; i < N_RECORD_FIELDS; i++) {
		if (!text_same(a->doc_value[i], b->doc_value[i]) ||
		    !text_same(a->source[i], b->source[i]) ||
		    a->is_date[i] != b->is_date[i])
			return false;
	}
	return true;
}

/* Without both ends there is no flow in it. */
static bool can_hold_flows(const struct elastic_plan *plan)
{
	return (plan->doc_value[RECORD_SRC] || plan->source[RECORD_SRC]) &&
	       (plan->doc_value[RECORD_DST] || plan->source[RECORD_DST]);
}

/* The plan's number, which is `*n` for one that none is like. */
static size_t find_plan(const struct elastic_plan *plans, size_t n,
			const struct elastic_plan *plan)
{
	for (size_t i = 0; i < n; i++) {
		if (is_same_way(&plans[i], plan))
			return i;
	}
	return n;
}

/* False if there are too many ways, or what should be names are none. */
static bool plan_indices(const struct caps *caps, yajl_val indices,
			 struct elastic_plans *plans)
{
	size_t n = YAJL_GET_ARRAY(indices)->len;

	plans->plans = arena_alloc(caps->arena, MOST_PLANS * sizeof(*plans->plans));
	for (size_t i = 0; i < n; i++) {
		const char *index = YAJL_GET_STRING(YAJL_GET_ARRAY(indices)->values[i]);
		struct elastic_plan plan;
		size_t number;

		if (!index)
			return false;
		plan = plan_index(caps, index);
		if (!can_hold_flows(&plan))
			continue;
		number = find_plan(plans->plans, plans->n, &plan);
		if (number == MOST_PLANS)
			return false;
		if (number == plans->n) {
			plan.indices =
				arena_alloc(caps->arena, n * sizeof(*plan.indices));
			plans->plans[plans->n++] = plan;
		}
		plans->plans[number].indices[plans->plans[number].n_indices++] =
			arena_text(caps->arena, index, strlen(index));
	}
	/* All indices alike: the pattern says it shorter. */
	if (plans->n == 1)
		plans->plans[0].indices = NULL;
	return true;
}

struct elastic_plans elastic_plan(const char *text,
				  const char *const field[N_RECORD_FIELDS],
				  struct arena *arena)
{
	struct elastic_plans plans = { NULL, 0 };
	yajl_val tree = json_tree_parse(text);
	yajl_val indices = json_tree_child(tree, "indices");
	struct caps caps = read_caps(json_tree_child(tree, "fields"), field, arena);
	bool fits = false;

	if (indices && YAJL_IS_ARRAY(indices) &&
	    YAJL_GET_ARRAY(indices)->len <= MOST_INDICES) {
		fits = plan_indices(&caps, indices, &plans);
	} else if (json_tree_child(tree, "fields")) { /* too many; or before version 7 */
		plans.plans = arena_alloc(arena, sizeof(*plans.plans));
		plans.plans[0] = plan_index(&caps, NULL);
		plans.n = can_hold_flows(&plans.plans[0]);
		fits = true;
	}
	yajl_tree_free(tree);
	return fits ? plans : elastic_plan_source(field, arena);
}
