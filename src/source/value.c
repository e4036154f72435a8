/*
 * value - see value.h.
 */
#include "source/value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/table.h"
#include "model/timestamp.h"

enum { LONGEST_NUMBER = 40 };

double value_real(struct value value)
{
	char text[LONGEST_NUMBER], *end;
	double real;

	if (!value.text || value.len == 0 || value.len >= sizeof(text))
		return NAN;
	memcpy(text, value.text, value.len);
	text[value.len] = '\0';
	real = strtod(text, &end);
	return *end || !isfinite(real) || real < 0 ? NAN : real;
}

int64_t value_integer(struct value value)
{
	double real = value_real(value);

	return isnan(real) || real > 1e15 ? CELL_NO_INTEGER : (int64_t)real;
}

int64_t value_moment(struct value value, int64_t otherwise_us)
{
	int64_t time_us = otherwise_us;

	if (value.text)
		timestamp_parse(value.text, value.len, &time_us);
	return time_us;
}

const char *value_text(struct value value, char *room, size_t size)
{
	if (!value.text || value.len >= size || memchr(value.text, '\0', value.len))
		return NULL;
	memcpy(room, value.text, value.len);
	room[value.len] = '\0';
	return room;
}
