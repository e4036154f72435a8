/*
 * config_files - see config_files.h.
 */
#include "model/config_files.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ini.h"
#include "core/log.h"

static const char automatic[] = "auto";

static bool is_called(const struct shipped_config *shipped, const char *name)
{
	size_t len = strlen(name);

	return strncmp(shipped->name, name, len) == 0 &&
	       (!shipped->name[len] || strcmp(shipped->name + len, ".ini") == 0);
}

/* NULL if it is a file, or is meant to be one. */
static const struct shipped_config *find_shipped(const char *name)
{
	struct stat about;

	if (strchr(name, '/') || (stat(name, &about) == 0 && !S_ISDIR(about.st_mode)))
		return NULL;
	for (size_t i = 0; i < n_shipped_configs; i++) {
		if (is_called(&shipped_configs[i], name))
			return &shipped_configs[i];
	}
	return NULL;
}

/* Whoever writes there chooses where passwords go and, by ssh_config, what is run. */
static void warn_of_writers(const char *path)
{
	struct stat about;

	if (stat(path, &about) == 0 && S_ISREG(about.st_mode) && about.st_mode & S_IWOTH)
		log_warn(
			"%s says which server is given passwords, and anybody can change "
			"it: chmod o-w %s",
			path, path);
}

static int read_file(struct config *config, struct settings *settings, const char *path,
		     struct error *err)
{
	const struct shipped_config *shipped = find_shipped(path);
	const char *password = config->password, *api_key = config->api_key,
		   *bearer_token = config->bearer_token;

	if (shipped)
		return ini_read_text(settings, shipped->name, shipped->text, err);
	if (ini_read(settings, path, err) != 0)
		return !strchr(path, '/') && access(path, F_OK) != 0
			       ? error_set(err, ERROR_USAGE,
					   "configuration %s: there is no such file, nor "
					   "does one "
					   "come with the program (--manual lists those)",
					   path)
			       : -1;
	if (config->password != password || config->api_key != api_key ||
	    config->bearer_token != bearer_token)
		config->secret_file = path;
	warn_of_writers(path);
	return 0;
}

int config_read_files(struct config *config, struct settings *settings, struct error *err)
{
	const struct setting_list *files = &config->config_files;

	for (size_t i = 0; i < files->n; i++) {
		const char *path = files->items[i].value;

		if (strcmp(path, automatic) != 0) {
			if (read_file(config, settings, path, err) != 0)
				return -1;
		} else if (i + 1 < files->n) {
			return error_set(
				err, ERROR_USAGE,
				"-c auto has to be the last -c: the files before it say "
				"which server is asked, and what it finds out goes "
				"before what they say of fields");
		} else {
			config->auto_config = true;
		}
	}
	return 0;
}

/* So that nothing of another ini file is left, say its unit of time. */
static void forget(struct settings *settings, const struct setting *setting)
{
	struct error ignored;

	if (setting->kind != SETTING_LIST)
		settings_set(settings, setting,
			     setting->standard ? setting->standard : "", ORIGIN_DEFAULT,
			     &ignored);
}

/* Makes room for what the shipped file says of the index, and only for that. */
static void open_to_shipped(struct settings *settings)
{
	size_t number = 0;

	for (size_t g = 0; g < settings->n_groups; g++) {
		for (size_t i = 0; i < settings->groups[g].n; i++, number++) {
			const struct setting *setting = &settings->groups[g].settings[i];

			if (!config_is_of_index(setting, settings->origins[number]))
				settings->origins[number] = ORIGIN_COMMAND;
			else
				forget(settings, setting);
		}
	}
}

static size_t count_settings(const struct settings *settings)
{
	size_t n = 0;

	for (size_t g = 0; g < settings->n_groups; g++)
		n += settings->groups[g].n;
	return n;
}

int config_with(const struct config *config, const struct shipped_config *shipped,
		struct config *result, struct error *err)
{
	struct settings settings = *config->settings;
	size_t size = count_settings(&settings) * sizeof(*settings.origins);
	int r;

	*result = *config;
	settings.target = result;
	settings.origins = memory_alloc(size);
	memcpy(settings.origins, config->settings->origins, size);
	open_to_shipped(&settings);
	r = ini_read_text(&settings, shipped->name, shipped->text, err);
	if (r == 0)
		config_settle_fields(result, &settings);
	if (config->filter && result->filter)
		result->filter = arena_print(settings.arena, "(%s) AND (%s)",
					     result->filter, config->filter);
	else if (config->filter)
		result->filter = config->filter;
	free(settings.origins);
	return r;
}
