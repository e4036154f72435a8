/*
 * caps - asks the server which fields an index has, see elastic.h.
 */
#include <stdlib.h>
#include <string.h>

#include "source/elastic/elastic.h"

/* Who waits for an explanation should not wait for long. */
enum { PATIENCE_S = 20 };

/* Before 5.4 there is no _field_caps, and not everyone may ask it. */
static bool may_be_refused(long status)
{
	return status == 400 || status == 403 || status == 404 || status == 405;
}

/* 0 with *text NULL: the server does not tell. */
static int ask_caps(struct elastic *elastic, struct http *http, const char *index,
		    const char **text, struct arena *arena, struct error *err)
{
	struct server_question question = { .method = "GET", .index = index };
	char *fields = http_escape(elastic_caps_fields(elastic->names.field, arena));
	int r;

	*text = NULL;
	question.path = arena_print(arena,
				    "/%s/_field_caps?ignore_unavailable=true&"
				    "include_unmapped=true&fields=%s",
				    index, fields);
	r = server_ask_text(&elastic->server, http, &question, text, arena, err);
	if (r == 0)
		elastic->formats_dates = true;
	else if (question.status == 400) {
		question.path =
			arena_print(arena, "/%s/_field_caps?fields=%s", index, fields);
		r = server_ask_text(&elastic->server, http, &question, text, arena, err);
	}
	free(fields);
	if (r != 0 && !may_be_refused(question.status))
		return -1;
	if (r != 0)
		*text = NULL;
	return 0;
}

static void read_mapping(struct elastic_caps *caps)
{
	struct mapping_reader *reader = mapping_reader_new(&caps->mapping);
	struct error ignored;

	caps->told = mapping_feed(reader, caps->text, strlen(caps->text), &ignored) == 0;
	mapping_reader_free(reader);
}

/*
 * How the fields of an index are best fetched, and which there are. A server that
 * tells which indices lack a field (since 7.2) also takes a format for dates; where
 * _field_caps is not to be had, _source will do.
 */
int elastic_ask_caps(struct elastic *elastic, struct http *http, const char *index,
		     struct elastic_caps *caps, struct error *err)
{
	struct arena *arena = elastic->request->arena;
	const char *const *field = elastic->names.field;

	*caps = (struct elastic_caps){ .text = NULL };
	if (ask_caps(elastic, http, index, &caps->text, arena, err) != 0)
		return -1;
	if (caps->text)
		read_mapping(caps);
	caps->plans = caps->text ? elastic_plan(caps->text, field, arena)
				 : elastic_plan_source(field, arena);
	return 0;
}

/* Plans may differ in where a field is: only of one name all indices can be asked. */
void elastic_set_plans(struct elastic *elastic, const struct elastic_caps *caps)
{
	elastic->flow_plans = caps->plans;
	for (size_t i = 0; i < N_RECORD_FIELDS; i++) {
		const char *name = NULL;

		for (size_t j = 0; j < caps->plans.n && !name; j++)
			name = caps->plans.plans[j].doc_value[i];
		elastic->flow_types[i] =
			name && caps->told ? elastic_mapping_types(&caps->mapping, name)
					   : 0;
	}
}

static int take(void *context, const char *data, size_t len, struct error *err)
{
	struct mapping_reader *reader = context;

	return mapping_feed(reader, data, len, err);
}

int elastic_ask_fields(const struct elastic *elastic, struct http *http,
		       const char *index, const char *names,
		       struct elastic_mapping *mapping, struct error *err)
{
	struct arena arena = { NULL };
	char *fields = http_escape(names);
	struct mapping_reader *reader = mapping_reader_new(mapping);
	struct http_request request = {
		.method = "GET",
		.sink = take,
		.context = reader,
		.gzip = true,
		.path = arena_print(&arena,
				    "/%s/_field_caps?ignore_unavailable=true&"
				    "filter_path=fields.*.*.type&fields=%s",
				    index, fields),
	};
	struct http_reply reply = { .status = 0 };
	int r = http_send(http, &request, &reply, err);

	if (r == 0 && (reply.status < 200 || reply.status > 299)) {
		r = server_refused(&elastic->server, index, &reply, err);
		r = may_be_refused(reply.status) ? 1 : r;
	}
	mapping_reader_free(reader);
	free(fields);
	arena_free(&arena);
	return r;
}

void elastic_ask_all_fields(const struct elastic *elastic,
			    struct elastic_mapping *mapping)
{
	struct http_options options = elastic->server.options;
	struct error ignored;
	struct http *http;

	if (options.timeout_s > PATIENCE_S)
		options.timeout_s = PATIENCE_S;
	http = http_new(&options);
	if (elastic_ask_fields(elastic, http, elastic->index, "*", mapping, &ignored) !=
	    0)
		elastic_mapping_free(mapping);
	http_free(http);
}
