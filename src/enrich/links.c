/*
 * links - see links.h.
 */
#include "enrich/links.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/http.h"
#include "model/timestamp.h"

/* A flow is logged after it began: when it is over, and timed out (FIELDS: 600 s). */
enum { BEFORE_S = 60, AFTER_S = 900 };

struct tool {
	size_t url;	      /* offset of the setting */
	size_t link;	      /* and of what is filled in */
	const char *path;     /* behind a URL without places */
	const char *query;    /* what {query} stands for */
	const char *and_port; /* behind that, if the row is of one port */
};

/*
 * Kibana: Discover in its default data view, from version 7 on (RISON in the fragment);
 * EveBox: its events, by the parameters that it puts into its own address line; Arkime:
 * sessions, as its own links have them.
 */
static const struct tool tools[] = {
	{ offsetof(struct config, kibana_url), offsetof(struct beacon, kibana_link),
	  "/app/discover#/?_g=(time:(from:'{from}',to:'{to}'))"
	  "&_a=(query:(language:kuery,query:'{query}'))",
	  "{src_field}:\"{src}\" and {dest_field}:\"{dest}\"",
	  " and {port_field}:{port}" },
	{ offsetof(struct config, evebox_url), offsetof(struct beacon, evebox_link),
	  "/#/events?q={query}&from={from}&to={to}",
	  "src_ip:\"{src}\" dest_ip:\"{dest}\"", " dest_port:{port}" },
	{ offsetof(struct config, arkime_url), offsetof(struct beacon, arkime_link),
	  "/sessions?startTime={from_s}&stopTime={to_s}&expression={query}",
	  "ip.src == {src} && ip.dst == {dest}", " && port.dst == {port}" },
};

enum { PLACE_TEXT = 64, MOST_PLACES = 12 };

struct place_value {
	const char *name; /* with its braces */
	const char *text;
	char room[PLACE_TEXT];
};

struct filling {
	struct place_value values[MOST_PLACES];
	size_t n;
	bool escapes; /* into a URL, in which every value is one word */
};

static char *add_place(struct filling *filling, const char *name)
{
	struct place_value *value = &filling->values[filling->n++];

	value->name = name;
	value->text = value->room;
	return value->room;
}

static void add_text(struct filling *filling, const char *name, const char *text)
{
	add_place(filling, name);
	filling->values[filling->n - 1].text = text ? text : "";
}

static void add_time(struct filling *filling, const char *iso, const char *seconds,
		     int64_t time_us)
{
	int64_t time_s = time_us / SECOND_US;
	char text[TIMESTAMP_TEXT];

	snprintf(add_place(filling, iso), PLACE_TEXT, "%s",
		 timestamp_format(time_s * SECOND_US, text));
	snprintf(add_place(filling, seconds), PLACE_TEXT, "%" PRId64, time_s);
}

static void escape(const char *text, FILE *out)
{
	char *escaped = http_escape(text);

	fputs(escaped, out);
	free(escaped);
}

static const struct place_value *find_place(const struct filling *filling, const char *at)
{
	for (size_t i = 0; i < filling->n; i++) {
		const char *name = filling->values[i].name;

		if (strncmp(at, name, strlen(name)) == 0)
			return &filling->values[i];
	}
	return NULL;
}

/* What no address holds, but an ini may, ends one: a cell, an attribute or a line would
 * end there. */
static void put_address(unsigned char byte, FILE *out)
{
	if (byte <= ' ' || byte >= 127 || strchr("\"<>\\^`|", byte))
		fprintf(out, "%%%02X", byte);
	else
		putc(byte, out);
}

/* What has braces and is no place stays as it is. */
static const char *fill(const struct filling *filling, const char *template,
			struct arena *arena)
{
	const char *result;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort(); /* only for want of memory */
	while (*template) {
		const struct place_value *value = find_place(filling, template);

		if (!value && filling->escapes)
			put_address((unsigned char)*template ++, out);
		else if (!value)
			putc(*template ++, out);
		else if (filling->escapes)
			escape(value->text, out);
		else
			fputs(value->text, out);
		template += value ? strlen(value->name) : 0;
	}
	fclose(out);
	result = arena_text(arena, text, len);
	free(text);
	return result;
}

static void add_pair(struct filling *filling, const struct beacon *beacon,
		     const struct config *config)
{
	address_format(&beacon->src, add_place(filling, "{src}"));
	address_format(&beacon->dst, add_place(filling, "{dest}"));
	snprintf(add_place(filling, "{port}"), PLACE_TEXT, "%" PRId64, beacon->port);
	add_time(filling, "{from}", "{from_s}",
		 beacon->first_seen.us - BEFORE_S * SECOND_US);
	add_time(filling, "{to}", "{to_s}", beacon->last_seen.us + AFTER_S * SECOND_US);
	add_text(filling, "{src_field}", config->field_source_ip);
	add_text(filling, "{dest_field}", config->field_destination_ip);
	add_text(filling, "{port_field}", config->field_destination_port);
}

static const char *link_of(const struct tool *tool, const struct beacon *beacon,
			   const struct config *config, const char *url,
			   struct arena *arena)
{
	struct filling filling = { .n = 0 };
	size_t len = strlen(url);
	const char *query = tool->query;

	add_pair(&filling, beacon, config);
	/* Of several ports, the row knows one. */
	if (beacon->services <= 1)
		query = arena_print(arena, "%s%s", query, tool->and_port);
	add_text(&filling, "{query}", fill(&filling, query, arena));
	filling.escapes = true;
	if (!strchr(url, '{')) {
		while (len > 0 && url[len - 1] == '/')
			len--;
		url = arena_print(arena, "%.*s%s", (int)len, url, tool->path);
	}
	return fill(&filling, url, arena);
}

static void fill_links(const struct tool *tool, struct beacon_list *list,
		       const struct config *config, struct arena *arena)
{
	const char *url;

	memcpy(&url, (const char *)config + tool->url, sizeof(url));
	for (size_t i = 0; url && i < list->n; i++) {
		struct beacon *beacon = &list->beacons[i];
		const char *link = link_of(tool, beacon, config, url, arena);

		memcpy((char *)beacon + tool->link, &link, sizeof(link));
	}
}

void links_enrich(struct beacon_list *list, const struct config *config,
		  struct arena *arena)
{
	for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++)
		fill_links(&tools[i], list, config, arena);
}
