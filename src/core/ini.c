/*
 * ini - see ini.h.
 */
#include "core/ini.h"

#include <ctype.h>
#include <errno.h>
#include <iniparser/iniparser.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/text.h"

enum { LONGEST_NAME = 100, LARGEST_FILE = 16 << 20 };

/* The file's text cut into lines, each ending with NUL. */
struct lines {
	char *text;
	char **at;
	size_t n;
	size_t capacity;
};

static int read_text(const char *path, char **text, struct error *err)
{
	FILE *in = fopen(path, "re");
	size_t len = 0, capacity = 4096, got;
	char *buffer;

	if (!in)
		return error_set(err, ERROR_USAGE, "configuration %s: %s", path,
				 strerror(errno));
	buffer = memory_alloc(capacity);
	while ((got = fread(buffer + len, 1, capacity - len - 1, in)) > 0) {
		len += got;
		if (capacity - len == 1 && capacity < LARGEST_FILE)
			buffer = memory_resize(buffer, capacity *= 2, 1);
	}
	buffer[len] = '\0';
	*text = buffer;
	if (ferror(in) || len + 1 == LARGEST_FILE || memchr(buffer, '\0', len)) {
		error_set(err, ERROR_USAGE, "configuration %s: %s", path,
			  ferror(in) ? strerror(errno)
				     : "this is not an ini file in UTF-8");
		fclose(in);
		return -1;
	}
	fclose(in);
	return 0;
}

static void cut_lines(struct lines *lines)
{
	char *at = lines->text;

	at += text_mark_length(at, strlen(at));
	while (*at) {
		char *end = at + strcspn(at, "\n");
		bool last = !*end;

		lines->at = memory_grow(lines->at, lines->n, &lines->capacity,
					sizeof(*lines->at));
		lines->at[lines->n++] = at;
		*end = '\0';
		if (end > at && end[-1] == '\r')
			end[-1] = '\0';
		at = last ? end : end + 1;
	}
}

static char *trim(char *text)
{
	size_t len;

	text += strspn(text, " \t");
	len = strlen(text);
	while (len && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		text[--len] = '\0';
	return text;
}

static int write_skeleton_line(FILE *out, const char *path, const char *line,
			       size_t number, struct error *err)
{
	const char *start = line + strspn(line, " \t");
	size_t name = strcspn(start, "=");

	if (*start == '#' || *start == ';' || !*start) {
		fputc('\n', out);
		return 0;
	}
	if (strlen(start) > LONGEST_NAME && (name > LONGEST_NAME || *start == '['))
		return error_set(err, ERROR_USAGE, "%s:%zu: this is no \"key = value\"",
				 path, number);
	if (*start == '[') /* without a comment behind it, which iniparser refuses */
		fprintf(out, "%.*s\n", (int)strcspn(start, "]") + 1, start);
	else if (!start[name])
		fprintf(out, "%s\n", start);
	else
		fprintf(out, "%.*s=%zu\n", (int)name, start, number);
	return 0;
}

static int silent(const char *format, ...)
{
	(void)format;
	return 0;
}

/* iniparser reads by name only; the skeleton has none but its descriptor's. */
static dictionary *parse_skeleton(const char *path, const struct lines *lines,
				  struct error *err)
{
	FILE *file = tmpfile();
	dictionary *result = NULL;
	char name[40];

	if (!file) {
		error_set(err, ERROR_IO, "no temporary file: %s", strerror(errno));
		return NULL;
	}
	for (size_t i = 0; i < lines->n; i++) {
		if (write_skeleton_line(file, path, lines->at[i], i + 1, err) != 0)
			goto out;
	}
	if (fflush(file) != 0) {
		error_set(err, ERROR_IO, "temporary file: %s", strerror(errno));
		goto out;
	}
	snprintf(name, sizeof(name), "/dev/fd/%d", fileno(file));
	iniparser_set_error_callback(silent);
	result = iniparser_load(name);
	if (!result)
		error_set(err, ERROR_USAGE,
			  "%s: not an ini file: every line must be [section], \"key = "
			  "value\" or a comment that starts with #",
			  path);
out:
	fclose(file);
	return result;
}

/* iniparser says only that a line is wrong; this finds which. */
static size_t first_wrong_line(const struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		const char *start = lines->at[i] + strspn(lines->at[i], " \t");

		if (*start && *start != '#' && *start != ';' && *start != '[' &&
		    !strchr(start, '='))
			return i + 1;
		if (*start == '[' && !strchr(start, ']'))
			return i + 1;
		if (*start == '=')
			return i + 1;
	}
	return 0;
}

/* Where a comment seems to begin in an unquoted value, or NULL. */
static char *find_comment(char *value)
{
	for (char *at = value; *at; at++) {
		if ((*at == '#' || *at == ';') && at > value &&
		    isspace((unsigned char)at[-1]))
			return at;
	}
	return NULL;
}

static char *unquote(char *value)
{
	size_t len = strlen(value);

	if (len >= 2 && (*value == '\'' || *value == '"') && value[len - 1] == *value) {
		value[len - 1] = '\0';
		return value + 1;
	}
	return value;
}

/* 'quoted'  # comment: what follows the closing quote is not the value. */
static void end_after_quote(char *value)
{
	char *end = *value == '\'' || *value == '"' ? strchr(value + 1, *value) : NULL;
	char *rest = end ? end + 1 + strspn(end + 1, " \t") : NULL;

	if (rest && rest > end + 1 && (*rest == '#' || *rest == ';'))
		end[1] = '\0';
}

