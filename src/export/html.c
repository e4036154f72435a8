/*
 * html - a table as one web page that needs nothing else: no network, readable light
 * and dark, on paper too. What is looked at is written here; the rows go along as data,
 * which the script of page/ makes a table and pictures of.
 */
#include <inttypes.h>
#include <string.h>

#include "core/text.h"
#include "export/export.h"
#include "export/page/page.h"
#include "export/rows.h"
#include "model/context.h"
#include "model/timestamp.h"

static const char no_script[] =
	"<noscript><p class=\"banner\">The rows are drawn by a script in this file, which is not "
	"allowed to run here. It asks nobody for anything; or take -csv or -text.</p></noscript>\n";

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

/* Text within a script of data: no end of the script, and no markup, can be in it. */
static void put_json_character(uint32_t character, FILE *out)
{
	switch (character) {
	case '"':
	case '\\':
		putc('\\', out);
		putc((int)character, out);
		break;
	case '&':
	case '<':
	case '>':
	case 0x2028: /* ends a line in some scripts */
	case 0x2029:
		fprintf(out, "\\u%04x", (unsigned)character);
		break;
	default:
		text_put(character, out);
	}
}

static void put_json_text(const char *text, FILE *out)
{
	const char *end;

	if (!text) {
		fputs("null", out);
		return;
	}
	putc('"', out);
	for (end = text + strlen(text); text < end;)
		put_json_character(text_next_shown(&text, end), out);
	putc('"', out);
}

/* Digits of five bits, the lowest first; a sixth bit tells that more follow. */
static void put_packed(uint64_t number, FILE *out)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	do {
		unsigned rest = number & 31;

		number >>= 5;
		putc(digits[rest | (number ? 32 : 0)], out);
	} while (number);
}

/* Most counts of most rows are 0: behind a 0 comes how many more of them there are.
 * A day of calls, one a minute, is 1.5 kB so. page/data.js reads it. */
static void put_series(const struct series *series, FILE *out)
{
	putc('"', out);
	for (size_t i = 0; i < series->n; i++) {
		size_t run = 0;

		put_packed(series->counts[i], out);
		if (series->counts[i])
			continue;
		while (i + 1 < series->n && series->counts[i + 1] == 0) {
			run++;
			i++;
		}
		put_packed(run, out);
	}
	putc('"', out);
}

static void put_member(const char *name, const char *text, FILE *out)
{
	fprintf(out, ",\"%s\":", name);
	put_json_text(text, out);
}

static void put_moment(struct moment moment, FILE *out)
{
	char text[TIMESTAMP_TEXT];

	put_json_text(timestamp_format(moment.us / SECOND_US * SECOND_US, text), out);
}

/* What is missing goes without its name. */
static void put_said(const struct context_entry *said, FILE *out)
{
	fputs("{\"kind\":", out);
	put_json_text(context_kind_name(said->kind), out);
	fputs(",\"value\":", out);
	put_json_text(said->value, out);
	fprintf(out, ",\"count\":%" PRId64 ",\"first_seen\":", said->count);
	put_moment(said->first, out);
	fputs(",\"last_seen\":", out);
	put_moment(said->last, out);
	if (said->severity != CELL_NO_INTEGER)
		fprintf(out, ",\"severity\":%" PRId64, said->severity);
	if (said->payload)
		put_member("payload", said->payload, out);
	putc('}', out);
}

static void put_context(const struct context *context, FILE *out)
{
	putc('[', out);
	for (size_t i = 0; i < context->n; i++) {
		if (i)
			putc(',', out);
		put_said(&context->entries[i], out);
	}
	putc(']', out);
}

static void put_cell(const struct rows *rows, size_t i, const struct column *column,
		     FILE *out)
{
	struct cell cell = rows_cell(rows, i, column);
	char room[ROWS_TEXT];
	const char *text;

	if (cell.kind == CELL_SERIES && !cell.missing) {
		put_series(cell.series, out);
		return;
	}
	if (cell.kind == CELL_CONTEXT && !cell.missing) {
		put_context(cell.context, out);
		return;
	}
	text = rows_text(rows, i, column, room);
	if (text && (column->kind == CELL_INTEGER || column->kind == CELL_REAL))
		fputs(text, out);
	else
		put_json_text(text && *text ? text : NULL, out);
}

static void put_column(const struct column *column, FILE *out)
{
	static const char *const kinds[] = {
		[CELL_TEXT] = "text",	    [CELL_INTEGER] = "integer",
		[CELL_REAL] = "real",	    [CELL_MOMENT] = "moment",
		[CELL_ADDRESS] = "address", [CELL_SERIES] = "series",
		[CELL_CONTEXT] = "context",
	};
	/* Pictures are what a page is for. */
	bool is_shown = column->kind == CELL_SERIES ? !column->plot
						    : !column->detail && !column->folded;

	fputs("{\"name\":", out);
	put_json_text(column->name, out);
	put_member("unit", column->unit, out);
	put_member("help", column->help, out);
	put_member("kind", kinds[column->kind], out);
	fprintf(out, ",\"decimals\":%d,\"shown\":%s,\"plot\":%s}", column->decimals,
		is_shown ? "true" : "false", column->plot ? "true" : "false");
}

