/*
 * config_reference - writes the reference of all settings for the guide, from the same
 * rows as --help and the manual page:
 *
 *     build/config_reference >examples/guide/configuration.md
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "model/config.h"

#define LINE_PLACES 120

static const char intro[] = "# Configuration reference\n"
			    "\n"
			    "Made by `build/config_reference` from the table of settings "
			    "in `src/model/config.c`; what\n"
			    "is wrong here is to be mended there.\n"
			    "\n"
			    "`flare_beacon` and `check_ip` read the same ini files: one "
			    "section, `[beacon]`, and a line\n"
			    "`key = value` for each setting. A comment stands on a line "
			    "of its own and begins with `#` or\n"
			    "`;`; yes and no are `true` and `false`. Each key is also an "
			    "option of the command line, unless\n"
			    "it says otherwise: with one dash or two, `-` or `_` inside, "
			    "shortened as far as it stays\n"
			    "unique. The command line wins over the ini file, of several "
			    "ini files (`-c`) the later one\n"
			    "wins. What only one of the two commands has as an option "
			    "says so; the key in an ini file is\n"
			    "nothing that the other minds.\n";

/* Signs that Markdown would take for its own. */
static void sign(char c, char before, FILE *out)
{
	if (strchr("\\*<>[]`|", c) || (c == '_' && !isalnum((unsigned char)before)))
		fputc('\\', out);
	fputc(c, out);
}

/* A line begins with a letter: nothing else could make a list or a title of it. */
static size_t word(const char *at, size_t column, FILE *out)
{
	size_t len = strcspn(at, " ");

	if (column > 0 && column + 1 + len > LINE_PLACES && isalpha((unsigned char)*at)) {
		fputc('\n', out);
		column = 0;
	} else if (column > 0) {
		fputc(' ', out);
		column++;
	}
	for (size_t i = 0; i < len; i++)
		sign(at[i], i > 0 ? at[i - 1] : ' ', out);
	return column + len;
}

static size_t sentence(const char *text, size_t column, FILE *out)
{
	while (*text) {
		column = word(text, column, out);
		text += strcspn(text, " ");
		text += strspn(text, " ");
	}
	return column;
}

/* "from 1 to 65535": what the kind of a setting leaves open. */
static void range(const struct setting *setting, char *text, size_t size)
{
	bool is_number = setting->kind == SETTING_NUMBER || setting->kind == SETTING_REAL;

	text[0] = '\0';
	if (is_number && (setting->min || setting->max))
		snprintf(text, size, "From %lld to %lld.", (long long)setting->min,
			 (long long)setting->max);
}

static void describe(const struct setting *setting, FILE *out)
{
	char limits[64];
	char first[256];
	size_t column;

	snprintf(first, sizeof(first), "%c%s.", toupper((unsigned char)setting->help[0]),
		 setting->help + 1);
	column = sentence(first, 0, out);
	if (setting->more)
		column = sentence(setting->more, column, out);
	range(setting, limits, sizeof(limits));
	sentence(limits, column, out);
	fputc('\n', out);
}

static const char *default_of(const struct setting *setting)
{
	if (setting->standard)
		return setting->standard;
	return setting->kind == SETTING_BOOL ? "false" : NULL;
}

static const char *command_of(const struct setting *setting)
{
	if (setting->commands == COMMAND_BEACON)
		return "flare_beacon";
	return setting->commands == COMMAND_CHECK ? "check_ip" : NULL;
}

/* The ini key, or, of what stands on the command line alone, the option. */
static void title(const struct setting *setting, FILE *out)
{
	const char *name = setting->option ? setting->option : setting->key;
	const char *value = setting->value ? setting->value : "";
	const char *space = setting->value ? " " : "";

	if (setting->key)
		fprintf(out, "**`%s`**", setting->key);
	else
		fprintf(out, "**`--%s%s%s`**", name, space, value);
	if (setting->key && !setting->secret)
		fprintf(out, " · `--%s%s%s`", name, space, value);
	if (setting->flag)
		fprintf(out, " · `-%s`", setting->flag);
	if (default_of(setting))
		fprintf(out, " · default `%s`", default_of(setting));
	if (!setting->key)
		fputs(" · not in an ini file", out);
	if (setting->secret)
		fputs(" · only in an ini file", out);
	if (command_of(setting))
		fprintf(out, " · `%s`", command_of(setting));
	fputs("  \n", out); /* two blanks: what follows is a line of its own */
}

/* What each command spells in its own way has two rows, and one text. */
static bool is_told_below(const struct setting_group *group, size_t i)
{
	return i + 1 < group->n && group->settings[i].more &&
	       group->settings[i].more == group->settings[i + 1].more;
}

int main(void)
{
	fputs(intro, stdout);
	for (size_t i = 0; i < n_config_settings; i++) {
		const struct setting_group *group = &config_settings[i];

		printf("\n## %s\n", group->title);
		for (size_t j = 0; j < group->n; j++) {
			if (j == 0 || !is_told_below(group, j - 1))
				putchar('\n');
			title(&group->settings[j], stdout);
			if (!is_told_below(group, j))
				describe(&group->settings[j], stdout);
		}
	}
	return 0;
}
