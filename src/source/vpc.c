/*
 * vpc - flow logs of Amazon's VPC as text: columns parted by a blank. Files that were
 * delivered to S3 begin with a line of titles, in any order; without one it is the order
 * of version 2. A connection is logged by both its directions, and anew each time an
 * interval of one or ten minutes is over; where its flags are logged, too, they tell who
 * began it, and when.
 * Format: docs.aws.amazon.com, "Flow log records".
 */
#include <string.h>

#include "core/lines.h"
#include "source/format.h"
#include "source/record.h"
#include "source/service_port.h"

static const struct record_names vpc_names = {
	.field = {
		[RECORD_SRC] = "srcaddr",
		[RECORD_DST] = "dstaddr",
		[RECORD_PORT] = "dstport",
		[RECORD_SRC_PORT] = "srcport",
		[RECORD_PROTOCOL] = "protocol",
		[RECORD_TIME] = "start",
		[RECORD_END] = "end",
		[RECORD_BYTES] = "bytes",
		[RECORD_EVENT] = "log-status",
	},
	.event = "OK", /* else nothing was seen, or not recorded */
};

static const char version_2[] =
	"version account-id interface-id srcaddr dstaddr srcport "
	"dstport protocol packets bytes start end action log-status";

enum { N_VERSION_2 = 14, MOST_COLUMNS = 128 };

/* Which column is which field. */
struct layout {
	signed char field[MOST_COLUMNS]; /* -1: none */
	size_t n;
	size_t flags; /* the column of those of TCP; MOST_COLUMNS: none */
};

/* The columns of a line, as far as there is room; returns how many. */
static size_t split(const char *text, size_t len, struct value columns[MOST_COLUMNS])
{
	const char *end = text + len;
	size_t n = 0;

	while (text < end && n < MOST_COLUMNS) {
		const char *stop = memchr(text, ' ', (size_t)(end - text));

		columns[n++] =
			(struct value){ text, (size_t)((stop ? stop : end) - text) };
		text = stop ? stop + 1 : end;
	}
	return n;
}

static signed char field_of(struct value title)
{
	for (size_t i = 0; i < N_RECORD_FIELDS; i++) {
		if (vpc_names.field[i] && value_is(title, vpc_names.field[i]))
			return (signed char)i;
	}
	return -1;
}

/* False if they are no titles, or not of all that makes a flow. */
static bool read_titles(const struct value *columns, size_t n, struct layout *layout)
{
	bool has[N_RECORD_FIELDS] = { false };
	struct layout titles = { .n = n, .flags = MOST_COLUMNS };

	for (size_t i = 0; i < n; i++) {
		if (value_is(columns[i], "tcp-flags"))
			titles.flags = i;
		titles.field[i] = field_of(columns[i]);
		if (titles.field[i] >= 0)
			has[titles.field[i]] = true;
	}
	if (!has[RECORD_SRC] || !has[RECORD_DST] || !has[RECORD_PORT] ||
	    !has[RECORD_TIME])
		return false;
	*layout = titles;
	return true;
}

static void layout_init(struct layout *layout)
{
	struct value columns[MOST_COLUMNS];

	read_titles(columns, split(version_2, sizeof(version_2) - 1, columns), layout);
}

/* It came back from a service: its connection is logged by the other direction too. */
static bool is_answer(const struct value values[N_RECORD_FIELDS])
{
	uint16_t src, dst;

	return record_parse_port(values[RECORD_SRC_PORT], &src) &&
	       record_parse_port(values[RECORD_PORT], &dst) &&
	       service_port_answers(src, dst);
}

/* All flags of an interval are in one number, but ACK only if it came with SYN. */
static bool is_begun(struct value flags)
{
	enum { SYN = 2, SYN_ACK = 18 };
	uint16_t number;

	return record_parse_port(flags, &number) && (number & SYN_ACK) == SYN;
}

static enum record_kind kind_of(const struct value values[N_RECORD_FIELDS],
				struct value flags)
{
	bool is_call;

	if (values[RECORD_EVENT].text &&
	    record_kind_of(values, &vpc_names) == RECORD_IS_OTHER)
		return RECORD_IS_OTHER;
	is_call = flags.text && value_is(values[RECORD_PROTOCOL], "6")
			  ? is_begun(flags)
			  : !is_answer(values);
	return is_call ? RECORD_IS_FLOW : RECORD_IS_OTHER;
}

static void take_record(const struct layout *layout, const struct value *columns,
			size_t n, uint64_t line, const struct sink *sink)
{
	struct value values[N_RECORD_FIELDS] = { { .text = NULL } };
	struct value flags = { .text = NULL };

	for (size_t i = 0; i < n && i < layout->n; i++) {
		if (i == layout->flags && !value_is(columns[i], "-"))
			flags = columns[i];
		if (layout->field[i] >= 0 && !value_is(columns[i], "-"))
			values[layout->field[i]] = columns[i];
	}
	if (value_is(values[RECORD_PORT], "0")) /* so is what has none, as ICMP */
		values[RECORD_PORT] = (struct value){ .text = NULL };
	record_take(values, &vpc_names, kind_of(values, flags), line, sink);
}

static void read_line(struct layout *layout, const struct line *line, uint64_t number,
		      const struct sink *sink)
{
	struct value columns[MOST_COLUMNS];
	size_t n = split(line->text, line_length(line), columns);

	if (line->too_long)
		tally_bad(sink->tally, number, LINE_TOO_LONG);
	else if (n == 0 || read_titles(columns, n, layout))
		return;
	else if (line->is_cut && n < layout->n)
		tally_bad(sink->tally, number, LINE_IS_CUT);
	else
		take_record(layout, columns, n, number, sink);
}

static int read_vpc(const struct piece *piece, const struct sink *sink, struct error *err)
{
	struct layout layout;
	struct lines lines;
	struct line line;
	int r;

	layout_init(&layout);
	lines_init(&lines, piece->stream);
	while ((r = lines_next(&lines, &line, err)) > 0)
		read_line(&layout, &line, lines.number, sink);
	sink->tally->lines = lines.number;
	lines_free(&lines);
	return r;
}

/* By titles, or as a record of version 2. */
static bool recognise(const char *head, size_t len, const struct config *config)
{
	struct value columns[MOST_COLUMNS] = { { .text = NULL } };
	const char *end = memchr(head, '\n', len);
	struct line line = { .text = head, .len = end ? (size_t)(end - head) : len };
	size_t n = split(head, line_length(&line), columns);
	struct value status = n > 0 ? columns[n - 1] : (struct value){ .text = NULL };
	struct layout ignored;

	(void)config;
	return read_titles(columns, n, &ignored) ||
	       (n == N_VERSION_2 && value_is(columns[0], "2") &&
		(value_is(status, "OK") || value_is(status, "NODATA") ||
		 value_is(status, "SKIPDATA")));
}

const struct format format_vpc = {
	.name = "AWS VPC flow log",
	.listed_as = "AWS VPC flow logs as text",
	.recognise = recognise,
	.read = read_vpc,
};
