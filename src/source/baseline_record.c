/*
 * baseline_record - see baseline_record.h. Lines that Flare itself wrote have no times
 * but that of the run, and its numbers may be texts.
 */
#include "source/baseline_record.h"

#include <stdio.h>
#include <string.h>

#include "model/timestamp.h"
#include "source/value.h"

enum { LONGEST_NAME = 1024 };

#define OWN(name) BEACON_DATASET "." name

const char *const baseline_flare_names[N_BASELINE_FIELDS] = {
	[BASELINE_TIME] = "timestamp",
	[BASELINE_EVENT] = "event_type",
	[BASELINE_HOURS] = "period",
	[BASELINE_SRC] = "src_ip",
	[BASELINE_DST] = "dest_ip",
	[BASELINE_NAME] = "dest_name",
	[BASELINE_PORT] = "dest_port",
	[BASELINE_SERVICES] = "services",
	[BASELINE_STATUS] = "status",
	[BASELINE_SINCE] = "known_since",
	[BASELINE_FIRST] = "first_seen",
	[BASELINE_LAST] = "last_seen",
	[BASELINE_LISTED] = "listed",
	[BASELINE_PROTOCOL] = "protocol",
	[BASELINE_RANK] = "rank",
	[BASELINE_SCORE] = "score",
	[BASELINE_PERIOD] = "period_s",
	[BASELINE_JITTER] = "jitter_percent",
	[BASELINE_BYTES] = "bytes_toserver",
	[BASELINE_OCCURRENCES] = "occurrences",
	[BASELINE_PERCENT] = "percent",
	[BASELINE_INTERVAL] = "interval",
};

const char *const baseline_ecs_names[N_BASELINE_FIELDS] = {
	[BASELINE_TIME] = "event.created",    [BASELINE_EVENT] = "event.action",
	[BASELINE_HOURS] = OWN("period"),     [BASELINE_SRC] = "source.ip",
	[BASELINE_DST] = "destination.ip",    [BASELINE_NAME] = "destination.domain",
	[BASELINE_PORT] = "destination.port", [BASELINE_SERVICES] = OWN("services"),
	[BASELINE_STATUS] = OWN("status"),    [BASELINE_SINCE] = OWN("known_since"),
	[BASELINE_FIRST] = "event.start",     [BASELINE_LAST] = "event.end",
	[BASELINE_LISTED] = OWN("listed"),    [BASELINE_PROTOCOL] = "network.transport",
	[BASELINE_RANK] = OWN("rank"),	      [BASELINE_SCORE] = OWN("score"),
	[BASELINE_PERIOD] = OWN("period_s"),  [BASELINE_JITTER] = OWN("jitter_percent"),
	[BASELINE_BYTES] = "source.bytes",    [BASELINE_OCCURRENCES] = OWN("occurrences"),
	[BASELINE_PERCENT] = OWN("percent"),  [BASELINE_INTERVAL] = OWN("interval"),
};

void baseline_bad(struct baseline_tally *tally, uint64_t line, const char *why)
{
	if (tally->bad++ > 0)
		return;
	tally->first_bad_line = line;
	snprintf(tally->first_bad_why, sizeof(tally->first_bad_why), "%s", why);
}

/* Which --key a row goes by, its columns tell. */
static const char *key_of(const struct value *values)
{
	if (values[BASELINE_NAME].text)
		return "src,name";
	return values[BASELINE_SERVICES].text ? "src,dst" : "src,dst,port";
}

static bool is_of_key(const struct value *values, const struct baseline *baseline)
{
	bool by_name = values[BASELINE_NAME].text != NULL;
	bool by_port = !by_name && !values[BASELINE_SERVICES].text;

	return by_name == baseline->by_name && by_port == baseline->by_port;
}

/* What has no name is called by its address, which may be spelled in many ways. */
static const char *name_of(struct value value, char room[LONGEST_NAME])
{
	struct address address;

	if (address_parse(value.text, value.len, &address))
		return address_format(&address, room);
	return value_text(value, room, LONGEST_NAME);
}

static enum known_state state_of(struct value status, bool says_gone)
{
	if (value_is(status, "gone"))
		return KNOWN_GONE;
	return status.text && says_gone ? KNOWN_FOLLOWED : KNOWN_LISTED;
}

