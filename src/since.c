/*
 * since - see since.h.
 */
#include "since.h"

#include <inttypes.h>
#include <string.h>

#include "analyze/baseline.h"
#include "core/log.h"
#include "core/text.h"
#include "filter/period.h"
#include "model/timestamp.h"
#include "source/baseline.h"

/* Is it compared with an index that it writes to? */
static bool writes_its_baseline(const struct config *config)
{
	size_t prefix = strlen(BASELINE_INDEX);

	for (size_t i = 0; i < config->baseline.n * config->outputs.n; i++) {
		const char *name = config->baseline.items[i / config->outputs.n].value;
		const struct setting_item *output =
			&config->outputs.items[i % config->outputs.n];

		if (strncmp(name, BASELINE_INDEX, prefix) == 0 &&
		    strcmp(output->setting->option, "index") == 0 &&
		    strcmp(output->value, name + prefix) == 0)
			return true;
	}
	return false;
}

int since_check(const struct config *config, struct error *err)
{
	if (config->new_only && config->baseline.n == 0)
		return error_set(err, ERROR_USAGE,
				 "--new_only needs a --baseline to tell what is new");
	if (config->new_only && writes_its_baseline(config))
		return error_set(err, ERROR_USAGE,
				 "--new_only leaves out of an index what its --baseline "
				 "is to know "
				 "next time: let the baseline be a file of -json, which "
				 "tells what is gone");
	if (config->part && config->baseline.n > 0)
		return error_set(
			err, ERROR_USAGE,
			"--baseline does nothing with --part, which sees a share of the "
			"rows; give it to --merge");
	return 0;
}

int since_read(const struct config *config, const char *key, size_t n_workers,
	       struct arena *arena, struct since *since, struct error *err)
{
	int64_t now_us;

	if (config->baseline.n == 0)
		return 0;
	if (period_now(config, &now_us, err) != 0)
		return -1;
	since->is_asked = true;
	return baseline_read(config, key, now_us, n_workers, arena, &since->baseline,
			     err);
}

void since_free(struct since *since)
{
	if (since->is_asked)
		baseline_free(&since->baseline);
	since->is_asked = false;
}

/* Why rows may seem new or gone that are not; NULL: nothing is known against it. */
static const char *caution_of(const struct baseline *baseline,
			      const struct result *result, struct arena *arena)
{
	enum baseline_span span = baseline_span_of(result_hours(result));
	enum baseline_span nearest = baseline_nearest(baseline, span);

	if (nearest != N_BASELINE_SPANS && nearest != span)
		return arena_print(
			arena,
			"none of its runs looked at about as long a time as this one "
			"(%" PRId64 " h), so rows may seem new or gone for that alone",
			result_hours(result));
	if (baseline->flare_rule &&
	    (!text_same(baseline->list_rule, result->list_rule) ||
	     !text_same(baseline->flare_rule, result->flare_rule)))
		return arena_print(
			arena,
			"it was made with other thresholds, so rows may seem new or gone "
			"for that alone: listed if %s%s%s",
			baseline->list_rule ? baseline->list_rule : "",
			baseline->list_rule ? ": " : "", baseline->flare_rule);
	return NULL;
}

static const char *news_of(const struct baseline *baseline, const struct result *result,
			   const struct baseline_counts *counts, struct arena *arena)
{
	enum baseline_span span =
		baseline_nearest(baseline, baseline_span_of(result_hours(result)));
	char text[TIMESTAMP_TEXT];
	const char *back = "";

	if (span == N_BASELINE_SPANS)
		return arena_print(arena, "%zu new, for no earlier run is known",
				   counts->n_new);
	if (counts->n_back > 0)
		back = arena_print(arena, "%zu back, ", counts->n_back);
	return arena_print(
		arena, "%zu new, %s%zu known, %zu changed, %zu gone since %s",
		counts->n_new, back, counts->n_known, counts->n_changed, result->n_gone,
		timestamp_format(baseline->latest_us[span] / SECOND_US * SECOND_US,
				 text));
}

void since_compare(struct since *since, struct result *result)
{
	if (since->is_asked)
		baseline_compare(&since->baseline, result, &since->counts);
}

void since_tell(const struct config *config, struct since *since, struct result *result,
		struct arena *arena)
{
	struct baseline *baseline = &since->baseline;
	const char *caution;

	if (!since->is_asked)
		return;
	caution = caution_of(baseline, result, arena);
	if (caution)
		log_warn("--baseline: %s", caution);
	result->baseline =
		caution ? arena_print(arena, "%s; %s", baseline->about, caution)
			: baseline->about;
	result->news = news_of(baseline, result, &since->counts, arena);
	if (config->new_only)
		baseline_hide_known(&result->list);
}
