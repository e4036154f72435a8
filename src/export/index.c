/*
 * index - the exporter that writes a document for each row to an index of the
 * server that the configuration names, see index.h.
 */
#include "export/index.h"

#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "export/export.h"
#include "model/baseline.h"

struct state {
	struct index_target target;
	const struct config *config;
	bool exists;
};

static bool is_among(char character, const char *characters)
{
	return character && strchr(characters, character);
}

/* As Elasticsearch's own check; upper case is for aliases, see index_look(). */
int index_check_name(const char *name, struct error *err)
{
	enum { LONGEST_NAME = 255 };
	static const char never[] = "\\/*?\"<>| ,#:";
	const char *why = NULL;

	if (!*name)
		why = "is empty";
	else if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		why = "may not be . or ..";
	else if (is_among(*name, "-_+"))
		why = "may not begin with -, _ or +";
	else if (strlen(name) > LONGEST_NAME)
		why = "is longer than 255 bytes";
	for (const char *c = name; *c && !why; c++) {
		if (is_among(*c, never) || (unsigned char)*c < 0x20 || *c == 0x7f)
			why = "may hold none of \\ / * ? \" < > | , # : nor blanks; "
			      "--es_index names what is read";
	}
	return why ? error_set(err, ERROR_USAGE,
			       "--index: \"%.300s\": the name of an index %s", name, why)
		   : 0;
}

static enum document_names names_of(const struct config *config,
				    const struct table *table)
{
	bool is_ecs = strcmp(config->index_names, "ecs") == 0;

	if (strcmp(config->index_names, "auto") == 0)
		is_ecs = table->from_ecs;
	return is_ecs ? DOCUMENT_ECS : DOCUMENT_FLARE;
}

static const char *path_of(const char *name, struct arena *arena)
{
	char *escaped = http_escape(name);
	const char *path = arena_print(arena, "/%s", escaped);

	free(escaped);
	return path;
}

static int connect_to(struct state *state, struct error *err)
{
	struct index_target *target = &state->target;

	if (server_open(&target->server, state->config, target->arena, err) != 0)
		return -1;
	target->server.writes = true;
	target->http = http_new(&target->server.options);
	return 0;
}

static void disconnect(struct state *state)
{
	http_free(state->target.http);
	state->target.http = NULL;
	server_close(&state->target.server);
}

static void close_index(void *opaque)
{
	struct state *state = opaque;

	disconnect(state);
	free(state);
}

/* Asks what can be asked without changing anything. */
static int open_index(const char *name, const struct config *config, struct arena *arena,
		      void **result, struct error *err)
{
	struct state *state;
	bool exists = true;

	if (index_check_name(name, err) != 0)
		return -1;
	if (config->kibana_version <= 4)
		return error_set(
			err, ERROR_USAGE,
			"--index: Elasticsearch 2 (-kv %lld) is read, but not written to",
			(long long)config->kibana_version);
	state = memory_zero(1, sizeof(*state));
	state->config = config;
	state->target = (struct index_target){
		.name = name,
		.path = path_of(name, arena),
		.reads = config->es_index,
		.flow_field = config->auto_config ? NULL : config->field_source_ip,
		.type = "",
		.arena = arena,
	};
	if (connect_to(state, err) != 0 ||
	    index_look(&state->target, &exists, err) != 0 ||
	    index_may_write(&state->target, exists, err) != 0) {
		close_index(state);
		return error_wrap(err, "--index %s", name);
	}
	state->exists = exists;
	*result = state;
	return 0;
}

/* So that a search finds the rows at once. It takes a right that not everybody has
 * who may write; then they are found a second later. */
static void refresh(const struct index_target *target)
{
	struct server_question question = {
		.method = "POST",
		.path = arena_print(target->arena, "%s/_refresh", target->path),
		.index = target->name,
	};
	const char *text;
	struct error err;

	if (server_ask_text(&target->server, target->http, &question, &text,
			    target->arena, &err) != 0)
		log_say(LOG_VERBOSE,
			"%s: not refreshed (%ld), so the rows are found a little later",
			target->name, question.status);
}

