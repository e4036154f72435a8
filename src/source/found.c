/*
 * found - what flare_beacon has found, to be checked: rows of -json by either names, and
 * results of -save. They hold no flow, but the pairs that were made of flows.
 */
#include <math.h>
#include <string.h>

#include "core/json.h"
#include "core/lines.h"
#include "model/mention.h"
#include "model/result.h"
#include "source/format.h"
#include "source/found.h"
#include "source/json_lines.h"
#include "source/saved.h"
#include "source/value.h"

enum { LONGEST_NAME = 1024 };

const char *const found_flare_names[N_FOUND_FIELDS] = {
	[FOUND_EVENT] = "event_type",
	[FOUND_SRC] = "src_ip",
	[FOUND_DST] = "dest_ip",
	[FOUND_NAME] = "dest_name",
	[FOUND_PORT] = "dest_port",
	[FOUND_PROTOCOL] = "protocol",
	[FOUND_BYTES_OUT] = "bytes_toserver",
	[FOUND_BYTES_IN] = "bytes_toclient",
	[FOUND_FIRST] = "first_seen",
	[FOUND_LAST] = "last_seen",
	[FOUND_SCORE] = "score",
	[FOUND_STATUS] = "status",
};

static const char *const ecs_names[N_FOUND_FIELDS] = {
	[FOUND_EVENT] = "event.action",
	[FOUND_SRC] = "source.ip",
	[FOUND_DST] = "destination.ip",
	[FOUND_NAME] = "destination.domain",
	[FOUND_PORT] = "destination.port",
	[FOUND_PROTOCOL] = "network.transport",
	[FOUND_BYTES_OUT] = "source.bytes",
	[FOUND_BYTES_IN] = "destination.bytes",
	[FOUND_FIRST] = "event.start",
	[FOUND_LAST] = "event.end",
	[FOUND_SCORE] = BEACON_DATASET ".score",
	[FOUND_STATUS] = BEACON_DATASET ".status",
};

struct state {
	const struct sink *sink;
	uint64_t line;
};

/* Where pairs go by names and there is none, its address stands for it. */
static const char *real_name(const char *name)
{
	struct address address;

	return name && address_parse(name, strlen(name), &address) ? NULL : name;
}

static void put(const struct sink *sink, struct mention *mention)
{
	if (mention->score > 1) /* and it would be the rank */
		mention->score = NAN;
	mention->name = real_name(mention->name);
	sink->tally->mentions++;
	sink->put_mention(sink->context, mention);
}

void found_take(const struct value values[N_FOUND_FIELDS], uint64_t line,
		const struct sink *sink)
{
	struct mention mention = mention_nothing();
	char name[LONGEST_NAME], protocol[LONGEST_NAME];
	struct value dst = values[FOUND_DST], src = values[FOUND_SRC];

	if (!value_is(values[FOUND_EVENT], FOUND_BEACONING) ||
	    value_is(values[FOUND_STATUS], "gone")) {
		sink->tally->other++;
		return;
	}
	mention.has_address =
		dst.text && address_parse(dst.text, dst.len, &mention.address);
	mention.has_peer = src.text && address_parse(src.text, src.len, &mention.peer);
	if (!mention.has_address) {
		tally_bad(sink->tally, line, "no destination address");
		return;
	}
	mention.name = value_text(values[FOUND_NAME], name, sizeof(name));
	mention.protocol = value_text(values[FOUND_PROTOCOL], protocol, sizeof(protocol));
	mention.port = value_integer(values[FOUND_PORT]);
	mention.bytes_out = value_integer(values[FOUND_BYTES_OUT]);
	mention.bytes_in = value_integer(values[FOUND_BYTES_IN]);
	mention.first.us = value_moment(values[FOUND_FIRST], CELL_NO_INTEGER);
	mention.last.us = value_moment(values[FOUND_LAST], CELL_NO_INTEGER);
	mention.score = value_real(values[FOUND_SCORE]);
	put(sink, &mention);
}

