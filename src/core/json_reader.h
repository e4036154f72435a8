/*
 * json_reader - the insides of a json reader, shared by its two ways to read:
 * json.c feeds yajl, which takes any JSON in pieces of any size; json_scan.c goes
 * over a text that is all there, and leaves to yajl what it does not know.
 */
#ifndef CORE_JSON_READER_H
#define CORE_JSON_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <yajl/yajl_parse.h>

#include "core/json.h"

enum {
	LONGEST_PATH = 512,
	DEEPEST = 32, /* below a wanted path; what is deeper is passed over */
	NO_SLOT = -1, /* may lead to a wanted value */
	PASS_OVER = -2,
};

struct slot {
	const char *path; /* NULL: never found */
	size_t path_len;
	bool in_record;
	bool all;	/* every value of that path, not just the first */
	size_t same_as; /* an earlier slot of the same path, or this one */
	bool filled;
	const char *text; /* of the buffer or of what was fed */
	size_t len;
	char *buffer; /* owned */
	size_t capacity;
};

struct frame {
	size_t path_len; /* of the container itself */
	int slot;	 /* what its values fill */
	bool is_map;
	bool is_record;
};

/* A path that is wanted or leads to one, and the keys that lead on from it. */
struct json_node {
	const char *path; /* not ended by NUL */
	size_t path_len;
	int slot; /* or NO_SLOT */
	bool is_record_path;
	struct json_step *steps; /* owned */
	size_t n_steps;
	uint64_t lengths; /* bit n: a step of n bytes, or of 63 and more */
};

struct json_step {
	const char *key;
	size_t len;
	const struct json_node *node;
};

struct json_reader {
	yajl_handle yajl;
	struct slot *slots;
	size_t n_slots;
	const char *record_path;
	json_record_fn *on_record;
	void *context;

	char path[LONGEST_PATH];
	size_t path_len;
	int slot; /* what the next value fills */
	struct frame frames[DEEPEST];
	size_t depth;
	size_t passed_over; /* open brackets of what is passed over */
	bool stopped;	    /* by on_record */

	/* For json_scan.c: */
	struct json_node *nodes; /* owned; the first is the top */
	size_t n_nodes;
	bool is_between;   /* a value may begin here, and yajl holds no part of one */
	size_t n_records;  /* given of the top-level value being read */
	size_t n_repeated; /* of the records to come, those given already */
};

/* The end of a record: gives it, unless it was given before. 0: stopped. */
int json_end_record(struct json_reader *reader);

/* `text` stays where it is (it was fed), or is copied. */
void json_fill(struct slot *slot, const char *text, size_t len, bool stays);

void json_scan_init(struct json_reader *reader);
void json_scan_free(struct json_reader *reader);

/*
 * Reads the values of a text as far as they are complete and plain. What is left
 * begins with a value (or with blanks before one), of which n_records have been
 * given; with `stopped` set on_record did not want more.
 */
const char *json_scan(struct json_reader *reader, const char *text, const char *end);

#endif