static void put_columns(const struct column *columns, size_t n, bool more, FILE *out)
{
	for (size_t k = 0; k < n; k++) {
		fputs(more || k ? ",\n" : "", out);
		put_column(&columns[k], out);
	}
}

static void put_row(const struct rows *rows, size_t i, FILE *out)
{
	const struct table *table = rows->table;
	size_t n = table->n_columns;

	fputs(i ? ",\n[" : "[", out);
	for (size_t k = 0; k < n + table->n_plots; k++) {
		if (k)
			putc(',', out);
		put_cell(rows, i, k < n ? &table->columns[k] : &table->plots[k - n], out);
	}
	putc(']', out);
}

/* Rows in the order of the table, which is by rank: who groups them, the page does. */
static void put_data(const struct table *table, FILE *out)
{
	struct table flat = *table;
	struct rows rows;

	flat.group_by = NULL;
	rows_init(&rows, &flat);
	fputs("<script type=\"application/json\" id=\"data\">\n{\"title\":", out);
	put_json_text(table->title, out);
	put_member("group_by", table->group_by, out);
	fprintf(out,
		",\"first_ms\":%" PRId64 ",\"last_ms\":%" PRId64 ",\n\"columns\":[\n",
		table->first.us / 1000, table->last.us / 1000);
	put_columns(table->columns, table->n_columns, false, out);
	put_columns(table->plots, table->n_plots, table->n_columns > 0, out);
	fputs("],\n\"rows\":[\n", out);
	for (size_t i = 0; i < table->n_rows; i++)
		put_row(&rows, i, out);
	fputs("]}\n</script>\n", out);
	rows_free(&rows);
}

static void put_facts(const struct table *table, FILE *out)
{
	if (table->n_facts == 0)
		return;
	fputs("<dl class=\"facts\">\n", out);
	for (size_t i = 0; i < table->n_facts; i++) {
		fputs("<div>", out);
		put_element("dt", table->facts[i].label, out);
		put_element("dd", table->facts[i].value, out);
		fputs("</div>\n", out);
	}
	fputs("</dl>\n", out);
}

static void put_term(const struct column *column, FILE *out)
{
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

static void put_glossary(const struct table *table, FILE *out)
{
	fputs("<details class=\"glossary\"><summary>What the columns say</summary>\n<dl>\n",
	      out);
	for (size_t k = 0; k < table->n_columns; k++)
		put_term(&table->columns[k], out);
	fputs("</dl></details>\n", out);
}

static void put_lines(const char *tag, const char *const *lines, FILE *out)
{
	fprintf(out, "<%s>\n", tag);
	for (; *lines; lines++)
		fputs(*lines, out);
	fprintf(out, "</%s>\n", tag);
}

/* Nothing is asked of anybody, and nothing runs but our own script. */
static void put_policy(FILE *out)
{
	fprintf(out,
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'\">\n",
		page_style_digest, page_script_digest);
}

static void put_head(const struct table *table, FILE *out)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
	      out);
	put_policy(out);
	fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n"
	      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
	      out);
	put_text(table->title, out);
	if (table->timestamp) {
		fputs(", ", out);
		put_text(table->timestamp, out);
	}
	fputs("</title>\n", out);
	put_lines("style", page_style, out);
	fputs("</head>\n", out);
}

static void put_banner(const char *banner, FILE *out)
{
	fputs("<p class=\"banner\" role=\"alert\"><strong>Warning:</strong> ", out);
	put_text(banner, out);
	fputs("</p>\n", out);
}

static void put_top(const struct table *table, FILE *out)
{
	fputs("<div class=\"top\"><h1>", out);
	put_text(table->title, out);
	if (table->timestamp) {
		/* Without fractions of a second. */
		fprintf(out, " <small>made %.19sZ</small>", table->timestamp);
	}
	fputs("</h1></div>\n", out);
	if (table->banner)
		put_banner(table->banner, out);
	put_facts(table, out);
}

static void write_html(const struct table *table, const struct presentation *presentation,
		       FILE *out)
{
	(void)presentation;
	put_head(table, out);
	fputs("<body>\n<main>\n", out);
	put_top(table, out);
	if (table->n_rows > 0) {
		fputs(no_script, out);
		fputs("<div id=\"report\"></div>\n", out);
		put_glossary(table, out);
	} else {
		fputs("<p class=\"none\">No ", out);
		put_text(table->title, out);
		fputs(" found.</p>\n", out);
	}
	fputs("</main>\n", out);
	put_data(table, out);
	put_lines("script", page_script, out);
	fputs("</body>\n</html>\n", out);
}

const struct exporter exporter_html = {
	.name = "html",
	.write = write_html,
};
