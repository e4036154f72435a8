/*
 * tunnel_to - the way to a server that only an ssh host can reach, see
 * server.h. es_host and es_port are as that host sees them.
 */
#include <curl/curl.h>
#include <stdlib.h>

#include "core/log.h"
#include "core/tunnel.h"
#include "server/server.h"

static const char *part(CURLU *url, CURLUPart which, struct arena *arena)
{
	char *text = NULL;
	const char *copy = NULL;

	if (curl_url_get(url, which, &text, CURLU_DEFAULT_PORT) == CURLUE_OK)
		copy = arena_print(arena, "%s", text);
	curl_free(text);
	return copy;
}

int server_open_tunnel(struct server *server, struct error *err)
{
	struct arena *arena = server->arena;
	struct tunnel_options *options;
	CURLU *url;

	if (!server->config->ssh)
		return 0;
	if (server->options.proxy)
		return error_set(
			err, ERROR_USAGE,
			"ssh and proxy are two ways to one server; leave one of them out "
			"(--proxy '' does without the ini's)");
	if (server->options.n_more_urls > 0) {
		/* The tunnel has one end; another node's name would lead to it too. */
		log_warn("by ssh only the first node of es_host is asked: %s",
			 server->options.url);
		server->options.n_more_urls = 0;
	}
	options = arena_alloc(arena, sizeof(*options));
	options->by = server->config->ssh;
	options->ssh_config = server->config->ssh_config;
	url = curl_url();
	curl_url_set(url, CURLUPART_URL, server->options.url, 0);
	options->to_host = part(url, CURLUPART_HOST, arena);
	options->to_port = (unsigned)strtoul(part(url, CURLUPART_PORT, arena), NULL, 10);
	curl_url_cleanup(url);
	return tunnel_open(&server->options.tunnel, options, err);
}
