/*
 * json - lists as JSON: events and feeds of MISP, bundles of STIX 2, pulses of OTX, what
 * abuse.ch exports, and the like. Whatever it is, an indicator is an object with members
 * that go by known names, so that one walk through any of them finds it, however large
 * the file is. What it is good for may be said by an object around it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "core/memory.h"
#include "core/text.h"
#include "source/intel/fields.h"

enum { DEEPEST = 24, CHUNK = 65536, LOW = 3, NAME_TEXT = 64 };

struct frame {
	struct fields fields;
	bool is_object;
	bool is_proposed; /* by somebody who may not decide: MISP's ShadowAttribute */
	enum intel_field field; /* of the member under way */
	int rank;		/* 0: it is none of ours */
	char name[NAME_TEXT];
	size_t name_len;
};

struct walk {
	struct reading *reading;
	struct frame *frames; /* DEEPEST of them */
	size_t depth;
	size_t passed_over; /* levels below the deepest */
	uint64_t n_objects;
};

static bool is_member(const struct frame *frame, const char *name)
{
	return frame->name_len == strlen(name) &&
	       memcmp(frame->name, name, frame->name_len) == 0;
}

static int on_text(struct walk *walk, const char *text, size_t len)
{
	struct frame *frame = walk->depth ? &walk->frames[walk->depth - 1] : NULL;
	struct value value = { text, len };

	if (walk->passed_over || !frame)
		return 1;
	if (!frame->is_object && walk->depth == 1)
		reading_take(walk->reading, value, (struct value){ "", 0 });
	else if (frame->is_object && frame->rank > 0)
		fields_put(&frame->fields, frame->field, frame->rank, value);
	return 1;
}

static int on_null(void *context)
{
	(void)context;
	return 1;
}

static int on_boolean(void *context, int value)
{
	return on_text(context, value ? "true" : "false", value ? 4 : 5);
}

static int on_number(void *context, const char *text, size_t len)
{
	struct walk *walk = context;

	/* In a list of texts it is a mistake, and no address. */
	return walk->depth == 1 && !walk->frames[0].is_object ? 1
							      : on_text(walk, text, len);
}

static int on_string(void *context, const unsigned char *text, size_t len)
{
	return on_text(context, (const char *)text, len);
}

static int on_key(void *context, const unsigned char *key, size_t len)
{
	struct walk *walk = context;
	struct frame *frame;

	if (walk->passed_over)
		return 1;
	frame = &walk->frames[walk->depth - 1];
	frame->name_len = len < NAME_TEXT ? len : 0;
	memcpy(frame->name, key, frame->name_len);
	frame->rank = 0;
	if (fields_find((struct value){ (const char *)key, len }, &frame->field,
			&frame->rank))
		return 1;
	frame->rank = 0;
	return 1;
}

static int open_frame(struct walk *walk, bool is_object)
{
	const struct frame *above;
	struct frame *frame;

	if (walk->passed_over || walk->depth == DEEPEST) {
		walk->passed_over++;
		return 1;
	}
	above = walk->depth ? &walk->frames[walk->depth - 1] : NULL;
	frame = &walk->frames[walk->depth++];
	fields_clear(&frame->fields);
	frame->is_object = is_object;
	frame->is_proposed =
		above && (above->is_proposed || is_member(above, "ShadowAttribute"));
	frame->name_len = 0;
	frame->rank = 0;
	return 1;
}

static int on_start_map(void *context)
{
	return open_frame(context, true);
}

static int on_start_array(void *context)
{
	return open_frame(context, false);
}

/* Of the nearest object around it that has a name or says what it is about. */
static struct value said_above(const struct walk *walk)
{
	for (size_t i = walk->depth; i-- > 0;) {
		struct value what = fields_get(&walk->frames[i].fields, FIELD_WHAT);

		if (what.len > 0)
			return what;
	}
	return (struct value){ "", 0 };
}

static int on_end_map(void *context)
{
	struct walk *walk = context;
	struct frame *frame;

	if (walk->passed_over) {
		walk->passed_over--;
		return 1;
	}
	frame = &walk->frames[--walk->depth];
	walk->n_objects++;
	frame->fields.strict = true;
	/* Deep down a "url" may be a reference, and "value" is anything. */
	frame->fields.only_typed =
		!fields_is_plain(frame->fields.texts[FIELD_VALUE].rank) &&
		walk->depth >= LOW;
	if (frame->fields.texts[FIELD_VALUE].rank > 0 ||
	    frame->fields.texts[FIELD_PATTERN].rank > 0) {
		if (!frame->is_proposed)
			fields_report(&frame->fields, said_above(walk), walk->reading);
	}
	return 1;
}

static int on_end_array(void *context)
{
	struct walk *walk = context;

	if (walk->passed_over)
		walk->passed_over--;
	else
		walk->depth--;
	return 1;
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_boolean,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_start_map,
	.yajl_map_key = on_key,
	.yajl_end_map = on_end_map,
	.yajl_start_array = on_start_array,
	.yajl_end_array = on_end_array,
};

static int fail(yajl_handle yajl, struct reading *reading, struct error *err)
{
	unsigned char *text = yajl_get_error(yajl, 0, NULL, 0);

	error_set(err, ERROR_INPUT, "%s: no valid JSON: %.*s", reading->name,
		  (int)strcspn((char *)text, "\n"), (const char *)text);
	yajl_free_error(yajl, text);
	return -1;
}

static int parse(yajl_handle yajl, struct reading *reading, char *chunk,
		 struct error *err)
{
	size_t got = 1;
	bool first = true;

	for (; got > 0; first = false) {
		size_t mark;

		if (stream_read(reading->stream, chunk, CHUNK, &got, err) != 0)
			return -1;
		mark = first ? text_mark_length(chunk, got) : 0;
		if (yajl_parse(yajl, (unsigned char *)chunk + mark, got - mark) !=
		    yajl_status_ok)
			return fail(yajl, reading, err);
	}
	return yajl_complete_parse(yajl) == yajl_status_ok ? 0 : fail(yajl, reading, err);
}

static int read_json(struct reading *reading, struct error *err)
{
	struct walk walk = { .reading = reading };
	yajl_handle yajl = yajl_alloc(&callbacks, NULL, &walk);
	char *chunk = memory_alloc(CHUNK);
	int r;

	walk.frames = memory_zero(DEEPEST, sizeof(*walk.frames));
	yajl_config(yajl, yajl_allow_multiple_values, 1);
	yajl_config(yajl, yajl_dont_validate_strings, 1);
	r = parse(yajl, reading, chunk, err);
	yajl_free(yajl);
	free(walk.frames);
	free(chunk);
	return r;
}

/* A plain list may begin with [2a00::1]:443. */
static bool recognise(const char *head, size_t len)
{
	size_t at = text_mark_length(head, len);

	while (at < len && isspace((unsigned char)head[at]))
		at++;
	if (at == len || (head[at] != '{' && head[at] != '['))
		return false;
	if (head[at++] == '{')
		return true;
	while (at < len && isspace((unsigned char)head[at]))
		at++;
	return at == len || strchr("{[\"]", head[at]);
}

const struct intel_format intel_json = { "JSON", recognise, read_json };
