/*
 * record_context - what a tls, http or dns record or an alert says of two hosts, see
 * record.h.
 */
#include <stdio.h>
#include <string.h>

#include "model/table.h"
#include "source/record.h"

static uint16_t port_of(struct value text)
{
	unsigned sum = 0;

	for (size_t i = 0; text.text && i < text.len; i++) {
		if (text.text[i] < '0' || text.text[i] > '9' || sum > UINT16_MAX)
			return 0;
		sum = sum * 10 + (unsigned)(text.text[i] - '0');
	}
	return sum > UINT16_MAX ? 0 : (uint16_t)sum;
}

static void put(struct sighting *sighting, enum context_kind kind, struct value text,
		const struct sink *sink)
{
	if (!text.text || text.len == 0)
		return;
	sighting->kind = (uint8_t)kind;
	sighting->text = text.text;
	sighting->len = text.len;
	sink->put_sighting(sink->context, sighting);
}

/* Severities are small numbers; some stacks keep them as texts. */
static int64_t severity_of(struct value text)
{
	uint16_t number = port_of(text);

	return text.text && text.len > 0 && (number > 0 || value_is(text, "0"))
		       ? number
		       : CELL_NO_INTEGER;
}

static void put_alert(const struct value values[N_RECORD_FIELDS],
		      struct sighting *sighting, const struct sink *sink)
{
	sighting->severity = severity_of(values[RECORD_SEVERITY]);
	sighting->payload = values[RECORD_PAYLOAD].text;
	sighting->payload_len = values[RECORD_PAYLOAD].len;
	put(sighting, CONTEXT_ALERT, values[RECORD_ALERT], sink);
}

/* "POST 200"; either may be missing. */
static void put_request(const struct value values[N_RECORD_FIELDS],
			struct sighting *sighting, const struct sink *sink)
{
	const struct value method = values[RECORD_HTTP_METHOD];
	const struct value status = values[RECORD_HTTP_STATUS];
	bool has_both = method.text && method.len > 0 && status.text && status.len > 0;
	char text[64];
	int len = snprintf(
		text, sizeof(text), "%.*s%s%.*s", method.len < 32 ? (int)method.len : 32,
		method.text ? method.text : "", has_both ? " " : "",
		status.len < 16 ? (int)status.len : 16, status.text ? status.text : "");

	put(sighting, CONTEXT_HTTP_REQUEST, (struct value){ text, (size_t)len }, sink);
}

static bool has_any(const struct value values[N_RECORD_FIELDS],
		    const enum record_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (values[fields[i]].text)
			return true;
	}
	return false;
}

/* The host does not tell: in ECS it is the destination's name, which TLS has as well. */
static bool is_http(const struct value values[N_RECORD_FIELDS])
{
	static const enum record_field http[] = { RECORD_HTTP_METHOD, RECORD_URL,
						  RECORD_USER_AGENT, RECORD_HTTP_STATUS };
	static const enum record_field tls[] = { RECORD_TLS_NAME, RECORD_TLS_VERSION,
						 RECORD_TLS_ISSUER, RECORD_JA3,
						 RECORD_JA4 };

	return has_any(values, http, sizeof(http) / sizeof(*http)) ||
	       !has_any(values, tls, sizeof(tls) / sizeof(*tls));
}

static void put_http(const struct value values[N_RECORD_FIELDS],
		     struct sighting *sighting, const struct sink *sink)
{
	put(sighting, CONTEXT_HTTP_HOST, values[RECORD_HTTP_HOST], sink);
	put(sighting, CONTEXT_USER_AGENT, values[RECORD_USER_AGENT], sink);
	put(sighting, CONTEXT_URL, values[RECORD_URL], sink);
	put_request(values, sighting, sink);
}

/* Zeek's columns are called alike in several logs: QUIC's version is a plain number. */
static struct value version_of(const struct value values[N_RECORD_FIELDS])
{
	struct value version = values[RECORD_TLS_VERSION];
	size_t n_digits = 0;

	while (n_digits < version.len && version.text[n_digits] >= '0' &&
	       version.text[n_digits] <= '9')
		n_digits++;
	if (n_digits == version.len)
		version.text = NULL;
	return version;
}

