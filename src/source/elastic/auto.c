/*
 * auto - -c auto: takes the configuration that fits, and says which and why.
 * See elastic.h.
 *
 * Only the shipped files are tried, which are part of the program: there is no
 * folder that is searched for others, and who has an ini file of his own names it.
 * With an index given all are held against that one; else each is against the index
 * that it names itself, which costs a question for each pattern.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/log.h"
#include "core/text.h"
#include "source/elastic/elastic.h"
#include "source/elastic/guess.h"

/* Would they find the same flows? */
static bool finds_the_same(const struct config *a, const struct config *b)
{
	return text_same(a->field_source_ip, b->field_source_ip) &&
	       text_same(a->field_destination_ip, b->field_destination_ip) &&
	       text_same(a->field_destination_port, b->field_destination_port) &&
	       text_same(a->field_timestamp, b->field_timestamp) &&
	       text_same(a->field_start, b->field_start) &&
	       text_same(a->event_key, b->event_key) &&
	       text_same(a->event_type, b->event_type) && text_same(a->filter, b->filter);
}

/* Another one worth a word: it finds flows of its own, with all that it wants. */
static bool is_other(const struct elastic_fits *fits, size_t i)
{
	const struct elastic_fit *fit = &fits->fits[i];

	if (fit->n == 0 || !fit->config->event_key || fit->n_present < fit->n_fields)
		return false;
	for (size_t j = 0; j < i; j++) {
		if (finds_the_same(fits->fits[j].config, fit->config))
			return false;
	}
	return true;
}

static const char *list_others(const struct elastic_fits *fits, struct arena *arena)
{
	const char *list = "";

	for (size_t i = 1; i < fits->n; i++) {
		if (is_other(fits, i))
			list = arena_print(arena, "%s%s%s (%" PRIu64 " flows)", list,
					   *list ? ", " : "; also fits: ",
					   fits->fits[i].shipped->name, fits->fits[i].n);
	}
	return list;
}

/* "selks.ini fits logstash-flow-*: 123 flows in the period, ..." */
static const char *describe_best(const struct elastic_fits *fits, struct arena *arena)
{
	const struct elastic_fit *best = &fits->fits[0];
	size_t n_missing = best->n_fields - best->n_present;
	const char *how_many =
		best->n > 0
			? arena_print(arena, "%" PRIu64 " flows in the period", best->n)
			: arena_print(arena,
				      "%" PRIu64 " flows, though none in the period",
				      best->n_ever);
	const char *fields =
		n_missing == 0
			? "with all fields that it names"
			: arena_print(arena, "without %zu of the fields that it names",
				      n_missing);

	const char *only =
		best->only
			? arena_print(arena,
				      ", with --filter '%s', for there are other records",
				      best->only)
			: "";

	return arena_print(arena, "%s fits %s: %s, %s%s%s", best->shipped->name,
			   best->config->es_index, how_many, fields, only,
			   list_others(fits, arena));
}

/* "wazuh.ini (data.event_type: flow)": those whose fields are there; of an ECS's many
 * the first few. */
static const char *list_unfit(const struct elastic_fits *fits, struct arena *arena)
{
	enum { MOST = 4 };
	const char *list = NULL;
	size_t n = 0;

	for (size_t i = 0; i < fits->n; i++) {
		const struct elastic_fit *fit = &fits->fits[i];

		if (fit->has_fields && fit->config->event_key && n++ < MOST)
			list = arena_print(arena, "%s%s%s (%s: %s)", list ? list : "",
					   list ? ", " : "", fit->shipped->name,
					   fit->config->event_key,
					   fit->config->event_type);
	}
	return n > MOST ? arena_print(arena, "%s and %zu more", list, n - MOST) : list;
}

/* Of an index without addresses that it seems to hold anything of a flow would only
 * lead astray: each has some time. */
