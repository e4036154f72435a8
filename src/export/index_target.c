/*
 * index_target - what a name stands for on the server, and an index that keeps our
 * fields by their types, see index.h. No version is asked for, since GET / may be
 * refused: a server that knows types (5.x, 6.x) shows it by what it answers.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/interrupt.h"
#include "core/json_tree.h"
#include "core/log.h"
#include "export/index.h"

/* What an index of a server with types calls that of its documents. */
#define OLD_TYPE "doc"

int index_wait(const struct index_target *target, int try, int64_t retry_after_s,
	       struct error *err)
{
	int64_t seconds = server_pause_after(try, retry_after_s);

	if (!target->patient || try >= SERVER_MOST_TRIES || interrupted() ||
	    tunnel_ended(target->server.options.tunnel))
		return -1;
	log_say(LOG_VERBOSE, "%s is asked again in %lld s: %s", target->name,
		(long long)seconds, err->text);
	return server_wait(seconds, err);
}

/* The whole reply; tried again if that may help. */
static int ask(const struct index_target *target, const char *method, const char *path,
	       const char *body, const char **text, long *status, struct error *err)
{
	struct server_question question = {
		.method = method, .path = path, .body = body, .index = target->name
	};

	for (int try = 1;; try++) {
		struct http_reply reply = { .status = 0 };

		if (server_ask_text(&target->server, target->http, &question, text,
				    target->arena, err) == 0)
			return 0;
		*status = reply.status = question.status;
		if ((question.status != 0 && !server_may_recover(&reply)) ||
		    index_wait(target, try, 0, err) != 0)
			return -1;
	}
}

/* The mapping of the first index there, below its type if it has one. */
struct mapping {
	yajl_val root;
	const char *type; /* NULL: none */
	yajl_val fields;  /* NULL: none */
};

static void find_type(struct mapping *mapping, yajl_val mappings)
{
	mapping->fields = json_tree_child(mappings, "properties");
	for (size_t i = 0; !mapping->fields && YAJL_IS_OBJECT(mappings) &&
			   i < YAJL_GET_OBJECT(mappings)->len;
	     i++) {
		const char *key = YAJL_GET_OBJECT(mappings)->keys[i];
		yajl_val fields = json_tree_child(YAJL_GET_OBJECT(mappings)->values[i],
						  "properties");

		if (fields && strcmp(key, "_default_") != 0) {
			mapping->type = key;
			mapping->fields = fields;
		}
	}
}

/* To be freed: its root. */
static struct mapping parse_mapping(const char *text)
{
	struct mapping mapping = { .root = json_tree_parse(text) };

	if (YAJL_IS_OBJECT(mapping.root) && YAJL_GET_OBJECT(mapping.root)->len > 0)
		find_type(&mapping,
			  json_tree_child(YAJL_GET_OBJECT(mapping.root)->values[0],
					  "mappings"));
	return mapping;
}

/* The type of a field whose name may have dots; NULL if the mapping lacks it. */
static const char *type_of(yajl_val fields, const char *name)
{
	const char *dot = strchr(name, '.');
	char key[64];
	yajl_val field;

	snprintf(key, sizeof(key), "%.*s", dot ? (int)(dot - name) : (int)strlen(name),
		 name);
	field = json_tree_child(fields, key);
	if (dot && field)
		return type_of(json_tree_child(field, "properties"), dot + 1);
	return field ? YAJL_GET_STRING(json_tree_child(field, "type")) : NULL;
}

static bool has_upper_case(const char *name)
{
	for (; *name; name++) {
		if (isupper((unsigned char)*name))
			return true;
	}
	return false;
}

/* `text` is the mapping, or NULL if there is none or it is not shown. */
static int look(struct index_target *target, bool *exists, const char **text,
		struct error *err)
{
	const char *path = arena_print(target->arena, "%s/_mapping", target->path);
	struct mapping mapping;
	long status = 0;

