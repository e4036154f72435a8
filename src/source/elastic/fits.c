/*
 * fits - which of our configurations an index is made for: the ini files
 * themselves are held against it. One fits if the fields that it needs are there and
 * so are flows as it tells them. See elastic.h.
 */
#include <stdlib.h>
#include <string.h>

#include "source/elastic/elastic.h"

/* What a server said of the fields of an index, so that it is asked but once. */
struct asked {
	const char *index;
	bool told;
	struct elastic_mapping mapping;
};

struct search {
	const struct elastic *elastic;
	struct http *http;
	struct elastic_fits *fits;
	struct asked *asked; /* at most as many as there are fits */
	size_t n_asked;
	const char **bodies; /* one a fit: those that ask the same have the same answer */
	bool refused;	     /* some index may not be read: */
	struct error refusal;
};

static const char *index_of(const struct elastic_fit *fit)
{
	return fit->config->es_index;
}

/* A configuration as an index would be asked with it. */
static struct elastic trial_of(const struct elastic *elastic,
			       const struct elastic_fit *fit)
{
	struct elastic trial = { .request = elastic->request, .server = elastic->server };

	elastic_set_config(&trial, fit->config);
	return trial;
}

/* An index may stay as it is, though the shipped file has another. */
static int list_configs(const struct elastic *elastic, bool any_index,
			struct elastic_fits *fits, struct error *err)
{
	struct arena *arena = elastic->request->arena;

	fits->fits = arena_alloc(arena, n_shipped_configs * sizeof(*fits->fits));
	for (size_t i = 0; i < n_shipped_configs; i++) {
		struct config *config = arena_alloc(arena, sizeof(*config));

		if (config_with(elastic->server.config, &shipped_configs[i], config,
				err) != 0)
			return -1;
		if (!any_index)
			config->es_index = elastic->config->es_index;
		fits->fits[fits->n++] =
			(struct elastic_fit){ .shipped = &shipped_configs[i],
					      .config = config };
	}
	return 0;
}

static bool is_listed(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = list; *at; at += strcspn(at, ","), at += *at == ',') {
		if (strcspn(at, ",") == len && strncmp(at, name, len) == 0)
			return true;
	}
	return false;
}

static bool is_required(const struct elastic_setting *setting)
{
	return setting->needed || setting->field == RECORD_EVENT;
}

/* The fields that any of the configurations of an index names. */
static const char *list_fields(const struct elastic_fits *fits, const char *index,
			       struct arena *arena)
{
	const char *list = "";

	for (size_t i = 0; i < fits->n; i++) {
		struct record_names names = record_names_of(fits->fits[i].config);

		if (strcmp(index_of(&fits->fits[i]), index) != 0)
			continue;
		for (size_t j = 0; j < n_elastic_settings; j++) {
			const char *name = names.field[elastic_settings[j].field];

			if (name && is_required(&elastic_settings[j]) &&
			    !is_listed(list, name))
				list = arena_print(arena, "%s%s%s", list,
						   *list ? "," : "", name);
		}
	}
	return list;
}

/* What is there of them, asked once an index. NULL: it can't be told. */
static int fields_of(struct search *search, const struct elastic *trial,
		     const struct elastic_mapping **mapping, struct error *err)
{
	const char *index = trial->config->es_index;
	struct arena arena = { NULL };
	struct asked *asked;
	int r;

	for (size_t i = 0; i < search->n_asked; i++) {
		if (strcmp(search->asked[i].index, index) == 0) {
			*mapping =
				search->asked[i].told ? &search->asked[i].mapping : NULL;
			return 0;
		}
	}
	asked = &search->asked[search->n_asked++];
	asked->index = index;
	r = elastic_ask_fields(trial, search->http, trial->index,
			       list_fields(search->fits, index, &arena), &asked->mapping,
			       err);
	arena_free(&arena);
	if (r > 0 && !search->refused) {
		search->refused = true;
		search->refusal = *err;
	}
	asked->told = r == 0;
	*mapping = asked->told ? &asked->mapping : NULL;
	return r < 0 ? -1 : 0;
}

