/*
 * saved - see saved.h.
 */
#include "source/saved.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/digest.h"
#include "core/json_tree.h"
#include "core/lines.h"
#include "core/stream.h"
#include "model/inside.h"
#include "model/saved.h"
#include "model/share.h"
#include "model/timestamp.h"

struct loading {
	const char *path;
	uint64_t line;
	struct arena *arena;
	struct result *result;
	size_t rows_capacity;
	size_t places_capacity;
	bool begun;
	bool ended;
	struct digest *digest; /* of all lines so far */
};

static int refuse(const struct loading *loading, const char *why, struct error *err)
{
	return error_set(err, ERROR_INPUT, "%s:%llu: %s", loading->path,
			 (unsigned long long)loading->line, why);
}

static bool read_number(yajl_val value, int64_t *number)
{
	if (!YAJL_IS_INTEGER(value))
		return false;
	*number = YAJL_GET_INTEGER(value);
	return true;
}

/* A copy; NULL if it is no text. */
static const char *read_text(yajl_val value, struct arena *arena)
{
	const char *text = YAJL_GET_STRING(value);

	return text ? arena_text(arena, text, strlen(text)) : NULL;
}

static bool read_address(yajl_val value, struct address *address)
{
	const char *text = YAJL_GET_STRING(value);

	return text && address_parse(text, strlen(text), address);
}

static bool is_span(int64_t from_us, int64_t to_us)
{
	return from_us >= 0 && from_us <= to_us && to_us <= TIMESTAMP_MAX;
}

static const struct series *read_series(yajl_val value, struct arena *arena)
{
	struct series *series = arena_alloc(arena, sizeof(*series));
	uint64_t *counts;
	size_t n;

	if (!YAJL_IS_ARRAY(value))
		return NULL;
	n = YAJL_GET_ARRAY(value)->len;
	counts = arena_alloc(arena, n * sizeof(*counts));
	for (size_t i = 0; i < n; i++) {
		int64_t count;

		if (!read_number(YAJL_GET_ARRAY(value)->values[i], &count) || count < 0)
			return NULL;
		counts[i] = (uint64_t)count;
	}
	*series = (struct series){ n, counts };
	return series;
}

static bool read_entry(yajl_val object, struct arena *arena, struct context_entry *entry)
{
	const char *kind = YAJL_GET_STRING(json_tree_child(object, CONTEXT_KEY_KIND));
	yajl_val value = json_tree_child(object, CONTEXT_KEY_VALUE);
	yajl_val payload = json_tree_child(object, CONTEXT_KEY_PAYLOAD);
	yajl_val severity = json_tree_child(object, CONTEXT_KEY_SEVERITY);

	*entry = (struct context_entry){ .severity = CELL_NO_INTEGER };
	entry->kind = kind ? context_kind_of(kind) : N_CONTEXT_KINDS;
	entry->value = read_text(value, arena);
	entry->payload = read_text(payload, arena);
	if (entry->kind == N_CONTEXT_KINDS || (!entry->value && !YAJL_IS_NULL(value)) ||
	    (payload && !entry->payload) ||
	    (severity && !read_number(severity, &entry->severity)))
		return false;
	return read_number(json_tree_child(object, CONTEXT_KEY_COUNT), &entry->count) &&
	       read_number(json_tree_child(object, CONTEXT_KEY_FIRST),
			   &entry->first.us) &&
	       read_number(json_tree_child(object, CONTEXT_KEY_LAST), &entry->last.us) &&
	       is_span(entry->first.us, entry->last.us);
}

static const struct context *read_context(yajl_val value, struct arena *arena)
{
	size_t n = YAJL_IS_ARRAY(value) ? YAJL_GET_ARRAY(value)->len : 0;
	struct context_entry *entries = arena_alloc(arena, (n + 1) * sizeof(*entries));
	struct context *context = arena_alloc(arena, sizeof(*context));

	if (n == 0) /* it would not have been saved */
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (!read_entry(YAJL_GET_ARRAY(value)->values[i], arena, &entries[i]))
			return NULL;
	}
	*context = (struct context){ .entries = entries,
				     .n = n,
				     .text = context_text(entries, n, arena) };
	return context;
}

static bool read_cell(void *row, const struct column *column, yajl_val value,
		      struct arena *arena)
{
	char *at = (char *)row + column->offset;
	const struct series *series;
	const struct context *context;
	const char *text;
	int64_t number;
	double real;

