/*
 * zeek_json - Zeek's conn.log as JSON lines, also with other logs of Zeek's
 * mixed in (json-streaming-logs writes them with a _path).
 */
#include "source/json_lines.h"

static const struct dialect zeek = {
	.names = {
		.field = {
			[RECORD_SRC] = "id.orig_h", [RECORD_DST] = "id.resp_h",
			[RECORD_PORT] = "id.resp_p", [RECORD_TIME] = "ts",
			[RECORD_BYTES] = "orig_bytes", [RECORD_EVENT] = "_path",
		},
	},
	/* Every conn record has one and no record of another log. */
	.fallback = { [RECORD_EVENT] = "conn_state" },
};

static bool is_flow(struct value path, struct value conn_state)
{
	return path.text ? value_is(path, "conn") : conn_state.text != NULL;
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

	dialect.is_flow = is_flow;
	return json_lines_read(piece, &dialect, sink, err);
}

const struct format format_zeek_json = {
	.name = "Zeek JSON",
	.recognise = recognise,
	.can_cut = true,
	.read = read_zeek_json,
};
