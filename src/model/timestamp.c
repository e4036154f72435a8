/*
 * timestamp - see timestamp.h.
 */
#include "model/timestamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t DAY_S = 86400;

/* Days since 1970-01-01 of a proleptic Gregorian date, by counting years from
 * March, so that the leap day comes last. */
static int64_t days_of(int64_t year, unsigned month, unsigned day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	unsigned from_march = (month + 9) % 12;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (int64_t)from_march + 2) / 5 + (int64_t)day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - 719468;
}

static void date_of(int64_t days, int *year, int *month, int *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2 ? 1 : 0));
}

/* A cursor over text that need not end with NUL. */
struct cursor {
	const char *at;
	const char *end;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool accept(struct cursor *cursor, char c)
{
	if (cursor->at == cursor->end || *cursor->at != c)
		return false;
	cursor->at++;
	return true;
}

/* Exactly n digits. */
static bool digits(struct cursor *cursor, int n, unsigned *value)
{
	unsigned sum = 0;

	if (cursor->end - cursor->at < n)
		return false;
	for (int i = 0; i < n; i++) {
		char c = *cursor->at++;

		if (!is_digit(c))
			return false;
		sum = sum * 10 + (unsigned)(c - '0');
	}
	*value = sum;
	return true;
}

/* Digits after a point, as millionths; what is finer is cut. */
static bool fraction_us(struct cursor *cursor, int64_t *us)
{
	int64_t unit = 100000;
	const char *start = cursor->at;

	*us = 0;
	for (; cursor->at < cursor->end && is_digit(*cursor->at); cursor->at++) {
		*us += unit * (*cursor->at - '0');
		unit /= 10;
	}
	return cursor->at > start;
}

static bool zone_s(struct cursor *cursor, int64_t *offset_s)
{
	unsigned hours, minutes = 0;
	bool west;

	*offset_s = 0;
	if (cursor->at == cursor->end || accept(cursor, 'Z') || accept(cursor, 'z'))
		return true;
	west = *cursor->at == '-';
	if (!accept(cursor, '+') && !accept(cursor, '-'))
		return false;
	if (!digits(cursor, 2, &hours))
		return false;
	if (cursor->at < cursor->end) {
		accept(cursor, ':');
		if (!digits(cursor, 2, &minutes))
			return false;
	}
	if (hours > 18 || minutes > 59)
		return false;
	*offset_s = (int64_t)hours * 3600 + (int64_t)minutes * 60;
	if (west)
		*offset_s = -*offset_s;
	return true;
}

static bool valid_date(unsigned year, unsigned month, unsigned day)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30,
					      31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

static bool time_of_day(struct cursor *cursor, int64_t *seconds, int64_t *us)
{
	unsigned hour, minute, second = 0;

	if (!digits(cursor, 2, &hour) || !accept(cursor, ':') ||
	    !digits(cursor, 2, &minute))
		return false;
	if (accept(cursor, ':')) {
		if (!digits(cursor, 2, &second))
			return false;
		if ((accept(cursor, '.') || accept(cursor, ',')) &&
		    !fraction_us(cursor, us))
			return false;
	}
	if (hour > 23 || minute > 59 || second > 60) /* 60: a leap second */
		return false;
	*seconds = (int64_t)hour * 3600 + (int64_t)minute * 60 + (int64_t)second;
	return true;
}

static enum timestamp_fault in_range(int64_t seconds, int64_t us, int64_t *time_us)
{
	if (seconds < 0 || seconds >= TIMESTAMP_MAX / SECOND_US)
		return TIMESTAMP_OUT_OF_RANGE;
	*time_us = seconds * SECOND_US + us;
	return TIMESTAMP_OK;
}

static enum timestamp_fault parse_calendar(struct cursor cursor, int64_t *time_us)
{
	unsigned year, month, day;
	int64_t seconds = 0, us = 0, offset_s = 0;

	if (!digits(&cursor, 4, &year) || !accept(&cursor, '-') ||
	    !digits(&cursor, 2, &month) || !accept(&cursor, '-') ||
	    !digits(&cursor, 2, &day) || !valid_date(year, month, day))
		return TIMESTAMP_MALFORMED;
	if (accept(&cursor, 'T') || accept(&cursor, 't') || accept(&cursor, ' ')) {
		if (!time_of_day(&cursor, &seconds, &us) || !zone_s(&cursor, &offset_s))
			return TIMESTAMP_MALFORMED;
	}
	if (cursor.at != cursor.end)
		return TIMESTAMP_MALFORMED;
	return in_range(days_of(year, month, day) * DAY_S + seconds - offset_s, us,
			time_us);
}

/* "Nov 20, 2025 @ 08:30:00.000", as Kibana shows and exports times. */
static enum timestamp_fault parse_kibana(struct cursor cursor, int64_t *time_us)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	unsigned month = 0, day, year;
	int64_t seconds, us = 0;

	for (unsigned i = 0; i < 12 && cursor.end - cursor.at > 3; i++) {
		if (memcmp(cursor.at, months + 3 * i, 3) == 0)
			month = i + 1;
	}
	if (month == 0)
		return TIMESTAMP_MALFORMED;
	cursor.at += 3;
	if (!accept(&cursor, ' ') ||
	    !digits(&cursor, cursor.end - cursor.at > 1 && cursor.at[1] == ',' ? 1 : 2,
		    &day) ||
	    !accept(&cursor, ',') || !accept(&cursor, ' ') ||
	    !digits(&cursor, 4, &year) || !accept(&cursor, ' ') ||
	    !accept(&cursor, '@') || !accept(&cursor, ' ') ||
	    !time_of_day(&cursor, &seconds, &us) || cursor.at != cursor.end ||
	    !valid_date(year, month, day))
		return TIMESTAMP_MALFORMED;
	return in_range(days_of(year, month, day) * DAY_S + seconds, us, time_us);
}

