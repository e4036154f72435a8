/*
 * zeek_json - Zeek's conn.log as JSON lines, also with other logs of Zeek's
 * mixed in (json-streaming-logs writes them with a _path).
 */
#include <string.h>

#include "source/json_lines.h"

static const struct dialect zeek = {
	.names = {
		.field = {
			[RECORD_SRC] = "id.orig_h", [RECORD_DST] = "id.resp_h",
			[RECORD_PORT] = "id.resp_p", [RECORD_TIME] = "ts",
			[RECORD_BYTES] = "orig_bytes", [RECORD_BYTES_IN] = "resp_bytes",
			[RECORD_DURATION] = "duration", [RECORD_STATE] = "conn_state",
			[RECORD_PROTOCOL] = "proto",
			[RECORD_EVENT] = "_path", [RECORD_ID] = "uid",
			[RECORD_TLS_NAME] = "server_name", [RECORD_HTTP_HOST] = "host",
			[RECORD_QUERY] = "query", [RECORD_ANSWERS] = "answers[]",
			[RECORD_SRC_PORT] = "id.orig_p",
			[RECORD_USER_AGENT] = "user_agent", [RECORD_URL] = "uri",
			[RECORD_HTTP_METHOD] = "method", [RECORD_HTTP_STATUS] = "status_code",
			[RECORD_TLS_VERSION] = "version", [RECORD_TLS_ISSUER] = "issuer",
			[RECORD_JA3] = "ja3", [RECORD_JA4] = "ja4",
			[RECORD_ALERT] = "note", [RECORD_PAYLOAD] = "msg",
		},
		.says_names = "ssl,http,dns,quic",
		.is_alert = "notice",
		.duration_unit_s = 1,
	},
};

/* Every conn record has a conn_state and no record of another log. */
static enum record_kind kind_of(const struct value values[N_RECORD_FIELDS])
{
	struct value path = values[RECORD_EVENT];

	if (!path.text)
		return values[RECORD_STATE].text ? RECORD_IS_FLOW : RECORD_IS_OTHER;
	return record_kind_of_zeek(path);
}

/* Zeek's own JSON logs have no _path: their file's name tells. */
static enum record_kind kind_of_report(const struct value values[N_RECORD_FIELDS])
{
	enum record_kind kind = kind_of(values);

	return kind == RECORD_IS_FLOW && !values[RECORD_EVENT].text ? RECORD_IS_REPORT
								    : kind;
}

static bool is_named(const char *path, const char *start)
{
	const char *slash = strrchr(path, '/');

	return strncmp(slash ? slash + 1 : path, start, strlen(start)) == 0;
}

static bool recognise(const char *head, size_t len, const struct config *config)
{
	static const char *const paths[] = { "ts", "id.orig_h", "id.resp_h" };

	(void)config;
	return json_lines_have(head, len, paths, 3);
}

static int read_zeek_json(const struct piece *piece, const struct sink *sink,
			  struct error *err)
{
	struct dialect dialect = zeek;

	const char *name = stream_name(piece->stream);

	dialect.kind = is_named(name, "conn_long") || is_named(name, "open_conn")
			       ? kind_of_report
			       : kind_of;
	return json_lines_read(piece, &dialect, sink, err);
}

const struct format format_zeek_json = {
	.name = "Zeek JSON",
	.recognise = recognise,
	.can_cut = true,
	.read = read_zeek_json,
};