	*text = NULL;
	*exists = true;
	if (ask(target, "GET", path, NULL, text, &status, err) != 0) {
		if (status != 403 && status != 404)
			return -1;
		*exists = status == 403;
		if (!*exists && has_upper_case(target->name))
			return error_set(
				err, ERROR_USAGE,
				"there is no such alias, and the name of a new index "
				"is in lower case");
		return 0;
	}
	mapping = parse_mapping(*text);
	if (mapping.type) {
		char *type = http_escape(mapping.type);

		target->type = arena_print(target->arena, "/%s", type);
		free(type);
	}
	yajl_tree_free(mapping.root);
	return 0;
}

/* An index among those that flows are read from, and without rows of ours: who names
 * it mistakes --index for --es_index. */
static bool holds_flows(const struct index_target *target, const struct mapping *mapping)
{
	const char *index;

	if (!target->reads || !mapping->fields ||
	    (target->flow_field && !type_of(mapping->fields, target->flow_field)) ||
	    type_of(mapping->fields, "schema_version") ||
	    type_of(mapping->fields, "flare.beacon.schema_version"))
		return false;
	index = YAJL_GET_OBJECT(mapping->root)->keys[0]; /* of an alias */
	return server_index_matches(target->reads, target->name) ||
	       server_index_matches(target->reads, index);
}

int index_look(struct index_target *target, bool *exists, struct error *err)
{
	struct mapping mapping;
	const char *text;
	int r = 0;

	if (look(target, exists, &text, err) != 0)
		return -1;
	if (!text)
		return 0;
	mapping = parse_mapping(text);
	if (holds_flows(target, &mapping))
		r = error_set(
			err, ERROR_USAGE,
			"it is one of those that flows are read from (es_index is %s); "
			"rows need an index of their own",
			target->reads);
	yajl_tree_free(mapping.root);
	return r;
}

int index_may_write(const struct index_target *target, bool exists, struct error *err)
{
	/* The least of those that each of write, index and create gives; and two that
	 * let one make an index, one by itself and one by writing to it. */
	static const char *const rights[] = { "create_doc", "create_index",
					      "auto_configure" };
	enum { N_RIGHTS = sizeof(rights) / sizeof(rights[0]) };
	struct arena *arena = target->arena;
	const char *paths[N_RIGHTS];
	struct value answers[N_RIGHTS] = { { NULL, 0 } };
	struct error ignored;
	struct server_question question = {
		.method = "POST",
		.path = "/_security/user/_has_privileges",
		.index = target->name,
		.paths = paths,
		.n_paths = N_RIGHTS,
		.answers = answers,
	};

	for (size_t i = 0; i < N_RIGHTS; i++)
		paths[i] = arena_print(arena, "index.%s.%s", target->name, rights[i]);
	question.body = arena_print(arena,
				    "{\"index\":[{\"names\":[\"%s\"],\"privileges\":"
				    "[\"%s\",\"%s\",\"%s\"]}]}",
				    target->name, rights[0], rights[1], rights[2]);
	if (server_ask(&target->server, target->http, &question, arena, &ignored) != 0)
		return interrupt_check(err);
	if (!value_is(answers[0], "false") &&
	    (exists || !value_is(answers[1], "false") || !value_is(answers[2], "false")))
		return 0;
	return error_set(err, ERROR_SERVER, "%s refuses%s", target->server.options.url,
			 server_advice(&target->server, 403));
}

static bool is_of(const char *type, const char *const *types)
{
	for (; *types; types++) {
		if (strcmp(type, *types) == 0)
			return true;
	}
	return false;
}

/* Whether an index that has this type serves as well as ours. */
static bool is_like(const char *type, enum cell_kind kind)
{
	static const char *const texts[] = { "keyword", "wildcard", "constant_keyword",
					     NULL };
	static const char *const dates[] = { "date", "date_nanos", NULL };
	static const char *const addresses[] = { "ip", NULL };
	static const char *const integers[] = { "long", "integer", "unsigned_long",
						NULL };
	static const char *const reals[] = { "double", "float", "scaled_float", NULL };
	static const char *const objects[] = { "object", "nested", NULL };
	static const char *const *const types[] = {
		[CELL_TEXT] = texts,	    [CELL_INTEGER] = integers,
		[CELL_REAL] = reals,	    [CELL_MOMENT] = dates,
		[CELL_ADDRESS] = addresses, [CELL_SERIES] = integers,
		[CELL_CONTEXT] = objects,
	};

	return is_of(type, types[kind]);
}

