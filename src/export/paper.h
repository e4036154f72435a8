/*
 * paper - lines of text for people, on a terminal, in a file or a mail. Nothing that
 * is put there moves the cursor, no line ends with blanks, and it is in colour only if
 * that was asked for.
 */
#ifndef EXPORT_PAPER_H
#define EXPORT_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum paper_style {
	PAPER_PLAIN,
	PAPER_DIM,    /* what is always the same */
	PAPER_BOLD,   /* what is looked for */
	PAPER_ALARM,  /* what is to be looked at first */
	PAPER_NOTICE, /* and then */
};

struct paper {
	FILE *out;
	size_t width; /* of a line; 0: any */
	bool color;
	bool unicode;  /* else ASCII, but for what cells hold */
	size_t blanks; /* owed: written only when something follows */
	size_t used;   /* places of the line so far, without these */
};

/* Places it takes on a line. */
size_t paper_measure(const char *text);

/* The one way a text gets out: what is dangerous in it is replaced. */
void paper_put(struct paper *paper, const char *text);
void paper_print(struct paper *paper, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* At most `width` places of it, with an ellipsis for what is missing; how many. */
size_t paper_put_cut(struct paper *paper, const char *text, size_t width);

/* Words in lines of the paper's width, all but the first by `indent` further in. The
 * last line is left open. */
void paper_paragraph(struct paper *paper, const char *text, size_t indent);

void paper_blanks(struct paper *paper, size_t n);

/* For what follows, which is to be something. */
void paper_style(struct paper *paper, enum paper_style style);
void paper_end_line(struct paper *paper);

#endif
