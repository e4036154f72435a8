/*
 * command - see command.h.
 */
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/completion.h"
#include "core/http.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/terminal.h"
#include "export/export.h"
#include "model/config_files.h"
#include "model/service_settings.h"

enum { MOST_GROUPS = 16 };

static size_t collect_groups(struct setting_group *groups)
{
	memcpy(groups, config_settings, n_config_settings * sizeof(*groups));
	groups[n_config_settings] = export_settings;
	return n_config_settings + 1;
}

static void start_log(const struct config *config)
{
	enum log_level level = LOG_NORMAL;

	if (config->quiet)
		level = LOG_QUIET;
	else if (config->debug)
		level = LOG_DEBUG;
	else if (config->verbose)
		level = LOG_VERBOSE;
	log_init(level, !config->no_color && terminal_has_color(STDERR_FILENO));
}

/* "auto|aws-vpc|...": what -c takes beside files. */
static const char *names_of_configs(struct arena *arena)
{
	const char *names = "auto";

	for (size_t i = 0; i < n_shipped_configs; i++) {
		const char *name = shipped_configs[i].name;

		names = arena_print(arena, "%s|%.*s", names, (int)strcspn(name, "."),
				    name);
	}
	return names;
}

static const char *names_of_columns(const struct command *command, struct arena *arena)
{
	const char *names = "";

	for (size_t i = 0; i < command->n_columns; i++)
		names = arena_print(arena, "%s%s%s", names, i ? "|" : "",
				    command->columns[i].name);
	return names;
}

/* "otx, abuseipdb" as "otx|abuseipdb". */
static const char *names_of_services(struct arena *arena)
{
	const char *names = "";

	for (const char *at = service_names(); *at; at += strspn(at, ", ")) {
		size_t len = strcspn(at, ",");

		names = arena_print(arena, "%s%s%.*s", names, *names ? "|" : "", (int)len,
				    at);
		at += len;
	}
	return names;
}

static void show_completion(const struct command *command,
			    const struct settings *settings, const char *shell)
{
	const struct completion_words words[] = {
		{ "config", names_of_configs(settings->arena) },
		{ "sort", names_of_columns(command, settings->arena) },
		{ "intel", names_of_services(settings->arena) },
	};
	const struct completion completion = { command->usage->name, settings, words,
					       sizeof(words) / sizeof(*words) };

	completion_write(&completion, shell, stdout);
}

/* --help, --manual, --version, --completion: true if one was asked for. */
static bool show_pages(const struct command *command, const struct config *config,
		       const struct settings *settings)
{
	if (config->help)
		usage_help(command->usage, settings, stdout);
	else if (config->manual)
		command->manual(settings, stdout);
	else if (config->version)
		printf("%s %s\n", command->usage->name, FLARE_VERSION);
	else if (config->completion)
		show_completion(command, settings, config->completion);
	return config->help || config->manual || config->version || config->completion;
}

/* A pipe that was closed (`--help | head`) has had enough; a full disk has not. */
static int end_pages(struct error *err)
{
	if (fflush(stdout) == 0 || errno == EPIPE)
		return 0;
	return error_set(err, ERROR_IO, "standard output: %s", strerror(errno));
}

static int run(const struct command *command, struct settings *settings,
	       struct config *config, int argc, char **argv, struct error *err)
{
	int n_operands;

	if (settings_read_arguments(settings, argc, argv, &n_operands, err) != 0)
		return -1;
	start_log(config);
	if (show_pages(command, config, settings))
		return end_pages(err);
	if (config_read_files(config, settings, err) != 0)
		return -1;
	start_log(config);
	if (config_settle(config, settings, err) != 0)
		return -1;
	return command->run(config, argv, (size_t)n_operands, settings->arena, err);
}

/* A file opened on a closed standard error would be given our warnings. */
static void open_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* What is left of a program that dies would hold passwords and what was found. */
static void leave_no_core(void)
{
	struct rlimit core;

	if (getrlimit(RLIMIT_CORE, &core) != 0)
		return;
	core.rlim_cur = 0;
	setrlimit(RLIMIT_CORE, &core);
}

int command_main(const struct command *command, int argc, char **argv)
{
	struct setting_group groups[MOST_GROUPS];
	struct config config = { .help = false };
	struct arena arena = { NULL };
	struct error err = { .kind = ERROR_NONE };
	struct settings settings = { .groups = groups,
				     .section = "beacon",
				     .command = command->flag,
				     .target = &config,
				     .arena = &arena };
	int status = 0;

	leave_no_core();
	memory_set_up();
	open_standard_descriptors();
	settings.n_groups = collect_groups(groups);
	interrupt_init();
	http_global_init();
	settings_init(&settings);
	if (run(command, &settings, &config, argc - 1, argv + 1, &err) != 0) {
		log_error(command->usage->name, err.text);
		status = error_exit_status(&err);
	}
	settings_free(&settings);
	arena_free(&arena);
	http_global_free();
	return status;
}
