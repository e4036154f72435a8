/*
 * settings - one row for each thing a user can set; ini file, command line,
 * `--help` and manual page all walk the same rows. A row names a member of the
 * caller's struct and, by its type, how to read it.
 *
 * The order of strength is: command line, ini file, default.
 */
#ifndef CORE_SETTINGS_H
#define CORE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/error.h"
#include "core/memory.h"

enum setting_kind {
	SETTING_BOOL,	/* bool; an option takes no value, `--no-x` unsets it */
	SETTING_NUMBER, /* int64_t within [min, max] */
	SETTING_REAL,	/* double within [min, max] */
	SETTING_TEXT,	/* const char *; "" is kept as NULL */
	SETTING_LIST, /* struct setting_list; an option adds to it, an ini key sets it */
};

/* What options of the SETTING_LIST kind were given, in order. */
struct setting_list {
	struct setting_item {
		const struct setting *setting;
		const char *value; /* of the run */
	} * items;
	size_t n;
	size_t capacity;
};

/* The value is borrowed, for the run. */
void setting_list_add(struct setting_list *list, const struct setting *setting,
		      const char *value);

struct setting {
	const char *key;	 /* ini key; also a long option. NULL: not in an ini */
	const char *option;	 /* long option by another name, or NULL */
	const char *flag;	 /* short form without its dash ("eh"), or NULL */
	const char *standard;	 /* the default as text; NULL: false, 0, none */
	const char *value;	 /* name of the value in help: "HOURS"; NULL: none */
	const char *choices;	 /* allowed texts, "4|5", or NULL */
	unsigned char n_words;	 /* of a list: how many an option takes; 0: one */
	unsigned char n_numbers; /* whole numbers that may follow these */
	const char *help;	 /* one line for --help */
	const char *more;	 /* further sentences for the manual page, or NULL */
	enum setting_kind kind;
	bool is_rare;	   /* --help has no room for it, but the manual page has */
	bool secret;	   /* may not stand on a command line, where others can read it */
	unsigned commands; /* flags of those that have it as an option; 0: all. A key of
			      an ini file it is to each, since they share them */
	int64_t min;	   /* of a number or real; both 0: any */
	int64_t max;
	size_t offset; /* of the member in the struct */
};

/* The row's kind and offset from the member's type. */
#define SETTING_AT(type, member) \
	.offset = offsetof(type, member),                                                  \
	.kind = _Generic(((type *)0)->member,                                               \
		bool: SETTING_BOOL,                                                         \
		int64_t: SETTING_NUMBER,                                                    \
		double: SETTING_REAL,                                                       \
		const char *: SETTING_TEXT,                                                 \
		struct setting_list: SETTING_LIST)

struct setting_group {
	const char *title; /* "Elasticsearch and OpenSearch" */
	const struct setting *settings;
	size_t n;
};

enum setting_origin {
	ORIGIN_DEFAULT,
	ORIGIN_FILE,
	ORIGIN_COMMAND,
};

/* The name an option is best known by: Flare's long form, else the ini key. */
const char *setting_name(const struct setting *setting);

/* A set of groups over one struct, and where each value came from. */
struct settings {
	const struct setting_group *groups;
	size_t n_groups;
	unsigned command;	      /* the flag of the one that runs; 0: any */
	const char *section;	      /* the ini section that holds them: "beacon" */
	void *target;		      /* the caller's struct */
	struct arena *arena;	      /* texts are kept here */
	enum setting_origin *origins; /* one a setting, groups in order; owned */
};

void settings_init(struct settings *settings);

/* Is it an option of the command that runs? */
bool settings_offer(const struct settings *settings, const struct setting *setting);
void settings_free(struct settings *settings);

/* `member` points into the target. */
enum setting_origin settings_origin(const struct settings *settings, const void *member);

/* By ini key, or by option name (dashes and underscores alike, a prefix is
 * enough if only one fits); NULL if none. */
const struct setting *settings_find_key(const struct settings *settings, const char *key);
const struct setting *settings_find_option(const struct settings *settings,
					   const char *name, size_t len,
					   struct error *err);

/*
 * Reads a text into the setting's member. On failure the error names what is
 * allowed, not where the text came from: the caller knows that.
 */
int settings_set(struct settings *settings, const struct setting *setting,
		 const char *text, enum setting_origin origin, struct error *err);

/*
 * Takes the options from argv and leaves the operands: argv[0 .. *n_operands).
 * "--" ends the options, "-" is an operand. Options that were set by an
 * ini file are overridden, others of argv win by coming later.
 */
int settings_read_arguments(struct settings *settings, int argc, char **argv,
			    int *n_operands, struct error *err);

/* The nearest known key or option, for "did you mean"; NULL if none is near. */
const char *settings_nearest(const struct settings *settings, const char *name);

#endif
