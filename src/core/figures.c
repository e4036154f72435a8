/*
 * figures - see figures.h.
 */
#include "core/figures.h"

#include <inttypes.h>
#include <stdio.h>

const char *figures_count(int64_t n, char text[FIGURES_TEXT])
{
	char digits[32];
	size_t len = (size_t)snprintf(digits, sizeof(digits), "%" PRId64, n), at = 0;

	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
			text[at++] = ',';
		text[at++] = digits[i];
	}
	text[at] = '\0';
	return text;
}

const char *figures_bytes(double bytes, char text[FIGURES_TEXT])
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
	size_t i = 0;

	for (; bytes >= 999.5 && i + 1 < sizeof(units) / sizeof(*units); i++)
		bytes /= 1000;
	snprintf(text, FIGURES_TEXT, "%.*f %s", i > 0 && bytes < 99.95 ? 1 : 0, bytes,
		 units[i]);
	return text;
}

const char *figures_seconds(double seconds, char text[FIGURES_TEXT])
{
	static const struct {
		double from_s;
		double unit_s;
		const char *name;
	} units[] = { { 172800, 86400, "d" },
		      { 7200, 3600, "h" },
		      { 120, 60, "min" },
		      { 0, 1, "s" } };
	size_t i = 0;

	while (seconds < units[i].from_s)
		i++;
	snprintf(text, FIGURES_TEXT, "%.3g %s", seconds / units[i].unit_s, units[i].name);
	return text;
}
