/*
 * prefilter_exact - what keeps a prefilter from being exact: the settings, and how fields
 * are kept. See prefilter_asking.h.
 */
#include <string.h>

#include "source/elastic/prefilter_asking.h"

int asking_check_settings(struct asking *asking)
{
	const struct elastic *elastic = asking->elastic;

	if (elastic->request->wanted.src)
		return asking_give_up(asking,
				      "--explain wants a pair however few flows it has");
	if (elastic->request->names)
		return asking_give_up(
			asking, "--key src,name takes several destinations together");
	if (elastic->config->kibana_version <= 4)
		return asking_give_up(asking, "kibana_version is 4");
	if (elastic->by_pit)
		return asking_give_up(
			asking,
			"each page of a point in time would name all destinations again");
	if (elastic->time_kind != ELASTIC_DATE)
		return asking_give_up(asking, "%s is no date",
				      elastic->names.field[RECORD_LOGGED]);
	if (asking->sample.min_flows < 2)
		return asking_give_up(asking, "a single flow may make a row");
	return 0;
}

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

enum { NUMBERS = MAPPED_INTEGER | MAPPED_REAL | MAPPED_BLURRED };

/* What a flow is read from, and of which of these types it is to be. */
static const struct used {
	enum record_field field;
	bool everywhere;
	bool is_one_type; /* in all indices */
	unsigned types;
	const char *wrong; /* what it is else */
} used[] = {
	{ RECORD_SRC, true, true, MAPPED_IP | MAPPED_KEYWORD, "neither ip nor keyword" },
	{ RECORD_DST, true, true, MAPPED_IP | MAPPED_KEYWORD, "neither ip nor keyword" },
	{ RECORD_PORT, true, false, MAPPED_INTEGER, "no whole number" },
	{ RECORD_TIME, true, false, MAPPED_DATE, "no date" },
	{ RECORD_BYTES, false, false, MAPPED_INTEGER, "no whole number" },
	{ RECORD_BYTES_IN, false, false, MAPPED_INTEGER, "no whole number" },
	{ RECORD_END, false, false, MAPPED_DATE, "no date" },
	{ RECORD_DURATION, false, false, NUMBERS, "no number" },
};

static int take_field(struct asking *asking, const struct used *use)
{
	const struct elastic *elastic = asking->elastic;
	const char *name = named_field(&elastic->flow_plans, use->field);
	unsigned types = elastic->flow_types[use->field];

	if ((use->everywhere && !name) ||
	    !is_one_field(&elastic->flow_plans, use->field, name ? name : "",
			  use->everywhere))
		return asking_give_up(asking,
				      "%s has no doc values, or not in all indices",
				      elastic->names.field[use->field]);
	if (name && (types == 0 || types & ~use->types ||
		     (use->is_one_type && types & (types - 1))))
		return asking_give_up(asking, "%s is %s in all indices", name,
				      use->wrong);
	asking->field[use->field] = name;
	return 0;
}

int asking_take_fields(struct asking *asking)
{
	for (size_t i = 0; i < sizeof(used) / sizeof(*used); i++) {
		if (take_field(asking, &used[i]) != 0)
			return -1;
	}
	asking->is_ip = asking->elastic->flow_types[RECORD_DST] == MAPPED_IP;
	if (!asking->is_ip && asking->elastic->config->focus_outbound)
		return asking_give_up(asking,
				      "%s is a keyword, of which --focus_outbound can't "
				      "be asked",
				      asking->field[RECORD_DST]);
	return 0;
}
