/*
 * server - see server.h.
 */
#include "server/server.h"

#include <curl/curl.h>
#include <string.h>

#include "core/log.h"
#include "core/secret.h"

static const char *copy_part(CURLU *url, CURLUPart part, unsigned flags,
			     struct arena *arena)
{
	char *text = NULL;
	const char *copy = NULL;

	if (curl_url_get(url, part, &text, flags) == CURLUE_OK && text)
		copy = arena_text(arena, text, strlen(text));
	curl_free(text);
	return copy;
}

/* Takes user and password out of the URL: it is shown in messages. */
static void take_credentials(CURLU *url, struct http_options *options,
			     struct arena *arena)
{
	const char *user = copy_part(url, CURLUPART_USER, CURLU_URLDECODE, arena);
	const char *password = copy_part(url, CURLUPART_PASSWORD, CURLU_URLDECODE, arena);

	if (user)
		options->username = user;
	if (password)
		options->password = password;
	curl_url_set(url, CURLUPART_USER, NULL, 0);
	curl_url_set(url, CURLUPART_PASSWORD, NULL, 0);
}

/* es_host may be a name, name:port, an IPv6 address, or a whole URL. */
static const char *url_of_host(const struct config *config, const char *host,
			       struct arena *arena)
{
	const char *scheme = config->use_ssl ? "https" : "http";
	const char *colon = strchr(host, ':');

	if (strstr(host, "://"))
		return host;
	if (colon && strchr(colon + 1, ':') && *host != '[')
		return arena_print(arena, "%s://[%s]", scheme, host);
	return arena_print(arena, "%s://%s", scheme, host);
}

/* For messages about a URL that could not be taken apart. */
static const char *without_credentials(const char *url)
{
	const char *at = strrchr(url, '@');

	return at ? at + 1 : url;
}

static int parse_url(struct server *server, const char *host, const char **result,
		     struct error *err)
{
	const struct config *config = server->config;
	struct arena *arena = server->arena;
	const char *given = url_of_host(config, host, arena);
	CURLU *url = curl_url();
	const char *port, *whole;
	size_t len;
	int r = 0;

	if (curl_url_set(url, CURLUPART_URL, given, 0) != CURLUE_OK) {
		r = error_set(err, ERROR_USAGE,
			      "es_host: \"%s\" is neither a host nor a URL like "
			      "https://host:9200",
			      without_credentials(given));
		goto out;
	}
	take_credentials(url, &server->options, arena);
	port = copy_part(url, CURLUPART_PORT, 0, arena);
	if (!port)
		curl_url_set(url, CURLUPART_PORT,
			     arena_print(arena, "%lld", (long long)config->es_port), 0);
	whole = copy_part(url, CURLUPART_URL, 0, arena);
	if (!whole) {
		r = error_set(err, ERROR_USAGE, "es_host: \"%s\" is no URL",
			      without_credentials(given));
		goto out;
	}
	len = strlen(whole);
	while (len > 0 && whole[len - 1] == '/')
		len--;
	*result = arena_text(arena, whole, len);
out:
	curl_url_cleanup(url);
	return r;
}

/* Nodes of one cluster may stand side by side: "a:9200, b:9200". */
static int set_urls(struct server *server, struct error *err)
{
	const char *hosts =
		server->config->es_host ? server->config->es_host : "localhost";
	struct arena *arena = server->arena;
	const char **urls = arena_alloc(arena, (strlen(hosts) + 1) * sizeof(*urls));
	size_t n = 0;

	while (*hosts) {
		size_t skip = strspn(hosts, ", \t"), len = strcspn(hosts + skip, ", \t");

		if (len > 0 && parse_url(server, arena_text(arena, hosts + skip, len),
					 &urls[n++], err) != 0)
			return -1;
		hosts += skip + len;
	}
	if (n == 0)
		return error_set(err, ERROR_USAGE, "es_host names no host");
	server->options.url = urls[0];
	server->options.more_urls = urls + 1;
	server->options.n_more_urls = n - 1;
	return 0;
}

/* A key or a token goes before a user: who sets one means it. */
static int set_authorization(struct server *server, struct error *err)
{
	const struct config *config = server->config;
	struct arena *arena = server->arena;
	struct http_options *options = &server->options;

	if (config->api_key && config->bearer_token)
		return error_set(
			err, ERROR_USAGE,
			"both an API key and a bearer token are set; which is meant?");
	if (config->api_key)
		options->authorization =
			arena_print(arena, "Authorization: ApiKey %s",
				    strchr(config->api_key, ':')
					    ? secret_base64(config->api_key, arena)
					    : config->api_key);
	if (config->bearer_token)
		options->authorization = arena_print(arena, "Authorization: Bearer %s",
						     config->bearer_token);
	if (options->authorization && strpbrk(options->authorization, "\r\n"))
		return error_set(err, ERROR_USAGE, "a key or token holds a line break");
	if (!config->fingerprint)
		return 0;
	options->fingerprint = arena_alloc(arena, sizeof(*options->fingerprint));
	if (!fingerprint_parse(config->fingerprint, options->fingerprint))
		return error_set(
			err, ERROR_USAGE,
			"fingerprint: \"%.100s\" is not a SHA-256 of 64 hexadecimal "
			"digits",
			config->fingerprint);
	return 0;
}

static void set_options(struct server *server)
{
	const struct config *config = server->config;
	struct http_options *options = &server->options;

	options->username = config->username;
	options->password = config->password;
	options->ca_file = config->ca_file;
	options->insecure = config->insecure;
	options->client_cert = config->client_cert;
	options->client_key = config->client_key;
	options->proxy = config->proxy;
	options->netrc = true;
	options->timeout_s = config->es_timeout_s;
}

int server_open(struct server *server, const struct config *config, struct arena *arena,
		struct error *err)
{
	*server = (struct server){ .config = config, .arena = arena };
	set_options(server);
	if (set_authorization(server, err) != 0 || set_urls(server, err) != 0)
		return -1;
	return server_open_tunnel(server, err);
}

void server_warn(const struct config *config, struct arena *arena)
{
	struct server server = { .config = config, .arena = arena };
	struct error ignored;

	if (!config->insecure || set_urls(&server, &ignored) != 0 ||
	    strncmp(server.options.url, "https", 5) != 0)
		return;
	log_warn("the certificate of %s is not verified: whoever sits between can "
		 "read the password and change the flows",
		 server.options.url);
}

void server_close(struct server *server)
{
	tunnel_close(server->options.tunnel);
	server->options.tunnel = NULL;
}
