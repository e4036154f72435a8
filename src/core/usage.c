/*
 * usage - see usage.h.
 */
#include "core/usage.h"

#include <ctype.h>
#include <string.h>

static void show_option(const struct setting *setting, FILE *out)
{
	char left[64];
	size_t len = 0;

	if (setting->flag)
		len = (size_t)snprintf(left, sizeof(left), "-%s, ", setting->flag);
	snprintf(left + len, sizeof(left) - len, "--%s%s%s", setting_name(setting),
		 setting->value ? " " : "", setting->value ? setting->value : "");
	fprintf(out, "  %-26s %s", left, setting->help);
	if (setting->standard &&
	    (setting->kind == SETTING_NUMBER || setting->kind == SETTING_REAL) &&
	    strcmp(setting->standard, "0") != 0)
		fprintf(out, " (%s)", setting->standard);
	fputc('\n', out);
}

void usage_help(const struct usage *usage, const struct settings *settings, FILE *out)
{
	fprintf(out, "Usage: %s %s\n%s\n", usage->name, usage->synopsis, usage->intro);
	for (size_t i = 0; i < settings->n_groups; i++) {
		const struct setting_group *group = &settings->groups[i];
		bool titled = false;

		for (size_t j = 0; j < group->n; j++) {
			const struct setting *setting = &group->settings[j];

			if ((!setting->flag && !setting->option) || setting->is_rare ||
			    !settings_offer(settings, setting))
				continue;
			if (!titled)
				fprintf(out, "\n%s:\n", group->title);
			titled = true;
			show_option(setting, out);
		}
	}
	fprintf(out,
		"\nThere are more, and every ini key is one too (--es_index NAME):\n"
		"`man %s` or --manual lists all.\n",
		usage->name);
}

/* Text to roff: '-' is a minus, a leading '.' or '\'' no request. */
static void roff(const char *text, FILE *out)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", out);
	for (; *text; text++) {
		if (*text == '\\')
			fputs("\\e", out);
		else if (*text == '-')
			fputs("\\-", out);
		else
			fputc(*text, out);
		if (*text == '\n' && (text[1] == '.' || text[1] == '\''))
			fputs("\\&", out);
	}
}

static void names_of(const struct setting *setting, FILE *out)
{
	const char *between = "";

	if (setting->flag) {
		fputs("\\fB\\-", out);
		roff(setting->flag, out);
		fputs("\\fR", out);
		between = ", ";
	}
	if (!setting->secret) {
		fprintf(out, "%s\\fB\\-\\-", between);
		roff(setting_name(setting), out);
		fputs("\\fR", out);
		between = ", ";
	}
	if (setting->key &&
	    (setting->secret || strcmp(setting->key, setting_name(setting)) != 0)) {
		fprintf(out, "%sini key \\fB", between);
		roff(setting->key, out);
		fputs("\\fR", out);
	}
	if (setting->value) {
		fputs(" \\fI", out);
		roff(setting->value, out);
		fputs("\\fR", out);
	}
	fputc('\n', out);
}

static void describe(const struct setting *setting, FILE *out)
{
	fputc(toupper((unsigned char)setting->help[0]), out);
	roff(setting->help + 1, out);
	fputc('.', out);
	if (setting->more) {
		fputc(' ', out);
		roff(setting->more, out);
	}
	if ((setting->kind == SETTING_NUMBER || setting->kind == SETTING_REAL) &&
	    (setting->min || setting->max))
		fprintf(out, " From %lld to %lld.", (long long)setting->min,
			(long long)setting->max);
	if (setting->standard) {
		fputs(" Default: \\fB", out);
		roff(setting->standard, out);
		fputs("\\fR.", out);
	}
	if (!setting->key)
		fputs(" Not in an ini file.", out);
	fputc('\n', out);
}

/* Paragraphs; those that begin with a blank keep their lines. */
static void section(const struct usage_section *section, FILE *out)
{
	const char *at = section->text;

	fputs(".SH ", out);
	for (const char *c = section->title; *c; c++)
		fputc(toupper((unsigned char)*c), out);
	fputc('\n', out);
	while (*at) {
		const char *end = strstr(at, "\n\n");
		size_t len = end ? (size_t)(end - at) : strlen(at);
		char paragraph[2048];

		snprintf(paragraph, sizeof(paragraph), "%.*s", (int)len, at);
		fputs(*at == ' ' ? ".PP\n.nf\n" : ".PP\n", out);
		roff(paragraph, out);
		fputs(*at == ' ' ? "\n.fi\n" : "\n", out);
		at += len + (end ? 2 : 0);
	}
}

void usage_manual(const struct usage *usage, const struct settings *settings, FILE *out)
{
	fprintf(out, ".TH %s 1 \"\" \"%s %s\" \"User Commands\"\n", usage->name,
		usage->name, usage->version);
	fprintf(out, ".SH NAME\n%s \\- %s\n", usage->name, usage->purpose);
	fprintf(out, ".SH SYNOPSIS\n.B %s\n", usage->name);
	roff(usage->synopsis, out);
	fputc('\n', out);
	section(&usage->sections[0], out);
	fputs(".SH OPTIONS\n", out);
	roff("Each may be written with one dash or two, with - or _ inside, shortened as far "
	     "as it stays unique, and as --name=value. The command line wins over the ini "
	     "file. Unless it says otherwise, an option is also a key of the [",
	     out);
	fprintf(out, "%s] section.\n", settings->section);
	for (size_t i = 0; i < settings->n_groups; i++) {
		const struct setting_group *group = &settings->groups[i];

		bool titled = false;

		for (size_t j = 0; j < group->n; j++) {
			if (!settings_offer(settings, &group->settings[j]))
				continue;
			if (!titled)
				fprintf(out, ".SS %s\n", group->title);
			titled = true;
			fputs(".TP\n", out);
			names_of(&group->settings[j], out);
			describe(&group->settings[j], out);
		}
	}
	for (size_t i = 1; i < usage->n_sections; i++)
		section(&usage->sections[i], out);
}