	switch (column->kind) {
	case CELL_INTEGER:
	case CELL_MOMENT:
		if (!read_number(value, &number))
			return false;
		memcpy(at, &number, sizeof(number));
		return true;
	case CELL_REAL:
		if (!YAJL_IS_DOUBLE(value) && !YAJL_IS_INTEGER(value))
			return false;
		/* As it stands: a whole number has no double of yajl's. */
		real = strtod(YAJL_GET_NUMBER(value), NULL);
		memcpy(at, &real, sizeof(real));
		return true;
	case CELL_TEXT:
		text = read_text(value, arena);
		if (!text)
			return false;
		memcpy(at, &text, sizeof(text));
		return true;
	case CELL_ADDRESS:
		return read_address(value, (struct address *)at);
	case CELL_SERIES:
		series = read_series(value, arena);
		memcpy(at, &series, sizeof(series));
		return series != NULL;
	case CELL_CONTEXT:
		context = read_context(value, arena);
		memcpy(at, &context, sizeof(context));
		return context != NULL;
	}
	return false;
}

static bool may_be_missing(const struct column *column)
{
	return column->kind != CELL_ADDRESS;
}

static int read_cells(struct loading *loading, yajl_val object, void *row,
		      const struct column *columns, size_t n, struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		yajl_val value = json_tree_child(object, columns[i].name);

		column_clear(row, &columns[i]);
		if (value ? !read_cell(row, &columns[i], value, loading->arena)
			  : !may_be_missing(&columns[i]))
			return error_set(err, ERROR_INPUT, "%s:%llu: %s is %s",
					 loading->path, (unsigned long long)loading->line,
					 columns[i].name,
					 value ? "not what it should be" : "missing");
	}
	return 0;
}

/* So that the sums of all parts there may be are numbers, too. */
static const int64_t MOST = INT64_C(1) << 46;

/* Held against addresses when it is merged. */
static bool is_inside(const char *networks, struct arena *arena)
{
	struct inside inside;
	struct error ignored;

	return inside_parse(networks, arena, &inside, &ignored) == 0;
}

static bool is_run(const struct result *result, struct arena *arena)
{
	for (size_t i = 0; i < n_result_columns; i++) {
		struct cell cell = column_cell(result, &result_columns[i]);

		bool is_time =
			result_columns[i].offset >= offsetof(struct result, from_us) &&
			result_columns[i].offset <= offsetof(struct result, clock_us);

		if (cell.kind == CELL_INTEGER &&
		    (cell.integer < 0 || cell.integer > (is_time ? TIMESTAMP_MAX : MOST)))
			return false;
	}
	return result->source && result->key && result->flare_rule &&
	       result->part <= result->parts && result->parts <= SHARE_MOST_PARTS &&
	       (result->part == 0) == (result->parts == 0) &&
	       is_inside(result->internal_networks, arena) &&
	       is_span(result->from_us, result->to_us) &&
	       is_span(result->oldest_us, result->newest_us);
}

static int read_run(struct loading *loading, yajl_val line, struct error *err)
{
	int64_t version = 0;

	if (loading->begun)
		return refuse(loading, "a second result begins; give each file by itself",
			      err);
	if (!read_number(json_tree_child(line, SAVED_VERSION_KEY), &version) ||
	    version != SAVED_VERSION)
		return refuse(loading, "saved by another version of this program", err);
	loading->begun = true;
	if (read_cells(loading, line, loading->result, result_columns, n_result_columns,
		       err) != 0)
		return -1;
	return is_run(loading->result, loading->arena)
		       ? 0
		       : refuse(loading, "what was looked at is not told", err);
}

static bool is_since(const struct beacon *beacon)
{
	int64_t since_us = beacon->known_since.us;

	return since_us == CELL_NO_INTEGER || is_span(since_us, TIMESTAMP_MAX);
}

/* What is counted with, of what a row says. */
static bool is_row(const struct beacon *beacon)
{
	static const double LONGEST_S = 1e12;

	return beacon->listed && is_since(beacon) &&
	       (beacon->name == 0 || (beacon->name == 1 && beacon->dest_name)) &&
	       is_span(beacon->first_seen.us, beacon->last_seen.us) &&
	       beacon->longest_s >= 0 && beacon->longest_s <= LONGEST_S &&
	       beacon->port >= 0 && beacon->port <= UINT16_MAX &&
	       (isnan(beacon->period_s) || beacon->period_s > 0);
}

static int read_row(struct loading *loading, yajl_val line, struct error *err)
{
	struct beacon_list *list = &loading->result->list;
	struct beacon *beacon;

	list->beacons = memory_grow(list->beacons, list->n, &loading->rows_capacity,
				    sizeof(*list->beacons));
	beacon = &list->beacons[list->n];
	*beacon = (struct beacon){ .pair = list->n, .back_after = { CELL_NO_INTEGER } };
	if (read_cells(loading, line, beacon, beacon_columns, n_beacon_columns, err) != 0)
		return -1;
	if (!read_number(json_tree_child(line, SAVED_IS_NAMED), &beacon->name) ||
	    !is_row(beacon))
		return refuse(loading, "a row that is none", err);
	list->n++;
	return 0;
}

static void add_place(struct loading *loading, const struct place *place)
{
	struct result *result = loading->result;

	result->places = memory_grow(result->places, result->n_places,
				     &loading->places_capacity, sizeof(*result->places));
	result->places[result->n_places++] = *place;
}

