/*
 * said - see said.h.
 */
#include "export/said.h"

#include <inttypes.h>
#include <string.h>

#include "core/figures.h"
#include "model/timestamp.h"

enum { INDENT = 2, GAP = 2, COUNT = 9 };

static size_t widest_kind(const struct context *context)
{
	size_t width = 0;

	for (size_t i = 0; i < context->n; i++) {
		size_t len = strlen(context_kind_name(context->entries[i].kind));

		width = len > width ? len : width;
	}
	return width;
}

/* "2025-11-20 00:00:25 to 23:59:25": a day that is the same is said once. */
static void put_times(const struct context_entry *said, struct paper *paper)
{
	enum { DAY = 10, SECONDS = 19 };
	char first[TIMESTAMP_TEXT], last[TIMESTAMP_TEXT];
	bool same_day;

	timestamp_format(said->first.us / SECOND_US * SECOND_US, first);
	timestamp_format(said->last.us / SECOND_US * SECOND_US, last);
	same_day = strncmp(first, last, DAY) == 0;
	first[DAY] = last[DAY] = ' ';
	paper_print(paper, "%.*s", SECONDS, first);
	if (strncmp(first, last, SECONDS) != 0)
		paper_print(paper, " to %.*s", same_day ? SECONDS - DAY - 1 : SECONDS,
			    last + (same_day ? DAY + 1 : 0));
}

static void put_value(const struct context_entry *said, size_t indent,
		      struct paper *paper)
{
	if (said->kind == CONTEXT_ALERT)
		paper_style(paper, PAPER_ALARM);
	paper_paragraph(paper, said->value ? said->value : "(others)", indent);
	if (said->kind == CONTEXT_ALERT)
		paper_style(paper, PAPER_PLAIN);
	if (said->severity != CELL_NO_INTEGER)
		paper_print(paper, " (severity %" PRId64 ")", said->severity);
	paper_end_line(paper);
}

static void put_entry(const struct context_entry *said, const char *kind, size_t width,
		      struct paper *paper)
{
	size_t indent = INDENT + width + GAP + COUNT + 1;
	char count[FIGURES_TEXT];

	paper_blanks(paper, INDENT);
	paper_put(paper, kind);
	paper_blanks(paper, width - strlen(kind) + GAP);
	paper_print(paper, "%*s ", COUNT, figures_count(said->count, count));
	put_value(said, indent, paper);
	paper_blanks(paper, indent);
	paper_style(paper, PAPER_DIM);
	put_times(said, paper);
	paper_style(paper, PAPER_PLAIN);
	paper_end_line(paper);
	if (!said->payload)
		return;
	paper_blanks(paper, indent);
	paper_put(paper, "payload: ");
	paper_paragraph(paper, said->payload, indent);
	paper_end_line(paper);
}

void said_put(const struct context *context, struct paper *paper)
{
	size_t width = widest_kind(context);

	for (size_t i = 0; i < context->n; i++) {
		const struct context_entry *said = &context->entries[i];
		bool again = i > 0 && context->entries[i - 1].kind == said->kind;

		put_entry(said, again ? "" : context_kind_name(said->kind), width, paper);
	}
}
