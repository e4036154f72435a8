/*
 * html - a table as one web page that needs nothing else: no script, no
 * network, readable light and dark, on paper too.
 */
#include <inttypes.h>
#include <string.h>

#include "core/text.h"
#include "export/export.h"
#include "export/rows.h"

static const char head[] =
	"<!DOCTYPE html>\n"
	"<html lang=\"en\">\n"
	"<head>\n"
	"<meta charset=\"utf-8\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	"style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta name=\"color-scheme\" content=\"light dark\">\n"
	"<meta name=\"referrer\" content=\"no-referrer\">\n";

static const char style[] =
	"<style>\n"
	":root { color-scheme: light dark; --ink: #1d2125; --soft: #626a73;\n"
	"  --line: #e1e4e8; --strong: #c4cad1; --back: #fff; --band: #f4f6f8;\n"
	"  --alarm: #7a4100; --alarm-back: #fff3e0; --alarm-line: #e8a33d; }\n"
	"@media (prefers-color-scheme: dark) { :root { --ink: #e3e6ea; --soft: #98a1ab;\n"
	"  --line: #2c3238; --strong: #49515a; --back: #15181b; --band: #1e2327;\n"
	"  --alarm: #ffd9a0; --alarm-back: #33260f; --alarm-line: #b57b22; } }\n"
	"body { margin: 2rem; color: var(--ink); background: var(--back);\n"
	"  font: 14px/1.5 system-ui, \"Segoe UI\", \"Liberation Sans\", sans-serif; }\n"
	"h1 { margin: 0 0 .75rem; font-size: 1.75rem; line-height: 1.2; }\n"
	"h1::first-letter { text-transform: uppercase; }\n"
	"h2 { margin: 2.5rem 0 .75rem; font-size: 1.15rem; }\n"
	"dl { display: grid; grid-template-columns: max-content minmax(0, 60rem);\n"
	"  gap: .15rem 1.5rem; margin: 0 0 1.5rem; }\n"
	"dt { color: var(--soft); }\n"
	"dd { margin: 0; overflow-wrap: anywhere; }\n"
	".banner { margin: 0 0 1.5rem; padding: .6rem 1rem; width: fit-content;\n"
	"  color: var(--alarm); background: var(--alarm-back);\n"
	"  border-left: 4px solid var(--alarm-line); }\n"
	"table { border-collapse: separate; border-spacing: 0; }\n"
	"th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line);\n"
	"  text-align: left; vertical-align: top; }\n"
	"td { max-width: 26rem; overflow-wrap: break-word;\n"
	"  font-variant-numeric: tabular-nums; }\n"
	"td.whole, td.number { white-space: nowrap; }\n"
	".bars { display: block; width: 9rem; height: 1.4rem; }\n"
	".bars path { fill: var(--soft); }\n"
	".number { text-align: right; }\n"
	"thead th { position: sticky; top: 0; font-size: .93em; font-weight: 600;\n"
	"  line-height: 1.3; vertical-align: bottom; background: var(--back);\n"
	"  border-bottom: 2px solid var(--strong); }\n"
	"small { color: var(--soft); font-size: .85em; font-weight: 400; }\n"
	"tbody tr:hover td { background: var(--band); }\n"
	"tbody th { padding-top: 1.1rem; font-weight: 600; overflow-wrap: anywhere;\n"
	"  border-bottom-color: var(--strong); }\n"
	"@media (max-width: 50rem) { body { margin: 1rem; } }\n"
	"@media print { :root { --ink: #000; --soft: #444; --line: #ccc;\n"
	"  --strong: #888; --back: #fff; --alarm: #000; --alarm-back: #fff; }\n"
	"  @page { size: landscape; margin: 1.2cm; }\n"
	"  body { margin: 0; font-size: 8pt; }\n"
	"  th, td { padding: .15rem .5rem; }\n"
	"  thead th { position: static; }\n"
	"  tr, .banner, dt, dd { break-inside: avoid; }\n"
	"  tbody th, h2 { break-after: avoid; } }\n"
	"</style>\n";

static void put_character(uint32_t character, FILE *out)
{
	switch (character) {
	case '&':
		fputs("&amp;", out);
		break;
	case '<':
		fputs("&lt;", out);
		break;
	case '>':
		fputs("&gt;", out);
		break;
	case '"':
		fputs("&quot;", out);
		break;
	case '\'':
		fputs("&#39;", out);
		break;
	default:
		text_put(character, out);
	}
}

static void put_text(const char *text, FILE *out)
{
	const char *end = text + strlen(text);

	while (text < end)
		put_character(text_next_shown(&text, end), out);
}

static void put_element(const char *name, const char *text, FILE *out)
{
	fprintf(out, "<%s>", name);
	put_text(text, out);
	fprintf(out, "</%s>", name);
}

static bool is_number(const struct column *column)
{
	return column->kind == CELL_INTEGER || column->kind == CELL_REAL;
}

static const char *shown(const struct rows *rows, size_t i, const struct column *column,
			 char room[ROWS_TEXT])
{
	const char *text = rows_text(rows, i, column, room);

	return text && *text ? text : "-";
}

/* A narrow column under a long name: it may go on below after a "_". */
static void put_breakable(const char *name, FILE *out)
{
	for (; *name; name++) {
		putc(*name, out);
		if (*name == '_')
			fputs("<wbr>", out);
	}
}

static void put_column_name(const struct column *column, FILE *out)
{
	fprintf(out, "<th scope=\"col\"%s title=\"",
		is_number(column) ? " class=\"number\"" : "");
	put_text(column->help, out);
	fputs("\">", out);
	put_breakable(column->name, out);
	if (column->unit) {
		putc(' ', out);
		put_element("small", column->unit, out);
	}
	fputs("</th>", out);
}

