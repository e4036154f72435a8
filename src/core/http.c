/*
 * http - see http.h.
 */
#include "core/http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/memory.h"

enum {
	CLEAN_UP_S = 2,	    /* that Ctrl-C is held up for */
	NAME_BYTES = 65536, /* of a reply that opens something: the name is in them */
	MOST_REFUSAL_BYTES = 1 << 20, /* what goes on behind that is not waited for */
};

/* One request under way. */
struct exchange {
	struct http_request request;
	size_t refusal_len; /* as much of it as is kept */
	size_t refused_bytes;
	bool sink_failed;
	struct error err; /* of the sink */
	char *url;	  /* NULL: nothing is under way */
	CURLcode code;	  /* once it is done */
	bool is_done;
	curl_off_t n_bytes;   /* that went either way, */
	double moved_s;	      /* and when the last of them did */
	bool is_idle;	      /* for too long */
	double interrupted_s; /* since when that is known; 0: it is not */
};

struct http {
	const struct http_options *options;
	CURL *curl;
	CURLM *multi; /* holds the connection, and the request under way */
	struct curl_slist *headers;
	size_t at; /* the node in use: 0 is options->url, then more_urls */
	struct curl_slist *connect_to; /* the tunnel's end; NULL: where the URL says */
	struct exchange exchange;
	char refusal[HTTP_REFUSAL]; /* of the reply under way */
	char message[CURL_ERROR_SIZE];
};

void http_global_init(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

void http_global_free(void)
{
	curl_global_cleanup();
}

static void keep_refusal(struct http *http, const char *data, size_t len)
{
	size_t room = HTTP_REFUSAL - 1 - http->exchange.refusal_len;

	if (len > room)
		len = room;
	memcpy(http->refusal + http->exchange.refusal_len, data, len);
	http->exchange.refusal_len += len;
	http->refusal[http->exchange.refusal_len] = '\0';
}

static size_t on_data(char *data, size_t size, size_t count, void *context)
{
	struct http *http = context;
	struct exchange *exchange = &http->exchange;
	size_t len = size * count;
	long status = 0;

	curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status < 200 || status > 299) {
		keep_refusal(http, data, len);
		exchange->refused_bytes += len;
		return exchange->refused_bytes <= MOST_REFUSAL_BYTES ? len : 0;
	}
	if (exchange->request.sink &&
	    exchange->request.sink(exchange->request.context, data, len,
				   &exchange->err) != 0) {
		exchange->sink_failed = true;
		return 0;
	}
	return len;
}

/* Not before it is known what the server opened for us. */
static bool is_to_stop(struct exchange *exchange, bool is_named)
{
	if (!interrupted() || exchange->request.must_finish ||
	    exchange->request.must_tell)
		return false;
	if (exchange->interrupted_s == 0)
		exchange->interrupted_s = clock_s();
	return !exchange->request.opens || is_named ||
	       clock_s() - exchange->interrupted_s > CLEAN_UP_S;
}

/* libcurl's own limit is one of speed over some seconds: it takes a request that
 * was sent a moment ago for progress. Not 0: give up. */
static int on_progress(void *context, curl_off_t n_to_come, curl_off_t n_came,
		       curl_off_t n_to_go, curl_off_t n_went)
{
	struct http *http = context;
	struct exchange *exchange = &http->exchange;

	(void)n_to_come, (void)n_to_go;
	if (exchange->n_bytes != n_came + n_went) {
		exchange->n_bytes = n_came + n_went;
		exchange->moved_s = clock_s();
	}
	/* It stays so: what libcurl counts while it gives up is not looked at. */
	if (clock_s() - exchange->moved_s > (double)http->options->timeout_s)
		exchange->is_idle = true;
	return exchange->is_idle || is_to_stop(exchange, n_came >= NAME_BYTES);
}

struct http *http_new(const struct http_options *options)
{
	struct http *http = memory_zero(1, sizeof(*http));
	char end[32];

	http->options = options;
	http->curl = curl_easy_init();
	http->multi = curl_multi_init();
	if (!http->curl || !http->multi)
		abort(); /* only for want of memory */
	http->headers =
		curl_slist_append(http->headers, "Content-Type: application/json");
	http->headers = curl_slist_append(http->headers, "Accept: application/json");
	/* No "Expect: 100-continue": some proxies answer it after a second. */
	http->headers = curl_slist_append(http->headers, "Expect:");
	if (options->authorization)
		http->headers = curl_slist_append(http->headers, options->authorization);
	if (options->tunnel) {
		snprintf(end, sizeof(end), "::127.0.0.1:%u",
			 tunnel_port(options->tunnel));
		http->connect_to = curl_slist_append(NULL, end);
	}
	return http;
}

void http_free(struct http *http)
{
	if (!http)
		return;
	http_drop(http);
	curl_easy_cleanup(http->curl);
	curl_multi_cleanup(http->multi);
	curl_slist_free_all(http->headers);
	curl_slist_free_all(http->connect_to);
	free(http);
}

