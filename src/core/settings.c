/*
 * settings - see settings.h.
 */
#include "core/settings.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/nearest.h"

const char *setting_name(const struct setting *setting)
{
	return setting->option ? setting->option : setting->key;
}

/* Walks all settings of all groups; `i` is the number a setting goes by. */
static const struct setting *nth(const struct settings *settings, size_t i)
{
	for (size_t g = 0; g < settings->n_groups; g++) {
		if (i < settings->groups[g].n)
			return &settings->groups[g].settings[i];
		i -= settings->groups[g].n;
	}
	return NULL;
}

bool settings_offer(const struct settings *settings, const struct setting *setting)
{
	return !settings->command || !setting->commands ||
	       (settings->command & setting->commands);
}

static size_t number_of(const struct settings *settings, const struct setting *setting)
{
	size_t i = 0;

	while (nth(settings, i) != setting)
		i++;
	return i;
}

static void *member(const struct settings *settings, const struct setting *setting)
{
	return (char *)settings->target + setting->offset;
}

static int set_bool(const struct setting *setting, void *at, const char *text,
		    struct error *err)
{
	static const char *const yes[] = { "true", "yes", "on", "1" };
	static const char *const no[] = { "false", "no", "off", "0", "" };

	(void)setting;
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		if (strcasecmp(text, yes[i]) == 0) {
			*(bool *)at = true;
			return 0;
		}
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++) {
		if (strcasecmp(text, no[i]) == 0) {
			*(bool *)at = false;
			return 0;
		}
	}
	return error_set(err, ERROR_USAGE, "\"%.200s\" is neither true nor false", text);
}

static int set_number(const struct setting *setting, void *at, const char *text,
		      struct error *err)
{
	bool bounded = setting->min || setting->max;
	long long value;
	char *end;

	errno = 0;
	value = strtoll(text, &end, 10);
	if (end == text || *end)
		return error_set(err, ERROR_USAGE, "\"%.200s\" is not a whole number",
				 text);
	if (errno || (bounded && (value < setting->min || value > setting->max)))
		return error_set(err, ERROR_USAGE,
				 "%.200s is out of range: %lld to %lld are allowed", text,
				 bounded ? (long long)setting->min : LLONG_MIN,
				 bounded ? (long long)setting->max : LLONG_MAX);
	*(int64_t *)at = value;
	return 0;
}

static int set_real(const struct setting *setting, void *at, const char *text,
		    struct error *err)
{
	double value;
	char *end;

	value = strtod(text, &end);
	if (end == text || *end || isnan(value))
		return error_set(err, ERROR_USAGE, "\"%.200s\" is not a number", text);
	if (value < (double)setting->min || value > (double)setting->max)
		return error_set(err, ERROR_USAGE,
				 "%.200s is out of range: %lld to %lld are allowed", text,
				 (long long)setting->min, (long long)setting->max);
	*(double *)at = value;
	return 0;
}

/* Is the text one of "a|b|c"? */
static bool is_choice(const char *choices, const char *text)
{
	size_t len = strlen(text);

	while (*choices) {
		size_t n = strcspn(choices, "|");

		if (n == len && strncmp(choices, text, n) == 0)
			return true;
		choices += n + (choices[n] == '|');
	}
	return false;
}

static int set_text(struct arena *arena, const struct setting *setting, void *at,
		    const char *text, struct error *err)
{
	if (setting->choices && !is_choice(setting->choices, text))
		return error_set(err, ERROR_USAGE, "\"%.200s\" is not one of %s", text,
				 setting->choices);
	*(const char **)at = *text ? arena_text(arena, text, strlen(text)) : NULL;
	return 0;
}

void setting_list_add(struct setting_list *list, const struct setting *setting,
		      const char *value)
{
	list->items =
		memory_grow(list->items, list->n, &list->capacity, sizeof(*list->items));
	list->items[list->n++] = (struct setting_item){ setting, value };
}

static void add_item(struct arena *arena, const struct setting *setting, void *at,
		     const char *text)
{
	setting_list_add(at, setting, arena_text(arena, text, strlen(text)));
}

/* Of an ini file, where a key stands once: all of them, with commas between. */
static void set_items(struct arena *arena, const struct setting *setting, void *at,
		      const char *text)
{
	static const char blanks[] = " \t";

	((struct setting_list *)at)->n = 0;
	for (size_t len; *text; text += len + (text[len] == ',')) {
		size_t n;

		text += strspn(text, blanks);
		len = n = strcspn(text, ",");
		while (n > 0 && strchr(blanks, text[n - 1]))
			n--;
		if (n > 0)
			add_item(arena, setting, at, arena_text(arena, text, n));
	}
}

