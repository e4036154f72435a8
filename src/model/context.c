/*
 * context - see context.h.
 */
#include "model/context.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A cell of a spreadsheet holds 32,767 characters. */
enum { TEXT_VALUES = 8, TEXT_VALUE = 120 };

static const char *const names[N_CONTEXT_KINDS] = {
	[CONTEXT_ALERT] = "alert",
	[CONTEXT_HTTP_HOST] = "http_host",
	[CONTEXT_USER_AGENT] = "user_agent",
	[CONTEXT_URL_PATH] = "url_path",
	[CONTEXT_URL] = "url",
	[CONTEXT_HTTP_REQUEST] = "http_request",
	[CONTEXT_TLS_NAME] = "tls_name",
	[CONTEXT_TLS_VERSION] = "tls_version",
	[CONTEXT_TLS_ISSUER] = "tls_issuer",
	[CONTEXT_JA3] = "ja3",
	[CONTEXT_JA4] = "ja4",
	[CONTEXT_DNS_NAME] = "dns_name",
	[CONTEXT_DNS_BEFORE] = "dns_before",
	[CONTEXT_DNS_QUERY] = "dns_query",
};

const char *context_kind_name(enum context_kind kind)
{
	return kind < N_CONTEXT_KINDS ? names[kind] : NULL;
}

bool context_is_name(enum context_kind kind)
{
	return kind == CONTEXT_HTTP_HOST || kind == CONTEXT_TLS_NAME ||
	       kind == CONTEXT_DNS_NAME;
}

enum context_kind context_kind_of(const char *name)
{
	size_t i = 0;

	while (i < N_CONTEXT_KINDS && strcmp(names[i], name) != 0)
		i++;
	return (enum context_kind)i;
}

/* No more of it than that, without half a character at the end. */
static int shown_length(const char *value)
{
	size_t len = strlen(value);

	if (len <= TEXT_VALUE)
		return (int)len;
	for (len = TEXT_VALUE; len > 0 && ((unsigned char)value[len] & 0xc0) == 0x80;)
		len--;
	return (int)len;
}

static void put_entry(const struct context_entry *entry, FILE *out)
{
	const char *value = entry->value ? entry->value : "others";
	int len = shown_length(value);

	fprintf(out, "%s %.*s%s (%" PRId64, context_kind_name(entry->kind), len, value,
		value[len] ? "..." : "", entry->count);
	if (entry->severity != CELL_NO_INTEGER)
		fprintf(out, ", severity %" PRId64, entry->severity);
	putc(')', out);
}

const char *context_text(const struct context_entry *entries, size_t n,
			 struct arena *arena)
{
	size_t n_of_kind = 0, len = 0;
	const char *result;
	char *text = NULL;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort(); /* only for want of memory */
	for (size_t i = 0; i < n; i++) {
		n_of_kind = i > 0 && entries[i - 1].kind == entries[i].kind
				    ? n_of_kind + 1
				    : 0;
		if (n_of_kind == TEXT_VALUES)
			fputs("; ...", out);
		if (n_of_kind >= TEXT_VALUES)
			continue;
		fputs(i ? "; " : "", out);
		put_entry(&entries[i], out);
	}
	fclose(out);
	result = arena_text(arena, text, len);
	free(text);
	return result;
}
