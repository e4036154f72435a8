/*
 * timeline - see timeline.h.
 */
#include "export/timeline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/figures.h"
#include "core/memory.h"
#include "export/bars.h"
#include "model/timestamp.h"

enum { BYTES = 9 };

struct lines {
	const struct timeline *timeline;
	int64_t step_us;
	int64_t begin_us; /* of the first line */
	size_t n;
	size_t n_cells; /* of a line */
	uint32_t *counts;
	uint32_t most;
};

static int64_t floor_to(int64_t time_us, int64_t step_us)
{
	return time_us / step_us * step_us;
}

static size_t count_lines(const struct timeline *timeline, int64_t step_us)
{
	return (size_t)(floor_to(timeline->last_us, step_us) / step_us -
			floor_to(timeline->first_us, step_us) / step_us) +
	       1;
}

int64_t timeline_step_s(const struct timeline *timeline)
{
	static const int64_t steps_s[] = { 10,	  30,	 60,	 120,	300,   600,
					   900,	  1800,	 3600,	 7200,	10800, 21600,
					   43200, 86400, 172800, 604800 };
	int64_t step_s = 0;

	for (size_t i = 0; i < sizeof(steps_s) / sizeof(*steps_s); i++) {
		step_s = steps_s[i];
		if (count_lines(timeline, step_s * SECOND_US) <= TIMELINE_LINES)
			return step_s;
	}
	while (count_lines(timeline, step_s * SECOND_US) > TIMELINE_LINES)
		step_s *= 2;
	return step_s;
}

/* Of whole minutes, or of a day quarters and halves of an hour: what keeps to the clock
 * is to look even. */
static size_t choose_cells(size_t room, int64_t step_us)
{
	static const size_t round[] = { TIMELINE_CELLS, 96, 72, 60, 48, 36 };

	for (size_t i = 0; i < sizeof(round) / sizeof(*round); i++) {
		if (round[i] <= room &&
		    (step_us > 3 * HOUR_US || round[i] % 60 == 0 || round[i] == 36))
			return round[i];
	}
	return 24;
}

/* "2025-11-20 08:15", with the seconds where lines are that short. */
static int label_width(const struct lines *lines)
{
	return lines->step_us < 60 * SECOND_US ? 19 : 16;
}

static void lines_init(struct lines *lines, const struct timeline *timeline, size_t width)
{
	size_t beside;

	*lines = (struct lines){ .timeline = timeline,
				 .step_us = timeline_step_s(timeline) * SECOND_US };
	beside = (size_t)label_width(lines) + 1;
	for (size_t i = 0; i < 2; i++)
		beside += timeline->strips[i] ? BYTES + 2 : 0;
	lines->begin_us = floor_to(timeline->first_us, lines->step_us);
	lines->n = count_lines(timeline, lines->step_us);
	lines->n_cells = choose_cells(width == 0       ? TIMELINE_CELLS
				      : width > beside ? width - beside
						       : 0,
				      lines->step_us);
	lines->counts = memory_zero(lines->n * lines->n_cells, sizeof(*lines->counts));
}

static void count_ticks(struct lines *lines)
{
	const struct timeline *timeline = lines->timeline;
	double slot_us = (double)(timeline->last_us - timeline->first_us + 1) /
			 (double)timeline->n_slots;
	double cell_us = (double)lines->step_us / (double)lines->n_cells;
	uint64_t slot = 0;

	for (size_t i = 0; timeline->ticks && i < timeline->ticks->n; i++) {
		double at;

		slot += timeline->ticks->counts[i];
		at = ((double)(timeline->first_us - lines->begin_us) +
		      ((double)slot + 0.5) * slot_us) /
		     cell_us;
		if (slot >= timeline->n_slots ||
		    at >= (double)(lines->n * lines->n_cells))
			continue; /* of a file that someone made up */
		if (++lines->counts[(size_t)at] > lines->most)
			lines->most = lines->counts[(size_t)at];
	}
}

