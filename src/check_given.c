/*
 * check_given - see check_given.h.
 */
#include "check_given.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "export/export.h"
#include "source/list.h"

static void add_path(struct check_given *given, const char *path, struct arena *arena)
{
	size_t size = strlen(path) + 1;

	given->paths[given->n_paths++] = memcpy(arena_alloc(arena, size), path, size);
}

static bool is_path(const char *operand)
{
	return strcmp(operand, "-") == 0 || access(operand, F_OK) == 0 || errno != ENOENT;
}

/* Several in one, as a quoted list is given, are all meant. */
static int add_addresses(struct check_given *given, const char *operand,
			 struct error *err)
{
	const char *at = operand;
	size_t len = strlen(operand);
	struct indicator indicator;
	struct mention mention;

	do {
		if (!list_parse(at, len, &indicator) || indicator.kind == INTEL_NAME)
			return error_set(err, ERROR_USAGE,
					 "%s: \"%s\" is no address; give each by itself",
					 operand, at);
		mention = list_mention(&indicator);
		mentions_add(&given->mentions, &mention);
	} while (list_step(&at, &len));
	return 0;
}

/* A file of that name comes first. What looks like a name may as well be a file that is
 * not there: it is one where names are asked for. */
static int add_operand(struct check_given *given, const char *operand,
		       struct arena *arena, struct error *err)
{
	size_t len = strlen(operand);
	struct indicator indicator;
	struct mention mention;

	if (is_path(operand)) {
		add_path(given, operand, arena);
		return 0;
	}
	if (list_is_network(operand, len))
		return error_set(err, ERROR_USAGE,
				 "%s: " LIST_NETWORK
				 "; networks that are known to be bad "
				 "go with --intel FILE",
				 operand);
	if (!list_parse(operand, len, &indicator))
		return error_set(err, ERROR_IO, "%s: %s, and it is no address", operand,
				 strerror(ENOENT));
	if (indicator.kind == INTEL_ADDRESS)
		return add_addresses(given, operand, err);
	if (indicator.kind == INTEL_NAME && !given->by_name)
		return error_set(err, ERROR_IO,
				 "%s: %s; if it is a name and no file: --by name",
				 operand, strerror(ENOENT));
	mention = list_mention(&indicator);
	mentions_add(&given->mentions, &mention);
	return 0;
}

/* -c is what it is to hot_ip.py; to flare_beacon it is --config. */
static int check_no_settings(const struct config *config, const char *operand,
			     struct error *err)
{
	size_t len = strlen(operand);

	if (!config->check || len < 4 || strcmp(operand + len - 4, ".ini") != 0)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "-c %s: here -c asks AlienVault OTX; settings are read with "
			 "--config %s",
			 operand, operand);
}

static void add_output(struct config *config, const struct exporter *exporter,
		       const char *name)
{
	setting_list_add(&config->outputs, exporter_setting(exporter), name);
}

/* -c and -p ask the service that hot_ip.py asks. */
static void ask_otx(struct config *config)
{
	static const char otx[] = "otx";

	for (size_t i = 0; i < config->intel.n; i++) {
		if (strcmp(config->intel.items[i].value, otx) == 0)
			return;
	}
	setting_list_add(&config->intel, settings_find_key(config->settings, "intel"),
			 otx);
}

/* They leave files in the folder that they are run in, and tell on the terminal too. */
static void do_as_hot_ip(struct config *config)
{
	config->with_inside = true; /* out_IP.txt has all of them */
	if (config->outputs.n > 0)
		return;
	add_output(config, &exporter_text, "-");
	add_output(config, &exporter_folder, ".");
}

static int refuse(const char *option, const char *why, struct error *err)
{
	return error_set(err, ERROR_USAGE, "%s: %s", option, why);
}

/* Does anything say that it is flows of a server that are meant? The server alone may as
 * well be there to be written to. */
static bool names_index(const struct config *config)
{
	const void *const of_server[] = { &config->es_host, &config->es_port,
					  &config->ssh };
	bool is_named = config->index_given || config->period_given || config->from ||
			config->to || config->filter || config->auto_config ||
			config->explain_query;

	for (size_t i = 0; i < sizeof(of_server) / sizeof(*of_server); i++) {
		if (!config_needs_server(config) &&
		    settings_origin(config->settings, of_server[i]) != ORIGIN_DEFAULT)
			is_named = true;
	}
	return is_named;
}

static bool asks_for_sockets(const struct config *config)
{
	return config->processes || config->watch_s > 0 || config->sockets.n > 0;
}

static int check_options(const struct config *config, struct error *err)
{
	int n_files = !!config->pcapfile + !!config->ip_file + !!config->pcapf;

	if (n_files > 1)
		return refuse("--pcapfile, --IPfile, --pcapf",
			      "only one of them at a time", err);
	if (config->srcs && config->dsts)
		return refuse("-s, -d", "one of them, or neither for both ends", err);
	if (config->check_names && !config->pcapf && strcmp(config->by, "name") != 0)
		return refuse("-p",
			      "it checks names: use it with --pcapf FILE or --by name",
			      err);
	if (config->pcapf && strcmp(config->by, "address") == 0)
		return refuse("--pcapf", "it is for names; --pcapfile is for addresses",
			      err);
	if (config->processes && config->sockets.n > 0 &&
	    settings_origin(config->settings, &config->processes) == ORIGIN_COMMAND)
		return refuse(
			"--processes",
			"it is of this host, and --sockets of another; leave one of "
			"them out",
			err);
	if (config->watch_s > 0 && config->sockets.n > 0)
		return refuse("--watch",
			      "files (--sockets) do not change; leave one of them out",
			      err);
	return 0;
}

int check_given_settle(struct config *config, char *const *operands, size_t n_operands,
		       struct arena *arena, struct check_given *given, struct error *err)
{
	size_t most = n_operands + config->beacons.n + 3;

	*given = (struct check_given){ .paths = arena_alloc(arena,
							    most * sizeof(char *)) };
	if (check_options(config, err) != 0)
		return -1;
	given->by_name = config->pcapf || strcmp(config->by, "name") == 0;
	config->takes_mentions = true;
	for (size_t i = 0; i < n_operands; i++) {
		if (check_no_settings(config, operands[i], err) != 0 ||
		    add_operand(given, operands[i], arena, err) != 0)
			return -1;
	}
	for (size_t i = 0; i < config->beacons.n; i++)
		add_path(given, config->beacons.items[i].value, arena);
	if (config->pcapfile)
		add_path(given, config->pcapfile, arena);
	if (config->ip_file)
		add_path(given, config->ip_file, arena);
	if (config->pcapf)
		add_path(given, config->pcapf, arena);
	if (config->pcapfile || config->ip_file || config->pcapf)
		do_as_hot_ip(config);
	if (config->check || config->check_names)
		ask_otx(config);
	given->is_index_implied = check_given_is_empty(given) && !names_index(config);
	given->by_sockets = given->is_index_implied && asks_for_sockets(config);
	if (given->by_sockets && given->by_name)
		return refuse("--by name",
			      "sockets lead to addresses; leave it out, or give files or "
			      "names to check",
			      err);
	return 0;
}

bool check_given_is_empty(const struct check_given *given)
{
	return given->n_paths == 0 && given->mentions.n == 0;
}

void check_given_free(struct check_given *given)
{
	mentions_free(&given->mentions);
}
