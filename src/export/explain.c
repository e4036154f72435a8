/*
 * explain - one row in full, for people: what it is in words, how it stands to the rules,
 * each of its numbers with what it means, how long its gaps are and when it called.
 */
#include <math.h>
#include <string.h>

#include "core/figures.h"
#include "core/memory.h"
#include "core/text.h"
#include "export/bars.h"
#include "export/export.h"
#include "export/gaps.h"
#include "export/paper.h"
#include "export/rows.h"
#include "export/said.h"
#include "export/timeline.h"

enum { INDENT = 2, GAP = 2, WIDEST = 132, MOST_NAMES = 12 };

struct view {
	const struct table *table;
	const struct rows *rows;
	struct paper paper;
	struct arena *arena;
};

static const struct column *find(const struct view *view, const char *name)
{
	const struct table plots = { .columns = view->table->plots,
				     .n_columns = view->table->n_plots };
	const struct column *column = table_column(view->table, name);

	return column ? column : table_column(&plots, name);
}

static bool get(const struct view *view, const char *name, enum cell_kind kind,
		struct cell *cell)
{
	const struct column *column = find(view, name);

	if (!column || column->kind != kind)
		return false;
	*cell = rows_cell(view->rows, 0, column);
	return !cell->missing;
}

static double real(const struct view *view, const char *name)
{
	struct cell cell;

	return get(view, name, CELL_REAL, &cell) ? cell.real : NAN;
}

static const struct series *series(const struct view *view, const char *name)
{
	struct cell cell;

	return get(view, name, CELL_SERIES, &cell) && cell.series->n > 0 ? cell.series
									 : NULL;
}

static void put_heading(struct view *view, const char *text)
{
	paper_end_line(&view->paper);
	paper_style(&view->paper, PAPER_BOLD);
	paper_put(&view->paper, text);
	paper_style(&view->paper, PAPER_PLAIN);
	paper_end_line(&view->paper);
}

static void put_sentence(struct view *view, const char *text)
{
	paper_blanks(&view->paper, INDENT);
	paper_paragraph(&view->paper, text, INDENT);
	paper_end_line(&view->paper);
}

static void put_title(struct view *view)
{
	struct cell words;

	paper_style(&view->paper, PAPER_BOLD);
	paper_put(&view->paper, rows_key_text(view->rows, 0, view->arena));
	paper_style(&view->paper, PAPER_PLAIN);
	paper_end_line(&view->paper);
	if (get(view, "in_words", CELL_TEXT, &words) && *words.text)
		put_sentence(view, words.text);
}

static void put_rules(struct view *view)
{
	const struct table *table = view->table;
	struct paper *paper = &view->paper;

	if (table->n_rules == 0)
		return;
	put_heading(view, table->place
				  ? arena_print(view->arena, "Rules: %s", table->place)
				  : "Rules");
	for (size_t i = 0; i < table->n_rules; i++) {
		const struct rule *rule = &table->rules[i];

		paper_blanks(paper, INDENT);
		paper_style(paper, rule->holds ? PAPER_ALARM : PAPER_DIM);
		paper_print(paper, "%-6s  %-3s", rule->name, rule->holds ? "yes" : "no");
		paper_style(paper, PAPER_PLAIN);
		paper_blanks(paper, GAP);
		paper_paragraph(paper, rule->text, INDENT + 13);
		paper_end_line(paper);
	}
}

static const char *unit_of(const struct column *column)
{
	if (column->unit)
		return column->unit;
	if (column->kind == CELL_REAL && text_ends_with(column->name, "_percent"))
		return "%";
	return column->kind == CELL_REAL && text_ends_with(column->name, "_s") ? "s" : "";
}

/* The same again, in a larger unit, where that has fewer digits. */
static const char *in_short(double number, const char *unit, char text[FIGURES_TEXT])
{
	if (strcmp(unit, "bytes") == 0 && number >= 10000)
		return figures_bytes(number, text);
	if (strcmp(unit, "s") == 0 && number >= 120)
		return figures_seconds(number, text);
	return NULL;
}

static const char *with_unit(const struct view *view, const char *number, double value,
			     const char *unit)
{
	char room[FIGURES_TEXT];
	const char *brief = in_short(value, unit, room);

	return arena_print(view->arena, "%s%s%s%s%s%s", number, *unit ? " " : "", unit,
			   brief ? " (" : "", brief ? brief : "", brief ? ")" : "");
}

