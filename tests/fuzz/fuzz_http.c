/*
 * fuzz_http - any bytes, sent by what listens where a server should: status, headers and
 * bodies as both clients take them. It is libcurl that reads the headers; what we make of
 * them is bounded.
 */
#include "feed.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

#include "core/http.h"
#include "core/http_many.h"
#include "server/server.h"

enum { MOST_BODY = 4096, MOST_DATA = 1 << 20 };

/* A thread of its own, for as long as the process lives. */
struct listener {
	int fd;
	unsigned port;
	pthread_mutex_t mutex; /* of what is to be sent: */
	uint8_t data[MOST_DATA];
	size_t size;
};

static void listen_anywhere(struct listener *listener)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t len = sizeof(address);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener->fd = socket(AF_INET, SOCK_STREAM, 0);
	EXPECT(listener->fd >= 0 &&
	       bind(listener->fd, (struct sockaddr *)&address, len) == 0 &&
	       listen(listener->fd, 16) == 0 &&
	       getsockname(listener->fd, (struct sockaddr *)&address, &len) == 0);
	listener->port = ntohs(address.sin_port);
}

static void say(int fd, const uint8_t *data, size_t size)
{
	for (size_t at = 0; at < size;) {
		ssize_t n = send(fd, data + at, size - at, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		at += (size_t)n;
	}
}

/* The same, whatever is asked. Closed with bytes unread it would take back what it said.
 */
static void *answer(void *context)
{
	static uint8_t data[MOST_DATA];
	struct listener *listener = context;
	char asked[4096];
	size_t size;
	int fd;

	while ((fd = accept(listener->fd, NULL, NULL)) >= 0) {
		pthread_mutex_lock(&listener->mutex);
		size = listener->size;
		memcpy(data, listener->data, size);
		pthread_mutex_unlock(&listener->mutex);
		if (recv(fd, asked, sizeof(asked), 0) > 0)
			say(fd, data, size);
		shutdown(fd, SHUT_WR);
		while (recv(fd, asked, sizeof(asked), 0) > 0)
			;
		close(fd);
	}
	return NULL;
}

static int count(void *context, const char *data, size_t len, struct error *err)
{
	size_t *n = context;

	(void)data;
	*n += len;
	return *n > MOST_BODY ? error_set(err, ERROR_SERVER, "more than was asked for")
			      : 0;
}

static void expect_pause(long long retry_after_s)
{
	EXPECT(retry_after_s >= 0);
	for (int try = 1; try <= SERVER_MOST_TRIES; try++)
		EXPECT(server_pause_after(try, retry_after_s) >= 1 &&
		       server_pause_after(try, retry_after_s) <= 120);
}

static void ask_one(const char *url)
{
	struct http_options options = { .url = url,
					.timeout_s = 5,
					.proxy = "",
					.username = "user",
					.password = "secret" };
	struct http *http = http_new(&options);
	size_t n = 0;
	const struct http_request request = { .method = "GET",
					      .path = "/_search",
					      .gzip = true,
					      .sink = count,
					      .context = &n };
	struct http_reply reply = { .status = -1 };
	struct error err = { .kind = ERROR_NONE };

	if (http_send(http, &request, &reply, &err) == 0) {
		/* Any number may be the status, as "HTTP/2 5011": it is no success. */
		EXPECT(strlen(reply.refusal) < HTTP_REFUSAL && n <= MOST_BODY);
		EXPECT(n == 0 || (reply.status >= 200 && reply.status <= 299));
		expect_pause(reply.retry_after_s);
		server_may_recover(&reply);
	} else {
		EXPECT(err.kind != ERROR_NONE && !strstr(err.text, "secret"));
	}
	http_free(http);
}

static void ask_many(const char *url)
{
	const struct http_many_options options = { .timeout_s = 5,
						   .most_bytes = MOST_BODY,
						   .proxy = "" };
	struct http_many *many = http_many_new(&options);
	struct http_many_reply reply = { .status = -1 };

	http_many_get(many, url, "X-Key: secret", 7);
	while (!http_many_wait(many, 100, &reply))
		;
	EXPECT(reply.number == 7 && reply.len <= MOST_BODY && reply.body);
	EXPECT(reply.body[reply.len] == '\0');
	EXPECT(!reply.is_too_large || !reply.fault);
	expect_pause(reply.retry_after_s);
	http_many_free(many);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct listener listener = { .mutex = PTHREAD_MUTEX_INITIALIZER };
	static pthread_t thread;
	char url[64];

	feed_config(); /* keeps warnings quiet */
	if (!listener.port) {
		http_global_init();
		listen_anywhere(&listener);
		EXPECT(pthread_create(&thread, NULL, answer, &listener) == 0);
	}
	if (size > MOST_DATA)
		return -1;
	pthread_mutex_lock(&listener.mutex);
	memcpy(listener.data, data, size);
	listener.size = size;
	pthread_mutex_unlock(&listener.mutex);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u", listener.port);
	ask_one(url);
	ask_many(url);
	return 0;
}
