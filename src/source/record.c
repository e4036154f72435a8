/*
 * record - see record.h.
 */
#include "source/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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
	names.field[RECORD_BYTES_IN] = config->field_bytes_in;
	names.field[RECORD_END] = config->field_end;
	names.field[RECORD_DURATION] = config->field_duration;
	names.field[RECORD_STATE] = config->field_state;
	names.field[RECORD_PROTOCOL] = config->field_protocol;
	names.field[RECORD_ID] = config->field_flow_id;
	names.field[RECORD_TLS_NAME] = config->field_tls_name;
	names.field[RECORD_HTTP_HOST] = config->field_http_host;
	names.field[RECORD_QUERY] = config->field_dns_query;
	names.field[RECORD_ANSWERS] = config->field_dns_answers;
	names.field[RECORD_QUERY_TYPE] = config->field_dns_type;
	names.field[RECORD_SRC_PORT] = config->field_source_port;
	names.field[RECORD_USER_AGENT] = config->field_user_agent;
	names.field[RECORD_URL] = config->field_url;
	names.field[RECORD_HTTP_METHOD] = config->field_http_method;
	names.field[RECORD_HTTP_STATUS] = config->field_http_status;
	names.field[RECORD_TLS_VERSION] = config->field_tls_version;
	names.field[RECORD_TLS_ISSUER] = config->field_tls_issuer;
	names.field[RECORD_JA3] = config->field_ja3;
	names.field[RECORD_JA4] = config->field_ja4;
	names.field[RECORD_ALERT] = config->field_alert;
	names.field[RECORD_SEVERITY] = config->field_alert_severity;
	names.field[RECORD_PAYLOAD] = config->field_payload;
	names.says_names = config->names_types;
	names.is_alert = config->alert_types;
	names.timed_by_log = config->flare_timing;
	names.duration_unit_s = strcmp(config->duration_unit, "ns") == 0   ? 1e-9
				: strcmp(config->duration_unit, "us") == 0 ? 1e-6
				: strcmp(config->duration_unit, "ms") == 0 ? 1e-3
									   : 1;
	names.field[RECORD_EVENT] = config->event_key;
	if (!config->event_key)
		names.event = NULL;
	return names;
}

size_t record_n_fields(const struct sink *sink)
{
	if (sink->put_sighting)
		return N_RECORD_FIELDS;
	return sink->put_name ? N_NAME_FIELDS : N_FLOW_FIELDS;
}

/* flare: a flow's @timestamp is when Suricata wrote it. */
void record_warn_of_timing(const struct config *config)
{
	if (config->flare_timing)
		log_warn("flows are timed by %s, as Flare did: that is when Suricata "
			 "logged "
			 "them, up to minutes after they ended, and blurs a beacon's "
			 "beat. "
			 "field_start=flow.start in the ini times them by their start",
			 config->field_timestamp);
}

/* "no src_ip", "dest_ip is no address": never holds the value itself. */
static const char *say_no(char text[96], const char *field)
{
	snprintf(text, 96, "no %s", field ? field : "a needed field");
	return text;
}

static const char *explain(char text[96], const char *field, const char *what)
{
	snprintf(text, 96, "%s %s", field ? field : "a needed field", what);
	return text;
}

static const char *take_address(struct value value, const char *field, char text[96],
				struct address *address)
{
	if (!value.text)
		return say_no(text, field);
	if (!address_parse(value.text, value.len, address))
		return explain(text, field, "is no IP address");
	return NULL;
}