static int on_record(void *context, struct json_reader *reader)
{
	struct state *state = context;
	struct value values[N_FOUND_FIELDS];

	for (size_t i = 0; i < N_FOUND_FIELDS; i++)
		values[i] = json_value(reader, i);
	found_take(values, state->line, state->sink);
	return 0;
}

static void read_line(struct state *state, struct json_reader *reader,
		      const struct line *line)
{
	struct error err;

	if (line->text[strspn(line->text, " \t\r\n")] == '\0' || *line->text == '\n')
		return;
	if (!line->too_long && json_feed(reader, line->text, line->len, &err) == 0 &&
	    json_is_complete(reader))
		return;
	tally_bad(state->sink->tally, state->line, "no JSON object");
	json_reset(reader);
}

static int read_rows(const struct piece *piece, const struct sink *sink,
		     const char *const names[N_FOUND_FIELDS], struct error *err)
{
	struct state state = { .sink = sink };
	struct json_reader *reader;
	struct lines lines;
	struct line line;
	int r;

	if (!sink->put_mention)
		return 0;
	reader = json_reader_new(names, N_FOUND_FIELDS, NULL, on_record, &state);
	lines_init(&lines, piece->stream);
	while ((r = lines_next(&lines, &line, err)) > 0) {
		state.line = lines.number;
		read_line(&state, reader, &line);
	}
	sink->tally->lines += lines.number;
	lines_free(&lines);
	json_reader_free(reader);
	return r;
}

static bool recognise_flare(const char *head, size_t len, const struct config *config)
{
	static const char *const paths[] = { "event_type", "dest_ip", "listed" };

	(void)config;
	return json_lines_have(head, len, paths, 3);
}

static int read_flare(const struct piece *piece, const struct sink *sink,
		      struct error *err)
{
	return read_rows(piece, sink, found_flare_names, err);
}

static bool recognise_ecs(const char *head, size_t len, const struct config *config)
{
	static const char *const paths[] = { "event.action", "destination.ip",
					     BEACON_DATASET ".listed" };

	(void)config;
	return json_lines_have(head, len, paths, 3);
}

static int read_ecs(const struct piece *piece, const struct sink *sink, struct error *err)
{
	return read_rows(piece, sink, ecs_names, err);
}

static bool recognise_saved(const char *head, size_t len, const struct config *config)
{
	(void)config;
	return saved_is(head, len);
}

static void put_beacon(const struct sink *sink, const struct beacon *beacon)
{
	struct mention mention = mention_nothing();

	mention.has_address = mention.has_peer = true;
	mention.address = beacon->dst;
	mention.peer = beacon->src;
	mention.name = beacon->dest_name;
	mention.protocol = beacon->protocol;
	mention.port = beacon->port;
	mention.bytes_out = beacon->bytes_out;
	mention.bytes_in = beacon->bytes_in;
	mention.first = beacon->first_seen;
	mention.last = beacon->last_seen;
	mention.score = beacon->score;
	put(sink, &mention);
}

static int read_saved(const struct piece *piece, const struct sink *sink,
		      struct error *err)
{
	struct arena texts = { NULL };
	struct result result;
	int r;

	if (!sink->put_mention)
		return 0;
	r = saved_read(piece->stream, &texts, &result, err);
	for (size_t i = 0; r == 0 && i < result.list.n; i++)
		put_beacon(sink, &result.list.beacons[i]);
	result_free(&result);
	arena_free(&texts);
	return r;
}

const struct format format_found_rows = {
	.name = "rows of flare_beacon -json",
	.recognise = recognise_flare,
	.holds_mentions = true,
	.is_result = true,
	.read = read_flare,
};

const struct format format_found_ecs = {
	.name = "rows of flare_beacon -json by ECS",
	.recognise = recognise_ecs,
	.holds_mentions = true,
	.is_result = true,
	.read = read_ecs,
};

const struct format format_found_saved = {
	.name = "result of flare_beacon -save",
	.listed_as = "a result of flare_beacon",
	.recognise = recognise_saved,
	.holds_mentions = true,
	.is_result = true,
	.read = read_saved,
};