/* 1.7e9 is seconds, 1.7e12 ms, 1.7e15 us, 1.7e18 ns, for any year here. */
static enum timestamp_fault scale_epoch(int64_t whole, int64_t us, int64_t *time_us)
{
	if (whole < INT64_C(100000000000))
		return in_range(whole, us, time_us);
	if (whole < INT64_C(100000000000000))
		return in_range(whole / 1000, whole % 1000 * 1000 + us / 1000, time_us);
	if (whole < INT64_C(100000000000000000))
		return in_range(whole / 1000000, whole % 1000000, time_us);
	return in_range(whole / 1000000000, whole % 1000000000 / 1000, time_us);
}

/* "1.714605643348E9", as some JSON writers put it. */
static enum timestamp_fault parse_exponent(const char *text, size_t len, int64_t *time_us)
{
	char copy[40];
	char *end;
	double value;

	if (len >= sizeof(copy))
		return TIMESTAMP_MALFORMED;
	memcpy(copy, text, len);
	copy[len] = '\0';
	value = strtod(copy, &end);
	if (*end || !(value >= 0))
		return TIMESTAMP_MALFORMED;
	if (value >= 1e18)
		return TIMESTAMP_OUT_OF_RANGE;
	return scale_epoch((int64_t)value,
			   (int64_t)((value - (double)(int64_t)value) * 1e6), time_us);
}

static enum timestamp_fault parse_epoch(const char *text, size_t len, int64_t *time_us)
{
	struct cursor cursor = { text, text + len };
	int64_t whole = 0, us = 0;

	while (cursor.at < cursor.end && is_digit(*cursor.at)) {
		if (whole > INT64_MAX / 10 - 1)
			return TIMESTAMP_OUT_OF_RANGE;
		whole = whole * 10 + (*cursor.at++ - '0');
	}
	if (accept(&cursor, '.') && !fraction_us(&cursor, &us))
		return TIMESTAMP_MALFORMED;
	if (cursor.at < cursor.end && (*cursor.at == 'e' || *cursor.at == 'E'))
		return parse_exponent(text, len, time_us);
	if (cursor.at != cursor.end)
		return TIMESTAMP_MALFORMED;
	return scale_epoch(whole, us, time_us);
}

enum timestamp_fault timestamp_parse(const char *text, size_t len, int64_t *time_us)
{
	if (len > 1 && text[0] == '-' && is_digit(text[1]))
		return TIMESTAMP_OUT_OF_RANGE;
	if (len > 0 && text[0] >= 'A' && text[0] <= 'S')
		return parse_kibana((struct cursor){ text, text + len }, time_us);
	if (len == 0 || !is_digit(text[0]))
		return TIMESTAMP_MALFORMED;
	if (len >= 10 && text[4] == '-')
		return parse_calendar((struct cursor){ text, text + len }, time_us);
	return parse_epoch(text, len, time_us);
}

const char *timestamp_format(int64_t time_us, char text[TIMESTAMP_TEXT])
{
	int64_t seconds = time_us / SECOND_US - (time_us % SECOND_US < 0);
	int us = (int)(time_us - seconds * SECOND_US);
	int64_t days = seconds / DAY_S - (seconds % DAY_S < 0);
	int rest = (int)(seconds - days * DAY_S);
	int year, month, day, len;

	date_of(days, &year, &month, &day);
	len = snprintf(text, TIMESTAMP_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d",
		       year % 10000, month, day, rest / 3600, rest / 60 % 60, rest % 60);
	if (us)
		snprintf(text + len, TIMESTAMP_TEXT - (size_t)len, ".%06dZ", us);
	else
		snprintf(text + len, TIMESTAMP_TEXT - (size_t)len, "Z");
	return text;
}

static int64_t unit_s(char unit)
{
	switch (unit) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return DAY_S;
	case 'w':
		return 7 * DAY_S;
	default:
		return 0;
	}
}

bool timestamp_parse_moment(const char *text, int64_t now_us, int64_t *time_us)
{
	struct cursor cursor = { text + 3, text + strlen(text) };
	int64_t amount = 0;
	bool back;

	if (strncmp(text, "now", 3) != 0)
		return timestamp_parse(text, strlen(text), time_us) == TIMESTAMP_OK;
	if (cursor.at < cursor.end) {
		back = *cursor.at == '-';
		if (!accept(&cursor, '-') && !accept(&cursor, '+'))
			return false;
		if (cursor.at == cursor.end || !is_digit(*cursor.at))
			return false;
		while (cursor.at < cursor.end && is_digit(*cursor.at) && amount < 1000000)
			amount = amount * 10 + (*cursor.at++ - '0');
		if (cursor.end - cursor.at != 1 || unit_s(*cursor.at) == 0)
			return false;
		amount *= unit_s(*cursor.at) * SECOND_US * (back ? -1 : 1);
	}
	*time_us = now_us + amount;
	return true;
}
