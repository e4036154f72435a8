/*
 * eve - Suricata's eve.json: JSON lines of all event types mixed, of which only
 * flow records are used.
 */
#include <string.h>

#include "source/json_lines.h"

static const char *const own_names[N_RECORD_FIELDS] = {
	[RECORD_SRC] = "src_ip",
	[RECORD_DST] = "dest_ip",
	[RECORD_PORT] = "dest_port",
	[RECORD_TIME] = "flow.start",
	[RECORD_LOGGED] = "@timestamp",
	[RECORD_BYTES] = "flow.bytes_toserver",
	[RECORD_BYTES_IN] = "flow.bytes_toclient",
	[RECORD_END] = "flow.end",
	[RECORD_DURATION] = "flow.age",
	[RECORD_STATE] = "flow.reason",
	[RECORD_PROTOCOL] = "proto",
	[RECORD_EVENT] = "event_type",
	[RECORD_ID] = "flow_id",
	[RECORD_TLS_NAME] = "tls.sni",
	[RECORD_HTTP_HOST] = "http.hostname",
	[RECORD_QUERY] = "dns.rrname",
	[RECORD_ANSWERS] = "dns.answers.rdata[]",
	[RECORD_MORE_ANSWERS] = "dns.grouped.A[]",
	[RECORD_QUERY_TYPE] = "dns.type",
	[RECORD_SRC_PORT] = "src_port",
	[RECORD_USER_AGENT] = "http.http_user_agent",
	[RECORD_URL] = "http.url",
	[RECORD_HTTP_METHOD] = "http.http_method",
	[RECORD_HTTP_STATUS] = "http.status",
	[RECORD_TLS_VERSION] = "tls.version",
	[RECORD_TLS_ISSUER] = "tls.issuerdn",
	[RECORD_JA3] = "tls.ja3.hash",
	[RECORD_JA4] = "tls.ja4",
	[RECORD_ALERT] = "alert.signature",
	[RECORD_SEVERITY] = "alert.severity",
	[RECORD_PAYLOAD] = "payload_printable",
};

static bool recognise(const char *head, size_t len, const struct config *config)
{
	static const char *const paths[] = { "event_type", "timestamp" };
	static const char *const shipped[] = { "event_type", "@timestamp" };

	(void)config;
	return json_lines_have(head, len, paths, 2) ||
	       json_lines_have(head, len, shipped, 2);
}

/* The configuration's names if they are EVE's (another event type, say), else
 * EVE's own; an ini for an index that renames fields reads raw files too. */
static struct dialect dialect_of(const struct config *config)
{
	struct dialect dialect = { .names = record_names_of(config) };
	struct record_names *names = &dialect.names;
	bool own =
		config->field_source_ip && strcmp(config->field_source_ip, "src_ip") == 0;

	if (!own) {
		memcpy(names->field, own_names, sizeof(own_names));
		names->event = "flow";
		names->says_names = "tls,http,dns,quic";
		names->is_alert = "alert";
		names->timed_by_log = config->flare_timing;
		names->duration_unit_s = 1;
		if (config->flare_timing)
			names->field[RECORD_TIME] = own_names[RECORD_LOGGED];
	}
	if (!names->field[RECORD_EVENT]) {
		names->field[RECORD_EVENT] = own_names[RECORD_EVENT];
		names->event = "flow";
	}
	names->field[RECORD_MORE_ANSWERS] = own_names[RECORD_MORE_ANSWERS];
	memcpy(dialect.fallback, own_names, sizeof(own_names));
	dialect.fallback[RECORD_TLS_NAME] = "quic.sni";
	dialect.fallback[RECORD_JA3] = "quic.ja3.hash";
	dialect.fallback[RECORD_JA4] = "quic.ja4";
	dialect.fallback[RECORD_QUERY] = "dns.queries.rrname"; /* since version 8 */
	dialect.fallback[RECORD_ANSWERS] = "dns.rdata";	       /* before version 4.1 */
	dialect.fallback[RECORD_MORE_ANSWERS] =
		"dns.grouped.AAAA[]"; /* not both in one */
	/* On disk there is no @timestamp: logstash makes it from this one. */
	dialect.fallback[RECORD_LOGGED] = "timestamp";
	/* A missing start must not be made up for by the time of logging. */
	dialect.fallback[RECORD_TIME] = names->field[RECORD_TIME];
	if (names->field[RECORD_LOGGED] &&
	    strcmp(names->field[RECORD_TIME], names->field[RECORD_LOGGED]) == 0)
		dialect.fallback[RECORD_TIME] = "timestamp";
	return dialect;
}

static int read_eve(const struct piece *piece, const struct sink *sink, struct error *err)
{
	struct dialect dialect = dialect_of(piece->config);

	return json_lines_read(piece, &dialect, sink, err);
}

const struct format format_eve = {
	.name = "Suricata EVE",
	.listed_as = "Suricata EVE",
	.recognise = recognise,
	.configured_times = true,
	.can_cut = true,
	.read = read_eve,
};
