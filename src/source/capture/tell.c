/*
 * tell - see tell.h.
 */
#include "source/capture/tell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/table.h"
#include "source/capture/ja.h"
#include "source/record.h"

/* Of the connection as its flow has it, whoever said it. */
static void tell(const struct saying *saying, enum context_kind kind, struct value text)
{
	const struct connection *connection = saying->connection;
	const struct sighting sighting = {
		.time_us = saying->time_us,
		.id = connection->id,
		.src = connection->ends[0],
		.dst = connection->ends[1],
		.src_port = connection->ports[0],
		.port = connection->ports[1],
		.kind = (uint8_t)kind,
		.text = text.text,
		.len = text.len,
		.severity = CELL_NO_INTEGER,
	};

	if (saying->sink->put_sighting && text.text && text.len > 0)
		saying->sink->put_sighting(saying->sink->context, &sighting);
}

/* What the destination is called; a server that calls says nothing of that. */
static void tell_name(const struct saying *saying, struct value name)
{
	const struct connection *connection = saying->connection;
	struct naming naming = {
		.time_us = saying->time_us,
		.id = connection->id,
		.client = connection->ends[0],
		.server = connection->ends[1],
	};

	name = record_clean_name(name);
	if (!saying->sink->put_name || !name.text || saying->side != 0)
		return;
	naming.name = name.text;
	naming.len = name.len;
	saying->sink->put_name(saying->sink->context, &naming);
}

/* As sensors log it; the row has the port. */
static struct value without_port(struct value host)
{
	const char *bracket = host.text ? memchr(host.text, ']', host.len) : NULL;
	const char *from = bracket ? bracket : host.text;
	const char *colon =
		from ? memchr(from, ':', host.len - (size_t)(from - host.text)) : NULL;

	if (colon)
		host.len = (size_t)(colon - host.text);
	return host;
}

void tell_request(const struct saying *saying, const struct http_head *head)
{
	tell_name(saying, head->host);
	tell(saying, CONTEXT_HTTP_HOST, without_port(head->host));
	tell(saying, CONTEXT_USER_AGENT, head->agent);
	tell(saying, CONTEXT_URL, head->url);
}

void tell_outcome(const struct saying *saying, struct value method, struct value status)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "%.*s%s%.*s", (int)method.len, method.text,
			   status.len > 0 ? " " : "", (int)status.len,
			   status.len > 0 ? status.text : "");

	tell(saying, CONTEXT_HTTP_REQUEST, (struct value){ text, (size_t)len });
}

static struct value value_of(struct bytes bytes)
{
	return (struct value){ (const char *)bytes.at, bytes.len };
}

static struct value value_of_text(const char *text)
{
	return (struct value){ text, text ? strlen(text) : 0 };
}

void tell_client_hello(const struct saying *saying, const struct tls_hello *hello)
{
	char ja3_text[JA3_TEXT], ja4_text[JA4_TEXT];

	tell_name(saying, value_of(hello->name));
	if (!saying->sink->put_sighting) /* the rest costs something */
		return;
	tell(saying, CONTEXT_TLS_NAME, value_of(hello->name));
	tell(saying, CONTEXT_JA3, value_of_text(ja3(hello, ja3_text)));
	tell(saying, CONTEXT_JA4, value_of_text(ja4(hello, ja4_text)));
}

void tell_version(const struct saying *saying, uint16_t version)
{
	tell(saying, CONTEXT_TLS_VERSION, value_of_text(tls_version_text(version)));
}

void tell_certificate(const struct saying *saying, struct bytes message)
{
	char *issuer = saying->sink->put_sighting ? tls_issuer(message) : NULL;

	tell(saying, CONTEXT_TLS_ISSUER, value_of_text(issuer));
	free(issuer);
}

static struct value value_of_name(const struct dns_name *name)
{
	return (struct value){ name->text, name->len };
}

/* That the client was told of the address by that name. The connection to the resolver
 * has nothing to do with it. */
static void tell_address(const struct saying *saying, const struct dns_name *name,
			 const struct address *address)
{
	const struct address *client = &saying->connection->ends[!saying->side];
	const struct value text = value_of_name(name), clean = record_clean_name(text);
	const struct sighting sighting = {
		.time_us = saying->time_us,
		.src = *client,
		.dst = *address,
		.kind = CONTEXT_DNS_NAME,
		.text = text.text,
		.len = text.len,
		.severity = CELL_NO_INTEGER,
	};
	const struct naming naming = { .time_us = saying->time_us,
				       .client = *client,
				       .server = *address,
				       .name = clean.text,
				       .len = clean.len };

	if (saying->sink->put_sighting)
		saying->sink->put_sighting(saying->sink->context, &sighting);
	if (saying->sink->put_name && clean.text)
		saying->sink->put_name(saying->sink->context, &naming);
}

/* Who asks is the client, whatever the ports: some resolvers ask from their own. */
static void tell_query(const struct saying *saying, const struct dns_name *name,
		       bool is_answer)
{
	const struct connection *connection = saying->connection;
	int client = is_answer ? !saying->side : saying->side;
	const struct sighting sighting = {
		.time_us = saying->time_us,
		.id = connection->id,
		.src = connection->ends[client],
		.dst = connection->ends[!client],
		.src_port = connection->ports[client],
		.port = connection->ports[!client],
		.kind = CONTEXT_DNS_QUERY,
		.is_reply = is_answer,
		.text = name->text,
		.len = name->len,
		.severity = CELL_NO_INTEGER,
	};

	if (saying->sink->put_sighting)
		saying->sink->put_sighting(saying->sink->context, &sighting);
}

static void tell_answer(const struct saying *saying, const uint8_t *message, size_t len)
{
	struct dns_answers answers;
	const struct dns_name *name;
	struct address address;

	if (!dns_answers_begin(&answers, message, len))
		return;
	while (dns_answers_next(&answers, &address, &name))
		tell_address(saying, name, &address);
	if (answers.was_asked)
		tell_query(saying, &answers.asked, true);
}

void tell_dns(const struct saying *saying, const uint8_t *message, size_t len)
{
	struct dns_question question;
	struct dns dns;

	if (!dns_begin(&dns, message, len) || dns.opcode != 0)
		return;
	if (dns.is_answer)
		tell_answer(saying, message, len);
	else if (saying->sink->put_sighting && dns_next_question(&dns, &question))
		tell_query(saying, &question.name, false);
}