static char *clean_value(const char *path, size_t number, const struct setting *setting,
			 char *line)
{
	char *value = trim(strchr(line, '=') + 1);
	char *unquoted, *comment;

	end_after_quote(value);
	unquoted = unquote(value);
	if (unquoted != value)
		return unquoted;
	comment = find_comment(value);
	if (comment && setting->kind != SETTING_TEXT)
		*comment = '\0';
	else if (comment && setting->secret)
		log_warn("%s:%zu: all of the line after \"%s=\" is taken as the value, "
			 "also what follows the blank; put it in quotes to be clear",
			 path, number, setting->key);
	else if (comment)
		log_warn("%s:%zu: \"%s\" is taken as part of %s; put a comment on a line "
			 "of its own, or the value in quotes",
			 path, number, comment, setting->key);
	return trim(value);
}

static int unknown_key(const struct settings *settings, const char *key,
		       struct error *err)
{
	const char *nearest = settings_nearest(settings, key);

	if (nearest && settings_find_key(settings, nearest))
		return error_set(err, ERROR_USAGE,
				 "unknown key \"%.100s\"; did you mean \"%s\"?", key,
				 nearest);
	return error_set(err, ERROR_USAGE,
			 "unknown key \"%.100s\"; the manual page lists those allowed",
			 key);
}

static int take_key(struct settings *settings, const char *path, struct lines *lines,
		    const dictionary *ini, const char *name, struct error *err)
{
	size_t section = strlen(settings->section);
	const char *line = iniparser_getstring(ini, name, NULL);
	const struct setting *setting;
	size_t number;
	char *value;

	if (!line) /* iniparser takes [a:b] for a key of [a] */
		return error_set(err, ERROR_USAGE, "%s: there is no section [%s]", path,
				 name);
	number = (size_t)strtoul(line, NULL, 10);
	if (strncmp(name, settings->section, section) != 0 || name[section] != ':')
		return error_set(err, ERROR_USAGE,
				 "%s:%zu: \"%s\" stands outside of [%s]", path, number,
				 name[0] == ':' ? name + 1 : name, settings->section);
	setting = settings_find_key(settings, name + section + 1);
	if (!setting) {
		unknown_key(settings, name + section + 1, err);
		return error_wrap(err, "%s:%zu", path, number);
	}
	value = clean_value(path, number, setting, lines->at[number - 1]);
	if (settings_origin(settings, (char *)settings->target + setting->offset) >
	    ORIGIN_FILE)
		return 0;
	if (!*value && (setting->kind == SETTING_NUMBER || setting->kind == SETTING_REAL))
		return 0; /* "es_port=": the default */
	if (!*value && setting->choices)
		return 0;
	if (settings_set(settings, setting, value, ORIGIN_FILE, err) != 0)
		return error_wrap(err, "%s:%zu: %s", path, number, setting->key);
	return 0;
}

static int take_keys(struct settings *settings, const char *path, struct lines *lines,
		     const dictionary *ini, struct error *err)
{
	int n = iniparser_getnsec(ini);

	for (int s = 0; s < n; s++) {
		const char *section = iniparser_getsecname(ini, s);
		int n_keys = iniparser_getsecnkeys(ini, section);
		const char **keys = memory_zero((size_t)n_keys + 1, sizeof(*keys));
		int r = 0;

		iniparser_getseckeys(ini, section, keys);
		for (int k = 0; k < n_keys && r == 0; k++)
			r = take_key(settings, path, lines, ini, keys[k], err);
		free(keys);
		if (r != 0)
			return -1;
	}
	return 0;
}

/* Keys before any [section] are listed by no section of iniparser's. */
static size_t first_key_outside(const struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		const char *start = lines->at[i] + strspn(lines->at[i], " \t");

		if (*start == '[')
			return 0;
		if (*start && *start != '#' && *start != ';')
			return i + 1;
	}
	return 0;
}

/* Takes the text apart, and changes it. */
static int read_lines(struct settings *settings, const char *path, struct lines *lines,
		      struct error *err)
{
	dictionary *ini;
	size_t wrong;
	int r = -1;

	cut_lines(lines);
	wrong = first_wrong_line(lines);
	if (wrong)
		return error_set(err, ERROR_USAGE,
				 "%s:%zu: this is neither [section] nor key = value",
				 path, wrong);
	wrong = first_key_outside(lines);
	if (wrong)
		return error_set(err, ERROR_USAGE,
				 "%s:%zu: put [%s] on a line before this key", path,
				 wrong, settings->section);
	ini = parse_skeleton(path, lines, err);
	if (ini)
		r = take_keys(settings, path, lines, ini, err);
	if (ini)
		iniparser_freedict(ini);
	return r;
}

int ini_read(struct settings *settings, const char *path, struct error *err)
{
	struct lines lines = { .text = NULL };
	int r = read_text(path, &lines.text, err);

	if (r == 0)
		r = read_lines(settings, path, &lines, err);
	free(lines.at);
	free(lines.text);
	return r;
}

int ini_read_text(struct settings *settings, const char *name, const char *text,
		  struct error *err)
{
	struct lines lines = { .text = memory_copy_text(text, strlen(text)) };
	int r = read_lines(settings, name, &lines, err);

	free(lines.at);
	free(lines.text);
	return r;
}
