/*
 * completion_shell - what completion.c and its shells have in common. A shell is one
 * file with one constant, and a row in completion.c.
 */
#ifndef CORE_COMPLETION_SHELL_H
#define CORE_COMPLETION_SHELL_H

#include "core/completion.h"

/* What stands behind an option. */
enum completion_operand {
	OPERAND_NONE,
	OPERAND_FILE,
	OPERAND_FOLDER,
	OPERAND_HOST,
	OPERAND_OTHER, /* what only the user knows, or one of the words */
};

/* An option as shells see it. */
struct completion_option {
	const struct setting *setting;
	const char *name;  /* long, with no_ if all it can do is to unset */
	const char *words; /* "a|b", or NULL */
	enum completion_operand operand;
};

struct completion_shell {
	const char *name;
	void (*begin)(const struct completion *completion, FILE *out);
	void (*option)(const struct completion_option *option, FILE *out);
	void (*end)(const struct completion *completion, FILE *out);
};

extern const struct completion_shell completion_bash;
extern const struct completion_shell completion_zsh;
extern const struct completion_shell completion_fish;

/* Calls a function for each option of the command. */
void completion_each(const struct completion *completion,
		     void (*call)(const struct completion_option *option, FILE *out),
		     FILE *out);

/* "a|b" as "a b". */
void completion_put_words(const char *words, FILE *out);

/* Text between single quotes, each of its own written as `quote`; those of `escaped` get
 * a backslash. */
void completion_put_quoted(const char *text, const char *quote, const char *escaped,
			   FILE *out);

#endif