static int read_places(struct loading *loading, yajl_val array, bool named,
		       struct error *err)
{
	size_t n = YAJL_IS_ARRAY(array) ? YAJL_GET_ARRAY(array)->len : 1;

	if (n % 2 != 0)
		return refuse(loading, "places without their numbers", err);
	for (size_t i = 0; i < n; i += 2) {
		yajl_val key = YAJL_GET_ARRAY(array)->values[i];
		struct place place = { .name = NULL };
		bool ok;

		if (named)
			place.name = read_text(key, loading->arena);
		ok = named ? place.name != NULL : read_address(key, &place.dst);
		if (!ok ||
		    !read_number(YAJL_GET_ARRAY(array)->values[i + 1],
				 &place.n_sources) ||
		    place.n_sources < 1 || place.n_sources > UINT32_MAX)
			return refuse(loading, "a place that is none", err);
		add_place(loading, &place);
	}
	return 0;
}

/* Are all lines above as they were? A fuzzer's never are, and it is to get further. */
static bool is_whole(struct loading *loading, yajl_val digest)
{
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
	(void)loading, (void)digest;
	return true;
#else
	char text[DIGEST_TEXT];
	const char *saved = YAJL_GET_STRING(digest);

	return saved && strcmp(saved, digest_text(loading->digest, text)) == 0;
#endif
}

static int read_end(struct loading *loading, yajl_val line, struct error *err)
{
	int64_t n_rows = -1, n_places = -1;

	read_number(json_tree_child(line, SAVED_N_ROWS), &n_rows);
	read_number(json_tree_child(line, SAVED_N_PLACES), &n_places);
	if (!is_whole(loading, json_tree_child(line, SAVED_DIGEST)))
		return refuse(loading,
			      "it is not as it was saved: damaged, or changed by hand",
			      err);
	if (n_rows != (int64_t)loading->result->list.n ||
	    n_places != (int64_t)loading->result->n_places)
		return refuse(loading, "lines are missing above", err);
	loading->ended = true;
	return 0;
}

static int take_line(struct loading *loading, yajl_val line, struct error *err)
{
	yajl_val value = json_tree_child(line, SAVED_KIND);
	const char *kind = value ? YAJL_GET_STRING(value) : NULL;

	if (!kind || (!loading->begun && strcmp(kind, SAVED_RUN) != 0))
		return refuse(loading, "this is no result that --save wrote", err);
	if (loading->ended)
		return refuse(loading, "there is more behind the end", err);
	if (strcmp(kind, SAVED_RUN) == 0)
		return read_run(loading, line, err);
	if (strcmp(kind, SAVED_ROW) == 0)
		return read_row(loading, line, err);
	if (strcmp(kind, SAVED_END) == 0)
		return read_end(loading, line, err);
	if (strcmp(kind, SAVED_PLACES) != 0)
		return refuse(loading, "this is no line that --save writes", err);
	if (read_places(loading, json_tree_child(line, SAVED_ADDRESSES), false, err) != 0)
		return -1;
	return read_places(loading, json_tree_child(line, SAVED_NAMES), true, err);
}

static int read_line(struct loading *loading, const struct line *line, struct error *err)
{
	char *text = memory_copy_text(line->text, line->len);
	yajl_val tree = json_tree_parse(text);
	int r = tree ? take_line(loading, tree, err)
		     : refuse(loading, "this is no result that --save wrote: no JSON",
			      err);

	yajl_tree_free(tree);
	free(text);
	return r;
}

int saved_read(struct stream *stream, struct arena *arena, struct result *result,
	       struct error *err)
{
	const char *path = stream_name(stream);
	struct loading loading = { .path = path, .arena = arena, .result = result };
	struct lines lines;
	struct line line;
	int r;

	*result = (struct result){ .source = NULL };
	loading.digest = digest_new();
	lines_init(&lines, stream);
	while ((r = lines_next(&lines, &line, err)) > 0) {
		loading.line = lines.number;
		if (read_line(&loading, &line, err) != 0) {
			r = -1;
			break;
		}
		digest_add(loading.digest, line.text, line.len);
	}
	lines_free(&lines);
	digest_free(loading.digest);
	if (r == 0 && !loading.ended)
		r = error_set(err, ERROR_INPUT,
			      loading.begun ? "%s: its end is missing; copy it again"
					    : "%s: this is no result that --save wrote",
			      path);
	return r;
}

int saved_load(const char *path, struct arena *arena, struct result *result,
	       struct error *err)
{
	struct stream *stream = NULL;
	int r;

	*result = (struct result){ .source = NULL };
	if (stream_open(&stream, path, err) != 0)
		return -1;
	r = saved_read(stream, arena, result, err);
	stream_close(stream);
	return r;
}

bool saved_is(const char *head, size_t len)
{
	static const char front[] = "{\"" SAVED_KIND "\":\"";

	return len >= sizeof(front) - 1 && memcmp(head, front, sizeof(front) - 1) == 0;
}