int settings_set(struct settings *settings, const struct setting *setting,
		 const char *text, enum setting_origin origin, struct error *err)
{
	void *at = member(settings, setting);
	int r = 0;

	switch (setting->kind) {
	case SETTING_BOOL:
		r = set_bool(setting, at, text, err);
		break;
	case SETTING_NUMBER:
		r = set_number(setting, at, text, err);
		break;
	case SETTING_REAL:
		r = set_real(setting, at, text, err);
		break;
	case SETTING_TEXT:
		r = set_text(settings->arena, setting, at, text, err);
		break;
	case SETTING_LIST:
		if (origin == ORIGIN_FILE)
			set_items(settings->arena, setting, at, text);
		else
			add_item(settings->arena, setting, at, text);
		break;
	}
	if (r == 0)
		settings->origins[number_of(settings, setting)] = origin;
	return r;
}

void settings_init(struct settings *settings)
{
	const struct setting *setting;
	struct error err;
	size_t n = 0;

	while (nth(settings, n))
		n++;
	settings->origins = memory_zero(n, sizeof(*settings->origins));
	for (size_t i = 0; (setting = nth(settings, i)); i++) {
		if (setting->standard &&
		    settings_set(settings, setting, setting->standard, ORIGIN_DEFAULT,
				 &err) != 0)
			abort(); /* a default that its own row does not allow */
	}
}

void settings_free(struct settings *settings)
{
	const struct setting *setting;

	for (size_t i = 0; settings->origins && (setting = nth(settings, i)); i++) {
		struct setting_list *list = member(settings, setting);

		if (setting->kind != SETTING_LIST)
			continue;
		free(list->items);
		*list = (struct setting_list){ .items = NULL }; /* rows may share it */
	}
	free(settings->origins);
	settings->origins = NULL;
}

enum setting_origin settings_origin(const struct settings *settings, const void *where)
{
	const struct setting *setting;

	for (size_t i = 0; (setting = nth(settings, i)); i++) {
		if (member(settings, setting) == where)
			return settings->origins[i];
	}
	return ORIGIN_DEFAULT;
}

const struct setting *settings_find_key(const struct settings *settings, const char *key)
{
	const struct setting *setting;

	for (size_t i = 0; (setting = nth(settings, i)); i++) {
		if (setting->key && strcmp(setting->key, key) == 0)
			return setting;
	}
	return NULL;
}

/* How much of `name` an option has in common: 2 all, 1 a prefix, 0 no. */
static int resembles(const char *option, const char *name, size_t len)
{
	if (!option)
		return 0;
	for (size_t i = 0; i < len; i++) {
		char c = name[i] == '-' ? '_' : name[i];
		char d = option[i] == '-' ? '_' : option[i];

		if (c != d) /* the end of `option` differs from any character */
			return 0;
	}
	return option[len] ? 1 : 2;
}

static int fit(const struct setting *setting, const char *name, size_t len)
{
	int key = setting->kind == SETTING_LIST ? 0 : resembles(setting->key, name, len);
	int option = resembles(setting->option, name, len);
	int flag = resembles(setting->flag, name, len) == 2 ? 2 : 0;
	int best = key > option ? key : option;

	return best > flag ? best : flag;
}

const struct setting *settings_find_option(const struct settings *settings,
					   const char *name, size_t len,
					   struct error *err)
{
	const struct setting *setting, *found = NULL;
	char copy[64];

	/* A whole name, before others that begin with it: -csv. */
	for (size_t i = 0; (setting = nth(settings, i)); i++) {
		if (settings_offer(settings, setting) && fit(setting, name, len) == 2)
			return setting;
	}
	for (size_t i = 0; (setting = nth(settings, i)); i++) {
		int how = settings_offer(settings, setting) ? fit(setting, name, len) : 0;

		if (how == 1 && found) {
			error_set(err, ERROR_USAGE,
				  "--%.*s may be --%s or --%s: write more of it",
				  (int)len, name,
				  found->option ? found->option : found->key,
				  setting->option ? setting->option : setting->key);
			return NULL;
		}
		if (how == 1)
			found = setting;
	}
	if (found)
		return found;
	snprintf(copy, sizeof(copy), "%.*s", (int)(len < 60 ? len : 60), name);
	name = settings_nearest(settings, copy);
	error_set(err, ERROR_USAGE, "there is no option --%s%s%s%s", copy,
		  name ? "; did you mean --" : "", name ? name : "",
		  name ? "?" : "; --help lists the usual ones, the manual all");
	return NULL;
}