static void put_tls(const struct value values[N_RECORD_FIELDS], struct sighting *sighting,
		    const struct sink *sink)
{
	put(sighting, CONTEXT_TLS_NAME, values[RECORD_TLS_NAME], sink);
	put(sighting, CONTEXT_TLS_VERSION, version_of(values), sink);
	put(sighting, CONTEXT_TLS_ISSUER, values[RECORD_TLS_ISSUER], sink);
	put(sighting, CONTEXT_JA3, values[RECORD_JA3], sink);
	put(sighting, CONTEXT_JA4, values[RECORD_JA4], sink);
}

/* Without the root's dot that DNS allows. */
static struct value clean_query(struct value name)
{
	if (name.len > 1 && name.text[name.len - 1] == '.')
		name.len--;
	return name;
}

/* Returns how many there are. */
static size_t put_answers(struct value answers, struct value name,
			  struct sighting sighting, const struct sink *sink)
{
	const char *at = answers.text, *end;
	size_t n = 0;

	if (!at)
		return 0;
	sighting.id = 0; /* the connection to the resolver has nothing to do with it */
	sighting.src_port = sighting.port = 0;
	for (end = at + answers.len; at < end;) {
		const char *stop = memchr(at, ',', (size_t)(end - at));

		stop = stop ? stop : end;
		if (address_parse(at, (size_t)(stop - at), &sighting.dst)) {
			put(&sighting, CONTEXT_DNS_NAME, name, sink);
			n++;
		}
		at = stop + 1;
	}
	return n;
}

static void turn_round(struct sighting *sighting)
{
	struct address src = sighting->src;
	uint16_t src_port = sighting->src_port;

	sighting->src = sighting->dst;
	sighting->dst = src;
	sighting->src_port = sighting->port;
	sighting->port = src_port;
}

static void put_dns(const struct value values[N_RECORD_FIELDS], struct sighting *sighting,
		    const struct sink *sink)
{
	const struct value type = values[RECORD_QUERY_TYPE];
	const struct value name = clean_query(values[RECORD_QUERY]);

	sighting->is_reply = value_is(type, "answer") || value_is(type, "response");
	/* Some log the answer the way it went: from the server to the client. */
	if (!record_is_dns_port(values[RECORD_PORT]) &&
	    (!values[RECORD_SRC_PORT].text ||
	     record_is_dns_port(values[RECORD_SRC_PORT]))) {
		turn_round(sighting);
		sighting->is_reply = true;
	}
	/* Suricata may write the same ones in two forms. */
	if (put_answers(values[RECORD_ANSWERS], name, *sighting, sink) == 0)
		put_answers(values[RECORD_MORE_ANSWERS], name, *sighting, sink);
	put(sighting, CONTEXT_DNS_QUERY, name, sink);
}

void record_take_sightings(const struct value values[N_RECORD_FIELDS],
			   const struct record_names *names, const struct sink *sink)
{
	const struct value src = values[RECORD_SRC], dst = values[RECORD_DST];
	/* An alert also tells of the request that raised it, which has its own record. */
	bool is_alert = values[RECORD_ALERT].text != NULL;
	struct sighting sighting = { .severity = CELL_NO_INTEGER };

	if (!record_is_listed(values[RECORD_EVENT],
			      is_alert ? names->is_alert : names->says_names) ||
	    !src.text || !dst.text || !address_parse(src.text, src.len, &sighting.src) ||
	    !address_parse(dst.text, dst.len, &sighting.dst) ||
	    !record_parse_time(values, &sighting.time_us))
		return;
	sighting.src_port = port_of(values[RECORD_SRC_PORT]);
	sighting.port = port_of(values[RECORD_PORT]);
	sighting.id = record_id(values[RECORD_ID]);
	if (is_alert)
		put_alert(values, &sighting, sink);
	else if (values[RECORD_QUERY].text)
		put_dns(values, &sighting, sink);
	else if (is_http(values))
		put_http(values, &sighting, sink);
	else
		put_tls(values, &sighting, sink);
}
