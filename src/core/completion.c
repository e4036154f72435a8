/*
 * completion - see completion.h.
 */
#include "core/completion.h"

#include <string.h>

#include "core/completion_shell.h"

static const struct completion_shell *const shells[] = {
	&completion_bash,
	&completion_zsh,
	&completion_fish,
};

static enum completion_operand operand_of(const struct setting *setting)
{
	static const struct {
		const char *value;
		enum completion_operand operand;
	} known[] = {
		{ "FILE", OPERAND_FILE },
		{ "DIR", OPERAND_FOLDER },
		{ "HOST", OPERAND_HOST },
	};

	if (setting->kind == SETTING_BOOL)
		return OPERAND_NONE;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (setting->value && strcmp(setting->value, known[i].value) == 0)
			return known[i].operand;
	}
	return OPERAND_OTHER;
}

static const char *words_of(const struct completion *completion,
			    const struct setting *setting, const char *name)
{
	for (size_t i = 0; i < completion->n_words; i++) {
		if (strcmp(completion->words[i].option, name) == 0)
			return completion->words[i].words;
	}
	return setting->choices;
}

/* What is set by itself is worth unsetting only. */
static bool is_on(const struct setting *setting)
{
	return setting->kind == SETTING_BOOL && setting->standard &&
	       strcmp(setting->standard, "true") == 0;
}

static void call_for(const struct completion *completion, const struct setting *setting,
		     void (*call)(const struct completion_option *option, FILE *out),
		     FILE *out)
{
	const char *name = setting_name(setting);
	char unset[64];
	struct completion_option option = { setting, name,
					    words_of(completion, setting, name),
					    operand_of(setting) };

	if (is_on(setting)) {
		snprintf(unset, sizeof(unset), "no_%s", name);
		option.name = unset;
	}
	call(&option, out);
}

void completion_each(const struct completion *completion,
		     void (*call)(const struct completion_option *option, FILE *out),
		     FILE *out)
{
	const struct settings *settings = completion->settings;

	for (size_t g = 0; g < settings->n_groups; g++) {
		const struct setting_group *group = &settings->groups[g];

		for (size_t i = 0; i < group->n; i++) {
			const struct setting *setting = &group->settings[i];

			if (!setting->secret && settings_offer(settings, setting))
				call_for(completion, setting, call, out);
		}
	}
}

void completion_put_words(const char *words, FILE *out)
{
	for (; *words; words++)
		fputc(*words == '|' ? ' ' : *words, out);
}

void completion_put_quoted(const char *text, const char *quote, const char *escaped,
			   FILE *out)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs(quote, out);
		else if (strchr(escaped, *text))
			fprintf(out, "\\%c", *text);
		else
			fputc(*text, out);
	}
}

void completion_write(const struct completion *completion, const char *shell, FILE *out)
{
	for (size_t i = 0; i < sizeof(shells) / sizeof(*shells); i++) {
		if (strcmp(shells[i]->name, shell) != 0)
			continue;
		shells[i]->begin(completion, out);
		completion_each(completion, shells[i]->option, out);
		shells[i]->end(completion, out);
	}
}
