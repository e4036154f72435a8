/*
 * figures - numbers as people read them: thousands apart, in the unit that leaves few
 * digits.
 */
#ifndef CORE_FIGURES_H
#define CORE_FIGURES_H

#include <stdint.h>

enum { FIGURES_TEXT = 64 };

/* Each returns `text`. */
const char *figures_count(int64_t n, char text[FIGURES_TEXT]);	      /* "1,422" */
const char *figures_bytes(double bytes, char text[FIGURES_TEXT]);     /* "28.5 kB" */
const char *figures_seconds(double seconds, char text[FIGURES_TEXT]); /* "10.2 min" */

#endif