bool elastic_has_needed(const struct record_names *names,
			const struct elastic_mapping *mapping)
{
	for (size_t i = 0; i < n_elastic_settings; i++) {
		const char *name = names->field[elastic_settings[i].field];

		if (!is_required(&elastic_settings[i]) ||
		    (!name && !elastic_settings[i].needed))
			continue; /* it may do without an event */
		if (!name || elastic_mapping_types(mapping, name) == 0)
			return false;
	}
	return true;
}

static size_t count_optional(const struct elastic *trial)
{
	size_t n = 0;

	for (size_t i = 0; i < n_elastic_settings; i++)
		n += !is_required(&elastic_settings[i]) &&
		     trial->names.field[elastic_settings[i].field] != NULL;
	return n;
}

/* A refusal of the query only means that this one does not fit. */
static int count(struct search *search, const struct elastic *trial, const char *body,
		 struct elastic_found *found, struct error *err)
{
	int r = elastic_count_fields(trial, search->http, body, found, err);
	long status = found->status;

	if (r != 0 && status >= 400 && status < 500 && status != 401 && status != 429)
		r = 0;
	return r;
}

/* Somebody who asked the same of the same index: ecs-suricata and its agent. */
static const struct elastic_fit *find_same(const struct search *search, size_t number,
					   const char *body)
{
	for (size_t i = 0; i < number; i++) {
		if (search->bodies[i] && strcmp(search->bodies[i], body) == 0 &&
		    strcmp(index_of(&search->fits->fits[i]),
			   index_of(&search->fits->fits[number])) == 0)
			return &search->fits->fits[i];
	}
	return NULL;
}

static int count_flows(struct search *search, struct elastic *trial, size_t number,
		       struct elastic_found *found, struct error *err)
{
	struct elastic_fit *fit = &search->fits->fits[number];
	struct arena *arena = search->elastic->request->arena;
	struct elastic_window period = elastic_period(trial), ever = elastic_all_time();
	const char *body = elastic_fields_body(trial, &period, arena);
	const struct elastic_fit *same = find_same(search, number, body);

	search->bodies[number] = body;
	if (same) {
		fit->n = same->n;
		fit->n_ever = same->n_ever;
		fit->n_present = same->n_present;
		return 0;
	}
	if (count(search, trial, body, found, err) != 0)
		return -1;
	fit->n = found->n;
	if (found->n == 0 &&
	    count(search, trial, elastic_fields_body(trial, &ever, arena), found, err) !=
		    0)
		return -1;
	fit->n_ever = found->n;
	fit->n_present = found->n_present;
	return 0;
}

/*
 * Without an event each record is taken for a flow; but Zeek's logs often lie in one
 * index, and a connection is not to count again for each of its ssl and dns records.
 * Those of conn.log have a state. Who has dropped that has at least the bytes.
 */
static bool takes_others(const struct elastic *trial, const struct elastic_found *found)
{
	if (trial->names.event || !trial->names.field[RECORD_STATE])
		return false;
	return found->n_with_state > 0 ? found->n_with_state < found->n
				       : found->n > 0 && found->n_with_bytes == 0;
}

static void leave_others_out(struct elastic_fit *fit, struct elastic *trial)
{
	struct arena *arena = trial->request->arena;
	struct config *config = arena_alloc(arena, sizeof(*config));

	*config = *fit->config;
	fit->only = arena_print(arena, "_exists_:%s", trial->names.field[RECORD_STATE]);
	config->filter = config->filter ? arena_print(arena, "(%s) AND (%s)", fit->only,
						      config->filter)
					: fit->only;
	fit->config = config;
	trial->config = config;
}