static void warn_of_types(const struct index_target *target,
			  const struct document *document, yajl_val fields)
{
	const struct document_field *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < document->n; i++) {
		const char *type = type_of(fields, document->fields[i].name);

		if (!type || is_like(type, document->fields[i].kind))
			continue;
		if (n++ == 0)
			first = &document->fields[i];
	}
	if (n == 0)
		return;
	log_warn("%s keeps %s as %s%s: rows may be refused or missed by searches; a new "
		 "index would have the right types",
		 target->name, first->name, type_of(fields, first->name),
		 n == 1 ? ""
			: arena_print(target->arena, " and %zu more fields by odd types",
				      n - 1));
}

/* A body with the mapping in it, below what `before` opens and `after` closes. */
static const char *mapping_body(const struct document *document, const char *before,
				const char *after, struct arena *arena)
{
	yajl_gen json = document_json(false);
	const unsigned char *text;
	const char *body;
	size_t len;

	document_put_mapping(document, json);
	yajl_gen_get_buf(json, &text, &len);
	body = arena_print(arena, "%s%s%s", before, (const char *)text, after);
	yajl_gen_free(json);
	return body;
}

/* Is the refusal because types are wanted? 5.x takes each key of a mapping for one,
 * and stumbles over the list of dynamic_templates. */
static bool wants_type(const struct error *err)
{
	return strstr(err->text, "type is missing") ||
	       strstr(err->text, "Root mapping definition has unsupported parameters") ||
	       strstr(err->text, "cannot be cast");
}

/* Without a type, and with one if the server has to have one. */
static int put_mapping(struct index_target *target, const struct document *document,
		       bool is_new, long *status, struct error *err)
{
	struct arena *arena = target->arena;
	const char *path =
		arena_print(arena, "%s%s", target->path, is_new ? "" : "/_mapping");
	const char *body = mapping_body(document, is_new ? "{\"mappings\":" : "",
					is_new ? "}" : "", arena);
	const char *text;

	if (ask(target, "PUT", path, body, &text, status, err) == 0)
		return 0;
	if (!wants_type(err))
		return -1;
	target->type = "/" OLD_TYPE;
	if (is_new)
		body = mapping_body(document, "{\"mappings\":{\"" OLD_TYPE "\":", "}}",
				    arena);
	else
		path = arena_print(arena, "%s/" OLD_TYPE, path);
	return ask(target, "PUT", path, body, &text, status, err);
}

/* It may be there by now, or unseen by us; and who may not make it may still be
 * allowed to write, which makes it too. */
static int create(struct index_target *target, const struct document *document,
		  bool is_missing, struct error *err)
{
	long status = 0;

	if (put_mapping(target, document, true, &status, err) == 0) {
		log_say(LOG_VERBOSE, "%s: made the index", target->name);
		return 0;
	}
	if (strstr(err->text, "already exists"))
		return 0;
	if (strstr(err->text, "creates data streams only")) {
		target->appends = true;
		return 0;
	}
	if (status != 403)
		return -1;
	if (is_missing)
		log_warn("%s: this user may not make the index with the types of its "
			 "fields; unless a template has them "
			 "(config/index-template.json) they will be guessed",
			 target->name);
	return 0;
}

int index_prepare(struct index_target *target, const struct document *document,
		  struct error *err)
{
	const char *text = NULL;
	struct mapping mapping;
	bool exists = true;
	long status = 0;
	int r = 0;

	if (look(target, &exists, &text, err) != 0)
		return -1;
	if (!text)
		return create(target, document, !exists, err);
	mapping = parse_mapping(text);
	if (mapping.fields)
		warn_of_types(target, document, mapping.fields);
	else if (put_mapping(target, document, false, &status, err) != 0 && status != 403)
		r = -1;
	yajl_tree_free(mapping.root);
	return r;
}
