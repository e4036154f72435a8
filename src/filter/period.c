/*
 * period - see period.h.
 */
#include "filter/period.h"

#include <string.h>

#include "core/clock.h"
#include "model/timestamp.h"

static bool is_relative(const char *text)
{
	return text && strncmp(text, "now", 3) == 0;
}

bool period_needs_newest(const struct config *config, bool is_index)
{
	if (is_index || config->now)
		return false;
	return is_relative(config->from) || is_relative(config->to) ||
	       (config->period_given && !config->to && !config->from);
}

static int parse(const char *option, const char *text, int64_t now_us, int64_t *time_us,
		 struct error *err)
{
	if (timestamp_parse_moment(text, now_us, time_us))
		return 0;
	return error_set(
		err, ERROR_USAGE,
		"--%s: \"%.100s\" is no time; write 2025-11-20, 2025-11-20T08:30:00Z, "
		"1763683260 or now-7d (s, m, h, d, w)",
		option, text);
}

int period_resolve(const struct config *config, bool is_index, int64_t now_us,
		   struct filter_bounds *bounds, struct error *err)
{
	char from[TIMESTAMP_TEXT], to[TIMESTAMP_TEXT];
	bool back_by_period = (is_index || config->period_given) && !config->from;
	int64_t from_us = PERIOD_BEGINNING;
	int64_t to_us = is_index || back_by_period ? now_us : PERIOD_END;

	if (config->to && parse("to", config->to, now_us, &to_us, err) != 0)
		return -1;
	if (config->from && parse("from", config->from, now_us, &from_us, err) != 0)
		return -1;
	if (back_by_period)
		from_us = to_us - config->period_h * HOUR_US;
	if (from_us > to_us || to_us < PERIOD_BEGINNING)
		return error_set(
			err, ERROR_USAGE,
			"the period ends before it begins: it is to go from %s to %s",
			timestamp_format(from_us, from), timestamp_format(to_us, to));
	bounds->from_us = from_us > PERIOD_BEGINNING ? from_us : PERIOD_BEGINNING;
	bounds->to_us = to_us;
	return 0;
}

int period_check(const struct config *config, struct error *err)
{
	int64_t ignored_us;

	if (config->to && parse("to", config->to, 0, &ignored_us, err) != 0)
		return -1;
	return config->from ? parse("from", config->from, 0, &ignored_us, err) : 0;
}

int period_now(const struct config *config, int64_t *now_us, struct error *err)
{
	*now_us = clock_now_us();
	return config->now ? parse("now", config->now, *now_us, now_us, err) : 0;
}
