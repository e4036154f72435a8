/*
 * elastic_explain - what is left of an index after each clause of the query, how
 * its fields are fetched, and what time it holds: --explain-query, and in short
 * when nothing came. See elastic.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/timestamp.h"
#include "source/elastic.h"

static const char *clause_name(const struct elastic *elastic, enum elastic_clause clause,
			       const struct elastic_window *window, struct arena *arena)
{
	const char *const *field = elastic->names.field;
	char from[TIMESTAMP_TEXT], to[TIMESTAMP_TEXT];

	switch (clause) {
	case CLAUSE_PERIOD:
		return arena_print(arena, "with %s from %s to %s (-pd, --from, --to)",
				   field[RECORD_LOGGED],
				   timestamp_format(window->from_us, from),
				   timestamp_format(window->to_us, to));
	case CLAUSE_EVENT:
		return arena_print(arena, "with %s: %s (event_key, event_type)",
				   field[RECORD_EVENT] ? field[RECORD_EVENT] : "any event",
				   elastic->names.event ? elastic->names.event : "");
	case CLAUSE_SRC:
		return arena_print(arena, "that have %s", field[RECORD_SRC]);
	case CLAUSE_DST:
		return arena_print(arena, "that have %s", field[RECORD_DST]);
	case CLAUSE_PORT:
		return arena_print(arena, "that have %s", field[RECORD_PORT]);
	case CLAUSE_FILTER:
		return "that match the filter";
	default:
		return "in the index";
	}
}

int elastic_explain(const struct elastic *elastic, struct http *http,
		    const struct elastic_window *window, struct error *err)
{
	struct arena arena = { NULL };
	uint64_t left = 0, n_shards;
	int clause = CLAUSE_ALL;
	int r = 0;

	for (; clause < N_CLAUSES && r == 0; clause++) {
		uint64_t n = 0;
		const char *body = elastic_count_body(elastic, window,
						      (enum elastic_clause)clause, &arena);

		r = elastic_count(elastic, http, body, &n, &n_shards, err);
		if (r == 0 && n == 0)
			break;
		left = n;
	}
	if (r == 0)
		error_set(err, ERROR_SERVER,
			  "%s/%s: connected, but no flow matches: of %" PRIu64
			  " documents so far none is left %s",
			  elastic->server.options.url, elastic->config->es_index, left,
			  clause < N_CLAUSES
				  ? clause_name(elastic, (enum elastic_clause)clause, window,
						&arena)
				  : "when read");
	arena_free(&arena);
	return -1;
}

/* The settings that name fields, in the order in which they are told. */
static const struct {
	enum record_field field;
	const char *setting;
	bool needed;
} fields[] = {
	{ RECORD_SRC, "field_source_ip", true },
	{ RECORD_DST, "field_destination_ip", true },
	{ RECORD_PORT, "field_destination_port", true },
	{ RECORD_LOGGED, "field_timestamp", true },
	{ RECORD_TIME, "field_start", true },
	{ RECORD_BYTES, "field_flow_bytes_toserver", false },
	{ RECORD_BYTES_IN, "field_flow_bytes_toclient", false },
	{ RECORD_END, "field_end", false },
	{ RECORD_DURATION, "field_duration", false },
	{ RECORD_STATE, "field_state", false },
	{ RECORD_ID, "field_flow_id", false },
};

static int report_clauses(const struct elastic *elastic, struct http *http,
			  const struct elastic_window *whole, FILE *out, struct error *err)
{
	struct arena arena = { NULL };
	int r = 0;

	fprintf(out, "Documents left after each clause:\n");
	for (int clause = CLAUSE_ALL; clause < N_CLAUSES && r == 0; clause++) {
		uint64_t n = 0, n_shards;
		const char *body = elastic_count_body(elastic, whole,
						      (enum elastic_clause)clause, &arena);

		if ((clause == CLAUSE_EVENT && !elastic->names.event) ||
		    (clause == CLAUSE_FILTER && !elastic->config->filter))
			continue;
		r = elastic_count(elastic, http, body, &n, &n_shards, err);
		if (r == 0)
			fprintf(out, "  %14" PRIu64 "  %s\n", n,
				clause_name(elastic, (enum elastic_clause)clause, whole, &arena));
	}
	arena_free(&arena);
	return r;
}

