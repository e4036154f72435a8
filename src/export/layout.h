/*
 * layout - which columns of a table a page has room for, and how wide each is. Those
 * that always stay come first, then the more important ones; what does not fit is left
 * out. Texts are cut before that, addresses and numbers never.
 */
#ifndef EXPORT_LAYOUT_H
#define EXPORT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "export/bars.h"
#include "export/rows.h"

enum { LAYOUT_GAP = 2, LAYOUT_INDENT = 2 };

struct layout_column {
	const struct column *column;
	size_t importance; /* 0: it stays; of the others the least comes first */
	size_t cells;	   /* places of its widest cell, as far as a table is still one */
	size_t whole;	   /* of a text those of its widest cell */
	size_t heading;	   /* places that its name needs, broken into lines */
	size_t width;	   /* what it gets */
	bool left_out;
	struct bars bars; /* of a series */
};

struct layout {
	struct layout_column *columns; /* owned; in the order to be shown */
	size_t n;
	size_t width; /* of a line; 0: any */
};

void layout_init(struct layout *layout, const struct rows *rows, size_t width);
void layout_free(struct layout *layout);

/* Lines of headings. */
size_t layout_heading_lines(const struct layout *layout);

/* Of those that are left out the most important one that is less so than this; NULL:
 * there is no more. From 0 on. */
const struct layout_column *layout_left_out(const struct layout *layout,
					    size_t importance);

/* Line `i` of them, counted from the bottom; "" if it has none. A name goes on in the
 * next line after a "_". */
enum { LAYOUT_NAME = 128 };
const char *layout_heading(const struct layout_column *column, size_t i,
			   char room[LAYOUT_NAME + BARS_TEXT]);

#endif
