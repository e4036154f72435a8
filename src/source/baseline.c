/*
 * baseline - see baseline.h.
 */
#include "source/baseline.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "model/result.h"
#include "model/timestamp.h"
#include "source/saved.h"

struct reading {
	const struct config *config;
	const char *key;
	int64_t now_us;
	size_t n_workers;
	struct arena *arena;
	struct baseline *baseline;
};

static const char *plain_path(const char *path)
{
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	return path;
}

/* What this run is to write need not be there before the first one has ended. */
static bool is_written_here(const struct config *config, const char *name, bool is_index)
{
	for (size_t i = 0; i < config->outputs.n; i++) {
		const struct setting_item *item = &config->outputs.items[i];

		if ((strcmp(item->setting->option, "index") == 0) == is_index &&
		    strcmp(plain_path(item->value), plain_path(name)) == 0)
			return true;
	}
	return false;
}

static void add_about(struct reading *reading, const char *about)
{
	struct baseline *baseline = reading->baseline;

	baseline->about = baseline->about ? arena_print(reading->arena, "%s; %s",
							baseline->about, about)
					  : about;
}

static int no_such(struct reading *reading, const char *name, const char *what,
		   struct error *err)
{
	bool is_index = strcmp(what, "index") == 0;

	if (!is_written_here(reading->config, name, is_index))
		return error_set(
			err, ERROR_IO,
			"--baseline %s: there is no such %s, and this run does not write "
			"it either; %s",
			name, what,
			is_index ? "add --index with its name"
				 : "add -json with its name (or an empty file knows "
				   "nothing: touch it)");
	log_warn("--baseline %s: there is no such %s yet, so every row is new", name,
		 what);
	add_about(reading,
		  arena_print(reading->arena, "%s, which is not there yet", name));
	return 0;
}

static int another_key(const char *name, const char *theirs, const char *ours,
		       struct error *err)
{
	return error_set(
		err, ERROR_INPUT,
		"--baseline %s was made with --key %s: its rows can't be compared with "
		"those by %s",
		name, theirs, ours);
}

static int judge(const struct reading *reading, const char *name,
		 const struct baseline_tally *tally, struct error *err)
{
	uint64_t n = tally->rows + tally->other + tally->other_key + tally->future +
		     tally->bad;
	bool knows = tally->rows + tally->empty_runs + tally->future > 0;

	if (tally->future > 0)
		log_warn("--baseline %s: %" PRIu64
			 " rows are of runs after this one, and are "
			 "left out: was a clock wrong?",
			 name, tally->future);
	if (!knows && tally->other_key > 0)
		return another_key(name, tally->key, reading->key, err);
	if (!knows && tally->bad > 0)
		return error_set(
			err, ERROR_INPUT,
			"--baseline %s: there is no row of -json, nor a result of -save; "
			"the first of %" PRIu64 " lines that are none, line %" PRIu64
			": %s",
			name, tally->bad, tally->first_bad_line, tally->first_bad_why);
	if (!knows && tally->other > 0)
		return error_set(err, ERROR_INPUT,
				 "--baseline %s: none of its %" PRIu64
				 " records is a row of this program",
				 name, tally->other);
	if (tally->bad > 0)
		log_warn("--baseline: %" PRIu64 " of %" PRIu64
			 " records skipped, the first "
			 "%s:%" PRIu64 ": %s",
			 tally->bad, n, name, tally->first_bad_line,
			 tally->first_bad_why);
	return 0;
}

static const char *moment(int64_t time_us, struct arena *arena)
{
	char text[TIMESTAMP_TEXT];

	return arena_print(arena, "%s",
			   timestamp_format(time_us / SECOND_US * SECOND_US, text));
}

/* Adds what one file or index has to what the others have. */
static void take_over(struct reading *reading, const char *name, struct baseline *found)
{
	int64_t latest_us = CELL_NO_INTEGER;

	for (int i = 0; i < N_BASELINE_SPANS; i++) {
		if (found->latest_us[i] > latest_us)
			latest_us = found->latest_us[i];
	}
	if (latest_us == CELL_NO_INTEGER)
		add_about(reading,
			  arena_print(reading->arena, "%s, which is empty", name));
	else
		add_about(reading,
			  arena_print(reading->arena,
				      "%s (%" PRIu64 " rows of runs up to %s)", name,
				      found->n_lines, moment(latest_us, reading->arena)));
	baseline_append(reading->baseline, found);
}

