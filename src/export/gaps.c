/*
 * gaps - see gaps.h.
 */
#include "export/gaps.h"

#include <math.h>
#include <stdio.h>

#include "core/figures.h"
#include "export/bars.h"

enum { INDENT = 2, MOST_LINES = 20, MOST_EMPTY = 2, LABEL_TEXT = 2 * FIGURES_TEXT + 8 };

/* Lines of the histogram: bins taken together. */
struct lines {
	const struct series *series;
	size_t first; /* bin of the first line */
	size_t per;   /* bins a line */
	size_t n;
	uint64_t most;
};

static uint64_t count_of(const struct lines *lines, size_t line)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < lines->per; i++) {
		size_t bin = lines->first + line * lines->per + i;

		sum += bin < lines->series->n ? lines->series->counts[bin] : 0;
	}
	return sum;
}

static size_t count_empty(const struct lines *lines, size_t line)
{
	size_t n = 0;

	while (line + n < lines->n && count_of(lines, line + n) == 0)
		n++;
	return n;
}

/* A run of empty lines is one. */
static size_t count_shown(const struct lines *lines)
{
	size_t n = 0;

	for (size_t i = 0; i < lines->n; i++, n++) {
		size_t n_empty = count_empty(lines, i);

		i += n_empty > MOST_EMPTY ? n_empty - 1 : 0;
	}
	return n;
}

/* No lines if there is no gap. */
static struct lines lines_of(const struct series *series)
{
	struct lines lines = { .series = series };
	size_t end = series->n;

	while (lines.first < end && series->counts[lines.first] == 0)
		lines.first++;
	while (end > lines.first && series->counts[end - 1] == 0)
		end--;
	if (end == lines.first)
		return lines;
	do {
		lines.per++;
		lines.n = (end - lines.first + lines.per - 1) / lines.per;
	} while (count_shown(&lines) > MOST_LINES);
	for (size_t i = 0; i < lines.n; i++)
		lines.most = count_of(&lines, i) > lines.most ? count_of(&lines, i)
							      : lines.most;
	return lines;
}

bool gaps_are_there(const struct gaps *gaps)
{
	return lines_of(gaps->series).n > 0;
}

/* The first bin holds what is shorter, too, and the last what is longer. */
static void line_span(const struct lines *lines, size_t line, double *from_s,
		      double *to_s)
{
	size_t bin = lines->first + line * lines->per;
	uint32_t n = (uint32_t)lines->series->n;

	*from_s = bin > 0 ? bars_gap_s((double)bin, n) : 0;
	*to_s = bin + lines->per < n ? bars_gap_s((double)(bin + lines->per), n)
				     : HUGE_VAL;
}

static const char *line_label(double from_s, double to_s, char text[LABEL_TEXT])
{
	char from[FIGURES_TEXT], to[FIGURES_TEXT];

	if (from_s <= 0)
		snprintf(text, LABEL_TEXT, "under %s", figures_seconds(to_s, to));
	else if (isinf(to_s))
		snprintf(text, LABEL_TEXT, "from %s", figures_seconds(from_s, from));
	else
		snprintf(text, LABEL_TEXT, "%s to %s", figures_seconds(from_s, from),
			 figures_seconds(to_s, to));
	return text;
}

/* A line of bars to the right: as long as its share of the longest. */
static void put_bar(struct paper *paper, uint64_t count, uint64_t most, size_t room)
{
	size_t n = (size_t)((double)count / (double)most * (double)room + 0.5);

	for (size_t i = 0; count > 0 && i < (n > 0 ? n : 1); i++)
		paper_put(paper, paper->unicode ? "\xe2\x96\x88" : "#");
}

static bool is_in_band(const struct gaps *gaps, double from_s, double to_s)
{
	double share = isnan(gaps->jitter_percent) ? 0 : gaps->jitter_percent / 100;

	return gaps->period_s * (1 - share) < to_s &&
	       gaps->period_s * (1 + share) >= from_s;
}

static void put_line(const struct gaps *gaps, const struct lines *lines, size_t line,
		     struct paper *paper)
{
	enum { LABEL = 24, COUNT = 11, MARK = 16, LEAST_BAR = 25, LONGEST_BAR = 60 };
	size_t beside = LABEL + COUNT + MARK + 5;
	size_t room =
		paper->width > beside + LEAST_BAR ? paper->width - beside : LEAST_BAR;
	char label[LABEL_TEXT], count[FIGURES_TEXT];
	double from_s, to_s;
	bool in_band;

	line_span(lines, line, &from_s, &to_s);
	in_band = is_in_band(gaps, from_s, to_s);
	figures_count((int64_t)count_of(lines, line), count);
	paper_blanks(paper, INDENT);
	paper_print(paper, "%*s %*s ", LABEL, line_label(from_s, to_s, label), COUNT,
		    count);
	paper_put(paper, !in_band ? " " : paper->unicode ? "\xe2\x94\x83" : "|");
	if (in_band)
		paper_style(paper, PAPER_ALARM);
	put_bar(paper, count_of(lines, line), lines->most,
		room > LONGEST_BAR ? LONGEST_BAR : room);
	if (in_band)
		paper_style(paper, PAPER_PLAIN);
	if (gaps->period_s >= from_s && gaps->period_s < to_s)
		paper_print(paper, " period %s", figures_seconds(gaps->period_s, count));
	paper_end_line(paper);
}

void gaps_put(const struct gaps *gaps, struct paper *paper)
{
	struct lines lines = lines_of(gaps->series);

	for (size_t i = 0; i < lines.n; i++) {
		size_t n_empty = count_empty(&lines, i);

		if (n_empty <= MOST_EMPTY) {
			put_line(gaps, &lines, i, paper);
			continue;
		}
		paper_blanks(paper, INDENT + 21);
		paper_put(paper, "...");
		paper_end_line(paper);
		i += n_empty - 1;
	}
}