static int try_fit(struct search *search, size_t number, struct error *err)
{
	struct elastic_fit *fit = &search->fits->fits[number];
	struct elastic trial = trial_of(search->elastic, fit);
	const struct elastic_mapping *mapping;
	struct elastic_found found = { .n = 0 };
	struct error ignored;

	if (fields_of(search, &trial, &mapping, err) != 0)
		return -1;
	fit->n_fields = count_optional(&trial);
	fit->has_fields = mapping && elastic_has_needed(&trial.names, mapping);
	if (!fit->has_fields)
		return 0;
	if (elastic_set_time(&trial, search->http, mapping, &ignored) != 0) {
		fit->has_fields = false;
		return 0;
	}
	if (count_flows(search, &trial, number, &found, err) != 0)
		return -1;
	if (!takes_others(&trial, &found))
		return 0;
	leave_others_out(fit, &trial);
	return count_flows(search, &trial, number, &found, err);
}

/*
 * How much of what a configuration wants is there: its flows, less those of its
 * fields that they lack. The square, since the same connections are told twice in
 * some indices (Malcolm's: by Zeek and by Arkime), and who knows more of their fields
 * is right, though somebody else finds more of them.
 */
static double weight(const struct elastic_fit *fit)
{
	double share = (double)(1 + fit->n_present) / (double)(1 + fit->n_fields);

	return (double)(fit->n > 0 ? fit->n : fit->n_ever) * share * share;
}

static int compare_numbers(double a, double b)
{
	return (a < b) - (a > b);
}

static const char *own_index(const struct elastic_fit *fit)
{
	const char *at = strstr(fit->shipped->text, "\nes_index = ");

	return at ? at + strlen("\nes_index = ") : "";
}

/* How well the index's name fits: the length of what is alike, of a pattern that is
 * that of the shipped file. */
static size_t likeness(const struct elastic_fit *fit)
{
	char pattern[128];
	const char *own = own_index(fit);
	size_t len = strcspn(own, "\n");

	if (len >= sizeof(pattern))
		return 0;
	memcpy(pattern, own, len);
	pattern[len] = '\0';
	return server_index_matches(pattern, index_of(fit)) ? len : 0;
}

int elastic_compare_fits(const void *x, const void *y)
{
	const struct elastic_fit *a = x, *b = y;
	int order = compare_numbers(a->has_fields, b->has_fields);

	if (!order)
		order = compare_numbers(a->n > 0, b->n > 0);
	if (!order)
		order = compare_numbers(a->n_ever > 0, b->n_ever > 0);
	if (!order)
		order = compare_numbers(a->config->event_key != NULL,
					b->config->event_key != NULL);
	if (!order)
		order = compare_numbers(weight(a), weight(b));
	if (!order)
		order = compare_numbers((double)likeness(a), (double)likeness(b));
	return order ? order : strcmp(a->shipped->name, b->shipped->name);
}

int elastic_find_fits(const struct elastic *elastic, struct http *http, bool any_index,
		      struct elastic_fits *fits, struct error *err)
{
	struct search search = { .elastic = elastic, .http = http, .fits = fits };
	bool told = false;
	int r;

	*fits = (struct elastic_fits){ .n = 0 };
	if (!elastic->server.config->settings)
		return 0;
	r = list_configs(elastic, any_index, fits, err);
	search.asked = memory_zero(n_shipped_configs, sizeof(*search.asked));
	search.bodies = memory_zero(n_shipped_configs, sizeof(*search.bodies));
	for (size_t i = 0; i < fits->n && r == 0; i++)
		r = try_fit(&search, i, err);
	for (size_t i = 0; i < search.n_asked; i++) {
		told = told || search.asked[i].told;
		elastic_mapping_free(&search.asked[i].mapping);
	}
	if (r == 0 && !told && search.refused) {
		*err = search.refusal;
		r = -1;
	}
	if (fits->n > 0)
		qsort(fits->fits, fits->n, sizeof(*fits->fits), elastic_compare_fits);
	free(search.asked);
	free(search.bodies);
	return r;
}
