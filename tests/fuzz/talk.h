/*
 * talk - a server that is none, for fuzz_replies: what it says to whatever is asked next
 * is the next line of the input, a status and a body. Includes what the linker puts in
 * the place of http's functions and of waiting, so one file of a program may include it.
 */
#ifndef FUZZ_TALK_H
#define FUZZ_TALK_H

#include <ctype.h>

#include "core/http.h"
#include "feed.h"
#include "server/server.h"

enum { MOST_UNANSWERED = 4000 };

/* What the linker puts in the place of those without __wrap_. */
struct http *__wrap_http_new(const struct http_options *options);
void __wrap_http_free(struct http *http);
void __wrap_http_begin(struct http *http, const struct http_request *request);
int __wrap_http_finish(struct http *http, struct http_reply *reply, struct error *err);
void __wrap_http_drop(struct http *http);
int __wrap_http_send(struct http *http, const struct http_request *request,
		     struct http_reply *reply, struct error *err);
int __wrap_server_wait(int64_t seconds, struct error *err);

/* The replies that are left; of the input at hand. */
static struct talk {
	const uint8_t *at;
	const uint8_t *end;
	size_t step; /* bytes that come at once */
	size_t n_unanswered;
} talk;

struct http {
	struct http_reply reply;
	struct error err;
	int r;
	bool is_begun;
};

struct http *__wrap_http_new(const struct http_options *options)
{
	struct http *http = calloc(1, sizeof(*http));

	EXPECT(options->url && http);
	return http;
}

void __wrap_http_free(struct http *http)
{
	free(http);
}

void __wrap_http_drop(struct http *http)
{
	http->is_begun = false;
}

/* What is no status is 200. */
static long take_status(void)
{
	long status = 0;
	int n = 0;

	while (n < 3 && talk.at + n < talk.end && isdigit(talk.at[n]))
		status = status * 10 + talk.at[n++] - '0';
	if (n < 3)
		return 200;
	talk.at += 3;
	if (talk.at < talk.end && *talk.at == ' ')
		talk.at++;
	return status;
}

static void give(struct http *http, const struct http_request *request,
		 const uint8_t *body, size_t size)
{
	bool is_good = http->reply.status >= 200 && http->reply.status <= 299;
	size_t n = size < HTTP_REFUSAL ? size : HTTP_REFUSAL - 1;

	if (!is_good) {
		memcpy(http->reply.refusal, body, n);
		return;
	}
	for (size_t i = 0; request->sink && i < size && http->r == 0; i += talk.step) {
		size_t len = size - i < talk.step ? size - i : talk.step;
		char *piece = malloc(len);

		EXPECT(piece);
		memcpy(piece, body + i, len);
		http->r = request->sink(request->context, piece, len, &http->err);
		free(piece);
	}
	EXPECT(http->r == 0 || http->err.kind != ERROR_NONE);
}

static void expect_request(const struct http_request *request)
{
	EXPECT(request->path && *request->path == '/' && request->method);
	/* It becomes a line of a request. */
	for (const char *at = request->path; *at; at++)
		EXPECT((unsigned char)*at > ' ' && (unsigned char)*at < 127);
}

void __wrap_http_begin(struct http *http, const struct http_request *request)
{
	const uint8_t *end;

	expect_request(request);
	*http = (struct http){ .is_begun = true };
	if (request->must_finish) {
		http->reply.status = 200; /* what is cleared, nobody looks at */
		return;
	}
	if (talk.at >= talk.end) {
		EXPECT(++talk.n_unanswered <= MOST_UNANSWERED);
		http->r = error_set(&http->err, ERROR_SERVER, "nobody answers");
		return;
	}
	end = memchr(talk.at, '\n', (size_t)(talk.end - talk.at));
	end = end ? end : talk.end;
	http->reply.status = take_status();
	http->reply.retry_after_s = http->reply.status % 7 * 1000;
	if (talk.at < end)
		give(http, request, talk.at, (size_t)(end - talk.at));
	talk.at = end + 1;
}

int __wrap_http_finish(struct http *http, struct http_reply *reply, struct error *err)
{
	EXPECT(http->is_begun);
	http->is_begun = false;
	*reply = http->reply;
	if (http->r != 0)
		*err = http->err;
	return http->r;
}

int __wrap_http_send(struct http *http, const struct http_request *request,
		     struct http_reply *reply, struct error *err)
{
	__wrap_http_begin(http, request);
	return __wrap_http_finish(http, reply, err);
}

int __wrap_server_wait(int64_t seconds, struct error *err)
{
	(void)err;
	EXPECT(seconds >= 1 && seconds <= 120);
	return 0;
}

#endif
