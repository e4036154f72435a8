/*
 * open - see open.h.
 */
#include "enrich/services/open.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/log.h"
#include "core/secret.h"

/* Where a service's settings are. */
struct entry {
	const struct service *service;
	const char *name;
	const char *variable;
	const char *title;
	const char *keys; /* the page where its users find their key */
	size_t access;
};

#define ENTRY(type, at, name, variable, title, keys) \
	{ &service_##name, #name, variable, \
	  title,	   keys,  offsetof(struct service_settings, name) },

static const struct entry entries[] = { SERVICES(ENTRY, , ) };

enum { N_ENTRIES = sizeof(entries) / sizeof(*entries) };

/* It becomes a line of a request. */
static bool is_key(const char *key)
{
	for (; *key; key++) {
		if (*key <= ' ' || *key > '~')
			return false;
	}
	return true;
}

/* The environment, then the file, then the ini itself. NULL: there is none. */
static int find_key(const struct entry *entry, const struct service_access *access,
		    struct arena *arena, const char **key, struct error *err)
{
	const char *value = getenv(entry->variable);

	*key = value && *value ? value : access->key;
	if (access->key_file && (!value || !*value) &&
	    secret_read(access->key_file, arena, key, err) != 0)
		return error_wrap(err, "%s_key_file", entry->name);
	if (*key && !is_key(*key))
		return error_set(
			err, ERROR_USAGE,
			"the key for %s (%s, %s_key_file or %s_key) has characters in "
			"it that no key has",
			entry->title, entry->variable, entry->name, entry->name);
	if (!*key && entry->service->needs_key)
		return error_set(
			err, ERROR_USAGE,
			"--intel %s: %s wants a key: set %s in the environment, name a "
			"file that holds it with %s_key_file, or put %s_key= into an ini "
			"file; it is to be had at %s",
			entry->name, entry->title, entry->variable, entry->name,
			entry->name, entry->keys);
	return 0;
}

static bool is_own_host(const char *host)
{
	static const char *const names[] = { "localhost", "127.", "[::1]" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strncmp(host, names[i], strlen(names[i])) == 0)
			return true;
	}
	return false;
}

static int find_url(const struct entry *entry, const struct service_access *access,
		    struct arena *arena, const char **url, struct error *err)
{
	const char *given = access->url ? access->url : entry->service->url;
	bool is_plain = strncasecmp(given, "http://", 7) == 0;
	size_t len = strlen(given);

	if (!is_plain && strncasecmp(given, "https://", 8) != 0)
		return error_set(
			err, ERROR_USAGE,
			"%s_url: \"%.100s\" is no web address: it must begin with "
			"https:// or http://",
			entry->name, given);
	if (strpbrk(given, "@?# "))
		return error_set(err, ERROR_USAGE,
				 "%s_url: more than https://host:port/path", entry->name);
	if (is_plain && !is_own_host(given + 7))
		log_warn("%s_url: by http:// whoever is on the way reads the key",
			 entry->name);
	while (len > 0 && given[len - 1] == '/')
		len--;
	*url = arena_text(arena, given, len);
	return 0;
}

static int open_lane(const struct entry *entry, const struct service_settings *settings,
		     struct arena *arena, struct lane *lane, struct error *err)
{
	const struct service_access *access =
		(const struct service_access *)((const char *)settings + entry->access);
	const char *key = NULL, *url = NULL;

	if ((!settings->offline && find_key(entry, access, arena, &key, err) != 0) ||
	    find_url(entry, access, arena, &url, err) != 0)
		return -1;
	*lane = (struct lane){
		.service = entry->service,
		.name = entry->name,
		.title = entry->title,
		.variable = entry->variable,
		.url = url,
		.header = key ? arena_print(arena, "%s: %s", entry->service->key_header,
					    key)
			      : NULL,
		.per_second = settings->rate > 0 ? (double)settings->rate
						 : entry->service->per_second,
		.arena = arena,
	};
	return 0;
}

static const struct entry *find(const char *name)
{
	for (size_t i = 0; i < N_ENTRIES; i++) {
		if (strcmp(entries[i].name, name) == 0)
			return &entries[i];
	}
	return NULL;
}

static bool is_open(const struct lane *lanes, size_t n, const struct entry *entry)
{
	for (size_t i = 0; i < n; i++) {
		if (lanes[i].service == entry->service)
			return true;
	}
	return false;
}

int open_lanes(const struct setting_list *intel, const struct service_settings *settings,
	       struct arena *arena, struct lane **lanes, size_t *n, struct error *err)
{
	*lanes = arena_alloc(arena, N_ENTRIES * sizeof(**lanes));
	*n = 0;
	for (size_t i = 0; i < intel->n; i++) {
		const struct entry *entry = find(intel->items[i].value);

		if (!entry || is_open(*lanes, *n, entry))
			continue;
		if (open_lane(entry, settings, arena, &(*lanes)[*n], err) != 0)
			return -1;
		++*n;
	}
	return 0;
}
