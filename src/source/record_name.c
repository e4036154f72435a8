/*
 * record_name - what a tls, http or dns record says about a name, see record.h.
 */
#include <string.h>

#include "model/timestamp.h"
#include "source/record.h"
#include "source/service_port.h"

enum { LONGEST_NAME = 255 };

struct value record_clean_name(struct value name)
{
	const char *colon = name.text ? memchr(name.text, ':', name.len) : NULL;
	struct address address;

	if (!name.text || address_parse(name.text, name.len, &address) ||
	    (name.len && *name.text == '['))
		return (struct value){ .text = NULL };
	if (colon)
		name.len = (size_t)(colon - name.text);
	if (name.len && name.text[name.len - 1] == '.')
		name.len--;
	if (name.len == 0 || name.len > LONGEST_NAME ||
	    address_parse(name.text, name.len, &address))
		return (struct value){ .text = NULL };
	return name;
}

bool record_parse_time(const struct value values[N_RECORD_FIELDS], int64_t *time_us)
{
	/* Such a record has one time; what it is called in flows may be the start. */
	struct value time = values[RECORD_LOGGED];

	if (!time.text)
		time = values[RECORD_TIME];
	return time.text && timestamp_parse(time.text, time.len, time_us) == TIMESTAMP_OK;
}

bool record_is_dns_port(struct value port)
{
	uint16_t number;

	return record_parse_port(port, &number) && service_port_is_dns(number);
}

static void put_answers(struct value answers, struct naming *naming,
			const struct sink *sink)
{
	const char *at = answers.text, *end;

	if (!at)
		return;
	for (end = at + answers.len; at < end;) {
		const char *stop = memchr(at, ',', (size_t)(end - at));

		stop = stop ? stop : end;
		if (address_parse(at, (size_t)(stop - at), &naming->server))
			sink->put_name(sink->context, naming);
		at = stop + 1;
	}
}

static void put_query(const struct value values[N_RECORD_FIELDS], struct value query,
		      struct naming *naming, const struct sink *sink)
{
	/* Some log the answer the way it went: from the server to the client. */
	if (!record_is_dns_port(values[RECORD_PORT]))
		naming->client = naming->server;
	naming->id = 0; /* the connection to the resolver has nothing to do with it */
	naming->name = query.text;
	naming->len = query.len;
	put_answers(values[RECORD_ANSWERS], naming, sink);
	put_answers(values[RECORD_MORE_ANSWERS], naming, sink);
}

uint64_t record_id(struct value text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	if (!text.text || text.len == 0)
		return 0;
	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.text[i]) * UINT64_C(0x100000001b3);
	return hash ? hash : 1;
}

bool record_is_listed(struct value event, const char *list)
{
	if (!list || !event.text)
		return true;
	while (*list) {
		size_t len = strcspn(list, ",");

		if (len == event.len && memcmp(list, event.text, len) == 0)
			return true;
		list += len + (list[len] == ',');
	}
	return false;
}

void record_take_name(const struct value values[N_RECORD_FIELDS],
		      const struct record_names *names, const struct sink *sink)
{
	struct value name = record_clean_name(values[RECORD_TLS_NAME]);
	struct value query = record_clean_name(values[RECORD_QUERY]);
	struct naming naming;
	const struct value src = values[RECORD_SRC], dst = values[RECORD_DST];

	/* Alerts and Suricata's fileinfo have names too, but go from server to client. */
	if (!record_is_listed(values[RECORD_EVENT], names->says_names))
		return;
	if (!name.text)
		name = record_clean_name(values[RECORD_HTTP_HOST]);
	if ((!name.text && !query.text) || !src.text || !dst.text ||
	    !address_parse(src.text, src.len, &naming.client) ||
	    !address_parse(dst.text, dst.len, &naming.server) ||
	    !record_parse_time(values, &naming.time_us))
		return;
	if (!name.text) {
		put_query(values, query, &naming, sink);
		return;
	}
	naming.id = record_id(values[RECORD_ID]);
	naming.name = name.text;
	naming.len = name.len;
	sink->put_name(sink->context, &naming);
}
