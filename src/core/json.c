/*
 * json - see json.h. On yajl, whose callbacks keep a path of where they are;
 * whatever cannot lead to a wanted value is passed over by counting brackets.
 */
#include "core/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/json_reader.h"
#include "core/memory.h"

static bool in_record(const char *path, const char *record_path)
{
	size_t len = record_path ? strlen(record_path) : 0;

	return !record_path || (strncmp(path, record_path, len) == 0 && path[len] == '.');
}

/* The slot of the current path, NO_SLOT if one lies below it, or PASS_OVER. */
static int find_slot(const struct json_reader *reader)
{
	const size_t len = reader->path_len;
	int found = PASS_OVER;

	for (size_t i = 0; i < reader->n_slots; i++) {
		const struct slot *slot = &reader->slots[i];

		/* The last character tells most paths apart, at less than a call. */
		if (slot->path_len < len || len == 0 ||
		    slot->path[len - 1] != reader->path[len - 1] ||
		    memcmp(slot->path, reader->path, len) != 0)
			continue;
		if (slot->path_len == len)
			return (int)i;
		if (slot->path[len] == '.')
			found = NO_SLOT;
	}
	return found;
}

static void empty_slots(struct json_reader *reader, bool only_record)
{
	for (size_t i = 0; i < reader->n_slots; i++) {
		if (!only_record || reader->slots[i].in_record)
			reader->slots[i].filled = false;
	}
}

int json_end_record(struct json_reader *reader)
{
	if (reader->n_repeated > 0)
		reader->n_repeated--;
	else if (reader->on_record(reader->context, reader) != 0) {
		reader->stopped = true;
		return 0;
	}
	reader->n_records++;
	empty_slots(reader, true);
	return 1;
}

static bool at_record_path(const struct json_reader *reader)
{
	const struct frame *top =
		reader->depth ? &reader->frames[reader->depth - 1] : NULL;

	if (!reader->record_path)
		return reader->depth == 0;
	return top && !top->is_map && strlen(reader->record_path) == top->path_len &&
	       memcmp(reader->path, reader->record_path, top->path_len) == 0;
}

void json_fill(struct slot *slot, const char *text, size_t len, bool stays)
{
	size_t at = slot->filled ? slot->len + 1 : 0; /* behind a comma */

	if (slot->filled && !slot->all)
		return;
	slot->filled = true;
	slot->len = at + len;
	if (stays && !slot->all) {
		slot->text = text;
		return;
	}
	if (at + len > slot->capacity) {
		slot->capacity = (at + len) * 2;
		slot->buffer = memory_resize(slot->buffer, slot->capacity, 1);
	}
	if (at)
		slot->buffer[at - 1] = ',';
	if (len)
		memcpy(slot->buffer + at, text, len);
	slot->text = slot->buffer;
}

static int on_scalar(struct json_reader *reader, const char *text, size_t len)
{
	if (reader->passed_over)
		return 1;
	if (reader->slot >= 0 && text)
		json_fill(&reader->slots[reader->slot], text, len, false);
	return at_record_path(reader) ? json_end_record(reader) : 1;
}

static int on_null(void *context)
{
	return on_scalar(context, NULL, 0);
}

static int on_boolean(void *context, int value)
{
	return on_scalar(context, value ? "true" : "false", value ? 4 : 5);
}

static int on_number(void *context, const char *text, size_t len)
{
	return on_scalar(context, text, len);
}

static int on_string(void *context, const unsigned char *text, size_t len)
{
	return on_scalar(context, (const char *)text, len);
}

static int on_open(struct json_reader *reader, bool is_map)
{
	struct frame *frame;

	if (reader->passed_over || reader->slot == PASS_OVER ||
	    reader->depth == DEEPEST) {
		reader->passed_over++;
		return 1;
	}
	frame = &reader->frames[reader->depth];
	frame->is_record = at_record_path(reader);
	frame->is_map = is_map;
	frame->path_len = reader->path_len;
	frame->slot = reader->slot;
	reader->depth++;
	return 1;
}

static int on_close(struct json_reader *reader)
{
	const struct frame *frame;

	if (reader->passed_over) {
		reader->passed_over--;
		return 1;
	}
	frame = &reader->frames[--reader->depth];
	reader->path_len = frame->path_len;
	reader->slot = frame->slot;
	return frame->is_record ? json_end_record(reader) : 1;
}

static int on_start_map(void *context)
{
	return on_open(context, true);
}

static int on_start_array(void *context)
{
	return on_open(context, false);
}

static int on_end(void *context)
{
	return on_close(context);
}

