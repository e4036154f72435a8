/*
 * ask - single questions to the server and what its refusals mean, see
 * server.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/server.h"

/* No answer to a single question is near that, and no memory is to be filled by one
 * that never ends. */
enum { MOST_REPLY_BYTES = 1 << 28 };

struct reply {
	struct json_reader *reader;
	size_t len;
	const struct server_question *question;
	struct arena *arena;
	const char *url;
	bool answered;
};

static int on_reply(void *context, struct json_reader *reader)
{
	struct reply *reply = context;

	for (size_t i = 0; i < reply->question->n_paths; i++) {
		struct value value = json_value(reader, i);

		if (value.text)
			value.text = arena_text(reply->arena, value.text, value.len);
		reply->question->answers[i] = value;
	}
	reply->answered = true;
	return 0;
}

static int too_long(const char *url, struct error *err)
{
	return error_set(
		err, ERROR_SERVER,
		"%s: a reply of more than 256 MB; is this Elasticsearch or OpenSearch?",
		url);
}

static int on_data(void *context, const char *data, size_t len, struct error *err)
{
	struct reply *reply = context;

	reply->len += len;
	if (reply->len > MOST_REPLY_BYTES)
		return too_long(reply->url, err);
	if (json_feed(reply->reader, data, len, err) == 0)
		return 0;
	return error_set(
		err, ERROR_SERVER,
		"%s: the reply is not JSON; is this Elasticsearch or OpenSearch?",
		reply->url);
}

/* The reason in the server's words, of any of its forms of error. */
static const char *reason_of(const struct http_reply *reply, struct arena *arena)
{
	static const char *const paths[] = {
		"error.root_cause.reason",
		"error.failed_shards.reason.reason",
		"error.caused_by.reason",
		"error.reason",
		"error",
		"message",
	};
	enum { N = sizeof(paths) / sizeof(paths[0]) };
	struct value answers[N] = { { NULL, 0 } };
	struct server_question question = { .paths = paths,
					    .n_paths = N,
					    .answers = answers };
	struct reply context = { .question = &question, .arena = arena };
	struct error ignored;
	const char *reason = NULL;

	context.reader = json_reader_new(paths, N, NULL, on_reply, &context);
	/* A refusal may be cut at our limit: what was read by then will do. */
	if (json_feed(context.reader, reply->refusal, strlen(reply->refusal), &ignored) ==
		    0 &&
	    !context.answered)
		on_reply(&context, context.reader);
	json_reader_free(context.reader);
	for (size_t i = 0; i < N && !reason; i++)
		reason = answers[i].text;
	return reason;
}

static const char *advice_to_writer(long status)
{
	switch (status) {
	case 400:
		return "; an index made by hand or by guess may keep its fields by other types: "
		       "write to a new one";
	case 403:
		return "; this user may not write there: its role needs the privileges write and "
		       "create_index on the index";
	case 404:
		return "; the server makes no index by being written to "
		       "(action.auto_create_index): make it first";
	case 413:
		return "; the server or the proxy before it takes no request of this size";
	case 429:
		return "; the server is overloaded: run it again later, rows that are there are "
		       "updated";
	default:
		return NULL;
	}
}

/* What is missing, or else wrong. */
static const char *advice_to_stranger(const struct http_options *options)
{
	if (options->authorization)
		return "; is the key or token right, and still valid?";
	if (options->username && options->password && *options->password)
		return "; are the user and the password right?";
	if (options->username)
		return "; set the password in FLARE_ES_PASSWORD or in the ini";
	return "; name a user with --user or username in the ini, and set the password in "
	       "FLARE_ES_PASSWORD or in the ini";
}

const char *server_advice(const struct server *server, long status)
{
	const char *to_writer = server->writes ? advice_to_writer(status) : NULL;

	if (to_writer)
		return to_writer;
	switch (status) {
	case 401:
		return advice_to_stranger(&server->options);
	case 403:
		return "; this user may not read the index: its role needs the privileges read "
		       "and view_index_metadata on it";
	case 301:
	case 302:
	case 307:
	case 308:
		return "; it sends us elsewhere: is es_host right, and use_ssl?";
	case 404:
		return "; is es_index right?";
	case 413:
	case 414:
		return "; is the filter too long?";
	case 429:
		return "; the server is overloaded: try fewer threads (-th)";
	case 502:
	case 503:
	case 504:
		return "; the server or the proxy before it is not ready: try again";
	default:
		return "";
	}
}

