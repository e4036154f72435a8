/*
 * json_configured - JSON lines whose fields are called what the configuration says:
 * documents exported from an index, say.
 */
#include "source/json_lines.h"

static bool recognise(const char *head, size_t len, const struct config *config)
{
	const char *paths[] = { config->field_source_ip, config->field_destination_ip };

	return paths[0] && paths[1] && json_lines_have(head, len, paths, 2);
}

static int read_json(const struct piece *piece, const struct sink *sink,
		     struct error *err)
{
	struct dialect dialect = { .names = record_names_of(piece->config) };

	return json_lines_read(piece, &dialect, sink, err);
}

const struct format format_json = {
	.name = "JSON lines",
	.listed_as = "JSON lines with the configured field names",
	.recognise = recognise,
	.can_cut = true,
	.read = read_json,
};