/* What of the strip's parts falls into the line, as if each were even in itself. */
static double bytes_of(const struct lines *lines, size_t line, const struct series *strip)
{
	const struct timeline *timeline = lines->timeline;
	double part_us =
		(double)(timeline->last_us - timeline->first_us + 1) / (double)strip->n;
	double from = (double)(lines->begin_us - timeline->first_us) +
		      (double)line * (double)lines->step_us;
	double to = from + (double)lines->step_us, sum = 0;

	for (size_t i = 0; i < strip->n; i++) {
		double begin = fmax(from, (double)i * part_us);
		double end = fmin(to, (double)(i + 1) * part_us);

		if (end > begin)
			sum += (double)strip->counts[i] * (end - begin) / part_us;
	}
	return sum;
}

static const char *bytes_text(const struct lines *lines, size_t line,
			      const struct series *strip, char text[FIGURES_TEXT])
{
	double bytes = bytes_of(lines, line, strip);

	return bytes > 0 ? figures_bytes(bytes, text) : "-";
}

/* The day stands where it begins. */
static void put_label(const struct lines *lines, size_t line, struct paper *paper)
{
	int64_t time_us = lines->begin_us + (int64_t)line * lines->step_us;
	char text[TIMESTAMP_TEXT];

	timestamp_format(time_us, text);
	if (line > 0 && time_us % (24 * HOUR_US) >= lines->step_us)
		paper_blanks(paper, 11);
	else
		paper_print(paper, "%.10s ", text);
	paper_print(paper, "%.*s", label_width(lines) - 11, text + 11);
	paper_blanks(paper, 1);
}

static void put_cells(const struct lines *lines, size_t line, struct paper *paper)
{
	const uint32_t *counts = lines->counts + line * lines->n_cells;

	for (size_t i = 0; i < lines->n_cells; i++) {
		if (counts[i] > 0 && lines->most == 1)
			paper_put(paper, paper->unicode ? "\xe2\x94\x82" : "|");
		else
			paper_put(paper,
				  bars_mark(lines->most ? (double)counts[i] / lines->most
							: 0,
					    paper->unicode));
	}
}

static void put_right(struct paper *paper, const char *text, size_t width)
{
	size_t used = paper_measure(text);

	paper_blanks(paper, 2 + (width > used ? width - used : 0));
	paper_put(paper, text);
}

static void put_line(const struct lines *lines, size_t line, struct paper *paper)
{
	char text[FIGURES_TEXT];

	put_label(lines, line, paper);
	put_cells(lines, line, paper);
	for (size_t i = 0; i < 2; i++) {
		const struct series *strip = lines->timeline->strips[i];

		if (strip)
			put_right(paper, bytes_text(lines, line, strip, text), BYTES);
	}
	paper_end_line(paper);
}

/* Quarters of a line: "+15 min". */
static void put_scale(const struct lines *lines, struct paper *paper)
{
	static const char *const names[] = { "to server", "to client" };
	char text[FIGURES_TEXT];

	paper_style(paper, PAPER_DIM);
	paper_put(paper, "UTC");
	paper_blanks(paper, (size_t)label_width(lines) + 1 - 3);
	for (size_t i = 0; i < 4; i++) {
		double offset_s = (double)lines->step_us / 1e6 * (double)i / 4;
		size_t room = lines->n_cells / 4, used;

		figures_seconds(offset_s, text);
		used = i > 0 ? 1 + paper_measure(text) : 0;
		if (used >= room) /* it would touch the next one */
			used = 0;
		if (used > 0)
			paper_print(paper, "+%s", text);
		paper_blanks(paper, room - used);
	}
	for (size_t i = 0; i < 2; i++) {
		if (lines->timeline->strips[i])
			put_right(paper, names[i], BYTES);
	}
	paper_style(paper, PAPER_PLAIN);
	paper_end_line(paper);
}

void timeline_put(const struct timeline *timeline, struct paper *paper)
{
	struct lines lines;

	lines_init(&lines, timeline, paper->width);
	count_ticks(&lines);
	put_scale(&lines, paper);
	for (size_t i = 0; i < lines.n; i++)
		put_line(&lines, i, paper);
	free(lines.counts);
}
