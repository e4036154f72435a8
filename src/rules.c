/*
 * rules - see rules.h.
 */
#include "rules.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Each clause but Flare's rule, which has a line of its own. */
const char *rules_list_text(const struct config *config, struct arena *arena)
{
	const char *rule;

	if (config->flare)
		return NULL;
	rule = arena_print(arena, "the score reaches %g, with at least %lld flows",
			   config->min_score, (long long)config->min_beats);
	if (config->min_lag > 0)
		rule = arena_print(arena, "%s; the lag reaches %g", rule,
				   config->min_lag);
	if (config->min_long_h > 0)
		rule = arena_print(arena, "%s; a connection lasts %g hours", rule,
				   config->min_long_h);
	if (config->min_strobe > 0)
		rule = arena_print(arena, "%s; there is a call a second in %lld minutes",
				   rule, (long long)config->min_strobe);
	if (config_has_lists(config) && config->list_reported)
		rule = arena_print(arena, "%s; a list reports the destination", rule);
	return arena_print(arena, "%s; or by Flare's rule", rule);
}

const char *rules_flare_text(const struct config *config, struct arena *arena)
{
	return arena_print(
		arena,
		"more than %lld gaps of at least %lld s, and more than %lld %% of "
		"them within %lld s",
		(long long)config->min_occur, (long long)config->min_interval_s,
		(long long)config->min_percent, (long long)config->window_s);
}

static bool is_listed_by(const struct beacon *beacon, const char *rule)
{
	const char *at = beacon->listed ? strstr(beacon->listed, rule) : NULL;

	return at != NULL;
}

/* The thresholds of a saved result are not those of this run: only values then. */
static const char *needs(const struct config *config, struct arena *arena,
			 const char *threshold)
{
	return config->merge ? "" : arena_print(arena, "; needs %s", threshold);
}

static const char *score_text(const struct config *config, const struct beacon *beacon,
			      struct arena *arena)
{
	if (!isnan(beacon->score))
		return arena_print(arena, "score %.3f%s", beacon->score,
				   needs(config, arena,
					 arena_print(arena, "%g", config->min_score)));
	return arena_print(
		arena, "no score%s",
		needs(config, arena,
		      arena_print(arena,
				  "%lld flows to be rated (min_beats), and then %g",
				  (long long)config->min_beats, config->min_score)));
}

static const char *flare_text(const struct config *config, const struct beacon *beacon,
			      struct arena *arena)
{
	const char *value = beacon->occurrences == CELL_NO_INTEGER
				    ? "too few gaps"
				    : arena_print(arena,
						  "%" PRId64 " %% of %" PRId64
						  " gaps near %" PRId64 " s",
						  beacon->percent, beacon->occurrences,
						  beacon->interval_s);

	return arena_print(arena, "%s%s", value,
			   needs(config, arena,
				 arena_print(arena,
					     "more than %lld %% within %lld s, of more "
					     "than %lld gaps of at least %lld s",
					     (long long)config->min_percent,
					     (long long)config->window_s,
					     (long long)config->min_occur,
					     (long long)config->min_interval_s)));
}

static const char *lag_text(const struct config *config, const struct beacon *beacon,
			    struct arena *arena)
{
	const char *threshold = config->min_lag > 0
					? arena_print(arena, "%g", config->min_lag)
					: "min_lag above 0";

	if (isnan(beacon->lag))
		return arena_print(arena, "no lag%s", needs(config, arena, threshold));
	return arena_print(
		arena, "lag %.1f%s%s", beacon->lag,
		beacon->lag_s > 0 ? arena_print(arena, " at %.1f s", beacon->lag_s) : "",
		needs(config, arena, threshold));
}

static const char *long_text(const struct config *config, const struct beacon *beacon,
			     struct arena *arena)
{
	const char *longest =
		beacon->longest_s < 3600
			? arena_print(arena, "%.3g s", beacon->longest_s)
			: arena_print(arena, "%.1f h", beacon->longest_s / 3600);

	return arena_print(arena, "longest connection %s%s", longest,
			   needs(config, arena,
				 config->min_long_h > 0
					 ? arena_print(arena, "%g h", config->min_long_h)
					 : "min_long above 0"));
}

static const char *strobe_text(const struct config *config, const struct beacon *beacon,
			       struct arena *arena)
{
	return arena_print(
		arena, "%" PRId64 " minutes with a call a second%s",
		beacon->strobe_minutes,
		needs(config, arena,
		      config->min_strobe > 0
			      ? arena_print(arena, "%lld", (long long)config->min_strobe)
			      : "min_strobe above 0"));
}

static const char *intel_text_of(const struct config *config, const struct beacon *beacon,
				 struct arena *arena)
{
	if (beacon->intel)
		return arena_print(arena, "reported: %s", beacon->intel);
	if (!config_has_lists(config) && !config->merge)
		return "no service reports it";
	return arena_print(arena, "no list reports it%s",
			   config->list_reported || config->merge
				   ? ""
				   : "; needs list_reported besides");
}

size_t rules_tell(const struct config *config, const struct beacon *beacon,
		  struct arena *arena, struct rule rules[MOST_RULES])
{
	static const struct {
		const char *name;
		const char *(*text)(const struct config *config,
				    const struct beacon *beacon, struct arena *arena);
	} all[MOST_RULES] = { { "score", score_text },	 { "flare", flare_text },
			      { "lag", lag_text },	 { "long", long_text },
			      { "strobe", strobe_text }, { "intel", intel_text_of } };
	size_t n = 0;

	for (size_t i = 0; i < MOST_RULES; i++) {
		if (config->flare && strcmp(all[i].name, "flare") != 0)
			continue;
		if (all[i].text == intel_text_of && config->intel.n == 0 &&
		    !beacon->intel)
			continue;
		rules[n++] = (struct rule){ .name = all[i].name,
					    .holds = is_listed_by(beacon, all[i].name),
					    .text = all[i].text(config, beacon, arena) };
	}
	return n;
}
