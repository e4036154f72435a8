/*
 * paper - see paper.h.
 */
#include "export/paper.h"

#include <stdarg.h>
#include <string.h>

#include "core/text.h"

size_t paper_measure(const char *text)
{
	const char *end = text + strlen(text);
	size_t width = 0;

	while (text < end)
		width += text_width(text_next_shown(&text, end));
	return width;
}

static void pay_blanks(struct paper *paper)
{
	paper->used += paper->blanks;
	for (; paper->blanks > 0; paper->blanks--)
		putc(' ', paper->out);
}

static void put_character(struct paper *paper, uint32_t character)
{
	if (character == ' ') {
		paper->blanks++;
		return;
	}
	pay_blanks(paper);
	paper->used += text_width(character);
	text_put(character, paper->out);
}

static void put_part(struct paper *paper, const char *text, const char *end)
{
	while (text < end)
		put_character(paper, text_next_shown(&text, end));
}

void paper_put(struct paper *paper, const char *text)
{
	put_part(paper, text, text + strlen(text));
}

void paper_print(struct paper *paper, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	paper_put(paper, text);
}

size_t paper_put_cut(struct paper *paper, const char *text, size_t width)
{
	const char *end = text + strlen(text);
	const char *ellipsis = paper->unicode ? "\xe2\x80\xa6" : "...";
	size_t used = paper_measure(text), room;

	if (used <= width) {
		paper_put(paper, text);
		return used;
	}
	room = width > paper_measure(ellipsis) ? width - paper_measure(ellipsis) : 0;
	for (used = 0; text < end;) {
		uint32_t character = text_next_shown(&text, end);

		used += text_width(character);
		if (used > room) {
			used -= text_width(character);
			break;
		}
		put_character(paper, character);
	}
	paper_put(paper, ellipsis);
	return used + paper_measure(ellipsis);
}

static size_t measure_part(const char *text, const char *end)
{
	size_t width = 0;

	while (text < end)
		width += text_width(text_next_shown(&text, end));
	return width;
}

static bool is_unit(const char *text)
{
	static const char *const units[] = { "%", "s", "min", "h", "kB", "MB", "GB" };
	size_t len = strcspn(text, " ;,.)");

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strlen(units[i]) == len && strncmp(text, units[i], len) == 0)
			return true;
	}
	return false;
}

/* "98 %" is one word. */
static const char *word_end(const char *text)
{
	const char *end = text + strcspn(text, " ");

	while (*end == ' ' && end > text && is_unit(end + 1))
		end += 1 + strcspn(end + 1, " ");
	return end;
}

void paper_paragraph(struct paper *paper, const char *text, size_t indent)
{
	size_t used = paper->used + paper->blanks, first = used;

	while (*text) {
		const char *end = word_end(text);
		size_t width = measure_part(text, end);

		if (paper->width > 0 && used > first && used + 1 + width > paper->width) {
			paper_end_line(paper);
			paper_blanks(paper, indent);
			first = used = indent;
		} else if (used > first) {
			paper_blanks(paper, 1);
			used++;
		}
		put_part(paper, text, end);
		used += width;
		text = end + strspn(end, " ");
	}
}

void paper_blanks(struct paper *paper, size_t n)
{
	paper->blanks += n;
}

void paper_style(struct paper *paper, enum paper_style style)
{
	static const char *const escapes[] = {
		[PAPER_PLAIN] = "\033[0m",   [PAPER_DIM] = "\033[2m",
		[PAPER_BOLD] = "\033[1m",    [PAPER_ALARM] = "\033[1;31m",
		[PAPER_NOTICE] = "\033[33m",
	};

	if (!paper->color)
		return;
	if (style != PAPER_PLAIN)
		pay_blanks(paper); /* in the style they had */
	fputs(escapes[style], paper->out);
}

void paper_end_line(struct paper *paper)
{
	paper->blanks = paper->used = 0;
	putc('\n', paper->out);
}