static struct known known_of(const struct beacon *beacon, const struct result *result)
{
	return (struct known){
		.src = beacon->src,
		.dst = beacon->dst,
		.port = beacon->port,
		.name = beacon->dest_name,
		.span = baseline_span_of(result_hours(result)),
		.state = KNOWN_LISTED,
		.since_us = beacon->known_since.us != CELL_NO_INTEGER &&
					    beacon->known_since.us < beacon->first_seen.us
				    ? beacon->known_since.us
				    : beacon->first_seen.us,
		.run_us = result->to_us,
		.first_us = beacon->first_seen.us,
		.last_us = beacon->last_seen.us,
		.listed = beacon->listed,
		.protocol = beacon->protocol,
		.services = beacon->services,
		.bytes_out = beacon->bytes_out,
		.occurrences = beacon->occurrences,
		.percent = beacon->percent,
		.interval_s = beacon->interval_s,
		.rank = beacon->rank,
		.score = beacon->score,
		.period_s = beacon->period_s,
		.jitter_percent = beacon->jitter_percent,
	};
}

static void take_result(struct reading *reading, const char *name,
			const struct result *result)
{
	struct baseline *baseline = reading->baseline;
	struct arena *arena = reading->arena;
	struct baseline found;

	baseline_init(&found, reading->key);
	for (size_t i = 0; i < result->list.n; i++) {
		struct known row = known_of(&result->list.beacons[i], result);

		baseline_add(&found, &row);
	}
	/* That it ran is known, though it listed nothing. */
	baseline_note_run(&found, baseline_span_of(result_hours(result)), result->to_us);
	baseline_append(baseline, &found);
	add_about(reading, arena_print(arena, "%s (%zu rows of %s to %s)", name,
				       result->list.n, moment(result->from_us, arena),
				       moment(result->to_us, arena)));
	if (result->list_rule)
		baseline->list_rule =
			arena_text(arena, result->list_rule, strlen(result->list_rule));
	baseline->flare_rule =
		arena_text(arena, result->flare_rule, strlen(result->flare_rule));
	baseline_free(&found);
}

static int read_saved(struct reading *reading, const char *name, struct stream *stream,
		      struct error *err)
{
	struct arena texts = { NULL };
	struct result result;
	int r = saved_read(stream, &texts, &result, err);

	if (r == 0 && strcmp(result.key, reading->key) != 0)
		r = another_key(name, result.key, reading->key, err);
	if (r == 0)
		take_result(reading, name, &result);
	result_free(&result);
	arena_free(&texts);
	return r;
}

static int read_lines(struct reading *reading, const char *name, struct stream *stream,
		      struct error *err)
{
	struct baseline_tally tally = { .rows = 0 };
	struct baseline found;
	int r;

	baseline_init(&found, reading->key);
	found.now_us = reading->now_us;
	r = baseline_read_lines(stream, name, reading->n_workers, &found, &tally, err);
	if (r == 0)
		r = judge(reading, name, &tally, err);
	if (r == 0)
		take_over(reading, name, &found);
	baseline_free(&found);
	return r;
}

static int read_file(struct reading *reading, const char *path, struct error *err)
{
	struct stream *stream = NULL;
	const char *head;
	size_t len;
	int r;

	if (access(path, F_OK) != 0 && errno == ENOENT)
		return no_such(reading, path, "file", err);
	if (stream_open(&stream, path, err) != 0)
		return -1;
	r = stream_peek(stream, &head, &len, err);
	if (r == 0)
		r = saved_is(head, len) ? read_saved(reading, path, stream, err)
					: read_lines(reading, path, stream, err);
	stream_close(stream);
	return r;
}

static int read_index(struct reading *reading, const char *name, struct error *err)
{
	struct baseline_tally tally = { .rows = 0 };
	struct baseline found;
	bool exists = true;
	int r;

	if (!*name)
		return error_set(err, ERROR_USAGE,
				 "--baseline index: needs the name of an index");
	baseline_init(&found, reading->key);
	found.now_us = reading->now_us;
	r = baseline_read_index(reading->config, name, reading->arena, &found, &tally,
				&exists, err);
	if (r == 0 && !exists)
		r = no_such(reading, name, "index", err);
	else if (r == 0 && (r = judge(reading, name, &tally, err)) == 0)
		take_over(reading, name, &found);
	baseline_free(&found);
	return r;
}

int baseline_read(const struct config *config, const char *key, int64_t now_us,
		  size_t n_workers, struct arena *arena, struct baseline *baseline,
		  struct error *err)
{
	struct reading reading = { .config = config,
				   .key = key,
				   .now_us = now_us,
				   .n_workers = n_workers,
				   .arena = arena,
				   .baseline = baseline };
	size_t prefix = strlen(BASELINE_INDEX);

	baseline_init(baseline, key);
	for (size_t i = 0; i < config->baseline.n; i++) {
		const char *name = config->baseline.items[i].value;
		int r = strncmp(name, BASELINE_INDEX, prefix) == 0
				? read_index(&reading, name + prefix, err)
				: read_file(&reading, name, err);

		if (r != 0)
			return -1;
	}
	return 0;
}
