/*
 * words - see words.h.
 */
#include "analyze/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/figures.h"
#include "model/timestamp.h"

enum { NUMBER_TEXT = FIGURES_TEXT };

/* In the unit that leaves few digits: "0.4 s", "60.0 s", "10.2 min", "3.5 h". */
static const char *duration(double seconds, char text[NUMBER_TEXT])
{
	if (seconds < 0.0995)
		snprintf(text, NUMBER_TEXT, "%.2f s", seconds);
	else if (seconds < 120)
		snprintf(text, NUMBER_TEXT, "%.1f s", seconds);
	else if (seconds < 7200)
		snprintf(text, NUMBER_TEXT, "%.1f min", seconds / 60);
	else
		snprintf(text, NUMBER_TEXT, "%.1f h", seconds / 3600);
	return text;
}

static const char *bytes(int64_t n, char text[NUMBER_TEXT])
{
	char number[FIGURES_TEXT];

	if (n < 10000)
		snprintf(text, NUMBER_TEXT, "%.30s bytes", figures_count(n, number));
	else
		snprintf(text, NUMBER_TEXT, "%.30s", figures_bytes((double)n, number));
	return text;
}

static const char *add(const char *words, const char *clause, struct arena *arena)
{
	return !clause	? words
	       : *words ? arena_print(arena, "%s; %s", words, clause)
			: clause;
}

static bool is_listed_by(const struct beacon *beacon, const char *rule)
{
	return beacon->listed && strstr(beacon->listed, rule);
}

/* First: whatever else is so of it, somebody has seen it do harm. */
static const char *say_reported(const struct beacon *beacon, struct arena *arena)
{
	return beacon->intel ? arena_print(arena, "reported: %s", beacon->intel) : NULL;
}

static const char *say_beats(const struct beacon *beacon, struct arena *arena)
{
	char beats[NUMBER_TEXT], expected[NUMBER_TEXT], period[NUMBER_TEXT],
		off[NUMBER_TEXT];
	const char *jitter;
	double off_s = beacon->period_s * beacon->jitter_percent / 100;

	if (!(beacon->period_s > 0) || beacon->beats == CELL_NO_INTEGER)
		return NULL;
	duration(beacon->period_s, period);
	jitter = off_s < 0.005
			 ? "to the hundredth of a second"
			 : arena_print(arena, "give or take %s", duration(off_s, off));
	figures_count(beacon->beats, beats);
	/* What is kept to more often than once a period has none to be missed. */
	if (beacon->beats > beacon->beats_expected)
		return arena_print(arena, "%s beats, %s apart, %s", beats, period,
				   jitter);
	return arena_print(arena, "%s of about %s expected beats, %s apart, %s", beats,
			   figures_count(beacon->beats_expected, expected), period,
			   jitter);
}

static const char *say_flare(const struct beacon *beacon, struct arena *arena)
{
	char gaps[NUMBER_TEXT], interval[NUMBER_TEXT];

	/* Where there is a period it says more. */
	if (beacon->occurrences == CELL_NO_INTEGER || beacon->period_s > 0)
		return NULL;
	return arena_print(arena, "%" PRId64 " %% of %s gaps are close to %s s",
			   beacon->percent, figures_count(beacon->occurrences, gaps),
			   figures_count(beacon->interval_s, interval));
}

static const char *say_lag(const struct beacon *beacon, struct arena *arena)
{
	char lag[NUMBER_TEXT];

	if (!is_listed_by(beacon, "lag") || !(beacon->lag_s > 0) || beacon->period_s > 0)
		return NULL;
	return arena_print(arena, "a clock of %s stands out (lag %.1f)",
			   duration(beacon->lag_s, lag), beacon->lag);
}

static const char *say_connections(const struct beacon *beacon, struct arena *arena)
{
	char longest[NUMBER_TEXT], all[NUMBER_TEXT];
	const char *open = beacon->open > 0 ? ", still open when last seen" : "";

	if (!is_listed_by(beacon, "long"))
		return NULL;
	duration(beacon->longest_s, longest);
	duration(beacon->connected_s, all);
	/* Of a single one the sum says nothing more. */
	if (strcmp(longest, all) == 0)
		return arena_print(arena, "connected for %s%s", longest, open);
	return arena_print(arena, "connected for %s in all, the longest time %s%s", all,
			   longest, open);
}

