/*
 * clock - how time passes, and the time of day.
 */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include <stdint.h>

/* Seconds that pass, whatever is done to the time of day. */
double clock_s(void);

/* Microseconds since 1970. */
int64_t clock_now_us(void);

#endif