static void report_plan(const struct elastic *elastic, const struct elastic_plan *plan,
			FILE *out)
{
	if (plan->indices)
		fprintf(out, "\nFields, in %zu of the indices (%s%s):\n", plan->n_indices,
			plan->indices[0], plan->n_indices > 1 ? ", ..." : "");
	else
		fprintf(out, "\nFields:\n");
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		const char *name = elastic->names.field[fields[i].field];
		const char *doc_value = plan->doc_value[fields[i].field];

		if (!name)
			continue;
		fprintf(out, "  %-26s %-26s ", fields[i].setting, name);
		if (doc_value)
			fprintf(out, "by doc values%s%s\n", strcmp(doc_value, name) ? " of " : "",
				strcmp(doc_value, name) ? doc_value : "");
		else
			fputs(plan->source[fields[i].field] ? "from _source, which is slower\n"
			      : fields[i].needed	    ? "is NOT in the index\n"
							    : "is not in the index\n",
			      out);
	}
}

/* Every index lacks an end of a flow; whose names does it have? */
static int report_misfit(const struct elastic *elastic, struct http *http, FILE *out,
			 struct error *err)
{
	const char *fits;

	if (elastic_fitting_config(elastic, http, &fits, err) != 0)
		return -1;
	fprintf(out, "\nNo index has both %s and %s.%s%s\n", elastic->names.field[RECORD_SRC],
		elastic->names.field[RECORD_DST],
		fits ? " Its fields are called as in " : " Which names it has instead tells "
							 "its mapping.",
		fits ? fits : "");
	return 0;
}

static const char *moment_text(struct value value, enum elastic_time kind,
			       char text[TIMESTAMP_TEXT])
{
	char copy[48];
	double number;

	if (!value.text || value.len >= sizeof(copy))
		return "nowhere";
	memcpy(copy, value.text, value.len);
	copy[value.len] = '\0';
	number = strtod(copy, NULL) * (kind == ELASTIC_SECONDS ? 1e6 : 1e3);
	if (!(number >= 0 && number < (double)TIMESTAMP_MAX))
		return "nowhere";
	return timestamp_format((int64_t)number / SECOND_US * SECOND_US, text);
}

/* What time there is at all, whatever the period. */
static int report_time(const struct elastic *elastic, struct http *http, FILE *out,
		       struct error *err)
{
	static const char *const paths[] = { "aggregations.first.value",
					     "aggregations.last.value" };
	struct arena arena = { NULL };
	struct value answers[2] = { { NULL, 0 }, { NULL, 0 } };
	const char *field = elastic->names.field[RECORD_LOGGED];
	struct server_question question = { .method = "POST", .paths = paths, .n_paths = 2,
					     .answers = answers, .index = elastic->index };
	char first[TIMESTAMP_TEXT], last[TIMESTAMP_TEXT];
	int r;

	question.path = arena_print(&arena, "/%s/_search", elastic->index);
	question.body = elastic_time_body(elastic, &arena);
	r = server_ask(&elastic->server, http, &question, &arena, err);
	if (r == 0)
		fprintf(out, "\n%s in the index goes from %s to %s.\n", field,
			moment_text(answers[0], elastic->time_kind, first),
			moment_text(answers[1], elastic->time_kind, last));
	arena_free(&arena);
	return r;
}

int elastic_report(struct elastic *elastic, struct http *http,
		   const struct elastic_window *whole, FILE *out, struct error *err)
{
	struct elastic_plans plans = { NULL, 0 };

	fprintf(out, "%s on %s\n\n", elastic->config->es_index, elastic->server.options.url);
	if (report_clauses(elastic, http, whole, out, err) != 0 ||
	    elastic_probe_plans(elastic, http, elastic->index, &plans, err) != 0)
		return -1;
	for (size_t i = 0; i < plans.n; i++)
		report_plan(elastic, &plans.plans[i], out);
	if (plans.n == 0 && report_misfit(elastic, http, out, err) != 0)
		return -1;
	return report_time(elastic, http, out, err);
}
