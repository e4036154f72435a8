/*
 * index_bulk - writes rows by the bulk interface, some megabytes a request, see
 * index.h. A request that was lost is sent again, whatever has become of it: a row
 * goes by the same id each time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/interrupt.h"
#include "core/progress.h"
#include "export/index.h"

enum { REQUEST_BYTES = 4 << 20 };

struct bulk {
	struct index_target *target;
	const struct document *document;
	const struct rows *rows;
	struct index_counts *counts;
	size_t *waiting; /* rows that are not written yet */
	size_t n_waiting;
	size_t n_refused;
	size_t request_bytes;
	yajl_gen json;
	struct arena arena; /* why the first row was refused */
	const char *first_refusal;
	const char *advice;
};

/* One request and what came of it. */
struct request {
	struct bulk *bulk;
	char *body;
	size_t len;
	size_t n; /* the first so many of those waiting */
	size_t n_answered;
	size_t *left; /* of them, to be sent again */
	size_t n_left;
	bool pause;	 /* but not at once */
	const char *why; /* the first of them has to be */
	int64_t retry_after_s;
};

enum item_path {
	ITEM_STATUS,
	ITEM_RESULT,
	ITEM_REASON,
	ITEM_CAUSE,
	N_ITEM_PATHS,
};

/* By what was asked for: "index" or, of a data stream, "create". */
static const char *const item_paths[2 * N_ITEM_PATHS] = {
	[ITEM_STATUS] = "items.index.status",
	[ITEM_RESULT] = "items.index.result",
	[ITEM_REASON] = "items.index.error.reason",
	[ITEM_CAUSE] = "items.index.error.caused_by.reason",
	[N_ITEM_PATHS + ITEM_STATUS] = "items.create.status",
	[N_ITEM_PATHS + ITEM_RESULT] = "items.create.result",
	[N_ITEM_PATHS + ITEM_REASON] = "items.create.error.reason",
	[N_ITEM_PATHS + ITEM_CAUSE] = "items.create.error.caused_by.reason",
};

static long number_of(struct value value)
{
	char text[16];

	snprintf(text, sizeof(text), "%.*s", (int)value.len,
		 value.text ? value.text : "");
	return strtol(text, NULL, 10);
}

static bool says(struct value value, const char *words, struct arena *arena)
{
	return value.text && strstr(arena_text(arena, value.text, value.len), words);
}

static const char *row_name(const struct bulk *bulk, size_t row)
{
	const struct table *table = bulk->rows->table;
	const char *name = "";
	char room[ROWS_TEXT];

	for (size_t k = 0; table->key[k]; k++) {
		const char *text = rows_text(bulk->rows, row,
					     table_column(table, table->key[k]), room);

		name = arena_print(bulk->target->arena, "%s%s%.100s", name, k ? " " : "",
				   text ? text : "-");
	}
	return name;
}

/* A status may mean several things, and the reason says which: 403 also that nobody may
 * write for now, 400 that the index is closed or an alias leads to several. */
static const char *advice_on(struct bulk *bulk, long status, struct value reason)
{
	if (says(reason, "blocked by", &bulk->arena))
		return "";
	if (status == 400 && !says(reason, "parse", &bulk->arena) &&
	    !says(reason, "mapp", &bulk->arena))
		return "";
	return server_advice(&bulk->target->server, status);
}

static void note_refusal(struct bulk *bulk, size_t row, long status, struct value reason,
			 struct value cause)
{
	if (bulk->n_refused++ > 0)
		return;
	bulk->advice = advice_on(bulk, status, reason);
	bulk->first_refusal = arena_print(
		bulk->target->arena, "(%s) with %ld: %.*s%s%.*s", row_name(bulk, row),
		status, (int)reason.len, reason.text ? reason.text : "",
		cause.text ? ": " : "", (int)cause.len, cause.text ? cause.text : "");
}

static void leave(struct request *request, size_t row, struct value why)
{
	if (request->n_left == 0)
		request->why = arena_print(&request->bulk->arena, "%.*s", (int)why.len,
					   why.text ? why.text : "no reason is given");
	request->left[request->n_left++] = row;
}

/* A server that is short of something for the moment says so of single rows. */
static bool may_recover(long status)
{
	struct http_reply reply = { .status = status };

	return server_may_recover(&reply);
}

/* Items are answered in the order in which they were asked. */
static int on_item(void *context, struct json_reader *reader)
{
	struct request *request = context;
	struct bulk *bulk = request->bulk;
	bool appends = !json_value(reader, ITEM_STATUS).text;
	size_t first = appends ? N_ITEM_PATHS : 0;
	long status = number_of(json_value(reader, first + ITEM_STATUS));
	struct value reason = json_value(reader, first + ITEM_REASON);
	size_t row;

	if (request->n_answered++ >= request->n)
		return 0;
	row = bulk->waiting[request->n_answered - 1];
	if (status >= 200 && status <= 299) {
		bulk->counts->written++;
		bulk->counts->created +=
			value_is(json_value(reader, first + ITEM_RESULT), "created");
	} else if (may_recover(status)) {
		leave(request, row, reason);
		request->pause = true;
	} else if (!appends && says(reason, "op_type of create", &bulk->arena)) {
		leave(request, row, reason);
		bulk->target->appends = true;
	} else if (appends && status == 409) {
		bulk->counts->kept++;
	} else {
		note_refusal(bulk, row, status, reason,
			     json_value(reader, first + ITEM_CAUSE));
	}
	return 0;
}

static int on_data(void *context, const char *data, size_t len, struct error *err)
{
	return json_feed(context, data, len, err);
}