static const char *take_time(struct value value, const char *field, char text[96],
			     int64_t *time_us)
{
	if (!value.text)
		return say_no(text, field);
	switch (timestamp_parse(value.text, value.len, time_us)) {
	case TIMESTAMP_OK:
		return NULL;
	case TIMESTAMP_OUT_OF_RANGE:
		return explain(text, field, "is not between the years 1970 and 2199");
	default:
		return explain(text, field, "is no time");
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

bool record_parse_port(struct value value, uint16_t *port)
{
	uint64_t count;

	if (!parse_count(value, &count) || count > UINT16_MAX)
		return false;
	*port = (uint16_t)count;
	return true;
}

static bool is_absent(struct value value)
{
	return !value.text || value.len == 0;
}

static const char *take_bytes(struct value value, const char *field, char text[96],
			      uint64_t *bytes)
{
	*bytes = FLOW_NO_BYTES;
	if (!is_absent(value) && !parse_count(value, bytes))
		return explain(text, field, "is no number of bytes");
	return NULL;
}

/* A century is no flow, but damage. */
static const double LONGEST_S = 3.2e9;

/* Of up to 15 digits, which is nearly any: both parts of the fraction are exact doubles,
 * so that it is the same as strtod() gives, in a tenth of the time. */
static bool parse_plain_decimal(struct value value, double *number)
{
	static const double powers[] = { 1e0, 1e1, 1e2,	 1e3,  1e4,  1e5,  1e6,	 1e7,
					 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
	uint64_t digits = 0;
	size_t n_digits = 0, n_behind = 0;
	bool has_point = false;

	if (value.len > 16)
		return false;
	for (size_t i = 0; i < value.len; i++) {
		char c = value.text[i];

		if (c == '.' && !has_point && i > 0) {
			has_point = true;
			continue;
		}
		if (c < '0' || c > '9')
			return false;
		digits = digits * 10 + (uint64_t)(c - '0');
		n_digits++;
		n_behind += has_point;
	}
	if (n_digits == 0 || n_digits > 15)
		return false;
	*number = (double)digits / powers[n_behind];
	return true;
}

static bool parse_any_number(struct value value, double *number)
{
	char copy[64];
	char *end;

	if (value.len == 0 || value.len >= sizeof(copy))
		return false;
	memcpy(copy, value.text, value.len);
	copy[value.len] = '\0';
	*number = strtod(copy, &end);
	return !*end && end != copy;
}

/* Zeek writes "0.000059" or "5.9e-05". */
static bool parse_seconds(struct value value, double unit_s, int64_t *span_us)
{
	double span_s;

	if (!parse_plain_decimal(value, &span_s) && !parse_any_number(value, &span_s))
		return false;
	span_s *= unit_s;
	if (!(span_s >= 0) || span_s > LONGEST_S)
		return false;
	*span_us = (int64_t)(span_s * 1e6 + 0.5);
	return true;
}

/*
 * How long it lasted, by its end or else by what is said. Nothing of it is worth
 * losing the flow for. An end before the start is a clock that was set back, one
 * after the flow was logged is damage. A flow that is timed by when it was logged,
 * as Flare did, ended at that time at the latest.
 */
static void take_duration(const struct value values[N_RECORD_FIELDS],
			  const struct record_names *names, struct tally *tally,
			  struct flow *flow)
{
	struct value duration = values[RECORD_DURATION];
	int64_t end_us;
	char text[96];

	flow->duration_us = 0;
	flow->end_us = flow->time_us;
	if (!is_absent(values[RECORD_END])) {
		const char *why = take_time(values[RECORD_END], names->field[RECORD_END],
					    text, &end_us);

		if (why)
			tally_odd(tally, why);
		else if (flow->logged_us > flow->time_us && end_us > flow->logged_us)
			tally_odd(tally, explain(text, names->field[RECORD_END],
						 "is after the flow was logged"));
		else if (end_us > flow->time_us)
			flow->duration_us = end_us - flow->time_us;
	}
	if (flow->duration_us == 0 && !is_absent(duration) &&
	    !parse_seconds(duration, names->duration_unit_s, &flow->duration_us))
		tally_odd(tally,
			  explain(text, names->field[RECORD_DURATION], "is no duration"));
	if (!names->timed_by_log)
		flow->end_us = flow->time_us + flow->duration_us;
}

/* Suricata's reasons to log a flow, Zeek's states of a connection. */
static enum flow_state state_of(struct value state)
{
	return value_is(state, "shutdown") || value_is(state, "forced") ||
			       value_is(state, "S1")
		       ? FLOW_CUT_OFF
		       : FLOW_ENDED;
}

static const char *take_ends(const struct value values[N_RECORD_FIELDS],
			     const struct record_names *names, char text[96],
			     struct flow *flow)
{
	const char *why;

	why = take_address(values[RECORD_SRC], names->field[RECORD_SRC], text,
			   &flow->src);
	if (!why)
		why = take_address(values[RECORD_DST], names->field[RECORD_DST], text,
				   &flow->dst);
	return why;
}

static const char *take_times(const struct value values[N_RECORD_FIELDS],
			      const struct record_names *names, char text[96],
			      struct tally *tally, struct flow *flow)
{
	const char *why;

	why = take_time(values[RECORD_TIME], names->field[RECORD_TIME], text,
			&flow->time_us);
	if (why)
		return why;
	flow->logged_us = flow->time_us;
	if (!is_absent(values[RECORD_LOGGED]))
		why = take_time(values[RECORD_LOGGED], names->field[RECORD_LOGGED], text,
				&flow->logged_us);
	if (!why)
		take_duration(values, names, tally, flow);
	return why;
}

/* By name or by IANA's number, in whatever case. */
static uint8_t protocol_of(struct value value)
{
	static const struct {
		const char *name;
		const char *number;
		enum flow_protocol protocol;
	} known[] = { { "tcp", "6", FLOW_TCP }, { "udp", "17", FLOW_UDP } };

	if (is_absent(value))
		return 0;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (value_is(value, known[i].number) ||
		    (value.len == 3 && strncasecmp(value.text, known[i].name, 3) == 0))
			return (uint8_t)known[i].protocol;
	}
	return FLOW_OTHER;
}

static const char *read_flow(const struct value values[N_RECORD_FIELDS],
			     const struct record_names *names, char text[96],
			     struct tally *tally, struct flow *flow)
{
	const char *why = take_ends(values, names, text, flow);

	if (!why)
		why = take_times(values, names, text, tally, flow);
	if (why)
		return why;
	if (!record_parse_port(values[RECORD_PORT], &flow->port))
		return explain(text, names->field[RECORD_PORT], "is no port number");
	flow->id = record_id(values[RECORD_ID]);
	why = take_bytes(values[RECORD_BYTES], names->field[RECORD_BYTES], text,
			 &flow->bytes_out);
	if (!why)
		why = take_bytes(values[RECORD_BYTES_IN], names->field[RECORD_BYTES_IN],
				 text, &flow->bytes_in);
	return why;
}

enum record_kind record_kind_of(const struct value values[N_RECORD_FIELDS],
				const struct record_names *names)
{
	return names->event && !value_is(values[RECORD_EVENT], names->event)
		       ? RECORD_IS_OTHER
		       : RECORD_IS_FLOW;
}

enum record_kind record_kind_of_zeek(struct value path)
{
	/* conn_red: Corelight's, the same records thinned out at the source. */
	if (value_is(path, "conn") || value_is(path, "conn_red"))
		return RECORD_IS_FLOW;
	/* Of packages that report connections while they last. */
	if (value_is(path, "conn_long") || value_is(path, "open_conn"))
		return RECORD_IS_REPORT;
	return RECORD_IS_OTHER;
}

void record_take(const struct value values[N_RECORD_FIELDS],
		 const struct record_names *names, enum record_kind kind, uint64_t line,
		 const struct sink *sink)
{
	struct flow flow = { .name = 0 };
	char text[96];
	const char *why;

	if (sink->put_sighting) {
		sink->tally->other++;
		if (kind == RECORD_IS_OTHER)
			record_take_sightings(values, names, sink);
		return;
	}
	if (kind == RECORD_IS_OTHER) {
		sink->tally->other++;
		if (sink->put_name)
			record_take_name(values, names, sink);
		return;
	}
	if (is_absent(values[RECORD_PORT]) && !is_absent(values[RECORD_SRC])) {
		sink->tally->no_port++;
		return;
	}
	why = read_flow(values, names, text, sink->tally, &flow);
	flow.protocol = protocol_of(values[RECORD_PROTOCOL]);
	flow.state = kind == RECORD_IS_REPORT ? FLOW_OPEN
					      : (uint8_t)state_of(values[RECORD_STATE]);
	if (why)
		tally_bad(sink->tally, line, why);
	else
		sink->put(sink->context, &flow);
}
