/*
 * record - see record.h.
 */
#include "source/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "model/timestamp.h"

struct record_names record_names_of(const struct config *config)
{
	struct record_names names = { .event = config->event_type };
	const char *start = config->field_start;

	names.field[RECORD_SRC] = config->field_source_ip;
	names.field[RECORD_DST] = config->field_destination_ip;
	names.field[RECORD_PORT] = config->field_destination_port;
	names.field[RECORD_TIME] = start ? start : config->field_timestamp;
	names.field[RECORD_LOGGED] = config->field_timestamp;
	names.field[RECORD_BYTES] = config->field_bytes_out;
	names.field[RECORD_EVENT] = config->event_key;
	if (!config->event_key)
		names.event = NULL;
	return names;
}

/* flare: a flow's @timestamp is when Suricata wrote it. */
void record_warn_of_timing(const struct config *config)
{
	if (config->flare_timing)
		log_warn("flows are timed by %s, as Flare did: that is when Suricata logged "
			 "them, up to minutes after they ended, and blurs a beacon's beat. "
			 "field_start=flow.start in the ini times them by their start",
			 config->field_timestamp);
}

/* "no src_ip", "dest_ip is no address": never holds the value itself. */
static const char *explain(char text[96], const char *field, const char *what)
{
	snprintf(text, 96, what, field ? field : "a needed field");
	return text;
}

static const char *take_address(struct value value, const char *field, char text[96],
				struct address *address)
{
	if (!value.text)
		return explain(text, field, "no %s");
	if (!address_parse(value.text, value.len, address))
		return explain(text, field, "%s is no IP address");
	return NULL;
}

static const char *take_time(struct value value, const char *field, char text[96],
			     int64_t *time_us)
{
	if (!value.text)
		return explain(text, field, "no %s");
	switch (timestamp_parse(value.text, value.len, time_us)) {
	case TIMESTAMP_OK:
		return NULL;
	case TIMESTAMP_OUT_OF_RANGE:
		return explain(text, field, "%s is not between the years 1970 and 2199");
	default:
		return explain(text, field, "%s is no time");
	}
}

/* A whole number, possibly written "443.0" by a tool that thinks in doubles. */
static bool parse_count(struct value value, uint64_t *count)
{
	/* Beyond it a JSON number is not exact, and no flow has so many bytes. */
	static const uint64_t MOST = UINT64_C(1) << 53;
	uint64_t sum = 0;
	size_t i = 0;

	for (; i < value.len && value.text[i] >= '0' && value.text[i] <= '9'; i++) {
		if (sum > MOST)
			return false;
		sum = sum * 10 + (uint64_t)(value.text[i] - '0');
	}
	if (i == 0)
		return false;
	if (i < value.len && value.text[i] == '.') {
		i++;
		while (i < value.len && value.text[i] == '0')
			i++;
	}
	if (i != value.len || sum > MOST)
		return false;
	*count = sum;
	return true;
}

static bool is_absent(struct value value)
{
	return !value.text || value.len == 0;
}

static const char *read_flow(const struct value values[N_RECORD_FIELDS],
			     const struct record_names *names, char text[96],
			     struct flow *flow)
{
	uint64_t port;
	const char *why;

	why = take_address(values[RECORD_SRC], names->field[RECORD_SRC], text, &flow->src);
	if (!why)
		why = take_address(values[RECORD_DST], names->field[RECORD_DST], text,
				   &flow->dst);
	if (!why)
		why = take_time(values[RECORD_TIME], names->field[RECORD_TIME], text,
				&flow->time_us);
	if (why)
		return why;
	if (is_absent(values[RECORD_LOGGED]))
		flow->logged_us = flow->time_us;
	else if ((why = take_time(values[RECORD_LOGGED], names->field[RECORD_LOGGED], text,
				  &flow->logged_us)))
		return why;
	if (!parse_count(values[RECORD_PORT], &port) || port > UINT16_MAX)
		return explain(text, names->field[RECORD_PORT], "%s is no port number");
	flow->port = (uint16_t)port;
	flow->bytes_out = 0;
	if (!is_absent(values[RECORD_BYTES]) &&
	    !parse_count(values[RECORD_BYTES], &flow->bytes_out))
		return explain(text, names->field[RECORD_BYTES], "%s is no number of bytes");
	return NULL;
}

void record_take(const struct value values[N_RECORD_FIELDS], const struct record_names *names,
		 uint64_t line, const struct sink *sink)
{
	struct flow flow;
	char text[96];
	const char *why;

	if (names->event && !value_is(values[RECORD_EVENT], names->event)) {
		sink->tally->other++;
		return;
	}
	if (is_absent(values[RECORD_PORT]) && !is_absent(values[RECORD_SRC])) {
		sink->tally->no_port++;
		return;
	}
	why = read_flow(values, names, text, &flow);
	if (why)
		tally_bad(sink->tally, line, why);
	else
		sink->put(sink->context, &flow);
}