/* As many rows as fit, and at least one. */
static void write_body(struct request *request)
{
	struct bulk *bulk = request->bulk;
	FILE *out = open_memstream(&request->body, &request->len);
	char id[DOCUMENT_ID];

	if (!out)
		abort(); /* only for want of memory */
	while (request->n < bulk->n_waiting &&
	       (request->n == 0 || request->len < bulk->request_bytes)) {
		size_t row = bulk->waiting[request->n++];

		fprintf(out, "{\"%s\":{\"_id\":\"%s\"}}\n",
			bulk->target->appends ? "create" : "index",
			document_id(bulk->rows, row, id));
		document_put_row(bulk->document, bulk->rows, row, bulk->json);
		document_write_line(bulk->json, out);
		fflush(out); /* sets len */
	}
	if (fclose(out) != 0)
		abort();
}

static void leave_all(struct request *request, bool pause)
{
	request->n_left = request->n;
	memcpy(request->left, request->bulk->waiting,
	       request->n * sizeof(*request->left));
	request->pause = pause;
}

/* A refusal of the request as a whole; 0 if another one may do. */
static int refused(struct request *request, const struct http_reply *reply,
		   struct error *err)
{
	struct bulk *bulk = request->bulk;
	struct index_target *target = bulk->target;

	server_refused(&target->server, target->name, reply, err);
	request->retry_after_s = reply->retry_after_s;
	if (server_may_recover(reply)) {
		leave_all(request, true);
		return 0;
	}
	if (reply->status == 413 && request->n > 1) {
		bulk->request_bytes = request->len / 2;
		leave_all(request, false);
		return 0;
	}
	if (!*target->type && strstr(reply->refusal, "type is missing")) {
		target->type = "/doc";
		leave_all(request, false);
		return 0;
	}
	return -1;
}

static int send_body(struct request *request, struct error *err)
{
	struct bulk *bulk = request->bulk;
	struct index_target *target = bulk->target;
	struct index_counts before = *bulk->counts;
	size_t n_refused = bulk->n_refused;
	struct json_reader *reader =
		json_reader_new(item_paths, 2 * N_ITEM_PATHS, "items", on_item, request);
	struct http_request sent = {
		.method = "POST",
		.path = arena_print(&bulk->arena, "%s%s/_bulk", target->path,
				    target->type),
		.body = request->body,
		.must_tell = true,
		.sink = on_data,
		.context = reader,
	};
	struct http_reply reply;
	int r = http_send(target->http, &sent, &reply, err);
	bool complete = json_is_complete(reader) && request->n_answered == request->n;

	json_reader_free(reader);
	if (r == 0 && (reply.status < 200 || reply.status > 299))
		return refused(request, &reply, err);
	if (r == 0 && complete) {
		if (request->pause)
			error_set(err, ERROR_SERVER, "%s: %s", target->server.options.url,
				  request->why);
		return 0;
	}
	if (r == 0)
		error_set(err, ERROR_SERVER, "%s: the reply is cut",
			  target->server.options.url);
	/* What has become of its rows is not known, nor need it be. */
	*bulk->counts = before;
	bulk->n_refused = n_refused;
	leave_all(request, true);
	return 0;
}

/* What is left of its rows comes before the others. */
static void take_off(struct bulk *bulk, const struct request *request)
{
	size_t n_done = request->n - request->n_left;

	memmove(bulk->waiting + request->n_left, bulk->waiting + request->n,
		(bulk->n_waiting - request->n) * sizeof(*bulk->waiting));
	memcpy(bulk->waiting, request->left, request->n_left * sizeof(*bulk->waiting));
	bulk->n_waiting -= n_done;
	progress_add(n_done);
}

static int write_some(struct bulk *bulk, struct request *request, struct error *err)
{
	int r;

	*request = (struct request){ .bulk = bulk };
	write_body(request);
	request->left = memory_zero(request->n, sizeof(*request->left));
	r = send_body(request, err);
	if (r == 0)
		take_off(bulk, request);
	free(request->left);
	free(request->body);
	arena_free(&bulk->arena);
	return r;
}

/* Until none is waiting. A request that got rows done begins the tries anew. */
static int write_waiting(struct bulk *bulk, struct error *err)
{
	struct request request;
	int try = 0;

	while (bulk->n_waiting > 0) {
		if (interrupt_check(err) != 0 || write_some(bulk, &request, err) != 0)
			return -1;
		try = request.n_left < request.n ? 1 : try + 1;
		if (request.pause &&
		    index_wait(bulk->target, try, request.retry_after_s, err) != 0)
			return -1;
	}
	return 0;
}

static int tell_refused(const struct bulk *bulk, struct error *err)
{
	return error_set(err, ERROR_SERVER, "%s refuses %zu row%s, the first %s%s",
			 bulk->target->server.options.url, bulk->n_refused,
			 bulk->n_refused == 1 ? "" : "s", bulk->first_refusal,
			 bulk->advice);
}

int index_write(struct index_target *target, const struct document *document,
		const struct rows *rows, struct index_counts *counts, struct error *err)
{
	size_t n = rows->table->n_rows;
	struct bulk bulk = { .target = target,
			     .document = document,
			     .rows = rows,
			     .counts = counts,
			     .n_waiting = n,
			     .request_bytes = REQUEST_BYTES };
	int r;

	bulk.json = document_json(false);
	bulk.waiting = memory_zero(n, sizeof(*bulk.waiting));
	for (size_t i = 0; i < n; i++)
		bulk.waiting[i] = i;
	progress_begin("rows written", n);
	r = write_waiting(&bulk, err);
	progress_end();
	if (r == 0 && bulk.n_refused > 0)
		r = tell_refused(&bulk, err);
	if (r != 0)
		error_wrap(err, "%zu of %zu rows are written",
			   counts->written + counts->kept, n);
	free(bulk.waiting);
	yajl_gen_free(bulk.json);
	arena_free(&bulk.arena);
	return r;
}