/* A fingerprint names the certificate itself, whatever host is written on it. */
static void set_trust(const struct http_options *options, CURL *curl)
{
	bool by_name = !options->insecure && !options->fingerprint;

	if (options->ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, options->ca_file);
	if (options->fingerprint && !options->insecure) {
		curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, fingerprint_trust);
		curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, options->fingerprint);
	}
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, options->insecure ? 0L : 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, by_name ? 2L : 0L);
	if (options->client_cert)
		curl_easy_setopt(curl, CURLOPT_SSLCERT, options->client_cert);
	if (options->client_key)
		curl_easy_setopt(curl, CURLOPT_SSLKEY, options->client_key);
}

static void set_server(struct http *http)
{
	const struct http_options *options = http->options;
	CURL *curl = http->curl;

	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	if (http->connect_to) {
		curl_easy_setopt(curl, CURLOPT_CONNECT_TO, http->connect_to);
		curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* whatever http_proxy says */
	}
	if (!options->username && !options->authorization && options->netrc)
		curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_OPTIONAL);
	if (options->proxy)
		curl_easy_setopt(curl, CURLOPT_PROXY, options->proxy);
	if (options->username && !options->authorization) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(curl, CURLOPT_USERNAME, options->username);
		curl_easy_setopt(curl, CURLOPT_PASSWORD,
				 options->password ? options->password : "");
	}
	set_trust(options, curl);
}

/* That no byte moves for too long is seen in on_progress(). */
static void set_limits(struct http *http, const struct http_request *request)
{
	CURL *curl = http->curl;
	long timeout_s = (long)http->options->timeout_s;

	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, timeout_s < 20 ? timeout_s : 20L);
	if (request->must_finish)
		curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)CLEAN_UP_S);
}

static void set_request(struct http *http)
{
	const struct http_request *request = &http->exchange.request;
	CURL *curl = http->curl;

	curl_easy_reset(curl); /* keeps the connection */
	set_server(http);
	set_limits(http, request);
	curl_easy_setopt(curl, CURLOPT_URL, http->exchange.url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, http->headers);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "flare_beacon");
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, http->message);
	/* A POST of nothing says so: some proxies want a length (411). */
	if (request->body || strcmp(request->method, "POST") == 0)
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS,
				 request->body ? request->body : "");
	if (request->gzip)
		curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, http);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, http);
	curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 262144L);
}

/* What to do about it, for the failures that users meet. */
static const char *remedy(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_CONNECT:
		return "is the server up and the port right (es_port, -ep)? One that "
		       "listens on its own loopback only is reached by --ssh you@server";
	case CURLE_COULDNT_RESOLVE_HOST:
		return "is the name right (es_host, -eh)?";
	case CURLE_SSL_CONNECT_ERROR:
		return "does the server speak https on this port? If not, set "
		       "use_ssl=false";
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
		return "does the server want https here? Then set use_ssl=true";
	case CURLE_PEER_FAILED_VERIFICATION:
		return "give the authority that signed its certificate with ca_file, or "
		       "trust anyone with --insecure";
	case CURLE_SSL_CACERT_BADFILE:
		return "is ca_file right?";
	case CURLE_UNSUPPORTED_PROTOCOL: /* "received HTTP/0.9" */
	case CURLE_WEIRD_SERVER_REPLY:
		return "what listens there is no web server: is the port right (es_port, "
		       "-ep)?";
	case CURLE_OPERATION_TIMEDOUT:
		return "is the server busy, or the way to it cut? es_timeout (-et) sets "
		       "how long to wait";
	default:
		return "";
	}
}

static int explain(const struct http *http, CURLcode code, const char *url,
		   struct error *err)
{
	const char *advice = remedy(code);
	const char *what = http->message[0] ? http->message : curl_easy_strerror(code);
	long number = 0;

	if (http->options->tunnel && tunnel_explain(http->options->tunnel, err) != 0)
		return -1;
	/* libcurl's own text names the address again, and a count of milliseconds. */
	if (code == CURLE_COULDNT_CONNECT &&
	    curl_easy_getinfo(http->curl, CURLINFO_OS_ERRNO, &number) == CURLE_OK &&
	    number)
		what = strerror((int)number);
	return error_set(err, ERROR_SERVER, "%s: %s%s%s", url, what, *advice ? "; " : "",
			 advice);
}

/* How fast the body came, once it began to: the server's own work is not in it. */
static double rate_of(CURL *curl)
{
	enum { LEAST_BYTES = 65536 };
	curl_off_t bytes = 0, begun_us = 0, ended_us = 0;

	curl_easy_getinfo(curl, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
	curl_easy_getinfo(curl, CURLINFO_STARTTRANSFER_TIME_T, &begun_us);
	curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &ended_us);
	if (bytes < LEAST_BYTES || ended_us <= begun_us)
		return 0;
	return (double)bytes * 1e6 / (double)(ended_us - begun_us);
}