static int on_key(void *context, const unsigned char *key, size_t len)
{
	struct json_reader *reader = context;
	size_t at;

	if (reader->passed_over)
		return 1;
	at = reader->frames[reader->depth - 1].path_len;
	if (at + 1 + len > LONGEST_PATH) {
		reader->slot = PASS_OVER;
		return 1;
	}
	if (at)
		reader->path[at++] = '.';
	memcpy(reader->path + at, key, len);
	reader->path_len = at + len;
	reader->slot = find_slot(reader);
	return 1;
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_boolean,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_start_map,
	.yajl_map_key = on_key,
	.yajl_end_map = on_end,
	.yajl_start_array = on_start_array,
	.yajl_end_array = on_end,
};

void json_reset(struct json_reader *reader)
{
	if (reader->yajl)
		yajl_free(reader->yajl);
	reader->yajl = yajl_alloc(&callbacks, NULL, reader);
	if (!reader->yajl)
		abort(); /* its allocator is malloc: out of memory */
	yajl_config(reader->yajl, yajl_allow_multiple_values, 1);
	/* One odd byte in a name must not hide a whole record. */
	yajl_config(reader->yajl, yajl_dont_validate_strings, 1);
	reader->path_len = 0;
	reader->slot = NO_SLOT;
	reader->depth = 0;
	reader->passed_over = 0;
	reader->stopped = false;
	reader->is_between = true;
	reader->n_records = reader->n_repeated = 0;
	empty_slots(reader, false);
}

static bool ends_with_brackets(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && strcmp(path + len - 2, "[]") == 0;
}

/* Only the first of equal paths is looked for, and found for all of them. */
static bool stands_before(struct json_reader *reader, const char *const *paths, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (paths[j] && strcmp(paths[i], paths[j]) == 0) {
			reader->slots[i].same_as = j;
			return true;
		}
	}
	return false;
}

struct json_reader *json_reader_new(const char *const *paths, size_t n_paths,
				    const char *record_path, json_record_fn *on_record,
				    void *context)
{
	struct json_reader *reader = memory_zero(1, sizeof(*reader));

	reader->slots = memory_zero(n_paths, sizeof(*reader->slots));
	reader->n_slots = n_paths;
	for (size_t i = 0; i < n_paths; i++) {
		reader->slots[i].same_as = i;
		if (!paths[i] || stands_before(reader, paths, i))
			continue;
		reader->slots[i].path = paths[i];
		reader->slots[i].path_len = strlen(paths[i]);
		reader->slots[i].all = ends_with_brackets(paths[i]);
		if (reader->slots[i].all)
			reader->slots[i].path_len -= 2;
		reader->slots[i].in_record = in_record(paths[i], record_path);
	}
	reader->record_path = record_path;
	reader->on_record = on_record;
	reader->context = context;
	json_scan_init(reader);
	json_reset(reader);
	return reader;
}

void json_reader_free(struct json_reader *reader)
{
	if (!reader)
		return;
	for (size_t i = 0; i < reader->n_slots; i++)
		free(reader->slots[i].buffer);
	free(reader->slots);
	json_scan_free(reader);
	yajl_free(reader->yajl);
	free(reader);
}

/* yajl's text ends with a line feed and is its own memory. */
static int report(struct json_reader *reader, struct error *err)
{
	unsigned char *text = yajl_get_error(reader->yajl, 0, NULL, 0);

	error_set(err, ERROR_INPUT, "no valid JSON: %.*s",
		  (int)strcspn((char *)text, "\n"), (const char *)text);
	yajl_free_error(reader->yajl, text);
	return -1;
}

int json_feed(struct json_reader *reader, const char *data, size_t len, struct error *err)
{
	const char *end = data + len, *left = data;
	yajl_status status;

	if (reader->is_between)
		left = json_scan(reader, data, end);
	if (reader->stopped)
		return -1;
	if (left == end)
		return 0;
	if (reader->is_between) { /* yajl begins with the value that is left */
		empty_slots(reader, false);
		reader->n_repeated = reader->n_records;
	}
	status = yajl_parse(reader->yajl, (const unsigned char *)left,
			    (size_t)(end - left));
	/* No number goes on behind a line feed, and no string holds one. */
	reader->is_between =
		!reader->record_path && json_is_complete(reader) && end[-1] == '\n';
	if (status == yajl_status_ok)
		return 0;
	return reader->stopped ? -1 : report(reader, err);
}

bool json_is_complete(const struct json_reader *reader)
{
	return reader->depth == 0 && reader->passed_over == 0;
}

struct value json_value(const struct json_reader *reader, size_t i)
{
	const struct slot *slot = &reader->slots[reader->slots[i].same_as];

	if (!slot->filled)
		return (struct value){ .text = NULL };
	return (struct value){ .text = slot->text ? slot->text : "", .len = slot->len };
}

bool value_is(struct value value, const char *text)
{
	return value.text && value.len == strlen(text) &&
	       memcmp(value.text, text, value.len) == 0;
}

uint64_t value_whole(struct value value)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < value.len && value.text[i] >= '0' && value.text[i] <= '9';
	     i++)
		sum = sum * 10 + (uint64_t)(value.text[i] - '0');
	return sum;
}