static void tell(const struct index_target *target, const struct index_counts *counts)
{
	const char *to = arena_print(target->arena, "%s on %s", target->name,
				     target->server.options.url);

	if (!target->appends)
		log_say(LOG_NORMAL, "%s: %zu row%s written, %zu of them new", to,
			counts->written, counts->written == 1 ? "" : "s",
			counts->created);
	else
		log_say(LOG_NORMAL,
			"%s: %zu row%s written; %zu stay as they were, for a data stream "
			"takes no updates",
			to, counts->written, counts->written == 1 ? "" : "s",
			counts->kept);
}

/* What is gone would take the place of the row that was there. */
static int write_rows(struct state *state, const struct table *table, struct error *err)
{
	struct table present = table_present(table);
	struct index_target *target = &state->target;
	enum document_names names = names_of(state->config, table);
	struct index_counts counts = { 0 };
	struct document types, document;
	struct rows rows;
	int r;

	/* Of all columns: the next run may be asked for others. */
	document_init(&types, table, table->all_columns, table->n_all_columns, names,
		      target->arena);
	document_init(&document, table, table->columns, table->n_columns, names,
		      target->arena);
	rows_init(&rows, &present);
	r = index_prepare(target, &types, err);
	if (r == 0)
		r = index_write(target, &document, &rows, &counts, err);
	if (r == 0) {
		refresh(target);
		tell(target, &counts);
	}
	rows_free(&rows);
	document_free(&types);
	document_free(&document);
	return r;
}

/* Will the next run be compared with what is in here? */
static bool is_own_baseline(const struct state *state)
{
	const struct setting_list *list = &state->config->baseline;

	for (size_t i = 0; i < list->n; i++) {
		const char *name = list->items[i].value;

		if (strncmp(name, BASELINE_INDEX, strlen(BASELINE_INDEX)) == 0 &&
		    strcmp(name + strlen(BASELINE_INDEX), state->target.name) == 0)
			return true;
	}
	return false;
}

static const char *empty_run(const struct table *table, struct arena *arena)
{
	const char *text = arena_print(arena, BASELINE_EMPTY_RUN "%lld h by",
				       (long long)table->period_h);

	for (size_t i = 0; table->key[i]; i++)
		text = arena_print(arena, "%s %s", text, table->key[i]);
	return text;
}

/* A record of nothing but the run: one for a day, as of any row. */
static int write_empty_run(struct state *state, const struct table *table,
			   struct error *err)
{
	static const char *const no_key[] = { NULL };
	struct index_target *target = &state->target;
	struct index_counts counts = { 0 };
	struct table run = *table;
	struct document document;
	struct rows rows;
	int r;

	run.event_type = empty_run(table, target->arena);
	run.key = no_key;
	run.group_by = NULL;
	run.n_columns = run.n_plots = run.n_gone = 0;
	run.n_rows = 1;
	document_init(&document, &run, run.columns, 0, names_of(state->config, table),
		      target->arena);
	rows_init(&rows, &run);
	r = index_write(target, &document, &rows, &counts, err);
	if (r == 0) {
		refresh(target);
		log_say(LOG_NORMAL, "%s on %s: that there are no rows is written",
			target->name, target->server.options.url);
	}
	rows_free(&rows);
	document_free(&document);
	return r;
}

static int fill_index(void *opaque, const struct table *table, struct error *err)
{
	struct state *state = opaque;
	struct index_target *target = &state->target;

	bool is_empty = table->n_rows == table->n_gone;
	int r;

	if (is_empty && !(state->exists && is_own_baseline(state))) {
		log_say(LOG_NORMAL, "%s on %s: there are no rows to write", target->name,
			target->server.options.url);
		return 0;
	}
	/* The reading may have taken hours. */
	target->patient = true;
	if (tunnel_ended(target->server.options.tunnel)) {
		disconnect(state);
		if (connect_to(state, err) != 0)
			return error_wrap(err, "--index %s", target->name);
	}
	r = is_empty ? write_empty_run(state, table, err) : write_rows(state, table, err);
	return r == 0 ? 0 : error_wrap(err, "--index %s", target->name);
}

static const struct exporter_place place = {
	.open = open_index,
	.fill = fill_index,
	.close = close_index,
};

const struct exporter exporter_index = {
	.name = "index",
	.place = &place,
};
