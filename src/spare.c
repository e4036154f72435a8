/*
 * spare - see spare.h.
 */
#include "spare.h"

#include <sys/stat.h>

#include "export/export.h"

struct target {
	const struct setting_item *item;
	struct stat file;
};

/* What is no plain file (a pipe, a device) has nothing to lose. */
static bool stat_file(const char *path, struct stat *file)
{
	return path && stat(path, file) == 0 && S_ISREG(file->st_mode);
}

static int refuse(const struct target *to, const char *path, struct error *err)
{
	struct stat file;

	if (!stat_file(path, &file) || file.st_ino != to->file.st_ino ||
	    file.st_dev != to->file.st_dev)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "--%s: %s is read by this run; name another file to write",
			 to->item->setting->option, to->item->value);
}

static int refuse_list(const struct target *to, const struct setting_list *list,
		       struct error *err)
{
	for (size_t i = 0; i < list->n; i++) {
		if (refuse(to, list->items[i].value, err) != 0)
			return -1;
	}
	return 0;
}

static int refuse_all(const struct target *to, const struct config *config,
		      char *const *paths, size_t n_paths, struct error *err)
{
	const char *const of_hot_ip[] = { config->pcapfile, config->ip_file,
					  config->pcapf };
	const struct setting_list *const lists[] = { &config->config_files,
						     &config->allowlists, &config->intel,
						     &config->beacons, &config->sockets };

	for (size_t i = 0; i < n_paths; i++) {
		if (refuse(to, paths[i], err) != 0)
			return -1;
	}
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (refuse_list(to, lists[i], err) != 0)
			return -1;
	}
	for (size_t i = 0; i < sizeof(of_hot_ip) / sizeof(of_hot_ip[0]); i++) {
		if (refuse(to, of_hot_ip[i], err) != 0)
			return -1;
	}
	return 0;
}

int spare_inputs(const struct config *config, char *const *paths, size_t n_paths,
		 struct error *err)
{
	for (size_t i = 0; i < config->outputs.n; i++) {
		struct target to = { .item = &config->outputs.items[i] };

		if (exporter_find(to.item->setting)->place ||
		    !stat_file(to.item->value, &to.file))
			continue;
		if (refuse_all(&to, config, paths, n_paths, err) != 0)
			return -1;
	}
	return 0;
}
