/*
 * json - picks the few values one wants out of a stream of JSON, without
 * building a tree. A value is named by its path, keys joined by dots; keys
 * that hold dots themselves make the same path, so "flow.start" finds both
 * {"flow":{"start":1}} and {"flow.start":1}. Of an array the first element is
 * taken, of a path that occurs twice the first occurrence; a path that ends in
 * "[]" gives all of them, joined by commas.
 */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

/* A borrowed text, not ended by NUL; text == NULL: absent (or JSON null). */
struct value {
	const char *text;
	size_t len;
};

struct json_reader;

/* Called with the context at the end of each record; 0 goes on, -1 stops. */
typedef int json_record_fn(void *context, struct json_reader *reader);

/*
 * The strings of `paths` must outlive the reader; one that is NULL has no value,
 * and one that stands twice is found for both. A record is each value at the top
 * level (record_path NULL), or each element of the array at record_path
 * ("hits.hits"); values below it start anew with each record.
 */
struct json_reader *json_reader_new(const char *const *paths, size_t n_paths,
				    const char *record_path, json_record_fn *on_record,
				    void *context);
void json_reader_free(struct json_reader *reader); /* accepts NULL */

/*
 * Reads on. -1: no JSON (the error says so, kind ERROR_INPUT), or on_record
 * stopped it (then the error is left as it was: the callback has set its own).
 */
int json_feed(struct json_reader *reader, const char *data, size_t len,
	      struct error *err);

/* Is the stream between two top-level values? */
bool json_is_complete(const struct json_reader *reader);

/* Forgets everything: after a failure, or to begin another stream. */
void json_reset(struct json_reader *reader);

/* The i-th path's value; borrowed until the next feed or record. */
struct value json_value(const struct json_reader *reader, size_t i);
bool value_is(struct value value, const char *text);

/* The whole number that it begins with; 0 if it begins with none. */
uint64_t value_whole(struct value value);

#endif
