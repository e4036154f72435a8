/*
 * terminal - what the terminal can show, for those who write to one.
 */
#ifndef CORE_TERMINAL_H
#define CORE_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Places of a line: what the terminal says, else COLUMNS, else 80. */
size_t terminal_width(int fd);

/* Are colours wanted there? Not if it is none, is dumb, or NO_COLOR is set. */
bool terminal_has_color(int fd);

/* Are people shown more than ASCII? By LC_ALL, else LC_CTYPE, else LANG: the first
 * that is set and not empty has to name UTF-8. */
bool terminal_is_unicode(void);

#endif
