/*
 * text - reading text that someone else chose. It may be no UTF-8 at all, or
 * hold characters that move a terminal's cursor, turn the direction of what
 * stands beside them or do not show. Whatever shows text to people reads it
 * through here.
 */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/memory.h"

/* U+FFFD, the replacement character: stands for what cannot be shown. */
#define TEXT_REPLACEMENT UINT32_C(0xfffd)

/*
 * The character at *at, which must be before `end`; moves *at behind it. A
 * byte that begins no well-formed UTF-8 (overlong forms and surrogates are not
 * well-formed) is skipped by itself and read as TEXT_REPLACEMENT.
 */
uint32_t text_next(const char **at, const char *end);

/* The like, fit to be shown on one line: tabs and line ends are read as a
 * space, other dangerous characters as TEXT_REPLACEMENT. */
uint32_t text_next_shown(const char **at, const char *end);

/* Controls, marks that change the direction of text, and the invisible. */
bool text_is_dangerous(uint32_t character);

/* Places it takes on a terminal: 0 (an accent on the one before), 1 or 2. */
unsigned text_width(uint32_t character);

/* How many bytes the byte order mark takes that some Windows tools begin a text
 * with: 3 or 0. */
size_t text_mark_length(const char *text, size_t len);

/* A copy in which the letters of ASCII are small, in the arena. */
const char *text_lower(const char *text, size_t len, struct arena *arena);

/* "s" unless there is just one. */
const char *text_plural(uint64_t n);

/* Alike, or both missing. */
bool text_same(const char *a, const char *b);

bool text_ends_with(const char *text, const char *end);

/* Writes the character as UTF-8. */
void text_put(uint32_t character, FILE *out);

#endif
