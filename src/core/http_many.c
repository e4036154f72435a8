/*
 * http_many - see http_many.h. On libcurl's multi interface.
 */
#include "core/http_many.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/memory.h"

enum { CONNECT_S = 10 };

/* One request under way, or the last one that is done. */
struct many_request {
	struct http_many *many;
	CURL *curl;
	struct curl_slist *headers;
	size_t number;
	char *body; /* owned */
	size_t len;
	size_t capacity;
	bool is_too_large;
	char message[CURL_ERROR_SIZE];
	struct many_request *next;
};

struct http_many {
	const struct http_many_options *options;
	CURLM *multi;
	struct many_request *running;
	struct many_request *done; /* its reply is in the caller's hands */
};

struct http_many *http_many_new(const struct http_many_options *options)
{
	struct http_many *many = memory_zero(1, sizeof(*many));

	many->options = options;
	many->multi = curl_multi_init();
	if (!many->multi)
		abort(); /* only for want of memory */
	return many;
}

static void free_request(struct many_request *request)
{
	if (!request)
		return;
	curl_multi_remove_handle(request->many->multi, request->curl);
	curl_easy_cleanup(request->curl);
	curl_slist_free_all(request->headers);
	free(request->body);
	free(request);
}

void http_many_free(struct http_many *many)
{
	if (!many)
		return;
	while (many->running) {
		struct many_request *next = many->running->next;

		free_request(many->running);
		many->running = next;
	}
	free_request(many->done);
	curl_multi_cleanup(many->multi);
	free(many);
}

static size_t on_data(char *data, size_t size, size_t count, void *context)
{
	struct many_request *request = context;
	size_t len = size * count;

	if (len > request->many->options->most_bytes - request->len) {
		request->is_too_large = true;
		return 0;
	}
	if (request->len + len + 1 > request->capacity) {
		request->capacity = (request->len + len + 1) * 2;
		request->body = memory_resize(request->body, request->capacity, 1);
	}
	memcpy(request->body + request->len, data, len);
	request->len += len;
	request->body[request->len] = '\0';
	return len;
}

static void set_options(const struct http_many_options *options, CURL *curl)
{
	long timeout_s = (long)options->timeout_s;

	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, timeout_s);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT,
			 timeout_s < CONNECT_S ? timeout_s : (long)CONNECT_S);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "flare_beacon/" FLARE_VERSION);
	curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
	if (options->proxy)
		curl_easy_setopt(curl, CURLOPT_PROXY, options->proxy);
	if (options->ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, options->ca_file);
}

void http_many_get(struct http_many *many, const char *url, const char *header,
		   size_t number)
{
	struct many_request *request = memory_zero(1, sizeof(*request));
	CURL *curl = curl_easy_init();

	if (!curl)
		abort(); /* only for want of memory */
	log_say(LOG_DEBUG, "GET %s", url);
	request->many = many;
	request->curl = curl;
	request->number = number;
	request->body = memory_zero(1, 1);
	request->capacity = 1;
	request->headers = curl_slist_append(NULL, "Accept: application/json");
	if (header)
		request->headers = curl_slist_append(request->headers, header);
	set_options(many->options, curl);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, request->headers);
	/* A proxy that tunnels is not told what is meant for the server. */
	curl_easy_setopt(curl, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, request);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, request->message);
	curl_easy_setopt(curl, CURLOPT_PRIVATE, request);
	request->next = many->running;
	many->running = request;
	curl_multi_add_handle(many->multi, curl);
}

static void take_out(struct http_many *many, struct many_request *request)
{
	struct many_request **at = &many->running;

	while (*at != request)
		at = &(*at)->next;
	*at = request->next;
	many->done = request;
}

static struct http_many_reply reply_of(struct many_request *request, CURLcode code)
{
	struct http_many_reply reply = {
		.number = request->number,
		.is_too_large = request->is_too_large,
		.body = request->body,
		.len = request->len,
	};
	curl_off_t seconds = 0;

	curl_easy_getinfo(request->curl, CURLINFO_RESPONSE_CODE, &reply.status);
	curl_easy_getinfo(request->curl, CURLINFO_RETRY_AFTER, &seconds);
	reply.retry_after_s = seconds > 0 ? seconds : 0; /* a date may have passed */
	if (code != CURLE_OK && !request->is_too_large)
		reply.fault =
			request->message[0] ? request->message : curl_easy_strerror(code);
	return reply;
}

static bool take_reply(struct http_many *many, struct http_many_reply *reply)
{
	struct many_request *request = NULL;
	CURLMsg *message;
	CURLcode code;
	int n_running, n_left;

	if (curl_multi_perform(many->multi, &n_running) != CURLM_OK)
		abort(); /* only for want of memory */
	do
		message = curl_multi_info_read(many->multi, &n_left);
	while (message && message->msg != CURLMSG_DONE);
	if (!message)
		return false;
	code = message->data.result;
	curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&request);
	take_out(many, request);
	*reply = reply_of(request, code);
	return true;
}

bool http_many_wait(struct http_many *many, int most_ms, struct http_many_reply *reply)
{
	free_request(many->done);
	many->done = NULL;
	if (take_reply(many, reply))
		return true;
	/* Also if nothing is under way: then it is a pause. */
	curl_multi_poll(many->multi, NULL, 0, most_ms, NULL);
	return take_reply(many, reply);
}
