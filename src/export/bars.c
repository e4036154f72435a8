/*
 * bars - see bars.h.
 */
#include "export/bars.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The bins of gaps' lengths, however many, share these octaves: see INTERVAL_BINS. */
static const double FIRST_GAP_S = 0.25;
static const double GAP_OCTAVES = 20;

double bars_gap_s(double i, uint32_t n)
{
	return FIRST_GAP_S * exp2(i * GAP_OCTAVES / n);
}

static double bin_of_gap(double gap_s, uint32_t n)
{
	return log2(gap_s / FIRST_GAP_S) * n / GAP_OCTAVES;
}

void bars_init(struct bars *bars, bool is_of_gaps)
{
	*bars = (struct bars){ .first = UINT32_MAX, .is_of_gaps = is_of_gaps };
}

/* From where on there is more than a hundredth: a stray gap is not to narrow all. */
static uint32_t first_that_counts(const struct series *series, double total)
{
	double sum = 0;
	uint32_t i = 0;

	for (; i + 1 < series->n; i++) {
		sum += (double)series->counts[i];
		if (sum > total / 100)
			break;
	}
	return i;
}

static uint32_t last_that_counts(const struct series *series, double total)
{
	double sum = 0;
	uint32_t i = (uint32_t)series->n;

	while (i-- > 1) {
		sum += (double)series->counts[i];
		if (sum > total / 100)
			break;
	}
	return i;
}

static double total_of(const struct series *series)
{
	double total = 0;

	for (uint32_t i = 0; i < series->n; i++)
		total += (double)series->counts[i];
	return total;
}

/* Until it is settled `n` is one behind the last count in sight. */
void bars_widen(struct bars *bars, const struct series *series)
{
	double total = total_of(series);
	uint32_t first = 0, last = (uint32_t)series->n - 1;

	if (series->n == 0 || total <= 0)
		return;
	if (bars->is_of_gaps) {
		first = first_that_counts(series, total);
		last = last_that_counts(series, total);
	}
	bars->n_counts = (uint32_t)series->n;
	if (first < bars->first)
		bars->first = first;
	if (last + 1 > bars->n)
		bars->n = last + 1;
}

void bars_settle(struct bars *bars, uint32_t most_places)
{
	uint32_t end = bars->n, span = end - bars->first, most = bars->n_counts;

	if (end == 0) { /* nothing to be seen */
		*bars = (struct bars){ .per = 1, .is_of_gaps = bars->is_of_gaps };
		return;
	}
	/* Some room on both sides shows that what is narrow is narrow. */
	while (bars->is_of_gaps && span < most_places && span < most) {
		if (bars->first > 0 && (end == most || (span & 1)))
			bars->first--;
		else
			end++;
		span = end - bars->first;
	}
	bars->per = (span + most_places - 1) / most_places;
	bars->n = (span + bars->per - 1) / bars->per;
}

static double share_of(const struct bars *bars, const struct series *series,
		       uint32_t place)
{
	double sum = 0;

	for (uint32_t i = 0; i < series->n; i++) {
		uint32_t at = i < bars->first ? 0 : (i - bars->first) / bars->per;

		if ((at < bars->n ? at : bars->n - 1) == place)
			sum += (double)series->counts[i];
	}
	return sum;
}

const char *bars_mark(double height, bool unicode)
{
	static const char *const blocks[] = { " ",
					      "\xe2\x96\x81",
					      "\xe2\x96\x82",
					      "\xe2\x96\x83",
					      "\xe2\x96\x84",
					      "\xe2\x96\x85",
					      "\xe2\x96\x86",
					      "\xe2\x96\x87",
					      "\xe2\x96\x88" };
	static const char *const marks[] = {
		" ", ".", ":", "-", "=", "+", "*", "#", "@"
	};
	int level = height > 0 ? (int)ceil(height * 8) : 0;

	return (unicode ? blocks : marks)[level > 8 ? 8 : level];
}

const char *bars_text(const struct bars *bars, const struct series *series, bool unicode,
		      char text[BARS_TEXT])
{
	double shares[BARS_MOST], most = 0;
	size_t len = 0;

	text[0] = '\0';
	for (uint32_t i = 0; i < bars->n && i < BARS_MOST; i++) {
		shares[i] = share_of(bars, series, i);
		most = fmax(most, shares[i]);
	}
	for (uint32_t i = 0; i < bars->n && i < BARS_MOST; i++)
		len += (size_t)snprintf(
			text + len, BARS_TEXT - len, "%s",
			bars_mark(most > 0 ? shares[i] / most : 0, unicode));
	return text;
}

static bool is_free(const char *text, size_t at, size_t len)
{
	size_t from = at > 0 ? at - 1 : 0;

	for (size_t i = from; i <= at + len && text[i]; i++) {
		if (text[i] != ' ')
			return false;
	}
	return true;
}

/* The roundest first: others where there is room left. */
const char *bars_labels(const struct bars *bars, size_t width, char text[BARS_TEXT])
{
	static const struct {
		const char *name;
		double gap_s;
	} labels[] = { { "1s", 1 },   { "1m", 60 },    { "1h", 3600 },	{ "1d", 86400 },
		       { "10s", 10 }, { "10m", 600 },  { "6h", 21600 }, { "30s", 30 },
		       { "5m", 300 }, { "30m", 1800 }, { "2m", 120 },	{ "5s", 5 },
		       { "2h", 7200 } };
	size_t n = width < BARS_MOST ? width : BARS_MOST;

	memset(text, ' ', n);
	text[n] = '\0';
	for (size_t i = 0; bars->n > 0 && i < sizeof(labels) / sizeof(*labels); i++) {
		double bin = floor(bin_of_gap(labels[i].gap_s, bars->n_counts) + 1e-9);
		double at = floor((bin - bars->first) / bars->per);
		size_t len = strlen(labels[i].name);

		if (at >= 0 && at < bars->n && at + (double)len <= (double)n &&
		    is_free(text, (size_t)at, len))
			memcpy(text + (size_t)at, labels[i].name, len);
	}
	return text;
}