static const char *advice(const struct server *server, long status, const char *reason)
{
	if (reason && strstr(reason, "search context"))
		return "; the server has dropped the scroll before it was read: try again";
	/* Since 6.4, and before. */
	if (reason &&
	    (strstr(reason, "no write index") || strstr(reason, "single index op")))
		return "; name one of its indices, or give the alias a write index";
	if (reason && strstr(reason, "Failed to parse query"))
		return "; is filter right? It is in Lucene's syntax";
	return server_advice(server, status);
}

/* Who is not let in is told the whole request again, with each field that was asked for. */
static int length_of(const char *reason)
{
	enum { MOST = 600 };
	const char *request = strstr(reason, " for REST request [");
	size_t len = request ? (size_t)(request - reason) : strlen(reason);

	return (int)(len < MOST ? len : MOST);
}

int server_refused(const struct server *server, const char *index,
		   const struct http_reply *reply, struct error *err)
{
	struct arena arena = { NULL };
	const char *reason = reason_of(reply, &arena);

	error_set(err, ERROR_SERVER, "%s/%s answers %ld%s%.*s%s", server->options.url,
		  index, reply->status, reason ? ": " : "",
		  reason ? length_of(reason) : 0, reason ? reason : "",
		  advice(server, reply->status, reason));
	arena_free(&arena);
	return -1;
}

int server_ask(const struct server *server, struct http *http,
	       struct server_question *question, struct arena *arena, struct error *err)
{
	struct reply context = { .question = question,
				 .arena = arena,
				 .url = server->options.url };
	struct http_request request = {
		.method = question->method,
		.path = question->path,
		.body = question->body,
		.sink = on_data,
		.context = &context,
		.opens = question->opens,
	};
	struct http_reply reply;
	int r;

	context.reader = json_reader_new(question->paths, question->n_paths, NULL,
					 on_reply, &context);
	r = http_send(http, &request, &reply, err);
	json_reader_free(context.reader);
	question->status = r == 0 ? reply.status : 0;
	if (r != 0)
		return -1;
	if (reply.status < 200 || reply.status > 299)
		return server_refused(server, question->index, &reply, err);
	if (!context.answered)
		return error_set(err, ERROR_SERVER, "%s: the reply is cut",
				 server->options.url);
	return 0;
}

struct collected {
	const char *url;
	char *text;
	size_t len;
	size_t capacity;
};

static int collect(void *context, const char *data, size_t len, struct error *err)
{
	struct collected *collected = context;

	if (collected->len + len > MOST_REPLY_BYTES)
		return too_long(collected->url, err);
	if (collected->len + len + 1 > collected->capacity) {
		collected->capacity = (collected->len + len + 1) * 2;
		collected->text = memory_resize(collected->text, collected->capacity, 1);
	}
	memcpy(collected->text + collected->len, data, len);
	collected->len += len;
	return 0;
}

int server_ask_text(const struct server *server, struct http *http,
		    struct server_question *question, const char **text,
		    struct arena *arena, struct error *err)
{
	struct collected collected = { .url = server->options.url };
	struct http_request request = {
		.method = question->method,
		.path = question->path,
		.body = question->body,
		.sink = collect,
		.context = &collected,
	};
	struct http_reply reply = { .status = 0 };
	int r = http_send(http, &request, &reply, err);

	question->status = r == 0 ? reply.status : 0;
	question->bytes_a_second = r == 0 ? reply.bytes_a_second : 0;
	if (r == 0 && (reply.status < 200 || reply.status > 299))
		r = server_refused(server, question->index, &reply, err);
	if (r == 0)
		*text = arena_text(arena, collected.text ? collected.text : "",
				   collected.len);
	free(collected.text);
	return r;
}