static void take_numbers(const struct value *values, struct known *row)
{
	int64_t hours = value_integer(values[BASELINE_HOURS]);

	row->span = hours == CELL_NO_INTEGER ? SPAN_DAY : baseline_span_of(hours);
	row->first_us = value_moment(values[BASELINE_FIRST], row->run_us);
	row->last_us = value_moment(values[BASELINE_LAST], row->run_us);
	row->since_us = value_moment(values[BASELINE_SINCE], row->first_us);
	if (row->first_us < row->since_us)
		row->since_us = row->first_us;
	row->rank = value_real(values[BASELINE_RANK]);
	row->score = value_real(values[BASELINE_SCORE]);
	row->period_s = value_real(values[BASELINE_PERIOD]);
	row->jitter_percent = value_real(values[BASELINE_JITTER]);
	row->services = value_integer(values[BASELINE_SERVICES]);
	row->bytes_out = value_integer(values[BASELINE_BYTES]);
	row->occurrences = value_integer(values[BASELINE_OCCURRENCES]);
	row->percent = value_integer(values[BASELINE_PERCENT]);
	row->interval_s = value_integer(values[BASELINE_INTERVAL]);
}

/* What is wrong with who it is and when; NULL: nothing. */
static const char *take_key(const struct value *values, const struct baseline *baseline,
			    struct known *row, char room[LONGEST_NAME])
{
	struct value src = values[BASELINE_SRC], dst = values[BASELINE_DST];

	row->run_us = value_moment(values[BASELINE_TIME], -1);
	row->port = value_integer(values[BASELINE_PORT]);
	if (!src.text || !address_parse(src.text, src.len, &row->src))
		return "no source address";
	if (!dst.text || !address_parse(dst.text, dst.len, &row->dst))
		return "no destination address";
	if (row->run_us < 0)
		return "no time of its run";
	if (baseline->by_port && (row->port < 0 || row->port > UINT16_MAX))
		return "no destination port";
	if (baseline->by_name && !(row->name = name_of(values[BASELINE_NAME], room)))
		return "no name of the destination";
	return NULL;
}

/* Clocks of two hosts, and the time between reading and writing, are no mistake. */
static bool is_to_come(int64_t run_us, const struct baseline *baseline)
{
	static const int64_t ALLOWED = HOUR_US / 6;

	return run_us - ALLOWED > baseline->now_us;
}

void baseline_take(const struct value values[N_BASELINE_FIELDS], bool says_gone,
		   uint64_t line, struct baseline *baseline, struct baseline_tally *tally)
{
	struct known row = known_nothing();
	char name[LONGEST_NAME], listed[LONGEST_NAME], protocol[LONGEST_NAME];
	const char *why;

	if (values[BASELINE_EVENT].text &&
	    !value_is(values[BASELINE_EVENT], "beaconing")) {
		tally->other++;
		return;
	}
	if (values[BASELINE_SRC].text && !is_of_key(values, baseline)) {
		tally->other_key++;
		tally->key = key_of(values);
		return;
	}
	why = take_key(values, baseline, &row, name);
	if (why) {
		baseline_bad(tally, line, why);
		return;
	}
	if (is_to_come(row.run_us, baseline)) {
		tally->future++;
		return;
	}
	take_numbers(values, &row);
	row.state = state_of(values[BASELINE_STATUS], says_gone);
	row.listed = value_text(values[BASELINE_LISTED], listed, sizeof(listed));
	row.protocol = value_text(values[BASELINE_PROTOCOL], protocol, sizeof(protocol));
	baseline_add(baseline, &row);
	tally->rows++;
}

static bool ends(struct value text, const char *end)
{
	size_t len = strlen(end);

	return text.len >= len && memcmp(text.text + text.len - len, end, len) == 0;
}

void baseline_take_run(const struct value values[N_BASELINE_FIELDS],
		       struct baseline *baseline, struct baseline_tally *tally)
{
	struct value event = values[BASELINE_EVENT];
	const char *key = baseline->by_name   ? " by src_ip dest_name"
			  : baseline->by_port ? " by src_ip dest_ip dest_port"
					      : " by src_ip dest_ip";
	size_t len = sizeof(BASELINE_EMPTY_RUN) - 1;
	int64_t hours = value_integer(values[BASELINE_HOURS]);
	int64_t run_us = value_moment(values[BASELINE_TIME], -1);

	if (!event.text || event.len < len ||
	    memcmp(event.text, BASELINE_EMPTY_RUN, len) != 0 || !ends(event, key) ||
	    hours == CELL_NO_INTEGER || run_us < 0) {
		tally->other++;
		return;
	}
	if (is_to_come(run_us, baseline)) {
		tally->future++;
		return;
	}
	baseline_note_run(baseline, baseline_span_of(hours), run_us);
	tally->empty_runs++;
}