static void tell_guesses(const struct elastic *elastic, struct arena *arena)
{
	static const struct {
		enum record_field field;
		const char *what;
	} needed[] = {
		{ RECORD_SRC, "source" },  { RECORD_DST, "destination" },
		{ RECORD_PORT, "port" },   { RECORD_TIME, "start" },
		{ RECORD_EVENT, "event" },
	};
	struct elastic_mapping mapping = { .n = 0 };
	const char *list = NULL;
	bool has_address = false;

	elastic_ask_all_fields(elastic, &mapping);
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		const char *names = elastic_guess_text(&mapping, needed[i].field, arena);

		if (!names)
			continue;
		list = arena_print(arena, "%s%s%s: %s", list ? list : "",
				   list ? "; " : "", needed[i].what, names);
		has_address = has_address || needed[i].field == RECORD_SRC ||
			      needed[i].field == RECORD_DST;
	}
	if (has_address)
		log_say(LOG_NORMAL, "what looks like a flow among its fields: %s", list);
	elastic_mapping_free(&mapping);
}

static const char *list_indices(const struct elastic_fits *fits, struct arena *arena)
{
	const char *list = "";

	for (size_t i = 0; i < fits->n; i++) {
		const char *index = fits->fits[i].config->es_index;
		bool told = false;

		for (size_t j = 0; j < i; j++)
			told = told || strcmp(fits->fits[j].config->es_index, index) == 0;
		if (!told)
			list = arena_print(arena, "%s%s%s", list, *list ? ", " : "",
					   index);
	}
	return list;
}

/* What there is instead of flows, by the configuration that comes closest. */
static void tell_events(const struct elastic *elastic, struct http *http,
			const struct elastic_fits *fits)
{
	struct elastic trial = { .request = elastic->request, .server = elastic->server };
	struct elastic_window ever = elastic_all_time();
	const char *events;

	elastic_set_config(&trial, fits->fits[0].config);
	events = elastic_events(&trial, http, &ever);
	if (events)
		log_say(LOG_NORMAL, "%s is: %s", trial.names.field[RECORD_EVENT], events);
}

static int no_index_fits(const struct elastic *elastic, const struct elastic_fits *fits,
			 struct error *err)
{
	const char *url = elastic->server.options.url;

	return error_set(
		err, ERROR_SERVER,
		"-c auto: %s has no flows under any of %s; %s/_cat/indices lists "
		"its indices, --es_index names one",
		url, list_indices(fits, elastic->request->arena), url);
}

static int none_fits(const struct elastic *elastic, struct http *http, bool any_index,
		     const struct elastic_fits *fits, struct error *err)
{
	struct arena *arena = elastic->request->arena;
	const char *unfit = list_unfit(fits, arena);
	const char *url = elastic->server.options.url;

	if (any_index && unfit)
		log_say(LOG_NORMAL, "the fields are there, but no flow, of %s", unfit);
	if (any_index)
		return no_index_fits(elastic, fits, err);
	if (elastic_check_index(elastic, http, err) != 0)
		return -1;
	if (unfit) {
		tell_events(elastic, http, fits);
		return error_set(
			err, ERROR_SERVER,
			"-c auto: %s/%s has fields of flows, but no flow; tried: %s", url,
			elastic->config->es_index, unfit);
	}
	tell_guesses(elastic, arena);
	return error_set(
		err, ERROR_SERVER,
		"-c auto: none of the %zu configurations fits %s/%s; one of your own (-c "
		"FILE) can name its fields",
		fits->n, url, elastic->config->es_index);
}

int elastic_choose(struct elastic *elastic, struct http *http, struct error *err)
{
	bool any_index = !elastic->config->index_given;
	struct elastic_fits fits;

	if (elastic_find_fits(elastic, http, any_index, &fits, err) != 0)
		return error_wrap(err, "-c auto");
	if (fits.n == 0 || fits.fits[0].n_ever == 0)
		return none_fits(elastic, http, any_index, &fits, err);
	log_say(LOG_NORMAL, "-c auto: %s", describe_best(&fits, elastic->request->arena));
	elastic_set_config(elastic, fits.fits[0].config);
	return 0;
}

const char *elastic_better_fit(const struct elastic *elastic, struct http *http)
{
	struct elastic_fits fits;
	const struct elastic_fit *best;
	struct error ignored;

	if (elastic_find_fits(elastic, http, false, &fits, &ignored) != 0 || fits.n == 0)
		return NULL;
	best = &fits.fits[0];
	if (best->n_ever == 0 || finds_the_same(best->config, elastic->config))
		return NULL;
	return describe_best(&fits, elastic->request->arena);
}