static void note_reply(const struct http *http, struct http_reply *reply)
{
	CURL *curl = http->curl;
	curl_off_t seconds = 0;

	*reply = (struct http_reply){ .status = 0 };
	memcpy(reply->refusal, http->refusal, sizeof(reply->refusal));
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply->status);
	curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &seconds);
	reply->retry_after_s = seconds > 0 ? seconds : 0; /* a date may have passed */
	reply->bytes_a_second = rate_of(curl);
}

static const char *node_url(const struct http *http)
{
	return http->at == 0 ? http->options->url
			     : http->options->more_urls[http->at - 1];
}

/* Lets libcurl go as far as it can without waiting. */
static void push(struct http *http)
{
	int n_running, n_left;
	CURLMsg *message;

	if (curl_multi_perform(http->multi, &n_running) != CURLM_OK)
		abort(); /* only for want of memory */
	message = curl_multi_info_read(http->multi, &n_left);
	if (!message || message->msg != CURLMSG_DONE)
		return;
	http->exchange.code = message->data.result;
	http->exchange.is_done = true;
}

void http_begin(struct http *http, const struct http_request *request)
{
	size_t len = strlen(node_url(http)) + strlen(request->path) + 1;

	http_drop(http);
	http->exchange = (struct exchange){ .request = *request,
					    .url = memory_alloc(len),
					    .moved_s = clock_s() };
	snprintf(http->exchange.url, len, "%s%s", node_url(http), request->path);
	log_say(LOG_DEBUG, "%s %s %s", request->method, http->exchange.url,
		request->body ? request->body : "");
	http->message[0] = http->refusal[0] = '\0';
	set_request(http);
	curl_multi_add_handle(http->multi, http->curl);
	push(http);
}

/* What was not received yet goes with its connection. */
void http_drop(struct http *http)
{
	if (!http->exchange.url)
		return;
	curl_multi_remove_handle(http->multi, http->curl);
	free(http->exchange.url);
	http->exchange.url = NULL;
}

static CURLcode wait_for(struct http *http)
{
	enum { LONGEST_MS = 200 }; /* that Ctrl-C is not noticed */

	http->exchange.moved_s = clock_s();
	while (!http->exchange.is_done) {
		curl_multi_poll(http->multi, NULL, 0, LONGEST_MS, NULL);
		push(http);
	}
	return http->exchange.code;
}

/* Nothing has been sent or received, so another node may be asked the same. One that
 * is switched off does not refuse: it is silent, before there is a connection. */
static bool is_unreachable(const struct http *http, CURLcode code)
{
	const struct exchange *exchange = &http->exchange;
	long n_sent = 0;

	if (code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST)
		return true;
	curl_easy_getinfo(http->curl, CURLINFO_REQUEST_SIZE, &n_sent);
	return (code == CURLE_OPERATION_TIMEDOUT || exchange->is_idle) && n_sent == 0 &&
	       !exchange->request.must_finish;
}

/* Asks one node after the other, while none can be reached. */
static CURLcode wait_for_any(struct http *http)
{
	const struct http_request request = http->exchange.request;
	CURLcode code = wait_for(http);

	for (size_t i = 0; is_unreachable(http, code) && i < http->options->n_more_urls;
	     i++) {
		log_say(LOG_VERBOSE, "%s can't be reached, asking the next",
			node_url(http));
		http->at = (http->at + 1) % (http->options->n_more_urls + 1);
		http_begin(http, &request);
		code = wait_for(http);
	}
	return code;
}

/* The status and the beginning of a refusal say all that it can, even if it never ends.
 */
static bool is_enough(const struct exchange *exchange)
{
	return exchange->refused_bytes > MOST_REFUSAL_BYTES;
}

int http_finish(struct http *http, struct http_reply *reply, struct error *err)
{
	CURLcode code = wait_for_any(http);
	int r = 0;

	note_reply(http, reply);
	if (http->exchange.sink_failed) {
		*err = http->exchange.err;
		r = -1;
	} else if (http->exchange.is_idle) {
		snprintf(http->message, sizeof(http->message), "not a byte for %lld s",
			 (long long)http->options->timeout_s);
		r = explain(http, CURLE_OPERATION_TIMEDOUT, node_url(http), err);
	} else if (code == CURLE_ABORTED_BY_CALLBACK) {
		r = interrupt_check(err);
	} else if (code != CURLE_OK && !is_enough(&http->exchange)) {
		r = explain(http, code, node_url(http), err);
	}
	http_drop(http);
	return r;
}

int http_send(struct http *http, const struct http_request *request,
	      struct http_reply *reply, struct error *err)
{
	http_begin(http, request);
	return http_finish(http, reply, err);
}

char *http_escape(const char *text)
{
	char *escaped = curl_easy_escape(NULL, text, 0);
	char *copy;

	if (!escaped)
		abort(); /* only for want of memory */
	copy = memory_copy_text(escaped, strlen(escaped));
	curl_free(escaped);
	return copy;
}