static void put_column_names(const struct rows *rows, FILE *out)
{
	fputs("<thead><tr>", out);
	for (size_t k = 0; k < rows->table->n_columns; k++) {
		const struct column *column = &rows->table->columns[k];

		if (column != rows->group)
			put_column_name(column, out);
	}
	fputs("</tr></thead>\n", out);
}

static void put_cell(const struct column *column, const char *text, FILE *out)
{
	if (is_number(column))
		fputs("<td class=\"number\">", out);
	else if (column->kind == CELL_ADDRESS || column->kind == CELL_MOMENT)
		fputs("<td class=\"whole\">", out);
	else
		fputs("<td>", out);
	put_text(text, out);
	fputs("</td>", out);
}

/* Bars as high as their share of the highest; what is there at all is seen. */
static void put_series(const struct series *series, FILE *out)
{
	enum { HEIGHT = 20 };
	uint64_t most = 1;

	for (size_t i = 0; i < series->n; i++)
		most = series->counts[i] > most ? series->counts[i] : most;
	fprintf(out, "<td><svg class=\"bars\" viewBox=\"0 0 %zu %d\" "
		     "preserveAspectRatio=\"none\"><path d=\"", series->n, HEIGHT);
	for (size_t i = 0; i < series->n; i++) {
		unsigned height = (unsigned)((uint64_t)series->counts[i] * HEIGHT / most);

		if (series->counts[i])
			fprintf(out, "M%zu %dv-%uh1V%dz", i, HEIGHT,
				height ? height : 1, HEIGHT);
	}
	fputs("\"/></svg></td>", out);
}

static void put_row(const struct rows *rows, size_t i, FILE *out)
{
	char room[ROWS_TEXT];

	fputs("<tr>", out);
	for (size_t k = 0; k < rows->table->n_columns; k++) {
		const struct column *column = &rows->table->columns[k];

		struct cell cell = rows_cell(rows, i, column);

		if (column == rows->group)
			continue;
		if (column->kind == CELL_SERIES && !cell.missing)
			put_series(cell.series, out);
		else
			put_cell(column, shown(rows, i, column, room), out);
	}
	fputs("</tr>\n", out);
}

static void put_group_heading(const struct rows *rows, size_t i, size_t n, FILE *out)
{
	char room[ROWS_TEXT];

	fprintf(out, "<tr><th scope=\"rowgroup\" colspan=\"%zu\"><small>%s</small> ",
		rows->table->n_columns - 1, rows->group->name);
	/* Apart, so that right-to-left text leaves the count where it is. */
	put_element("bdi", shown(rows, i, rows->group, room), out);
	fprintf(out, " <small>%zu row%s</small></th></tr>\n", n, n == 1 ? "" : "s");
}

static void put_table(const struct rows *rows, FILE *out)
{
	size_t n = rows->table->n_rows;

	fputs("<table>\n", out);
	put_column_names(rows, out);
	for (size_t i = 0, end; i < n; i = end) {
		end = rows_group_end(rows, i);
		fputs("<tbody>\n", out);
		if (rows->group)
			put_group_heading(rows, i, end - i, out);
		for (size_t row = i; row < end; row++)
			put_row(rows, row, out);
		fputs("</tbody>\n", out);
	}
	fputs("</table>\n", out);
}

static void put_facts(const struct table *table, FILE *out)
{
	if (table->n_facts == 0)
		return;
	fputs("<dl>\n", out);
	for (size_t i = 0; i < table->n_facts; i++) {
		put_element("dt", table->facts[i].label, out);
		put_element("dd", table->facts[i].value, out);
		putc('\n', out);
	}
	fputs("</dl>\n", out);
}

static void put_glossary(const struct table *table, FILE *out)
{
	fputs("<h2>Columns</h2>\n<dl>\n", out);
	for (size_t k = 0; k < table->n_columns; k++) {
		const struct column *column = &table->columns[k];

		put_element("dt", column->name, out);
		fputs("<dd>", out);
		put_text(column->help, out);
		if (column->unit) {
			fputs(" <small>in ", out);
			put_text(column->unit, out);
			fputs("</small>", out);
		}
		fputs("</dd>\n", out);
	}
	fputs("</dl>\n", out);
}

static void put_head(const struct table *table, FILE *out)
{
	fputs(head, out);
	fputs("<title>", out);
	put_text(table->title, out);
	if (table->timestamp) {
		fputs(", ", out);
		put_text(table->timestamp, out);
	}
	fputs("</title>\n", out);
	fputs(style, out);
	fputs("</head>\n<body>\n", out);
	put_element("h1", table->title, out);
	putc('\n', out);
}

static void put_banner(const char *banner, FILE *out)
{
	fputs("<p class=\"banner\" role=\"alert\"><strong>Warning:</strong> ", out);
	put_text(banner, out);
	fputs("</p>\n", out);
}

static void write_html(const struct table *table, const struct presentation *presentation,
		       FILE *out)
{
	struct rows rows;

	(void)presentation;
	rows_init(&rows, table);
	put_head(table, out);
	if (table->banner)
		put_banner(table->banner, out);
	put_facts(table, out);
	if (table->n_rows > 0) {
		put_table(&rows, out);
		put_glossary(table, out);
	} else {
		fputs("<p>No ", out);
		put_text(table->title, out);
		fputs(" found.</p>\n", out);
	}
	fputs("</body>\n</html>\n", out);
	rows_free(&rows);
}

const struct exporter exporter_html = {
	.name = "html",
	.write = write_html,
};