static const char *say_strobe(const struct beacon *beacon, struct arena *arena)
{
	if (!is_listed_by(beacon, "strobe"))
		return NULL;
	return arena_print(arena, "a call a second or more in %" PRId64 " minutes",
			   beacon->strobe_minutes);
}

static const char *say_hours(const struct beacon *beacon, struct arena *arena)
{
	char span[NUMBER_TEXT];
	double span_s = (double)(beacon->last_seen.us - beacon->first_seen.us) / 1e6;

	if (!(span_s >= 1))
		return NULL;
	if (span_s < 7200)
		return arena_print(arena, "for %s", duration(span_s, span));
	return arena_print(arena, "for %s, with calls in %" PRId64 " hours of the clock",
			   duration(span_s, span), beacon->hours_active);
}

static const char *say_size(int64_t size, double percent, struct arena *arena)
{
	char text[NUMBER_TEXT];

	return arena_print(arena, "%s (%.0f %% of flows)", bytes(size, text), percent);
}

static const char *say_sizes(const struct beacon *beacon, struct arena *arena)
{
	const char *out, *in;

	if (beacon->size_out == CELL_NO_INTEGER)
		return NULL;
	out = say_size(beacon->size_out, beacon->size_out_percent, arena);
	if (beacon->size_in == CELL_NO_INTEGER)
		return arena_print(arena, "usually sends %s", out);
	in = say_size(beacon->size_in, beacon->size_in_percent, arena);
	return arena_print(arena, "usually sends %s and gets %s", out, in);
}

/* "2025-11-20 05:00" */
static const char *minute(struct moment moment, char text[NUMBER_TEXT])
{
	char whole[TIMESTAMP_TEXT];

	timestamp_format(moment.us / SECOND_US * SECOND_US, whole);
	snprintf(text, NUMBER_TEXT, "%.10s %.5s", whole, whole + 11);
	return text;
}

static bool is(const struct beacon *beacon, const char *status)
{
	return strcmp(beacon->status, status) == 0;
}

static const char *say_status(const struct beacon *beacon, struct arena *arena)
{
	char since[NUMBER_TEXT], other[NUMBER_TEXT];
	const char *words;

	if (!beacon->status || beacon->known_since.us == CELL_NO_INTEGER ||
	    is(beacon, "gone"))
		return NULL;
	minute(beacon->known_since, since);
	if (is(beacon, "new"))
		return arena_print(arena, "new since %s", since);
	words = arena_print(arena, "known since %s", since);
	if (beacon->back_after.us != CELL_NO_INTEGER)
		words = arena_print(arena, "%s, and back after %s", words,
				    minute(beacon->back_after, other));
	if (beacon->period_before_s > 0)
		words = arena_print(arena, "%s, then every %s", words,
				    duration(beacon->period_before_s, other));
	return words;
}

static const char *say_others(const struct beacon *beacon, struct arena *arena)
{
	/* rank.h: 1 is one source alone. */
	const char *who = beacon->rarity == 1
				  ? "nobody else calls it"
				  : arena_print(arena, "%.3g %% of all sources call it",
						beacon->prevalence_percent);

	if (beacon->same_period > 1)
		return arena_print(arena, "%s, %" PRId64 " of them at this period", who,
				   beacon->same_period);
	return who;
}

const char *words_of(const struct beacon *beacon, struct arena *arena)
{
	static const char *(*const clauses[])(const struct beacon *beacon,
					      struct arena *arena) = {
		say_reported, say_beats, say_flare, say_lag,	say_connections,
		say_strobe,   say_hours, say_sizes, say_others, say_status,
	};
	const char *words = "";

	for (size_t i = 0; i < sizeof(clauses) / sizeof(*clauses); i++)
		words = add(words, clauses[i](beacon, arena), arena);
	return words;
}

void words_fill(struct beacon_list *list, size_t n, struct arena *arena)
{
	for (size_t i = 0; i < n; i++)
		list->beacons[i].in_words = words_of(&list->beacons[i], arena);
}