/* Option names an argument can have: "-x", "--x", "-x=v", "--no-x". */
struct argument {
	const char *name;
	size_t len;
	const char *value; /* after "=", or NULL */
	bool negated;
};

static struct argument split_argument(const char *text)
{
	struct argument argument = { .name = text + 1 };

	if (*argument.name == '-')
		argument.name++;
	argument.len = strcspn(argument.name, "=");
	if (argument.name[argument.len] == '=')
		argument.value = argument.name + argument.len + 1;
	return argument;
}

/* "--no-x" where x is a bool and no option of that name exists. */
static const struct setting *find_argument(const struct settings *settings,
					   struct argument *argument, struct error *err)
{
	const struct setting *setting =
		settings_find_option(settings, argument->name, argument->len, err);
	struct error ignored;

	if (setting || argument->len < 4 ||
	    (strncmp(argument->name, "no-", 3) != 0 &&
	     strncmp(argument->name, "no_", 3) != 0))
		return setting;
	setting = settings_find_option(settings, argument->name + 3, argument->len - 3,
				       &ignored);
	if (!setting || setting->kind != SETTING_BOOL)
		return NULL;
	argument->negated = true;
	return setting;
}

/* A value may begin with a dash ("-dest_ip:8.8.8.8"), but not be an option. */
static bool is_option(const struct settings *settings, const char *text)
{
	struct argument argument;
	struct error ignored;

	if (text[0] != '-' || !text[1])
		return false;
	argument = split_argument(text);
	return argument.len == 0 ||
	       settings_find_option(settings, argument.name, argument.len, &ignored);
}

/* Says no to a secret, in words that do not repeat it. */
static int refuse_secret(const struct setting *setting, struct error *err)
{
	return error_set(
		err, ERROR_USAGE,
		"%s may not stand on a command line, where every user of this host "
		"can read it; put %s= into an ini file, or use the environment",
		setting->key, setting->key);
}

static bool is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

/* The words of an option behind its first. */
static int read_more_words(struct settings *settings, const struct setting *setting,
			   int argc, char **argv, int *i, struct error *err)
{
	for (int n = 1; n < setting->n_words + setting->n_numbers; n++) {
		const char *next = *i + 1 < argc ? argv[*i + 1] : NULL;

		if (n >= setting->n_words && (!next || !is_number(next)))
			return 0;
		if (!next || is_option(settings, next))
			return error_set(err, ERROR_USAGE, "--%s needs %s",
					 setting->option, setting->value);
		if (settings_set(settings, setting, argv[++*i], ORIGIN_COMMAND, err) != 0)
			return -1;
	}
	return 0;
}

static int read_option(struct settings *settings, int argc, char **argv, int *i,
		       struct error *err)
{
	const char *typed = argv[*i];
	struct argument argument = split_argument(typed);
	const struct setting *setting = find_argument(settings, &argument, err);
	const char *value = argument.value;

	if (!setting)
		return -1;
	if (setting->secret)
		return refuse_secret(setting, err);
	if (value && argument.negated)
		return error_set(err, ERROR_USAGE, "%s takes no value", argv[*i]);
	if (!value && setting->kind == SETTING_BOOL)
		value = argument.negated ? "false" : "true";
	if (!value && *i + 1 < argc && !is_option(settings, argv[*i + 1]))
		value = argv[++*i];
	if (!value)
		return error_set(err, ERROR_USAGE, "%s needs a value: %s", argv[*i],
				 setting->value ? setting->value : "VALUE");
	if (settings_set(settings, setting, value, ORIGIN_COMMAND, err) != 0)
		return error_wrap(err, "%.*s", (int)strcspn(typed, "="), typed);
	return read_more_words(settings, setting, argc, argv, i, err);
}

int settings_read_arguments(struct settings *settings, int argc, char **argv,
			    int *n_operands, struct error *err)
{
	int n = 0;
	bool options = true;

	for (int i = 0; i < argc; i++) {
		if (options && strcmp(argv[i], "--") == 0) {
			options = false;
		} else if (options && argv[i][0] == '-' && argv[i][1]) {
			if (read_option(settings, argc, argv, &i, err) != 0)
				return -1;
		} else {
			argv[n++] = argv[i];
		}
	}
	*n_operands = n;
	return 0;
}

const char *settings_nearest(const struct settings *settings, const char *name)
{
	const struct setting *setting;
	struct nearest nearest;

	nearest_begin(&nearest, name);
	for (size_t i = 0; (setting = nth(settings, i)); i++) {
		if (!settings_offer(settings, setting))
			continue;
		nearest_offer(&nearest, setting->key);
		nearest_offer(&nearest, setting->option);
	}
	return nearest.best;
}