/* NULL: it is missing. */
static const char *value_text(const struct view *view, const struct column *column)
{
	struct cell cell = rows_cell(view->rows, 0, column);
	char room[ROWS_TEXT], count[FIGURES_TEXT];
	const char *text = rows_text(view->rows, 0, column, room);

	if (!text || !*text)
		return NULL;
	if (cell.kind == CELL_INTEGER && !column->nominal)
		return with_unit(view, figures_count(cell.integer, count),
				 (double)cell.integer, unit_of(column));
	if (cell.kind == CELL_REAL)
		return with_unit(view, text, cell.real, unit_of(column));
	return arena_text(view->arena, text, strlen(text));
}

/* Columns side by side in their meaning; those in none of them are told at the end. */
static const struct group {
	const char *title;
	const char *const names[MOST_NAMES];
} groups[] = {
	{ "Timing",
	  { "score", "period_s", "jitter_percent", "beats", "beats_expected", "lag",
	    "lag_s", "occurrences", "percent", "interval" } },
	{ "Sizes",
	  { "bytes_toserver", "size_toserver", "size_toserver_percent", "bytes_toclient",
	    "size_toclient", "size_toclient_percent" } },
	{ "Presence",
	  { "first_seen", "last_seen", "hours_active", "persistence", "connected_s",
	    "longest_s", "open", "strobe_minutes" } },
	{ "Who else",
	  { "rank", "rarity", "prevalence_percent", "dest_degree", "same_period",
	    "services" } },
	{ "Whose addresses",
	  { "src_whois", "src_asn", "src_as_name", "src_country", "src_region",
	    "src_city", "dest_whois", "dest_asn", "dest_as_name", "dest_country",
	    "dest_region", "dest_city" } },
};

enum { N_GROUPS = sizeof(groups) / sizeof(groups[0]) };

/* Told elsewhere: above, in the title or as a picture. */
static bool is_told(const struct view *view, const struct column *column)
{
	if (column->kind == CELL_SERIES || column->kind == CELL_CONTEXT ||
	    strcmp(column->name, "in_words") == 0 || strcmp(column->name, "listed") == 0)
		return true;
	for (size_t i = 0; view->table->key && view->table->key[i]; i++) {
		if (strcmp(view->table->key[i], column->name) == 0)
			return true;
	}
	return false;
}

static bool is_grouped(const struct column *column)
{
	for (size_t g = 0; g < N_GROUPS; g++) {
		for (size_t i = 0; i < MOST_NAMES && groups[g].names[i]; i++) {
			if (strcmp(groups[g].names[i], column->name) == 0)
				return true;
		}
	}
	return false;
}

struct columns {
	size_t names; /* places that the names take, and the values */
	size_t values;
};

static struct columns measure(const struct view *view)
{
	enum { MOST = 32 };
	struct columns columns = { 0, 0 };

	for (size_t i = 0; i < view->table->n_columns; i++) {
		const struct column *column = &view->table->columns[i];
		const char *value =
			is_told(view, column) ? NULL : value_text(view, column);
		size_t width = value ? paper_measure(value) : 0;

		if (!value)
			continue;
		if (columns.names < strlen(column->name))
			columns.names = strlen(column->name);
		if (columns.values < width)
			columns.values = width < MOST ? width : MOST;
	}
	return columns;
}

static void put_number(struct view *view, const struct columns *columns,
		       const struct column *column, const char *value)
{
	struct paper *paper = &view->paper;
	size_t width = paper_measure(value);
	size_t used = INDENT + columns->names + GAP + columns->values + GAP;
	size_t room = paper->width > used ? paper->width - used : 0;

	paper_blanks(paper, INDENT);
	paper_put(paper, column->name);
	paper_blanks(paper, columns->names - strlen(column->name) + GAP);
	paper_paragraph(paper, value, used - columns->values - GAP);
	if ((room >= 40 || paper->width == 0) && width <= columns->values) {
		paper_blanks(paper, columns->values - width + GAP);
		paper_style(paper, PAPER_DIM);
		paper_paragraph(paper, column->help, used);
		paper_style(paper, PAPER_PLAIN);
	}
	paper_end_line(paper);
}

static void put_if_there(struct view *view, const struct columns *columns,
			 const struct column *column, const char *title, bool *titled)
{
	const char *value;

	if (!column || is_told(view, column) || !(value = value_text(view, column)))
		return;
	if (!*titled)
		put_heading(view, title);
	*titled = true;
	put_number(view, columns, column, value);
}

static void put_group(struct view *view, const struct columns *columns,
		      const struct group *group)
{
	bool titled = false;

	for (size_t i = 0; i < MOST_NAMES && group->names[i]; i++)
		put_if_there(view, columns, table_column(view->table, group->names[i]),
			     group->title, &titled);
}

static void put_others(struct view *view, const struct columns *columns)
{
	bool titled = false;

	for (size_t i = 0; i < view->table->n_columns; i++) {
		if (!is_grouped(&view->table->columns[i]))
			put_if_there(view, columns, &view->table->columns[i], "Also",
				     &titled);
	}
}

static void put_numbers(struct view *view)
{
	const struct columns columns = measure(view);

	for (size_t i = 0; i < N_GROUPS; i++)
		put_group(view, &columns, &groups[i]);
	put_others(view, &columns);
}

static void put_gaps(struct view *view)
{
	const struct gaps gaps = {
		.series = series(view, "intervals"),
		.period_s = real(view, "period_s"),
		.jitter_percent = real(view, "jitter_percent"),
	};

	if (!gaps.series || !gaps_are_there(&gaps))
		return;
	put_heading(view, "Gaps between calls, by their length");
	gaps_put(&gaps, &view->paper);
}

static void put_timeline(struct view *view)
{
	enum { SLOTS = 17280 }; /* of the column ticks */
	const struct timeline timeline = {
		.first_us = view->table->first.us,
		.last_us = view->table->last.us,
		.n_slots = SLOTS,
		.ticks = series(view, "ticks"),
		.strips = { series(view, "strip_toserver"),
			    series(view, "strip_toclient") },
	};

	if (!timeline.ticks || timeline.last_us < timeline.first_us ||
	    timeline.first_us < 0)
		return;
	put_heading(view, "Calls over time");
	timeline_put(&timeline, &view->paper);
}

static void put_context(struct view *view)
{
	struct cell cell;

	if (!get(view, "context", CELL_CONTEXT, &cell) || cell.context->n == 0)
		return;
	put_heading(view, "What else the sensor saw");
	said_put(cell.context, &view->paper);
}

static void put_facts(struct view *view)
{
	struct paper *paper = &view->paper;
	size_t width = 0;

	if (view->table->n_facts == 0)
		return;
	put_heading(view, "What was looked at");
	for (size_t i = 0; i < view->table->n_facts; i++)
		width = strlen(view->table->facts[i].label) > width
				? strlen(view->table->facts[i].label)
				: width;
	for (size_t i = 0; i < view->table->n_facts; i++) {
		const struct fact *fact = &view->table->facts[i];

		paper_blanks(paper, INDENT);
		paper_put(paper, fact->label);
		paper_blanks(paper, width - strlen(fact->label) + GAP);
		paper_paragraph(paper, fact->value, INDENT + width + GAP);
		paper_end_line(paper);
	}
}

static void put_row(struct view *view)
{
	put_title(view);
	put_rules(view);
	put_numbers(view);
	put_gaps(view);
	put_timeline(view);
	put_context(view);
	put_facts(view);
}

static void write_explain(const struct table *table,
			  const struct presentation *presentation, FILE *out)
{
	struct arena arena = { NULL };
	struct rows rows;
	struct view view = {
		.table = table,
		.rows = &rows,
		.arena = &arena,
		.paper = { .out = out,
			   .width = presentation->width > WIDEST ? WIDEST
								 : presentation->width,
			   .color = presentation->color,
			   .unicode = presentation->unicode },
	};

	rows_init(&rows, table);
	if (table->banner) {
		paper_style(&view.paper, PAPER_NOTICE);
		paper_put(&view.paper, "WARNING: ");
		paper_put(&view.paper, table->banner);
		paper_style(&view.paper, PAPER_PLAIN);
		paper_end_line(&view.paper);
		paper_end_line(&view.paper);
	}
	if (table->n_rows > 0)
		put_row(&view);
	rows_free(&rows);
	arena_free(&arena);
}

const struct exporter exporter_explain = {
	.name = "explain",
	.write = write_explain,
};
